"""Records causes, capacity and promises, and settles what was promised."""

from fairdue.negotiation.actions.affordability import Assessed, open_figures, record_assessment
from fairdue.negotiation.actions.causes import record_cause
from fairdue.negotiation.actions.promising import (
    record_promise,
    take_back_promise,
    withdraw_promise,
)
from fairdue.negotiation.actions.settling import settle_promises

__all__ = [
    "Assessed",
    "open_figures",
    "record_assessment",
    "record_cause",
    "record_promise",
    "settle_promises",
    "take_back_promise",
    "withdraw_promise",
]
