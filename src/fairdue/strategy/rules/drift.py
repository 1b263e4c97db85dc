"""How far a population moved away from the one that a model was trained on. Pure.

The population stability index compares the shares of two populations in the same bins:
the sum of (now - then) x ln(now / then). Below 0.1 is usually read as stable, above 0.25 as
shifted (Siddiqi, Credit Risk Scorecards, 2006); the limits are values of LENDER-SCORES.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SHARE_MIN = 0.0005
"""An empty bin counts as this, or the index would be infinite."""


class Movement(StrEnum):
    """What an index says."""

    STABLE = "stable"
    WATCH = "watch"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class DriftLimits:
    """From which index on to look (LENDER-SCORES.watch_from) and to warn (alarm_from).

    Fewer accounts than `accounts_min` say nothing.
    """

    watch_from: float
    alarm_from: float
    accounts_min: int

    def movement(self, index: float) -> Movement:
        """How an index is read."""
        if index >= self.alarm_from:
            return Movement.ALARM
        return Movement.WATCH if index >= self.watch_from else Movement.STABLE


def stability_index(then: Sequence[float], now: Sequence[float]) -> float:
    """The index of two lists of counts or shares over the same bins; 0 where they agree.

    Raises ValueError for lists of different length or without anything in them.
    """
    if len(then) != len(now) or sum(then) <= 0 or sum(now) <= 0:
        raise ValueError("both populations need something in the same bins")
    pairs = [
        (max(SHARE_MIN, one / sum(then)), max(SHARE_MIN, other / sum(now)))
        for one, other in zip(then, now, strict=True)
    ]
    return sum((other - one) * math.log(other / one) for one, other in pairs)
