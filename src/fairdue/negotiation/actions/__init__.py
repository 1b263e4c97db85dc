"""Records, withdraws and settles promises."""

from fairdue.negotiation.actions.promising import (
    record_promise,
    take_back_promise,
    withdraw_promise,
)
from fairdue.negotiation.actions.settling import settle_promises

__all__ = ["record_promise", "settle_promises", "take_back_promise", "withdraw_promise"]
