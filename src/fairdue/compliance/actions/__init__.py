"""Changes what is on record about a customer, and how the law is read. Each is journalled."""

from fairdue.compliance.actions.complaints import (
    Fault,
    Remedy,
    acknowledge_complaint,
    answer_complaint,
    approve_extension,
    ask_extension,
    complete_remedy,
    decide_complaint,
    judge_complexity,
    link_fault,
    record_complaint,
    take_complaint,
    withdraw_complaint,
)
from fairdue.compliance.actions.consents import grant_consent, revoke_consent
from fairdue.compliance.actions.disputes import (
    answer_dispute,
    decide_dispute,
    open_dispute,
    take_dispute,
    take_step,
    withdraw_dispute,
)
from fairdue.compliance.actions.holds import (
    place_hold,
    place_hold_of_record,
    place_tied_hold,
    release_hold,
    release_holds_caused_by,
)
from fairdue.compliance.actions.marks import clear_mark, raise_mark, withdraw_mark
from fairdue.compliance.actions.readings import choose_reading
from fairdue.compliance.actions.requests import record_request, withdraw_request
from fairdue.compliance.actions.reviews import review

__all__ = [
    "Fault",
    "Remedy",
    "acknowledge_complaint",
    "answer_complaint",
    "answer_dispute",
    "approve_extension",
    "ask_extension",
    "choose_reading",
    "clear_mark",
    "complete_remedy",
    "decide_complaint",
    "decide_dispute",
    "grant_consent",
    "judge_complexity",
    "link_fault",
    "open_dispute",
    "place_hold",
    "place_hold_of_record",
    "place_tied_hold",
    "raise_mark",
    "record_complaint",
    "record_request",
    "release_hold",
    "release_holds_caused_by",
    "review",
    "revoke_consent",
    "take_complaint",
    "take_dispute",
    "take_step",
    "withdraw_complaint",
    "withdraw_dispute",
    "withdraw_mark",
    "withdraw_request",
]
