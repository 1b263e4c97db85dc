"""Saying that a carrier's sender is at work, and what is wrong with its carrier."""

from __future__ import annotations

from datetime import datetime

from fairdue.kernel.refusal import Refused
from fairdue.messaging.models import Sender


def beat(carrier: str, problem: Refused | None, *, at: datetime) -> None:
    """Note that the sender lives; `problem` names no person, as no DeliveryError does."""
    said = {} if problem is None else {"en": problem.text.en, "zh": problem.text.zh}
    row = Sender.objects.filter(pk=carrier).first() or Sender(
        carrier=carrier, began_at=at, seen_at=at
    )
    if said != row.problem:
        row.problem, row.problem_since_at = said, at if said else None
    row.seen_at = at
    row.save()
