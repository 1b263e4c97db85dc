"""Comparing two arms day by day, at any time, as often as one likes, without being fooled.

**Rates** (who paid, who complained: each customer's first such event). Under random assignment,
and when the challenger's customers have events at `ratio` times the rate of the champion's, the
next event is the challenger's with chance ratio*n1 / (ratio*n1 + n0), n1 and n0 being those still
without one. The likelihood of another ratio r*ratio against it, multiplied up over the days, is a
martingale of mean one: it stays below 1/alpha for ever with probability 1 - alpha (Ville). That is
the safe logrank test of Grünwald, Ly, Perez-Ortiz and ter Schure (2020). Several events of a day
are drawn without replacement, for which the likelihood's mean is at most that of independent
draws (Hoeffding 1963), so nothing is lost in honesty by their number.

**Means** (contacts, pressure, amounts, shares of customers whose days of observation are over).
Asymptotic confidence sequences of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024),
theorem 2.2, for the difference of two means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

TIMES = (1.02, 1.05, 1.1, 1.2, 1.35, 1.6, 2.0, 2.7, 4.0, 7.0)
"""The alternatives weighed against a ratio, equally: so many times it, or so many times less."""

RATIO_MAX = 1e6
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Day:
    """First events of a day in each arm, and how many could have had one when it began."""

    challenger: int
    champion: int
    challenger_at_risk: int
    champion_at_risk: int

    def __post_init__(self) -> None:
        if not 0 <= self.challenger <= self.challenger_at_risk:
            raise ValueError(f"{self.challenger} events among {self.challenger_at_risk}")
        if not 0 <= self.champion <= self.champion_at_risk:
            raise ValueError(f"{self.champion} events among {self.champion_at_risk}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """An estimate and the interval that covers the truth at all times together."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moments:
    """How many customers an arm has, and the sums of their values and of the squares."""

    count: int
    total: float
    squares: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Moments:
        """The moments of values one by one."""
        known = list(values)
        return cls(len(known), math.fsum(known), math.fsum(value * value for value in known))

    @property
    def mean(self) -> float:
        """Of at least one value."""
        return self.total / self.count

    @property
    def variance(self) -> float:
        """Of at least two values; never below nought."""
        spread = self.squares - self.total * self.total / self.count
        return max(spread, 0.0) / (self.count - 1)


def harm(days: Sequence[Day], tolerated: float) -> list[float]:
    """How strongly each day, with all before it, speaks for a ratio above the one `tolerated`.

    1 says nothing; at 1/alpha the challenger does harm, wrongly said with probability alpha at
    most, however often one looks. Raises ValueError for a tolerated ratio that isn't positive.
    """
    if tolerated <= 0:
        raise ValueError(f"a tolerated ratio is positive, not {tolerated}")
    logs, found = [0.0] * len(TIMES), []
    for day in days:
        logs = [
            log + _log_likelihood(day, tolerated, times)
            for log, times in zip(logs, TIMES, strict=True)
        ]
        found.append(_mean_of_exponentials(logs))
    return found


def ratio_bounds(days: Sequence[Day], alpha: float) -> Bounds | None:
    """The rate in the challenger arm over that in the champion's, with its confidence sequence.

    None while neither arm has had an event, or one of them has nobody at risk.
    """
    days = [day for day in days if day.challenger_at_risk and day.champion_at_risk]
    events = sum(day.challenger + day.champion for day in days)
    if not events:
        return None
    most = math.log(2 / alpha)  # half of alpha on either side
    above = _log_mixture(days, TIMES)
    below = _log_mixture(days, [1 / times for times in TIMES])
    low = _first_where(lambda ratio: above(ratio) < most)
    high = _first_where(lambda ratio: below(ratio) >= most)
    return Bounds(_most_likely(days), low, high)


def difference_bounds(
    challenger: Moments, champion: Moments, alpha: float, sharpest_at: int
) -> Bounds | None:
    """The challenger's mean less the champion's, with its confidence sequence.

    Narrowest for `sharpest_at` customers in both arms together. None before each arm has two.
    """
    if min(challenger.count, champion.count) < 2:
        return None
    seen = challenger.count + champion.count
    variance = challenger.variance / challenger.count + champion.variance / champion.count
    tuned = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha)) + 1) / sharpest_at
    grown = seen * tuned + 1
    width = math.sqrt(variance * 2 * grown / (seen * tuned) * math.log(math.sqrt(grown) / alpha))
    between = challenger.mean - champion.mean
    return Bounds(between, between - width, between + width)


def _log_likelihood(day: Day, ratio: float, times: float) -> float:
    """Of `times` the ratio against the ratio itself."""
    if not day.challenger_at_risk or not day.champion_at_risk:
        return 0.0  # whose event it is was certain
    here, there = ratio * day.challenger_at_risk, float(day.champion_at_risk)
    odds = math.log((times * here + there) / (here + there))
    return day.challenger * math.log(times) - (day.challenger + day.champion) * odds


def _log_mixture(days: Sequence[Day], alternatives: Sequence[float]) -> Callable[[float], float]:
    """By ratio: falls as it grows for alternatives above one, rises for those below."""

    def at(ratio: float) -> float:
        return _log_mean(
            [
                math.fsum(_log_likelihood(day, ratio, times) for day in days)
                for times in alternatives
            ]
        )

    return at


def _first_where(holds: Callable[[float], bool]) -> float:
    """The smallest ratio that has what all larger ones have too; 0 or infinity at the ends."""
    low, high = -math.log(RATIO_MAX), math.log(RATIO_MAX)
    if holds(math.exp(low)):
        return 0.0
    if not holds(math.exp(high)):
        return math.inf
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(math.exp(middle)) else (middle, high)
    return math.exp(high)


def _most_likely(days: Sequence[Day]) -> float:
    """The ratio under which the events in the challenger arm are as many as expected."""
    had = sum(day.challenger for day in days)

    def expected(ratio: float) -> float:
        return math.fsum(
            (day.challenger + day.champion)
            * ratio
            * day.challenger_at_risk
            / (ratio * day.challenger_at_risk + day.champion_at_risk)
            for day in days
        )

    return _first_where(lambda ratio: expected(ratio) >= had)


def _log_mean(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(math.fsum(math.exp(log - top) for log in logs) / len(logs))


def _mean_of_exponentials(logs: Sequence[float]) -> float:
    return math.exp(min(_log_mean(logs), 700.0))  # as large as a float can say
