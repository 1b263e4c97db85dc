"""Whether what a course teaches has changed since somebody passed it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Began:
    """A value of a rule that came into force on a day."""

    rule: str
    on: date


def changed_since(
    taught: Collection[str], began: Iterable[Began], passed_on: date, on: date
) -> tuple[str, ...]:
    """Rules taught of which a value came into force after `passed_on`, through the day `on`."""
    changed = {each.rule for each in began if each.rule in taught and passed_on < each.on <= on}
    return tuple(sorted(changed))
