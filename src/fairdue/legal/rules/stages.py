"""Where a matter can go from where it is, and how far a road leads. Pure.

    reminder ─▶ lawyers_letter ─▶ mediation ─▶ payment_order ─▶ suit ─▶ judgment ─▶ enforcement
        └───────────── any of them may be left out, none is gone back to ───────────────┘
    every stage ─▶ settlement ─▶ closed;  every stage ─▶ closed
    settlement ─▶ suit | enforcement, when it was not kept

Nothing but the reminder may begin before two people approved the road.
"""

from __future__ import annotations

from collections.abc import Mapping

REMINDER, LAWYERS_LETTER, MEDIATION = "reminder", "lawyers_letter", "mediation"
PAYMENT_ORDER, SUIT, JUDGMENT = "payment_order", "suit", "judgment"
ENFORCEMENT, SETTLEMENT, CLOSED = "enforcement", "settlement", "closed"

NEXT: Mapping[str, tuple[str, ...]] = {
    REMINDER: (LAWYERS_LETTER, MEDIATION, PAYMENT_ORDER, SUIT, SETTLEMENT, CLOSED),
    LAWYERS_LETTER: (MEDIATION, PAYMENT_ORDER, SUIT, SETTLEMENT, CLOSED),
    MEDIATION: (PAYMENT_ORDER, SUIT, ENFORCEMENT, SETTLEMENT, CLOSED),
    PAYMENT_ORDER: (SUIT, ENFORCEMENT, SETTLEMENT, CLOSED),
    SUIT: (JUDGMENT, ENFORCEMENT, SETTLEMENT, CLOSED),
    JUDGMENT: (ENFORCEMENT, SETTLEMENT, CLOSED),
    ENFORCEMENT: (SETTLEMENT, CLOSED),
    SETTLEMENT: (SUIT, ENFORCEMENT, CLOSED),
    CLOSED: (),
}
"""A mediation that a court confirmed, and a suit that ended in mediation, can be enforced at once
(Civil Procedure Law arts. 100, 205-206, 247). A payment order that was neither opposed nor
performed can too (art. 227).
"""

UNAPPROVED = frozenset({REMINDER, CLOSED})
"""Stages that need no approval: writing in time to who forgot, and giving the matter up."""

LETTER = "letter"
ROADS: Mapping[str, frozenset[str]] = {
    LETTER: frozenset({REMINDER, LAWYERS_LETTER, SETTLEMENT, CLOSED}),
    MEDIATION: frozenset({REMINDER, LAWYERS_LETTER, MEDIATION, ENFORCEMENT, SETTLEMENT, CLOSED}),
    PAYMENT_ORDER: frozenset(NEXT),
    SUIT: frozenset(NEXT) - {PAYMENT_ORDER},
}
"""Each road and the stages that it leads through. A payment order that is opposed becomes a suit
by law unless the applicant refuses (Civil Procedure Law art. 228), so its road leads on there.
"""


def leads_to(stage: str, to: str, *, road: str) -> bool:
    """May a matter on this road go from one stage to another?"""
    return to in NEXT[stage] and to in ROADS[road]


def stages_after(stage: str, *, road: str) -> tuple[str, ...]:
    """Where a matter on this road may go next, in order."""
    return tuple(to for to in NEXT[stage] if to in ROADS[road])


def is_open(stage: str) -> bool:
    """Does the matter still go on?"""
    return stage != CLOSED
