"""What was agreed with customers, and what was learned for it."""

from fairdue.negotiation.models.agreements import (
    Agreement,
    AgreementInstalment,
    AgreementKind,
    AgreementState,
    InstalmentState,
)
from fairdue.negotiation.models.capacity import Assessment, Depth
from fairdue.negotiation.models.causes import Cause
from fairdue.negotiation.models.documents import AgreementDocument
from fairdue.negotiation.models.hardship import HardshipDecision, HardshipOutcome
from fairdue.negotiation.models.promises import Promise, PromiseState
from fairdue.negotiation.models.reminders import NEVER_LEFT, Reminder, ReminderState

__all__ = [
    "NEVER_LEFT",
    "Agreement",
    "AgreementDocument",
    "AgreementInstalment",
    "AgreementKind",
    "AgreementState",
    "Assessment",
    "Cause",
    "Depth",
    "HardshipDecision",
    "HardshipOutcome",
    "InstalmentState",
    "Promise",
    "PromiseState",
    "Reminder",
    "ReminderState",
]
