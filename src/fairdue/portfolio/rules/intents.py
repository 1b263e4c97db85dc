"""What a provider's notice makes of a payment, whatever the order in which notices come. Pure."""

from __future__ import annotations

from typing import Literal

OPEN, PENDING, PAID, DECLINED, REFUNDED = "open", "pending", "paid", "declined", "refunded"

Effect = Literal["", "pay", "give_back", "wait"]
"""What to do besides: take the payment, take it back, or have the provider tell it again later."""


def heard(state: str, event: str) -> tuple[str, Effect]:
    """The state after a notice, and what it brings about.

    Notices may come late, twice and in any order, so a state never goes back: what was paid isn't
    pending or declined again, and money given back isn't paid again. Money that is given back
    before we heard that it came waits for that.
    """
    if event == "succeeded":
        return (state, "") if state in (PAID, REFUNDED) else (PAID, "pay")
    if event == "refunded":
        if state == PAID:
            return REFUNDED, "give_back"
        return (state, "") if state == REFUNDED else (state, "wait")
    if event == "declined" and state in (OPEN, PENDING):
        return DECLINED, ""
    if event == "pending" and state in (OPEN, DECLINED):
        return PENDING, ""
    return state, ""
