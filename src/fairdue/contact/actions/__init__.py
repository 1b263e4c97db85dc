"""Contacts people under a permit of the database's, and records what came of it."""

from fairdue.contact.actions.dialling import (
    Contact,
    ContactDenied,
    dial,
    request_permit,
    use_permit,
)
from fairdue.contact.actions.outcomes import (
    Written,
    record_not_placed,
    record_outcome,
    record_visit_outcome,
    record_written_outcomes,
    undo_outcome,
)
from fairdue.contact.actions.rejudging import Rejudged, rejudge, rejudge_due
from fairdue.contact.actions.remedies import finish_remedy, take_remedy, waive_remedy

__all__ = [
    "Contact",
    "ContactDenied",
    "Rejudged",
    "Written",
    "dial",
    "finish_remedy",
    "record_not_placed",
    "record_outcome",
    "record_visit_outcome",
    "record_written_outcomes",
    "rejudge",
    "rejudge_due",
    "request_permit",
    "take_remedy",
    "undo_outcome",
    "use_permit",
    "waive_remedy",
]
