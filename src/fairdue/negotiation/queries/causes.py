"""Looks up why a customer fell behind, as it was learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment
from fairdue.negotiation.models import Cause
from fairdue.negotiation.rules.causes import BY_CODE, EVIDENCE, SAID_BY
from fairdue.vault.sealing import vault


@dataclass(frozen=True, slots=True)
class CauseFacts:
    """A cause with its note opened; need-to-know, so for pages of the customer only."""

    id: int
    cause: str
    name: Text
    said_by: str
    said_by_name: Text
    evidence: str
    evidence_name: Text
    note: str
    said_at: datetime
    recorded_at: datetime
    recorded_by: str


def causes_of(customer_id: int, limit: int = 50) -> list[CauseFacts]:
    """Everything recorded of why, the newest first."""
    rows = Cause.objects.filter(customer_id=customer_id).order_by("-id")
    return [_facts(row) for row in rows[:limit]]


def cause_of(customer_id: int) -> CauseFacts | None:
    """The cause that stands: the one recorded last."""
    return next(iter(causes_of(customer_id, 1)), None)


def moments_of_causes(customer_id: int, limit: int = 50) -> list[Moment]:
    """Causes as lines of the timeline, newest first, without their notes."""
    moments = [
        Moment(
            at=fact.said_at,
            kind="cause",
            title=Text(f"Cause: {fact.name.en}", f"逾期原因：{fact.name.zh}"),
            detail=Text(
                f"{fact.said_by_name.en}; evidence: {fact.evidence_name.en}",
                f"{fact.said_by_name.zh}；证据：{fact.evidence_name.zh}",
            ),
            actor=fact.recorded_by,
        )
        for fact in causes_of(customer_id, limit)
    ]
    return sorted(moments, key=lambda each: each.at, reverse=True)


def _facts(row: Cause) -> CauseFacts:
    return CauseFacts(
        id=row.pk,
        cause=row.cause,
        name=BY_CODE[row.cause].name,
        said_by=row.said_by,
        said_by_name=SAID_BY[row.said_by],
        evidence=row.evidence,
        evidence_name=EVIDENCE[row.evidence],
        note=vault().unseal(row.note_sealed) if row.note_sealed else "",
        said_at=row.said_at,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
