"""Where a call is, and where what the telephone tells takes it. Pure.

A call only ever goes forward: signals that come late, twice or out of order change nothing, and
one that ended stays so. Whatever is missed in between is skipped, not invented.
"""

from __future__ import annotations

from dataclasses import dataclass

QUEUED, CALLING_STAFF, RINGING, TALKING, ENDED = (
    "queued", "calling_staff", "ringing", "talking", "ended",
)  # fmt: skip
STATES = (QUEUED, CALLING_STAFF, RINGING, TALKING, ENDED)
"""In the order in which a call goes through them: asked for, the collector's own telephone rings,
the customer's rings, both talk, over."""

STARTED, RANG, ANSWERED, STOPPED = "started", "rang", "answered", "stopped"
SIGNALS = (STARTED, RANG, ANSWERED, STOPPED)
"""What becomes known of a call, STOPPED with how."""

LEADS_TO = {STARTED: CALLING_STAFF, RANG: RINGING, ANSWERED: TALKING, STOPPED: ENDED}

HUNG_UP, BUSY, NO_ANSWER, DECLINED, INVALID, FAILED = (
    "hung_up", "busy", "no_answer", "declined", "invalid", "failed",
)  # fmt: skip
STAFF_MISSED, CANCELLED, EXPIRED, LOST = "staff_missed", "cancelled", "expired", "lost"
ENDINGS = (
    HUNG_UP, BUSY, NO_ANSWER, DECLINED, INVALID, FAILED, STAFF_MISSED, CANCELLED, EXPIRED, LOST,
)  # fmt: skip
"""How a call ended: after talking; the line was busy; rang out; was declined; there is no such
number; the network failed; the collector's own telephone wasn't picked up; the collector hung up
before anyone answered; the permit ran out before it was placed; lost sight of."""

SUGGESTED = {
    BUSY: "busy",
    INVALID: "number_invalid",
    **dict.fromkeys((NO_ANSWER, DECLINED, FAILED, CANCELLED), "no_answer"),
}
"""Endings that say by themselves what came of the attempt. Of the rest only the collector knows."""


NEVER_REACHED = frozenset({STAFF_MISSED, CANCELLED, EXPIRED})
"""Endings on our own side. The customer's telephone is called once the collector's is lifted, so
that with these a call nobody lifted for reached no customer."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a call is. `ending` is one of ENDINGS once it ended, else ""."""

    state: str = QUEUED
    ending: str = ""
    answered: bool = False


def follow(stand: Stand, signal: str, ending: str = "") -> Stand | None:
    """Where a signal takes a call; None when it changes nothing.

    Raises ValueError for an unknown signal, and for a stop that doesn't say how.
    """
    if signal not in SIGNALS:
        raise ValueError(f"there is no signal {signal!r}")
    if signal == STOPPED and ending not in ENDINGS:
        raise ValueError(f"there is no ending {ending!r}")
    to = LEADS_TO[signal]
    if STATES.index(to) <= STATES.index(stand.state):
        return None
    if to == ENDED:
        return Stand(ENDED, _ending(stand, ending), stand.answered)
    return Stand(to, "", stand.answered or to == TALKING)


def reached_nobody(ending: str, *, lifted: bool, rang: bool, answered: bool) -> bool:
    """Is it certain that a call which ended so never reached the customer's telephone?

    `lifted`: the collector's telephone was; `rang`, `answered`: the customer's did, was. Where the
    call was lost sight of or the network failed nobody can say, and the answer is no.
    """
    return ending in NEVER_REACHED and not (lifted or rang or answered)


def _ending(stand: Stand, told: str) -> str:
    """After talking a call was hung up, however the network words it, unless it was lost."""
    if stand.answered:
        return told if told == LOST else HUNG_UP
    return CANCELLED if told == HUNG_UP else told
