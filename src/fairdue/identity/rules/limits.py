"""How often may something be tried, and when again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
"""How long a wrong code counts towards the back-off."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many uses in so many minutes, at any time."""

    uses: int
    minutes: int

    @property
    def span(self) -> timedelta:
        """Its length."""
        return timedelta(minutes=self.minutes)


def is_full(window: Window, used: int) -> bool:
    """Were all uses of the window made?"""
    return used >= window.uses


def locked_until(wrong_at: Sequence[datetime], back_off: Mapping[int, int]) -> datetime | None:
    """Until when nothing may be tried after these wrong codes, or None.

    `wrong_at`: moments in order, none older than a day and none before the last right code.
    `back_off`: minutes from the last wrong code on, by how many there were. Past the highest
    number each further wrong code brings that number's minutes again; it never grows beyond.
    """
    reached = [number for number in back_off if number <= len(wrong_at)]
    if not reached:
        return None
    return wrong_at[-1] + timedelta(minutes=back_off[max(reached)])


def brings_lock(wrong: int, back_off: Mapping[int, int]) -> bool:
    """Is this number of wrong codes the one at which a longer lock begins, so worth telling?"""
    return wrong in back_off
