"""Where a rule is written, and who can be turned to: for people who are not lawyers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation
from fairdue.rulebook.packs import NoValueError, RulePackError, law_in_force, pack

POLICY = "policy/default"
AUTHORITIES = "LENDER-AUTHORITIES"


@dataclass(frozen=True, slots=True)
class Source:
    """A rule's title and the text that it stands in."""

    rule: str
    title: Text
    citation: Citation

    @property
    def is_own(self) -> bool:
        """True for the lender's own rule."""
        return self.citation.level == "policy"


@dataclass(frozen=True, slots=True)
class Authority:
    """Who a customer may turn to, as the authority itself publishes it."""

    name: Text
    phone: str
    web: str
    when: Text


def source_of(rule: str, law: str, on: date) -> Source | None:
    """Title and citation of a rule of a law (CN, US, UK) or of policy on a day; None if unknown."""
    for found in (pack(POLICY), law_in_force(law)):
        if rule in found.rules:
            for value in found.values_on(rule, on).values():
                return Source(rule, found.rules[rule].title, value.citation)
    return None


def authority(law: str, matter: str, on: date) -> Authority | None:
    """Whom to turn to about complaints or credit_records; None where policy names nobody."""
    try:
        by_law: Mapping[str, Mapping[str, object]] = (
            pack(POLICY).value(AUTHORITIES, matter, on).value
        )
    except (NoValueError, RulePackError):
        return None
    if law not in by_law:
        return None
    known = by_law[law]
    name, when = known["name"], known["when"]
    assert isinstance(name, Mapping)
    assert isinstance(when, Mapping)
    return Authority(Text(**name), str(known["phone"]), str(known["web"]), Text(**when))
