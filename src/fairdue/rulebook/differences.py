"""What the law of one day has that the law of another hasn't: value by value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from fairdue.rulebook.packs import NoValueError, Pack
from fairdue.rulebook.values import Rule, RuleValue


class Change(Enum):
    """What became of a parameter between two days."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    STATUS = "status"
    """Same value, other status: recommended became binding, for instance."""
    SOURCE = "source"
    """Same value and status, from another source or of another rank."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One parameter that differs; `before` and `after` are None where it had no value."""

    rule: Rule
    parameter: str
    change: Change
    before: RuleValue | None
    after: RuleValue | None

    @property
    def unit(self) -> str:
        """The parameter's unit, as the pack names it."""
        return self.rule.units[self.parameter]


def differences(
    pack: Pack, first: date, second: date, known_on: date | None = None
) -> list[Difference]:
    """What differs between the law of two days, as one could know it by `known_on`.

    In the order of the pack's files. `known_on` None: all we know now, for both days.
    """
    return between(pack, (first, known_on), (second, known_on))


def between(
    pack: Pack, first: tuple[date, date | None], second: tuple[date, date | None]
) -> list[Difference]:
    """Like `differences`, each side with its own (day, known on): what a late order changed."""
    found = []
    for rule in pack.rules.values():
        for parameter in rule.parameters:
            before = _value(pack, rule.name, parameter, *first)
            after = _value(pack, rule.name, parameter, *second)
            change = _change(before, after)
            if change is not None:
                found.append(Difference(rule, parameter, change, before, after))
    return found


def _value(
    pack: Pack, rule: str, parameter: str, on: date, known_on: date | None
) -> RuleValue | None:
    try:
        return pack.value(rule, parameter, on, known_on)
    except NoValueError:
        return None


def _change(before: RuleValue | None, after: RuleValue | None) -> Change | None:
    if before is None or after is None:
        added = Change.ADDED if after is not None else Change.ENDED
        return added if before is not after else None
    if before.value != after.value:
        return Change.CHANGED
    if before.citation.status != after.citation.status:
        return Change.STATUS
    return Change.SOURCE if before.citation != after.citation else None
