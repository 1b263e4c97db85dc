"""Sums over the queue, and the rows behind them, for reporting and the lead's live page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, Q, QuerySet

from fairdue.people.models import Role, Staff, Team
from fairdue.work.models import QueueItem, QueueState

NOT_DONE = (QueueState.WAITING, QueueState.TAKEN)


@dataclass(frozen=True, slots=True)
class TeamTally:
    """One team's queue at this moment."""

    team_id: int
    team_name: str
    waiting: int
    taken: int
    done: int
    oldest_available_at: datetime | None
    """Since when the longest waiting case could have been taken."""

    @property
    def cases(self) -> int:
        """Cases in any state."""
        return self.waiting + self.taken + self.done


@dataclass(frozen=True, slots=True)
class StaffLoad:
    """What one member of staff has at this moment."""

    staff_id: int
    display_name: str
    team_name: str
    assigned_waiting: int
    taken: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue, without personal data beyond the mask."""

    item_id: int
    case_id: int
    customer_id: int
    name_masked: str
    bucket: int
    days_past_due: int | None
    treatment: str
    priority: int
    state: str
    team_name: str
    assigned_to: str
    taken_by: str
    available_at: datetime
    taken_at: datetime | None
    done_at: datetime | None


def team_tallies() -> list[TeamTally]:
    """Every team that has a case in the queue, in order of name."""
    rows = (
        QueueItem.objects.values("team_id", "team__name")
        .annotate(
            waiting=Count("id", filter=Q(state=QueueState.WAITING)),
            taken=Count("id", filter=Q(state=QueueState.TAKEN)),
            done=Count("id", filter=Q(state=QueueState.DONE)),
            oldest=Min("available_at", filter=Q(state=QueueState.WAITING)),
        )
        .order_by("team__name")
    )
    return [
        TeamTally(
            row["team_id"],
            row["team__name"],
            row["waiting"],
            row["taken"],
            row["done"],
            row["oldest"],
        )
        for row in rows
    ]


def staff_loads(team_id: int | None = None) -> list[StaffLoad]:
    """Collectors in service and what each has, by team and name; never by how much they did."""
    collectors = Staff.objects.filter(is_active=True, role=Role.COLLECTOR)
    if team_id is not None:
        collectors = collectors.filter(team_id=team_id)
    assigned = _numbers(QueueItem.objects.filter(state=QueueState.WAITING), "assigned_to")
    taken = _numbers(QueueItem.objects.filter(state=QueueState.TAKEN), "taken_by")
    return [
        StaffLoad(
            staff_id=person.pk,
            display_name=person.display_name,
            team_name=person.team.name if person.team else "",
            assigned_waiting=assigned.get(person.pk, 0),
            taken=taken.get(person.pk, 0),
        )
        for person in collectors.select_related("team").order_by("team__name", "username")
    ]


def _numbers(items: QuerySet[QueueItem], field: str) -> dict[int, int]:
    rows = items.exclude(**{field: None}).values_list(field).annotate(number=Count("id"))
    return dict(rows.order_by())


def teams() -> list[tuple[int, str]]:
    """All teams by name."""
    return list(Team.objects.order_by("name").values_list("id", "name"))


def queue_rows(
    *,
    team_id: int | None = None,
    states: Collection[str] = NOT_DONE,
    treatment: str = "",
    staff_id: int | None = None,
    offset: int = 0,
    limit: int | None = 50,
) -> tuple[list[QueueRow], int]:
    """Cases of the queue: those in hand first, the longest held on top, then by priority.

    Those that are done are left out unless `states` asks for them; `staff_id` keeps what a
    person has in hand or was given.
    """
    found = QueueItem.objects.filter(state__in=states)
    if team_id is not None:
        found = found.filter(team_id=team_id)
    if staff_id is not None:
        found = found.filter(Q(taken_by=staff_id) | Q(assigned_to=staff_id))
    if treatment:
        found = found.filter(treatment=treatment)
    items = found.select_related("case__customer", "team", "assigned_to", "taken_by").order_by(
        F("taken_at").asc(nulls_last=True), "-priority", "available_at", "id"
    )
    page = items[offset:] if limit is None else items[offset : offset + limit]
    return [_row(item) for item in page], found.count()


def queued_cases(first: date, last: date) -> QuerySet[QueueItem, int]:
    """Ids of cases that have a place in the queue and were open on some day of the span."""
    return QueueItem.objects.filter(
        Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=first),
        case__opened_on__lte=last,
    ).values_list("case_id", flat=True)


def _row(item: QueueItem) -> QueueRow:
    return QueueRow(
        item_id=item.pk,
        case_id=item.case_id,
        customer_id=item.case.customer_id,
        name_masked=item.case.customer.name_masked,
        bucket=item.case.bucket,
        days_past_due=item.case.days_past_due,
        treatment=item.treatment,
        priority=item.priority,
        state=item.state,
        team_name=item.team.name,
        assigned_to=item.assigned_to.display_name if item.assigned_to else "",
        taken_by=item.taken_by.display_name if item.taken_by else "",
        available_at=item.available_at,
        taken_at=item.taken_at,
        done_at=item.done_at,
    )
