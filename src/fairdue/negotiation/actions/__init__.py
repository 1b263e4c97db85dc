"""Records causes and capacity, promises and agreements, and settles what was agreed."""

from fairdue.negotiation.actions.affordability import Assessed, open_figures, record_assessment
from fairdue.negotiation.actions.agreeing import (
    accept,
    approve,
    decline,
    end,
    propose,
    revise,
    take_back,
    withdraw,
)
from fairdue.negotiation.actions.causes import record_cause
from fairdue.negotiation.actions.promising import (
    record_promise,
    take_back_promise,
    withdraw_promise,
)
from fairdue.negotiation.actions.reminding import remind_due
from fairdue.negotiation.actions.settling import settle_promises
from fairdue.negotiation.actions.settling_agreements import settle_agreements, settle_customer

__all__ = [
    "Assessed",
    "accept",
    "approve",
    "decline",
    "end",
    "open_figures",
    "propose",
    "record_assessment",
    "record_cause",
    "record_promise",
    "remind_due",
    "revise",
    "settle_agreements",
    "settle_customer",
    "settle_promises",
    "take_back",
    "take_back_promise",
    "withdraw",
    "withdraw_promise",
]
