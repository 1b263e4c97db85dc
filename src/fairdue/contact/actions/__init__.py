"""Dials under a permit of the database's, and records what came of it."""

from fairdue.contact.actions.dialling import ContactDenied, dial
from fairdue.contact.actions.outcomes import record_outcome, undo_outcome

__all__ = ["ContactDenied", "dial", "record_outcome", "undo_outcome"]
