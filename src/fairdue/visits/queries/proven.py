"""Records of visits as evidence: what a lead signed off, word for word, with its files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from fairdue.vault.sealing import vault
from fairdue.visits.models import Evidence, RecordState, VisitRecord


@dataclass(frozen=True, slots=True)
class ProvenFile:
    """A photo, recording or signature of a record; its sealed file is under visits/."""

    number: int
    kind: str
    media: str
    file_name: str
    plain_sha256: str


@dataclass(frozen=True, slots=True)
class ProvenRecord:
    """A record with its content as the telephone wrote it, whose digest the journal has."""

    number: int
    made_at: datetime
    content: str = field(repr=False)
    content_sha256: str
    files: tuple[ProvenFile, ...]


def signed_off(customer_id: int, until: datetime) -> list[ProvenRecord]:
    """A customer's records that a lead signed off before a moment, the earliest first.

    Whoever hands them on journals it.
    """
    rows = VisitRecord.objects.filter(
        customer_id=customer_id, state=RecordState.SIGNED_OFF, decided_at__lt=until
    )
    found = []
    for row in rows.order_by("at", "pk"):
        content = vault().unseal(bytes(row.content_sealed))
        named = [each["uuid"] for each in json.loads(content)["evidence"]]
        files = Evidence.objects.filter(uuid__in=named, received_at__lt=until)
        found.append(
            ProvenRecord(
                row.pk,
                row.at,
                content,
                row.content_sha256,
                tuple(
                    ProvenFile(*each)
                    for each in files.order_by("pk").values_list(
                        "pk", "kind", "media", "file_name", "plain_sha256"
                    )
                ),
            )
        )
    return found
