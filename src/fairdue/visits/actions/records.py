"""Written records of visits: taken once, byte for byte, whatever happened meanwhile."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from fairdue.care.actions import report_abuse_on_visit
from fairdue.care.models import IncidentKind
from fairdue.compliance.actions.recording import next_id
from fairdue.compliance.queries.clocks import law_of
from fairdue.contact.models import Outcome
from fairdue.journal.actions import record as enter
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.causes import BY_CODE
from fairdue.vault.sealing import vault
from fairdue.visits.actions.deeds import ALREADY, TAKEN
from fairdue.visits.actions.ending import end_visit
from fairdue.visits.actions.giving_out import finish_round
from fairdue.visits.actions.handing_in import Bringing
from fairdue.visits.actions.telling import tell
from fairdue.visits.models import (
    Alarm,
    AlarmKind,
    Conflict,
    Deed,
    DeedKind,
    RecordState,
    Visit,
    VisitRecord,
    VisitState,
)
from fairdue.visits.queries.devices import is_signed_by
from fairdue.visits.queries.field_policy import conduct_asked, record_policy
from fairdue.visits.queries.records import own_visit
from fairdue.visits.rules.conduct import Conduct, judge_conduct
from fairdue.visits.rules.record import INSIDE, NOT_TAPED, Record, read_record
from fairdue.visits.rules.states import DONE_VISIT
from fairdue.work.queries import zone

ENDS = frozenset({VisitState.OUT, VisitState.FELL_OUT})
"""Where a visit is when its first record gives it its outcome. Corrections change none."""


class Took(NamedTuple):
    """What became of a record that was handed in."""

    result: str
    """TAKEN or ALREADY."""
    conflicts: tuple[str, ...]
    """Codes of Conflict: it is kept all the same, and the lead sees them."""


def take_record(*, content: bytes, signature: bytes, bringing: Bringing) -> Took:
    """Keep a record as its telephone signed it, and let the visit have its outcome.

    Never dropped: a visit that fell out meanwhile, or that somebody else recorded, is a conflict
    that the lead sees. Raises Refused where it can't be read, isn't signed by this telephone, is
    of a visit that is none of theirs, or where something else came under its identifier.
    """
    if not is_signed_by(bringing.device, content, signature):
        raise Refused(
            Text(
                "This record is not as the phone signed it. Nothing was taken.",
                "该记录与手机签署的内容不一致，未接收。",
            )
        )
    visit_id, team = _named_visit(content, bringing)
    record = read_record(content, causes=BY_CODE, visitors=team)
    digest = sha256(content).hexdigest()
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(pk=visit_id)
        known = VisitRecord.objects.filter(uuid=record.uuid).first()
        if known is not None:
            return _same(known, digest)
        conflicts = _conflicts(visit, record)
        replaced = _replace(record, visit, bringing) if record.replaces else None
        kept = _keep(visit, record, content, signature, bringing, conflicts, replaced)
        if visit.state in ENDS and not set(conflicts) & {Conflict.ANOTHER, Conflict.NOT_OUT}:
            _end(visit, kept, record, bringing)
    if visit.round_id is not None:
        finish_round(
            round_id=visit.round_id, actor=bringing.staff.username, at=bringing.received_at
        )
    return Took(TAKEN, tuple(kept.conflicts))


def _named_visit(content: bytes, bringing: Bringing) -> tuple[int, tuple[int, int]]:
    """The visit a record is about, and its two visitors."""
    number = _peek(content)
    visit = own_visit(number, bringing.staff)
    assert visit.round is not None, "own visits are in a round"
    return visit.pk, (visit.round.first_id, visit.round.second_id)


def _peek(content: bytes) -> int:
    """The visit's number before the rest is read: who must sign hangs on it."""
    try:
        return int(json.loads(content)["visit"])
    except (ValueError, KeyError, TypeError):
        return 0


def _same(known: VisitRecord, digest: str) -> Took:
    if known.content_sha256 != digest:
        raise Refused(
            Text(
                "Another record came under this identifier before; write it as a correction.",
                "此前已收到同一编号的其他记录，请以更正方式重新提交。",
            )
        )
    return Took(ALREADY, tuple(known.conflicts))


def _conflicts(visit: Visit, record: Record) -> list[str]:
    found = []
    if visit.state == VisitState.FELL_OUT:
        found.append(Conflict.FELL_OUT)
    elif visit.state not in (VisitState.OUT, *DONE_VISIT):
        found.append(Conflict.NOT_OUT)
    others = VisitRecord.objects.filter(visit=visit).exclude(state=RecordState.REPLACED)
    if record.replaces:
        others = others.exclude(uuid=record.replaces)
    if others.exists():
        found.append(Conflict.ANOTHER)
    return [str(each) for each in found]


def _replace(record: Record, visit: Visit, bringing: Bringing) -> VisitRecord:
    """Set the record that this one corrects aside; it is kept."""
    assert record.replaces is not None, "asked only where it replaces one"
    before = VisitRecord.objects.filter(uuid=record.replaces, visit=visit).first()
    if before is None or before.staff_id != bringing.staff.pk:
        raise Refused(
            Text("The record that this one corrects is not here.", "找不到被更正的记录。")
        )
    if before.state == RecordState.SIGNED_OFF:
        raise Refused(
            Text(
                "The record was signed off already; it is not corrected any more.",
                "原记录已审核签字，不可再更正。",
            )
        )
    if before.state != RecordState.REPLACED:
        before.journal_entry = enter(
            actor=bringing.staff.username,
            action="visit_record_replaced",
            at=bringing.received_at,
            subject=f"visit_record:{before.pk}",
            customer_id=before.customer_id,
            details={"by": str(record.uuid)},
        )
        before.state = RecordState.REPLACED
        before.save(update_fields=["state", "journal_entry"])
    return before


def _keep(
    visit: Visit,
    record: Record,
    content: bytes,
    signature: bytes,
    bringing: Bringing,
    conflicts: list[str],
    replaced: VisitRecord | None,
) -> VisitRecord:
    number, digest = next_id(VisitRecord), sha256(content).hexdigest()
    at, due_at = _times(visit, record, bringing)
    failing = _failing(visit, record, at)
    entry = enter(
        actor=bringing.staff.username,
        action="visit_record_kept",
        at=bringing.received_at,
        subject=f"visit_record:{number}",
        customer_id=visit.customer_id,
        details={
            "visit": visit.pk,
            "record": str(record.uuid),
            "replaces": str(record.replaces) if record.replaces else None,
            "phone": str(bringing.device.uuid),
            "outcome": record.outcome,
            "content_sha256": digest,
            "signature": signature.hex(),
            "evidence": {str(each.uuid): each.sha256 for each in record.evidence},
            "phone_at": record.made_at.isoformat(),
            "made_at": at.isoformat(),
            "due_at": due_at.isoformat(),
            "conflicts": conflicts,
            "failing": failing,
        },
    )
    return VisitRecord.objects.create(
        pk=number,
        journal_entry=entry,
        uuid=record.uuid,
        visit=visit,
        customer_id=visit.customer_id,
        device=bringing.device,
        staff=bringing.staff,
        replaces=replaced,
        outcome=record.outcome,
        content_sealed=vault().seal(content.decode()),
        content_sha256=digest,
        signature=signature,
        phone_at=record.made_at,
        at=at,
        received_at=bringing.received_at,
        due_at=due_at,
        conflicts=conflicts,
        failing=failing,
        state=RecordState.WAITING,
    )


def _times(visit: Visit, record: Record, bringing: Bringing) -> tuple[datetime, datetime]:
    """When it was written by our clock, and by when the superior was to have it."""
    at = bringing.ours(record.made_at)
    left = Deed.objects.filter(visit=visit, kind=DeedKind.LEFT).order_by("at").first()
    since = min(left.at, at) if left else at
    return at, since + record_policy(bringing.received_at).due


def _failing(visit: Visit, record: Record, at: datetime) -> list[str]:
    """The rules by which the visit was not made, as the record tells it."""
    on = local_day(at, zone())
    asked = conduct_asked(law_of(visit.customer_id, on), on)
    told = Conduct(
        visitors=len(record.visitors),
        card_shown=record.card_shown,
        entered=record.place == INSIDE,
        entry_agreed=record.entry_agreed,
        taped=record.taped != NOT_TAPED,
        dressed=record.dressed,
    )
    return sorted({each.rule for each in judge_conduct(told, asked) if not each.allowed})


def _end(visit: Visit, kept: VisitRecord, record: Record, bringing: Bringing) -> None:
    arrived = Deed.objects.filter(visit=visit, kind=DeedKind.ARRIVED).order_by("at").first()
    end_visit(
        visit=visit,
        record=kept,
        met=record.met,
        arrived_at=min(arrived.at, kept.at) if arrived else kept.at,
        staff=bringing.staff,
        at=bringing.received_at,
    )
    kept.untaken = tell(
        visit=visit,
        record=record,
        attempt_id=kept.attempt_id,
        told_at=kept.at,
        staff=bringing.staff,
        at=bringing.received_at,
    )
    if kept.untaken:
        kept.save(update_fields=["untaken"])
    if record.outcome == Outcome.ABUSE:
        _report_abuse(visit, kept, bringing)


def _report_abuse(visit: Visit, kept: VisitRecord, bringing: Bringing) -> None:
    """An incident for both of the team; a threat where they raised that alarm as well. Each is
    asked on their own telephone how they want to go on (`actions.afterwards`).
    """
    assert visit.round is not None, "own visits are in a round"
    threatened = Alarm.objects.filter(visit=visit, kind=AlarmKind.THREAT).exists()
    report_abuse_on_visit(
        visit_record=kept.pk,
        attempt_id=kept.attempt_id,
        case=visit.case,
        people=(visit.round.first, visit.round.second),
        kind=IncidentKind.THREAT if threatened else IncidentKind.INSULT,
        happened_at=kept.at,
        staff=bringing.staff,
        at=bringing.received_at,
    )
