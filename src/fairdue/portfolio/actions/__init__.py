"""Opens sealed values, marks numbers that don't work, takes payments and what is written off."""

from fairdue.portfolio.actions.adjustments import adjust, waive
from fairdue.portfolio.actions.agreed_rates import RateGiven, set_rate_of_record
from fairdue.portfolio.actions.forgiving import forgive_of_record, restore_of_record
from fairdue.portfolio.actions.intents import hear, keep_checkout, set_out_to_pay
from fairdue.portfolio.actions.matches import decide_match
from fairdue.portfolio.actions.payments import record_payment, reverse_payment
from fairdue.portfolio.actions.personal_data import (
    disown_contact_point,
    mark_contact_point,
    note_returned,
    open_for_paper,
    open_for_sending,
    open_many_for_sending,
    open_name_for_sending,
    reveal,
)

__all__ = [
    "RateGiven",
    "adjust",
    "decide_match",
    "disown_contact_point",
    "forgive_of_record",
    "hear",
    "keep_checkout",
    "mark_contact_point",
    "note_returned",
    "open_for_paper",
    "open_for_sending",
    "open_many_for_sending",
    "open_name_for_sending",
    "record_payment",
    "restore_of_record",
    "reveal",
    "reverse_payment",
    "set_out_to_pay",
    "set_rate_of_record",
    "waive",
]
