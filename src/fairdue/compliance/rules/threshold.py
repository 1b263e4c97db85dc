"""The plain threshold: one fact against one bound. For rules written as data by a lawyer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

Comparable = Decimal | date

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_most": lambda fact, bound: bool(fact <= bound),
    "at_least": lambda fact, bound: bool(fact >= bound),
    "less_than": lambda fact, bound: bool(fact < bound),
    "more_than": lambda fact, bound: bool(fact > bound),
    "equal_to": lambda fact, bound: bool(fact == bound),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One fact of an action, how it is compared, and what to say when it fails."""

    rule: str
    fact: str
    comparison: str
    """A name of COMPARISONS."""
    otherwise: Text


def holds(threshold: Threshold, fact: Comparable, bound: Comparable) -> Clause:
    """Is the fact on the right side of the bound? Both in the unit of the pack's parameter."""
    return Clause(
        threshold.rule,
        allowed=COMPARISONS[threshold.comparison](fact, bound),
        reason=threshold.otherwise,
        values=((threshold.fact, str(fact)), (threshold.comparison, str(bound))),
    )
