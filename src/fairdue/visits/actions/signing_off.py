"""A lead reads a record, signs it off or returns it for correction, and opens its evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fairdue.journal.actions import record as enter
from fairdue.journal.models import Entry
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.sealing import vault
from fairdue.visits.models import Evidence, RecordState, VisitRecord
from fairdue.visits.queries.records import (
    OpenRecord,
    content_sha256,
    evidence_for,
    opened,
    record_for,
)

SIGN = "sign_off_visit"


def open_record(*, record_id: int, staff: Staff, at: datetime) -> OpenRecord:
    """Open a record's content for somebody who may see it; journalled as a reveal."""
    require(staff, "see_visits")
    row = record_for(record_id, staff)
    with transaction.atomic():
        enter(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"visit_record:{row.pk}",
            customer_id=row.customer_id,
            details={"what": f"visit_record:{row.pk}"},
        )
    return opened(row)


def open_evidence(*, evidence_id: int, staff: Staff, at: datetime) -> Evidence:
    """Open a photo, recording or signature for somebody who may see it; journalled."""
    require(staff, "see_visits")
    row = evidence_for(evidence_id, staff)
    with transaction.atomic():
        enter(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"visit_evidence:{row.pk}",
            customer_id=row.customer_id,
            details={"what": f"visit_evidence:{row.pk}"},
        )
    return row


def sign_off(*, record_id: int, note: str, staff: Staff, at: datetime) -> VisitRecord:
    """Sign a record off: it stands for the visit. The note may be empty.

    Raises Refused for a record that was altered, isn't waiting, lacks evidence it names, beside
    another that was signed off, for one's own, and for anybody but a lead of its team.
    """
    require(staff, SIGN)
    with transaction.atomic():
        row = _waiting(record_id, staff)
        record = opened(row)
        if content_sha256(vault().unseal(bytes(row.content_sealed))) != row.content_sha256:
            raise Refused(
                Text(
                    "This record was altered after it was kept. Tell compliance; don't sign.",
                    "该记录留存后被改动，请勿签字并立即报告合规。",
                )
            )
        missing = [each for each in record.evidence if not each.is_as_named]
        if missing:
            raise Refused(
                Text(
                    f"{len(missing)} of its files are not here yet. The phone sends them when it "
                    "has network; sign then, or return it.",
                    f"尚缺{len(missing)}个附件，待手机联网上传后再签字，或退回更正。",
                )
            )
        if VisitRecord.objects.filter(visit=row.visit_id, state=RecordState.SIGNED_OFF).exists():
            raise Refused(
                Text(
                    "Another record of this visit was signed off already.",
                    "该外访已有其他记录审核签字。",
                )
            )
        return _decide(row, RecordState.SIGNED_OFF, note.strip()[:400], staff, at)


def send_back(*, record_id: int, reason: str, staff: Staff, at: datetime) -> VisitRecord:
    """Return a record to who wrote it, to be corrected by a later one; it is kept.

    Raises Refused without a reason, where it isn't waiting, and for anybody but its lead.
    """
    require(staff, SIGN)
    because = reason_given(reason)
    with transaction.atomic():
        row = _waiting(record_id, staff)
        return _decide(row, RecordState.RETURNED, because, staff, at)


def _waiting(record_id: int, staff: Staff) -> VisitRecord:
    record_for(record_id, staff)
    row = VisitRecord.objects.select_for_update().get(pk=record_id)
    if row.state != RecordState.WAITING:
        raise Refused(Text("This record was decided already.", "该记录已处理。"))
    if row.staff_id == staff.pk:
        raise Refused(Text("Nobody signs off a record of their own.", "不得审核本人的记录。"))
    return row


def _decide(
    row: VisitRecord, state: RecordState, note: str, staff: Staff, at: datetime
) -> VisitRecord:
    row.journal_entry = _entry(row, f"visit_record_{state}", staff, at, late=at > row.due_at)
    row.state, row.decision_note = state, note
    row.decided_by, row.decided_at = staff.username, at
    row.save(update_fields=["state", "decision_note", "decided_by", "decided_at", "journal_entry"])
    return row


def _entry(row: VisitRecord, action: str, staff: Staff, at: datetime, **details: Any) -> Entry:
    return enter(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"visit_record:{row.pk}",
        customer_id=row.customer_id,
        details={"visit": row.visit_id, "content_sha256": row.content_sha256, **details},
    )
