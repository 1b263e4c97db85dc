"""Records of visits and their files as rows for a proof: their digests, and nothing of what was
said.

What a row says of the content is reckoned from the content as it is now, so a record that was
altered differs from its entry; a file's digest is the one it was kept by, to be held against it.
"""

from __future__ import annotations

import json
from typing import Any

from fairdue.journal.reading import moment
from fairdue.journal.rules.bundle import VISIT_EVIDENCE, VISIT_RECORD
from fairdue.visits.models import Evidence, VisitRecord
from fairdue.visits.queries.checking import EVIDENCE_KEPT, RECORD_KEPT, content_of
from fairdue.visits.queries.records import content_sha256

Row = tuple[str, dict[str, Any]]


def rows_of(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    """(kind, fields) of every record and file, each kind in order of number.

    `entries` has the newest journal entry by (action, subject); a row names the one it rests on.
    """
    return [*_records(customer_id, entries), *_files(customer_id, entries)]


def _records(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    return [
        (
            VISIT_RECORD,
            {
                "number": row.pk,
                "entry": entries.get((RECORD_KEPT, f"visit_record:{row.pk}"), row.journal_entry_id),
                "customer": customer_id,
                "visit": row.visit_id,
                "record": str(row.uuid),
                "outcome": row.outcome,
                **_content(row),
                "signature": bytes(row.signature).hex(),
                "phone_at": moment(row.phone_at),
                "made_at": moment(row.at),
                "due_at": moment(row.due_at),
                "received_at": moment(row.received_at),
                "state": row.state,
                "decided_by": row.decided_by,
                "decided_at": moment(row.decided_at) if row.decided_at else None,
            },
        )
        for row in VisitRecord.objects.filter(customer_id=customer_id).order_by("pk")
    ]


def _content(row: VisitRecord) -> dict[str, Any]:
    content = content_of(row)
    if content is None:
        return {"content_sha256": "", "evidence": {}}
    files = json.loads(content)["evidence"]
    return {
        "content_sha256": content_sha256(content),
        "evidence": {each["uuid"]: each["sha256"] for each in files},
    }


def _files(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    return [
        (
            VISIT_EVIDENCE,
            {
                "number": row.pk,
                "entry": entries.get(
                    (EVIDENCE_KEPT, f"visit_evidence:{row.pk}"), row.journal_entry_id
                ),
                "customer": customer_id,
                "visit": row.visit_id,
                "record": str(row.record_uuid) if row.record_uuid else None,
                "evidence": str(row.uuid),
                "kind_of_file": row.kind,
                "bytes": row.bytes_plain,
                "plain_sha256": row.plain_sha256,
                "sealed_sha256": row.sealed_sha256,
                "made_at": moment(row.at),
                "received_at": moment(row.received_at),
            },
        )
        for row in Evidence.objects.filter(customer_id=customer_id).order_by("pk")
    ]
