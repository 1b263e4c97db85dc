"""Changes what is on record about a customer, and how the law is read. Each is journalled."""

from fairdue.compliance.actions.consents import grant_consent, revoke_consent
from fairdue.compliance.actions.holds import (
    place_hold,
    place_tied_hold,
    release_hold,
    release_holds_caused_by,
)
from fairdue.compliance.actions.marks import clear_mark, raise_mark, withdraw_mark
from fairdue.compliance.actions.readings import choose_reading
from fairdue.compliance.actions.requests import record_request, withdraw_request

__all__ = [
    "choose_reading",
    "clear_mark",
    "grant_consent",
    "place_hold",
    "place_tied_hold",
    "raise_mark",
    "record_request",
    "release_hold",
    "release_holds_caused_by",
    "revoke_consent",
    "withdraw_mark",
    "withdraw_request",
]
