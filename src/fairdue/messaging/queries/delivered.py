"""What was told of messages after they left, as evidence that they arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.messaging.models import PaperLetter, Receipt


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing a carrier or the post told of the message of an attempt."""

    attempt_id: int
    state: str
    """accepted, delivered, not_delivered or unknown; of a letter: posted or returned."""
    told_at: datetime | None
    carrier: str
    reference: str
    code: str


def told_of(customer_id: int, until: datetime) -> list[Arrived]:
    """Everything told about a customer's messages before a moment, in order of telling."""
    rows = Receipt.objects.filter(
        message__customer_id=customer_id, told_at__lt=until, taken_at__lt=until
    ).order_by("told_at", "pk")
    found = [
        Arrived(attempt, state, told, carrier, reference, code)
        for attempt, state, told, carrier, reference, code in rows.values_list(
            "message__attempt_id", "state", "told_at", "carrier", "reference", "code"
        )
    ]
    letters = PaperLetter.objects.filter(
        customer_id=customer_id, batch__posted_on__lt=until.date()
    ).select_related("message", "batch")
    for letter in letters.order_by("pk"):
        returned = letter.returned_on is not None and letter.returned_on < until.date()
        found.append(
            Arrived(
                attempt_id=letter.message.attempt_id,
                state="returned" if returned else "posted",
                told_at=None,
                carrier="post",
                reference=letter.reference,
                code=letter.returned_for if returned else "",
            )
        )
    return found
