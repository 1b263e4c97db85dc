"""The progressive dialler's seats: whom a call may be placed for. Pure.

No call is placed but for a seat that is reserved, one call to a seat, and a seat stays reserved
until its call is wrapped up. As the collector's telephone is lifted before the customer's rings,
whoever answers has somebody to talk to: nobody is ever dialled on the chance that a collector
will be free by then. So the rate of abandoned calls is nought by construction, not by tuning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

READY, RESERVED, AWAY = "ready", "reserved", "away"
SEATS = (READY, RESERVED, AWAY)
SIT, RESERVE, FREE, LEAVE, MISSED = "sit", "reserve", "free", "leave", "missed"
DEEDS = (SIT, RESERVE, FREE, LEAVE, MISSED)
"""The collector says ready; the dialler takes the seat for a call; that call is wrapped up, or
there was none to make; the collector leaves; the collector's telephone wasn't picked up."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One collector at the dialler. `leaving`: goes away once the call is wrapped up."""

    state: str = AWAY
    leaving: bool = False


def after(seat: Seat, deed: str) -> Seat | None:
    """The seat after a deed; None when the deed changes nothing, or isn't possible now.

    Raises ValueError for an unknown deed.
    """
    if deed not in DEEDS:
        raise ValueError(f"there is no deed {deed!r}")
    if seat.state == RESERVED:
        return _after_reserved(seat, deed)
    to = {SIT: READY, LEAVE: AWAY, RESERVE: RESERVED}.get(deed, seat.state)
    if to == seat.state or (deed == RESERVE and seat.state != READY):
        return None
    return Seat(to)


def _after_reserved(seat: Seat, deed: str) -> Seat | None:
    if deed == FREE:
        return Seat(AWAY if seat.leaving else READY)
    if deed in (LEAVE, MISSED):
        return None if seat.leaving else Seat(RESERVED, leaving=True)
    if deed == SIT and seat.leaving:
        return Seat(RESERVED)
    return None


def may_place(seat: Seat, calls: int) -> bool:
    """May a call be placed for this seat, which has so many calls under way?"""
    return seat.state == RESERVED and calls == 0


def is_its_turn(seat: Seat, since: datetime, pause_seconds: int, at: datetime) -> bool:
    """May a ready seat be reserved now? The collector has a moment between two calls."""
    return seat.state == READY and at >= since + timedelta(seconds=pause_seconds)


def runs_at(clock: time, opens: time, closes: time) -> bool:
    """Is the dialler at work at this local time of day? From `opens` on, until before `closes`."""
    return opens <= clock < closes
