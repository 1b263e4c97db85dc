"""How long things last while some are still lasting: Kaplan and Meier's estimate. Pure.

E. L. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958);
the interval is that of Greenwood's variance on the log-minus-log scale, which never leaves 0 to 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NORMAL_975 = 1.959963984540054
"""The 97.5th centile of the normal distribution: 95 of 100 lie between minus and plus it."""


@dataclass(frozen=True, slots=True)
class Life:
    """One thing observed: for how many days, and whether it ended then or was still lasting."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Survival:
    """The share that lasts beyond some days, with its 95 % interval."""

    share: float
    low: float
    high: float
    at_risk: int
    """How many were still observed then."""


def survival(lives: Sequence[Life], days: int) -> Survival | None:
    """The share that lasts beyond `days`; None where nothing is observed for that long.

    What ends on a day counts before what is last seen lasting on it. Without an end, or with none
    left, there is no variance: the interval is then the estimate alone.
    """
    if not any(life.days >= days for life in lives) and not _all_ended(lives, days):
        return None
    ends = Counter(life.days for life in lives if life.ended and life.days <= days)
    share, variance = 1.0, 0.0
    for day in sorted(ends):
        risk, ended = sum(life.days >= day for life in lives), ends[day]
        share *= 1 - ended / risk
        if risk > ended:
            variance += ended / (risk * (risk - ended))
    low, high = _interval(share, variance)
    return Survival(share, low, high, sum(life.days >= days for life in lives))


def _all_ended(lives: Sequence[Life], days: int) -> bool:
    """True where the last one observed ended, so that the share is known to be nought."""
    last = max((life.days for life in lives), default=days + 1)
    return (
        last <= days
        and any(life.ended and life.days == last for life in lives)
        and not any(life.days == last and not life.ended for life in lives)
    )


def _interval(share: float, variance: float) -> tuple[float, float]:
    if share in (0.0, 1.0):
        return share, share
    spread = NORMAL_975 * math.sqrt(variance) / math.log(share)
    bounds = sorted((share ** math.exp(spread), share ** math.exp(-spread)))
    return bounds[0], bounds[1]
