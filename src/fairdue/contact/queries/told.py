"""Every contact made with a person, and the pressure they are under, as the person may see it.

Without names of staff: a contact was made by the lender, or by an agency for it. What was denied
never reached anybody and is not a contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from fairdue.contact.models import UNMADE, Attempt, Finding, Remedy
from fairdue.contact.queries.facts import known_of, person, touches_since
from fairdue.contact.queries.terms import terms_at
from fairdue.contact.rules.document import verdict_from
from fairdue.contact.rules.plain import Reason, reasons
from fairdue.contact.rules.pressure import MILLI, index
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text


@dataclass(frozen=True, slots=True)
class FoundLate:
    """What turned out about a contact afterwards, and what is done about it."""

    kind: str
    """A code of `models.FindingKind`."""
    why: tuple[Text, ...]
    found_at: datetime
    remedies: tuple[tuple[str, date, datetime | None], ...]
    """A code of `models.RemedyKind`, by when, and when it was done; waived ones are left out."""


@dataclass(frozen=True, slots=True)
class ContactTold:
    """One contact with the person."""

    id: int
    at: datetime
    channel: str
    value_masked: str
    by_agency: bool
    outcome: str
    """A code of `models.Outcome`; "" while it is open."""
    why: tuple[Reason, ...]
    found: tuple[FoundLate, ...]


def contacts_told(
    customer_id: int, *, offset: int = 0, limit: int | None = 50
) -> tuple[list[ContactTold], int]:
    """The contacts made with a person, the newest first, and how many there are in all."""
    rows = Attempt.objects.filter(customer_id=customer_id).exclude(outcome__in=UNMADE)
    page = rows.select_related("permit", "permit__terms", "contact_point").order_by(
        "-made_at", "-id"
    )
    attempts = list(page[offset:] if limit is None else page[offset : offset + limit])
    found = _found_late([attempt.permit_id for attempt in attempts])
    return [_told(attempt, found.get(attempt.permit_id, [])) for attempt in attempts], rows.count()


def _told(attempt: Attempt, found: Sequence[FoundLate]) -> ContactTold:
    permit = attempt.permit
    terms = permit.terms.document if permit.terms else None
    return ContactTold(
        id=attempt.pk,
        at=attempt.made_at,
        channel=attempt.channel,
        value_masked=attempt.contact_point.value_masked if attempt.contact_point else "",
        by_agency=bool(attempt.agency),
        outcome=attempt.outcome,
        why=reasons(verdict_from(permit.verdict, terms)),
        found=tuple(found),
    )


def _found_late(permits: Sequence[int]) -> dict[int, list[FoundLate]]:
    """What stands against each of these contacts."""
    rows = Finding.objects.filter(permit_id__in=permits, withdrawn_at=None)
    found: dict[int, list[FoundLate]] = {}
    for row in rows.prefetch_related("remedies").order_by("pk"):
        said = [Text(**each["reason"]) for each in row.clauses if each.get("reason")]
        tasks: list[Remedy] = list(row.remedies.all())
        remedies = tuple(
            (task.kind, task.due_on, task.done_at)
            for task in sorted(tasks, key=lambda task: (task.due_on, task.pk))
            if task.waived_at is None and task.withdrawn_at is None
        )
        late = FoundLate(row.kind, tuple(said), row.found_at, remedies)
        found.setdefault(row.permit_id, []).append(late)
    return found


@dataclass(frozen=True, slots=True)
class DayOfPressure:
    """How much a person was under at the end of a day, and how many contacts there were on it."""

    day: date
    points: Decimal
    contacts: int


@dataclass(frozen=True, slots=True)
class PressureTold:
    """Pressure over days up to now; the budget is today's."""

    budget: int
    now: Decimal
    days: tuple[DayOfPressure, ...]
    """The oldest first; the last is today, as it stands now."""

    @property
    def contacts(self) -> int:
        """Contacts in all of these days."""
        return sum(day.contacts for day in self.days)


def pressure_told(customer_id: int, at: datetime, days: int = 30) -> PressureTold | None:
    """The pressure a person is and was under; None where no value is in force."""
    someone = person(customer_id, at)
    dated = terms_at(at, someone.law)
    if dated.terms.pressure is None:
        return None
    scale, zone = dated.terms.pressure.value.scale, someone.day_zone()
    today = local_day(at, zone)
    first = today - timedelta(days=days - 1)
    since = datetime.combine(first - timedelta(days=scale.horizon_days), time(), tzinfo=zone)
    touches = touches_since([customer_id], since, at).get(customer_id, [])
    told = []
    for number in range(days):
        day = first + timedelta(days=number)
        begins, ends = day_bounds(day, zone)
        until = min(at, ends - timedelta(microseconds=1))
        made = sum(begins <= touch.at < ends and touch.expires_at is None for touch in touches)
        told.append(DayOfPressure(day, _points(index(touches, until, zone, scale)), made))
    marks = known_of(customer_id, at, dated).circumstances.marks
    budget = dated.terms.pressure.value.budget.at(at, marks)
    return PressureTold(budget, told[-1].points, tuple(told))


def _points(milli: int) -> Decimal:
    return (Decimal(milli) / MILLI).quantize(Decimal("0.1"))
