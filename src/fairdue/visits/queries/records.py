"""Records of visits as visitors and leads see them, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff, Team
from fairdue.people.rules import may
from fairdue.vault.sealing import vault
from fairdue.visits.models import Deed, Evidence, RecordState, RoundState, Visit, VisitRecord
from fairdue.visits.rules.places import SIGNS

NOT_YOURS = Text("This visit is not on a round of yours.", "该外访不在您的路线中。")


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A record in a list."""

    id: int
    visit_id: int
    customer_id: int
    name_masked: str
    outcome: str
    staff: str
    made_at: datetime
    received_at: datetime
    due_at: datetime
    state: str
    conflicts: tuple[str, ...]
    failing: tuple[str, ...]

    @property
    def was_late(self) -> bool:
        """Did it reach us after its time?"""
        return self.received_at > self.due_at


@dataclass(frozen=True, slots=True)
class DeedFacts:
    """What was done on the way: both times, and what speaks against the place."""

    kind: str
    kind_name: str
    phone_at: datetime
    at: datetime
    accuracy_m: int | None
    signs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """A file that a record names, and whether it is here as it was named."""

    id: int | None
    uuid: UUID
    kind: str
    media: str
    bytes_plain: int
    sha256: str
    is_here: bool
    is_as_named: bool


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record opened, with everything that belongs to it."""

    row: VisitRecord
    content: dict[str, Any] = field(repr=False)
    is_as_kept: bool
    deeds: Sequence[DeedFacts]
    evidence: Sequence[EvidenceFacts]
    others: Sequence[RecordFacts]


def own_visit(visit_id: int, staff: Staff) -> Visit:
    """A visit on a round of one's own, given out or later. Raises Refused for any other."""
    found = (
        Visit.objects.select_related("round", "permit")
        .filter(Q(round__first=staff) | Q(round__second=staff), pk=visit_id)
        .exclude(round__state=RoundState.DRAFTED)
        .first()
    )
    if found is None:
        raise Refused(NOT_YOURS)
    return found


def waiting(team: Team | None) -> list[RecordFacts]:
    """A team's records that await a lead's signature, the most urgent first."""
    return [_facts(row) for row in _of_team(team).filter(state="waiting").order_by("due_at")]


def decided(team: Team | None, limit: int = 50) -> list[RecordFacts]:
    """A team's records that were signed off or returned, the newest first."""
    found = _of_team(team).filter(state__in=[RecordState.SIGNED_OFF, RecordState.RETURNED])
    return [_facts(row) for row in found.order_by("-decided_at")[:limit]]


def records_of(customer_id: int) -> list[RecordFacts]:
    """All records of visits to a customer, the newest first."""
    rows = _rows().filter(customer_id=customer_id).order_by("-at")
    return [_facts(row) for row in rows]


def record_for(record_id: int, staff: Staff) -> VisitRecord:
    """A record that this person may see: of their team, for a lead. Raises Refused."""
    row = _rows().filter(pk=record_id).first()
    allowed = row is not None and may(staff, "see_visits")
    if allowed and staff.role == "lead":
        allowed = row is not None and row.staff.team_id == staff.team_id
    if row is None or not allowed:
        raise Refused(Text("This record is not yours to see.", "您无权查看该记录。"))
    return row


def opened(row: VisitRecord) -> OpenRecord:
    """A record with its content; whoever shows it journals that it was opened."""
    content = vault().unseal(bytes(row.content_sealed))
    said = json.loads(content)
    return OpenRecord(
        row=row,
        content=said,
        is_as_kept=content_sha256(content) == row.content_sha256,
        deeds=[_deed(each) for each in Deed.objects.filter(visit=row.visit_id).order_by("at")],
        evidence=_evidence(row, said),
        others=[
            _facts(each)
            for each in _rows().filter(visit=row.visit_id).exclude(pk=row.pk).order_by("-at")
        ],
    )


def content_sha256(content: str) -> str:
    """SHA-256 of a record's content, as hex digits."""
    return sha256(content.encode()).hexdigest()


def kept_as_evidence(record_id: int | None) -> tuple[VisitRecord, list[Evidence]] | None:
    """A record that an incident names, with the files that came with it; None where there is none.

    For those who may see the incident: nothing sealed is opened.
    """
    row = VisitRecord.objects.filter(pk=record_id).first() if record_id else None
    if row is None:
        return None
    return row, list(Evidence.objects.filter(record_uuid=row.uuid).order_by("pk"))


def place_of(file_name: str) -> Path:
    """Where the sealed file of a piece of evidence lies."""
    folder: Path = settings.VAR / "visits"
    return folder / file_name


def evidence_for(evidence_id: int, staff: Staff) -> Evidence:
    """A file that this person may see: of a record of theirs to see. Raises Refused."""
    row = Evidence.objects.select_related("device__staff").filter(pk=evidence_id).first()
    if (
        row is None
        or not may(staff, "see_visits")
        or (staff.role == "lead" and row.device.staff.team_id != staff.team_id)
    ):
        raise Refused(Text("This file is not yours to see.", "您无权查看该文件。"))
    return row


def _rows() -> QuerySet[VisitRecord]:
    return VisitRecord.objects.select_related("customer", "staff", "visit")


def _of_team(team: Team | None) -> QuerySet[VisitRecord]:
    return _rows().filter(staff__team=team) if team else _rows()


def _facts(row: VisitRecord) -> RecordFacts:
    return RecordFacts(
        id=row.pk,
        visit_id=row.visit_id,
        customer_id=row.customer_id,
        name_masked=row.customer.name_masked,
        outcome=row.outcome,
        staff=row.staff.display_name,
        made_at=row.at,
        received_at=row.received_at,
        due_at=row.due_at,
        state=row.state,
        conflicts=tuple(row.conflicts),
        failing=tuple(row.failing),
    )


def _deed(row: Deed) -> DeedFacts:
    return DeedFacts(
        kind=row.kind,
        kind_name=row.get_kind_display(),
        phone_at=row.phone_at,
        at=row.at,
        accuracy_m=row.accuracy_m,
        signs=tuple(SIGNS[code] for code in row.signs),
    )


def _evidence(row: VisitRecord, said: dict[str, Any]) -> list[EvidenceFacts]:
    uuids = [UUID(each["uuid"]) for each in said["evidence"]]
    here = {each.uuid: each for each in Evidence.objects.filter(uuid__in=uuids)}
    found = []
    for named in said["evidence"]:
        kept = here.get(UUID(named["uuid"]))
        found.append(
            EvidenceFacts(
                id=kept.pk if kept else None,
                uuid=UUID(named["uuid"]),
                kind=named["kind"],
                media=kept.media if kept else "",
                bytes_plain=kept.bytes_plain if kept else 0,
                sha256=named["sha256"],
                is_here=kept is not None,
                is_as_named=kept is not None and kept.plain_sha256 == named["sha256"],
            )
        )
    return found
