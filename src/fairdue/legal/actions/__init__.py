"""Changes of matters and of what the limitation of claims turns on, each with its entry."""

from fairdue.legal.actions.booking import (
    book_cost,
    book_costs_back,
    book_recovery,
    reverse_cost,
    reverse_recovery,
)
from fairdue.legal.actions.counting import drop_deadline, enter_last_day, settle_deadlines
from fairdue.legal.actions.engaging import end_firm, engage, register_firm, register_lawyer
from fairdue.legal.actions.opening import decide_road, open_matter, propose_road
from fairdue.legal.actions.recording import Proof
from fairdue.legal.actions.speaking import review_steps
from fairdue.legal.actions.stepping import close_matter, confirm_court, record_step
from fairdue.legal.actions.watching import (
    answer_alert,
    reckon_clocks,
    record_asset,
    record_interruption,
    record_obstacle,
    withdraw_interruption,
)

__all__ = [
    "Proof",
    "answer_alert",
    "book_cost",
    "book_costs_back",
    "book_recovery",
    "close_matter",
    "confirm_court",
    "decide_road",
    "drop_deadline",
    "end_firm",
    "engage",
    "enter_last_day",
    "open_matter",
    "propose_road",
    "reckon_clocks",
    "record_asset",
    "record_interruption",
    "record_obstacle",
    "record_step",
    "register_firm",
    "register_lawyer",
    "reverse_cost",
    "reverse_recovery",
    "review_steps",
    "settle_deadlines",
    "withdraw_interruption",
]
