"""A visitor's day: the rounds they go on, and what is open of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from fairdue.kernel.calendars import local_day
from fairdue.people.models import Staff
from fairdue.visits.models import RecordState, Round, RoundState, Visit, VisitRecord
from fairdue.work.queries import zone


@dataclass(frozen=True, slots=True)
class FieldDay:
    """Rounds with their visits, in order, and the last record that this visitor wrote of each."""

    day: date
    rounds: list[Round]
    visits: list[Visit]
    records: dict[int, VisitRecord]


def day_of(staff: Staff, at: datetime) -> FieldDay:
    """What a visitor's telephone shows at a moment: today's rounds that were given out, and visits
    of earlier ones whose record was returned to them.
    """
    today = local_day(at, zone())
    mine = Q(round__first=staff) | Q(round__second=staff)
    returned = VisitRecord.objects.filter(staff=staff, state=RecordState.RETURNED)
    wanted = Q(round__day=today) | Q(pk__in=returned.values("visit"))
    visits = list(
        Visit.objects.select_related("round", "customer", "address")
        .filter(mine, wanted)
        .exclude(round__state=RoundState.DRAFTED)
        .order_by("round__day", "round", "stop")
    )
    rounds = (
        Round.objects.select_related("first", "second")
        .filter(Q(first=staff) | Q(second=staff))
        .filter(Q(day=today) | Q(pk__in={visit.round_id for visit in visits}))
        .exclude(state=RoundState.DRAFTED)
        .order_by("day", "sets_out_at")
    )
    written = VisitRecord.objects.filter(visit__in=visits, staff=staff).order_by("pk")
    return FieldDay(today, list(rounds), visits, {each.visit_id: each for each in written})
