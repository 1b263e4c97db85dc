"""Contacts people under a permit of the database's, and records what came of it."""

from fairdue.contact.actions.dialling import (
    Contact,
    ContactDenied,
    dial,
    request_permit,
    use_permit,
)
from fairdue.contact.actions.outcomes import record_outcome, undo_outcome

__all__ = [
    "Contact",
    "ContactDenied",
    "dial",
    "record_outcome",
    "request_permit",
    "undo_outcome",
    "use_permit",
]
