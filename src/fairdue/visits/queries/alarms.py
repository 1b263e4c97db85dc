"""Which teams should have been heard of, and which alarms there are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from fairdue.people.models import Staff
from fairdue.people.rules import may
from fairdue.vault.sealing import vault
from fairdue.visits.models import Alarm, Deed, DeedKind, RoundState, Visit, VisitRecord, VisitState
from fairdue.visits.queries.field_policy import safety_policy
from fairdue.visits.rules.safety import Watched, due_at, is_overdue


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """An alarm with what is needed to help: who, with whom, where, since when."""

    id: int
    kind: str
    kind_name: str
    raised_at: datetime
    received_at: datetime
    whose: str
    companion: str
    visit_id: int | None
    customer_id: int | None
    place: str = field(repr=False)
    """Latitude, longitude and metres, or ""."""
    address: str = field(repr=False)
    words: str = field(repr=False)
    told: int
    taken_by: str
    came: str
    closed_by: str
    closed_at: datetime | None
    done: str = field(repr=False)


def overdue_visits(at: datetime) -> list[Visit]:
    """Visits under way from which a word is overdue."""
    patience = safety_policy(at).patience
    return [visit for visit, seen in _under_way(at) if is_overdue(seen, patience, at)]


def word_due_at(visit: Visit, at: datetime) -> datetime | None:
    """When the next word of a visit is due; None where none is."""
    return due_at(_watched(visit), safety_policy(at).patience)


def open_alarms(staff: Staff) -> list[AlarmFacts]:
    """The open alarms that this person answers: of their team, for a lead."""
    return [_facts(row) for row in _for(staff).filter(closed_at=None).order_by("raised_at")]


def passed_on_to(staff: Staff, at: datetime) -> list[AlarmFacts]:
    """The open alarms that have come to this person's place in the chain."""
    chain = safety_policy(at).chain
    place = chain.index(staff.role) if staff.role in chain else len(chain)
    return [each for each in open_alarms(staff) if place == 0 or each.told > place]


def closed_alarms(staff: Staff, limit: int = 30) -> list[AlarmFacts]:
    """The last alarms that are over."""
    rows = _for(staff).filter(closed_at__isnull=False).order_by("-closed_at")[:limit]
    return [_facts(row) for row in rows]


def alarm_for(alarm_id: int, staff: Staff) -> AlarmFacts | None:
    """One alarm that this person answers, or None."""
    row = _for(staff).filter(pk=alarm_id).first()
    return _facts(row) if row else None


def _for(staff: Staff) -> QuerySet[Alarm]:
    rows = Alarm.objects.select_related("staff", "visit__address", "round__first", "round__second")
    if not may(staff, "answer_alarm"):
        return rows.none()
    return rows.filter(staff__team=staff.team) if staff.role == "lead" else rows


def _under_way(at: datetime) -> Sequence[tuple[Visit, Watched]]:
    rows = Visit.objects.select_related("round").filter(
        state=VisitState.OUT, round__state=RoundState.TAKEN, leaves_at__isnull=False
    )
    return [(row, _watched(row)) for row in rows]


def _watched(visit: Visit) -> Watched:
    deeds = list(Deed.objects.filter(visit=visit).order_by("at"))
    arrived = [each.at for each in deeds if each.kind == DeedKind.ARRIVED]
    left = [each.at for each in deeds if each.kind == DeedKind.LEFT]
    assert visit.leaves_at is not None, "what is out has its place in a round"
    return Watched(
        planned_end=visit.leaves_at,
        arrived_at=arrived[0] if arrived else None,
        last_word_at=deeds[-1].at if deeds else None,
        left_at=left[-1] if left else None,
        is_over=visit.state != VisitState.OUT or VisitRecord.objects.filter(visit=visit).exists(),
    )


def _facts(row: Alarm) -> AlarmFacts:
    pair = [row.round.first, row.round.second] if row.round else []
    companion = next((each.display_name for each in pair if each.pk != row.staff_id), "")
    visit = row.visit
    return AlarmFacts(
        id=row.pk,
        kind=row.kind,
        kind_name=row.get_kind_display(),
        raised_at=row.raised_at,
        received_at=row.received_at,
        whose=row.staff.display_name,
        companion=companion,
        visit_id=row.visit_id,
        customer_id=visit.customer_id if visit else None,
        place=_place(row),
        address=_opened(visit.address.value_sealed) if visit else "",
        words=_opened(row.words_sealed),
        told=row.told,
        taken_by=row.taken_by,
        came=row.get_came_display(),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        done=_opened(row.closing_sealed),
    )


def _opened(sealed: bytes | memoryview | None) -> str:
    return vault().unseal(bytes(sealed)) if sealed else ""


def _place(row: Alarm) -> str:
    if row.place_sealed is None:
        return ""
    told = json.loads(_opened(row.place_sealed))
    return f"{told['latitude']:.5f}, {told['longitude']:.5f} (±{told.get('accuracy_m') or '?'} m)"
