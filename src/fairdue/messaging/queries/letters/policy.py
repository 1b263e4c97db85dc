"""What the lender chose for letters, and which items the law wants on a notice, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.verdict import Citation
from fairdue.messaging.rules.letters.items import RULES
from fairdue.rulebook.packs import law_in_force, pack
from fairdue.typesetting import Window

RULE, POLICY = "LENDER-LETTERS", "policy/default"


@dataclass(frozen=True, slots=True)
class LetterPolicy:
    """LENDER-LETTERS, by law where they differ: CN, US, UK."""

    paper: Mapping[str, str]
    window: Mapping[str, Window]
    both_sides: bool
    letters_per_batch_max: int
    days_waiting_max: int


@dataclass(frozen=True, slots=True)
class Mandatory:
    """The items of a notice, the rule that lists them and where it stands."""

    rule: str
    items: tuple[str, ...]
    citation: Citation


def letter_policy(at: datetime) -> LetterPolicy:
    """What holds for letters on the local day of a moment."""
    return _policy(local_day(at, zone()), pack(POLICY).version)


def mandatory_items(law: str, on: date) -> Mandatory:
    """What a notice must show under a law (CN, US, UK) on a day. Raises NoValueError for none."""
    found = law_in_force(law).value(RULES[law], "items", on)
    return Mandatory(RULES[law], tuple(found.value), found.citation)


@lru_cache(maxsize=8)
def _policy(on: date, _version: str) -> LetterPolicy:
    """Read once a day; the version is of the pack that is read."""
    found = {name: each.value for name, each in pack(POLICY).values_on(RULE, on).items()}
    windows = found["window"]
    return LetterPolicy(
        paper={law: each["paper"] for law, each in windows.items()},
        window={
            law: Window(**{name: float(each[name]) for name in Window.__slots__})
            for law, each in windows.items()
        },
        both_sides=bool(found["both_sides"]),
        letters_per_batch_max=int(found["letters_per_batch_max"]),
        days_waiting_max=int(found["days_waiting_max"]),
    )
