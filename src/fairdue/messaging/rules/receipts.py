"""What is known of a message from all that was told of it. Pure.

A function of the whole set, so the order in which carriers tell things can't matter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

ACCEPTED, DELIVERED, NOT_DELIVERED = "accepted", "delivered", "not_delivered"
SENT = "sent"


def fate(parts: Sequence[str], told: Collection[tuple[str, str]]) -> str | None:
    """`delivered`, `not_delivered` or `sent`; None where nothing told says anything.

    `parts` are the carrier's references of the message, `told` pairs of a reference and what was
    told of it. What is told of no part of it, as by its key alone, is told of each. A part that
    once arrived has arrived, whatever else is told; a message has when all its parts have, and has
    not as soon as one of them hasn't.
    """
    of_all = {state for reference, state in told if reference not in parts}
    fates = [
        _of_part(of_all | {state for reference, state in told if reference == part})
        for part in (parts or [""])
    ]
    if NOT_DELIVERED in fates:
        return NOT_DELIVERED
    if all(each == DELIVERED for each in fates):
        return DELIVERED
    return SENT if any(fates) else None


def _of_part(states: Collection[str]) -> str | None:
    return next((each for each in (DELIVERED, NOT_DELIVERED, ACCEPTED) if each in states), None)
