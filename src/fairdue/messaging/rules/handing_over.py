"""How fast messages leave, and at what hours. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the lender's day, from `opens` up to `closes`, which is not within."""

    opens: time
    closes: time

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        """Is a moment within it? One that closes before it opens spans midnight."""
        clock = at.astimezone(zone).time()
        if self.opens <= self.closes:
            return self.opens <= clock < self.closes
        return clock >= self.opens or clock < self.closes


@dataclass(frozen=True, slots=True)
class Handing:
    """What the lender chose: rates, hours, and how often something is tried."""

    per_second: Mapping[str, float]
    """By carrier or channel; a carrier's own goes first."""
    windows: Mapping[str, Window]
    """By channel or carrier. Both must hold; what has none may leave at any hour."""
    tries_max: int
    wait: timedelta
    """Until the next try of one that surely wasn't taken."""

    def rate(self, carrier: str, channels: frozenset[str] | set[str] = frozenset()) -> float:
        """Messages a second that a carrier is given at most: its own, or its channels' lowest."""
        if carrier in self.per_second:
            return self.per_second[carrier]
        return min(self.per_second[channel] for channel in channels)

    def is_open(self, carrier: str, channel: str, at: datetime, zone: ZoneInfo) -> bool:
        """May a message of a channel be handed to a carrier now?"""
        asked = [self.windows[name] for name in (carrier, channel) if name in self.windows]
        return all(window.holds(at, zone) for window in asked)


@dataclass(slots=True)
class Pace:
    """Spaces what is sent evenly, so that no second has more than the rate.

    Moments are seconds of any clock that only goes forward.
    """

    per_second: float
    _next_at: float = field(default=0.0)

    def wait_seconds(self, moment: float) -> float:
        """How long until the next may leave; nought for at once."""
        return max(0.0, self._next_at - moment)

    def took(self, moment: float) -> None:
        """One leaves now. Time in which nothing left is not made up for."""
        self._next_at = max(self._next_at, moment) + 1 / self.per_second


@dataclass(slots=True)
class Batch:
    """How many messages are claimed at once: about as many as leave in `seconds`.

    Grows while they do, and follows a carrier that is slower than its rate says; after a failure
    one at a time, so that hardly any is claimed in vain.
    """

    per_second: float
    seconds: float = 0.5
    most: int = 50
    _next: int = field(default=8)

    def size(self) -> int:
        """How many to claim next; at least one."""
        return max(1, min(self._next, self.most, int(self.per_second * self.seconds)))

    def done(self, gone: int, *, all_went: bool) -> None:
        """So many of the last ones were handed over, in time and without a failure, or not all."""
        self._next = min(2 * gone, self.most) if all_went else gone


def back_off_seconds(failures: int, most: float = 15.0) -> float:
    """How long a carrier is left alone after so many failures in a row."""
    return min(most, 0.5 * float(2 ** min(failures, 10)))
