"""How a day goes: cases finished, hours worked, time taken to recover. Private to the person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.people.models import Staff
from fairdue.rulebook.packs import pack
from fairdue.rulebook.terms import terms
from fairdue.work.models import Ending, Respite, Stint
from fairdue.work.queries.queue import POLICY, Load, policy, zone
from fairdue.work.rules.hours import HoursLimits, Span, WorkingDay, in_proportion, joined, judge_day

DAY = """
SELECT 'stint' AS what, started_at, ended_at, ending FROM work_stint
WHERE staff_id = %(staff)s AND ended_at >= %(start)s AND ended_at < %(end)s
UNION ALL
SELECT 'respite', starts_at, until, '' FROM work_respite
WHERE staff_id = %(staff)s AND starts_at < %(end)s AND until > %(start)s
UNION ALL
SELECT 'in hand', taken_at, NULL, '' FROM work_queueitem WHERE taken_by_id = %(staff)s
"""


@dataclass(frozen=True, slots=True)
class _Rows:
    """One person's local day, clipped to it."""

    stints: list[Span]
    respites: list[Span]
    in_hand: list[datetime]
    finished: int


def _day(staff: Staff, at: datetime) -> _Rows:
    start, end = day_bounds(local_day(at, zone()), zone())
    found = _Rows([], [], [], 0)
    finished = 0
    with connection.cursor() as cursor:
        cursor.execute(DAY, {"staff": staff.pk, "start": start, "end": end})
        for what, one, two, ending in cursor.fetchall():
            if what == "in hand":
                found.in_hand.append(max(start, one))
            elif what == "respite":
                found.respites.append((max(start, one), min(end, two)))
            else:
                found.stints.append((max(start, one), two))
                finished += ending == Ending.FINISHED
    return replace(found, finished=finished)


def today(staff: Staff, at: datetime) -> tuple[Load, WorkingDay]:
    """Both of what follows, looked up once."""
    day = _day(staff, at)
    return _load(day, at), _judged(day, at)


def load_today(staff: Staff, at: datetime) -> Load:
    """Cases this person finished on the local day of `at`, and what is a full day for them."""
    return _load(_day(staff, at), at)


def working_day(staff: Staff, at: datetime) -> WorkingDay:
    """How long this person has worked today, and whether another case may come."""
    return _judged(_day(staff, at), at)


def _load(day: _Rows, at: datetime) -> Load:
    recovered = sum((two - one for one, two in joined(day.respites, timedelta())), timedelta())
    full = int(policy("cases_per_day", at).value)
    return Load(day.finished, in_proportion(full, hours_limits(at).shift, recovered))


def _judged(day: _Rows, at: datetime) -> WorkingDay:
    spans = [span for span in day.stints if span[1] <= at]
    spans += [(since, at) for since in day.in_hand if since <= at]
    return judge_day(spans, at, at.astimezone(zone()).time(), hours_limits(at))


def recovered(staff: Staff, start: datetime, end: datetime) -> timedelta:
    """How long this person recovers between two moments; what overlaps counts once."""
    rows = Respite.objects.filter(staff=staff, starts_at__lt=end, until__gt=start)
    spans = [
        (max(start, one), min(end, two)) for one, two in rows.values_list("starts_at", "until")
    ]
    return sum((two - one for one, two in joined(spans, timedelta())), timedelta())


def resting(at: datetime) -> QuerySet[Respite, int]:
    """Numbers of everyone who recovers at a moment, to filter by."""
    standing = Respite.objects.filter(starts_at__lte=at, until__gt=at)
    return standing.values_list("staff_id", flat=True)


def hours_between(staff: Staff, start: datetime, end: datetime) -> timedelta:
    """How long this person worked between two moments; as a day counts it, gaps that are no
    pauses included.
    """
    rows = Stint.objects.filter(staff=staff, ended_at__gt=start, ended_at__lte=end)
    spans = [(max(start, one), two) for one, two in rows.values_list("started_at", "ended_at")]
    stretches = joined(spans, hours_limits(end).pause)
    return sum((two - one for one, two in stretches), timedelta())


def respite_of(staff: Staff, at: datetime) -> Respite | None:
    """The respite this person is in at a moment, the one that ends last."""
    standing = Respite.objects.filter(staff=staff, starts_at__lte=at, until__gt=at)
    return standing.order_by("-until").first()


def hours_limits(at: datetime) -> HoursLimits:
    """How long policy lets people work, as on the day of `at`."""
    own = terms(pack(POLICY), "LENDER-HOURS", local_day(at, zone()))
    return HoursLimits(
        shift=timedelta(minutes=int(own["shift_minutes"])),
        overtime_max=timedelta(minutes=int(own["overtime_minutes_max"])),
        pause_after=timedelta(minutes=int(own["pause_after_minutes"])),
        pause=timedelta(minutes=int(own["pause_minutes"])),
        day_from=own["day_from"],
        day_until=own["day_until"],
    )
