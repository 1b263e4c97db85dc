"""Opens sealed values, marks numbers that don't work, takes payments and what is written off."""

from fairdue.portfolio.actions.adjustments import adjust, waive
from fairdue.portfolio.actions.intents import hear, keep_checkout, set_out_to_pay
from fairdue.portfolio.actions.payments import record_payment, reverse_payment
from fairdue.portfolio.actions.personal_data import (
    disown_contact_point,
    mark_contact_point,
    open_for_sending,
    reveal,
)

__all__ = [
    "adjust",
    "disown_contact_point",
    "hear",
    "keep_checkout",
    "mark_contact_point",
    "open_for_sending",
    "record_payment",
    "reveal",
    "reverse_payment",
    "set_out_to_pay",
    "waive",
]
