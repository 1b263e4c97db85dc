"""What was agreed with customers, and what was learned for it."""

from fairdue.negotiation.models.promises import Promise, PromiseState

__all__ = ["Promise", "PromiseState"]
