"""Records and evidence of visits held against the journal: what was altered, or is gone.

The journal's own entries are checked against their seals elsewhere (`journal.auditing`). Here the
rows and files that they speak of are read, opened and hashed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairdue.journal.models import Entry
from fairdue.kernel.text import Text
from fairdue.vault.files import file_sha256
from fairdue.vault.sealing import SealBrokenError, vault
from fairdue.visits.models import Evidence, VisitRecord
from fairdue.visits.queries.records import content_sha256, place_of

RECORD_KEPT, EVIDENCE_KEPT = "visit_record_kept", "visit_evidence_kept"


@dataclass(frozen=True, slots=True)
class Altered:
    """Something that isn't what its journal entry says."""

    subject: str
    """visit_record:12, visit_evidence:7."""
    entry: int
    why: Text


def altered() -> Iterator[Altered]:
    """Every record and piece of evidence that the journal says otherwise of, in its order.

    Reads every sealed file of visits once.
    """
    kept = Entry.objects.filter(action__in=[RECORD_KEPT, EVIDENCE_KEPT]).order_by("pk")
    for entry in kept.iterator(chunk_size=500):
        why = _record(entry) if entry.action == RECORD_KEPT else _evidence(entry)
        if why is not None:
            yield Altered(entry.subject, entry.pk, why)


def content_of(row: VisitRecord) -> str | None:
    """A record's content, or None where its seal is broken."""
    try:
        return vault().unseal(bytes(row.content_sealed))
    except SealBrokenError:
        return None


def _record(entry: Entry) -> Text | None:
    row = VisitRecord.objects.filter(pk=int(entry.subject.partition(":")[2])).first()
    if row is None:
        return Text("the record is gone", "记录已丢失")
    content = content_of(row)
    if content is None:
        return Text("its seal is broken", "封存已损坏")
    said = entry.details
    if content_sha256(content) != said["content_sha256"]:
        return Text("its content was altered", "内容已被改动")
    told = {
        "visit": row.visit_id,
        "record": str(row.uuid),
        "outcome": row.outcome,
        "content_sha256": row.content_sha256,
        "signature": bytes(row.signature).hex(),
    }
    if any(said[name] != value for name, value in told.items()):
        return Text("its row was altered", "记录行已被改动")
    return None


def _evidence(entry: Entry) -> Text | None:
    row = Evidence.objects.filter(pk=int(entry.subject.partition(":")[2])).first()
    if row is None:
        return Text("its row is gone", "记录行已丢失")
    said = entry.details
    told = {
        "visit": row.visit_id,
        "evidence": str(row.uuid),
        "plain_sha256": row.plain_sha256,
        "sealed_sha256": row.sealed_sha256,
    }
    if any(said[name] != value for name, value in told.items()):
        return Text("its row was altered", "记录行已被改动")
    path = place_of(row.file_name)
    if not path.exists():
        return Text("its file is gone", "文件已丢失")
    if file_sha256(path) != said["sealed_sha256"]:
        return Text("its file was altered", "文件已被改动")
    return None
