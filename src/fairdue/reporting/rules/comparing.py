"""Whether a figure of one period differs from the one before by more than chance.

Shares are compared by Newcombe's interval for a difference of two proportions (method 10 of
R. G. Newcombe, Statistics in Medicine 17, 1998, 873-890), numbers of events and ratios as Poisson
counts by the normal interval of the difference of two square roots (Anscombe's transform), which
keeps its width whatever the mean. Amounts of money have no interval here: how much one payment
differs from another isn't in a sum. Estimates, which come from rows, have none here either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from fairdue.reporting.figure import ESTIMATES, PER, Unit


class Change(StrEnum):
    """What may be said of two values."""

    ROSE = "rose"
    FELL = "fell"
    WITHIN = "within"
    """The interval of the change has nothing in it: chance alone may explain it."""
    UNKNOWN = "unknown"
    """One of them is missing, or what is measured has no interval."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed, and the interval of the change where there is one.

    `low` and `high` are differences, later less earlier, of shares or of the figure per period.
    """

    change: Change
    low: float | None = None
    high: float | None = None


NOTHING_KNOWN = Comparison(Change.UNKNOWN)


def compared(
    unit: Unit,
    money: bool,
    later: tuple[int, int | None],
    earlier: tuple[int, int | None],
    confidence: float,
) -> Comparison:
    """Compare two values, each (numerator, denominator), at a confidence between 0 and 1."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    per = PER.get(unit)
    unmeasured = money or unit in ESTIMATES or min(later[0], earlier[0]) < 0
    if unmeasured or (per is not None and not (later[1] and earlier[1])):
        return NOTHING_KNOWN
    over, under = later[0], later[1] or 1
    was_over, was_under = earlier[0], earlier[1] or 1
    if unit is Unit.SHARE and over <= under and was_over <= was_under:
        return _judged(*difference(over, under, was_over, was_under, z))
    if unit is Unit.SHARE:
        return NOTHING_KNOWN
    if per is None:
        return _judged(*_rates(over, 1, was_over, 1, z))
    low, high = _rates(over, under, was_over, was_under, z)
    return _judged(low * per, high * per)


def wilson(part: int, whole: int, z: float) -> tuple[float, float]:
    """Wilson's score interval of a share; `whole` above 0."""
    share, square = part / whole, z * z / whole
    middle = share + square / 2
    reach = z * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    return (middle - reach) / (1 + square), (middle + reach) / (1 + square)


def difference(
    later: int, later_of: int, earlier: int, earlier_of: int, z: float
) -> tuple[float, float]:
    """The interval of the later share less the earlier one."""
    p, q = later / later_of, earlier / earlier_of
    p_low, p_high = wilson(later, later_of, z)
    q_low, q_high = wilson(earlier, earlier_of, z)
    low = (p - q) - math.hypot(p - p_low, q_high - q)
    high = (p - q) + math.hypot(p_high - p, q - q_low)
    return low, high


def _rates(
    later: int, later_of: float, earlier: int, earlier_of: float, z: float
) -> tuple[float, float]:
    """The interval of the difference of two rates of events, from their square roots.

    With x events in t, sqrt((x + 3/8) / t) varies by about 1 / (4 t) whatever the rate.
    """
    a = math.sqrt((later + 0.375) / later_of)
    b = math.sqrt((earlier + 0.375) / earlier_of)
    reach = z * math.sqrt(0.25 / later_of + 0.25 / earlier_of)
    return (a - b - reach) * (a + b), (a - b + reach) * (a + b)


def _judged(low: float, high: float) -> Comparison:
    if low > 0:
        return Comparison(Change.ROSE, low, high)
    if high < 0:
        return Comparison(Change.FELL, low, high)
    return Comparison(Change.WITHIN, low, high)
