"""Photos, recordings and signatures: streamed in, sealed, hashed into the journal, taken once."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record as enter
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.vault.files import Sealed, seal_file
from fairdue.visits.actions.deeds import ALREADY, TAKEN
from fairdue.visits.actions.handing_in import Bringing
from fairdue.visits.models import Evidence, Visit
from fairdue.visits.queries.field_policy import record_policy
from fairdue.visits.queries.records import own_visit, place_of
from fairdue.visits.rules.evidence import HEAD_BYTES, refuse_foreign, refuse_unfit

PART_BYTES = 1 << 16


def keep_evidence(
    *,
    uuid: UUID,
    visit_id: int,
    record_uuid: UUID | None,
    kind: str,
    sha256: str,
    size: int,
    phone_at: datetime,
    file: IO[bytes],
    bringing: Bringing,
) -> str:
    """Keep a file of a visit; gives TAKEN, or ALREADY where it is here.

    `size` in bytes and `sha256` as the telephone says; what arrives must be that. Raises Refused
    for a file that is too large, of another kind, cut off or altered on the way, and for a visit
    that is none of theirs.
    """
    refuse_unfit(kind, size, record_policy(bringing.received_at).sizes)
    visit = own_visit(visit_id, bringing.staff)
    known = Evidence.objects.filter(uuid=uuid).first()
    if known is not None:
        return _same(known, sha256)
    with tempfile.NamedTemporaryFile(dir=_workroom(), suffix=".part") as plain:
        head, digest, length = _copy(file, plain, size)
        if (digest, length) != (sha256, size):
            raise Refused(
                Text(
                    "The file did not arrive whole; it is sent again.",
                    "文件传输不完整，将重新上传。",
                )
            )
        media = refuse_foreign(kind, head)
        plain.flush()
        name = f"{bringing.received_at:%Y/%m}/{secrets.token_hex(16)}.fdf"
        sealed = seal_file(Path(plain.name), place_of(name))
    try:
        return _store(uuid, visit, record_uuid, (kind, media), name, sealed, phone_at, bringing)
    except BaseException:
        place_of(name).unlink(missing_ok=True)
        raise


def _copy(file: IO[bytes], to: IO[bytes], most: int) -> tuple[bytes, str, int]:
    """Copy until the end, or one part beyond `most`; gives beginning, SHA-256 and length."""
    head, digest, length = b"", hashlib.sha256(), 0
    while length <= most and (part := file.read(PART_BYTES)):
        head = head or part[:HEAD_BYTES]
        digest.update(part)
        length += len(part)
        to.write(part)
    return head, digest.hexdigest(), length


def _store(
    uuid: UUID,
    visit: Visit,
    record_uuid: UUID | None,
    what: tuple[str, str],
    name: str,
    sealed: Sealed,
    phone_at: datetime,
    bringing: Bringing,
) -> str:
    kind, media = what
    with transaction.atomic():
        Visit.objects.select_for_update().get(pk=visit.pk)
        known = Evidence.objects.filter(uuid=uuid).first()
        if known is not None:
            place_of(name).unlink(missing_ok=True)
            return _same(known, sealed.plain_sha256)
        number, at = next_id(Evidence), bringing.ours(phone_at)
        entry = enter(
            actor=bringing.staff.username,
            action="visit_evidence_kept",
            at=bringing.received_at,
            subject=f"visit_evidence:{number}",
            customer_id=visit.customer_id,
            details={
                "visit": visit.pk,
                "record": str(record_uuid) if record_uuid else None,
                "evidence": str(uuid),
                "kind": kind,
                "bytes": sealed.length,
                "plain_sha256": sealed.plain_sha256,
                "sealed_sha256": sealed.sealed_sha256,
                "made_at": at.isoformat(),
            },
        )
        Evidence.objects.create(
            pk=number,
            journal_entry=entry,
            uuid=uuid,
            visit=visit,
            customer_id=visit.customer_id,
            device=bringing.device,
            record_uuid=record_uuid,
            kind=kind,
            media=media,
            file_name=name,
            bytes_plain=sealed.length,
            plain_sha256=sealed.plain_sha256,
            sealed_sha256=sealed.sealed_sha256,
            phone_at=phone_at,
            at=at,
            received_at=bringing.received_at,
        )
    return TAKEN


def _same(known: Evidence, sha256: str) -> str:
    if known.plain_sha256 != sha256:
        raise Refused(
            Text(
                "Another file came under this identifier before.",
                "此前已收到同一编号的其他文件。",
            )
        )
    return ALREADY


def _workroom() -> Path:
    """Where a plain file lies for the moment in which it is sealed; nobody else can look."""
    folder: Path = settings.VAR / "visits" / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
