"""Teams, staff and cases in the queue."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from fairdue.delinquency.models import Case
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import Customer
from fairdue.training.tests.records import certified
from fairdue.work.models import QueueItem, QueueState

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
DAY = date(2026, 3, 10)
_numbers = itertools.count(1)


def a_team() -> Team:
    number = next(_numbers)
    return Team.objects.create(code=f"team-{number}", name=f"Team {number}")


def a_member(team: Team | None = None, role: Role = Role.COLLECTOR) -> Staff:
    number = next(_numbers)
    member = Staff.objects.create(
        username=f"{role}{number}", role=role, team=team, last_name=f"Member {number}"
    )
    return certified(member)


def a_case() -> Case:
    customer = Customer.objects.create(
        customer_ref=f"C{next(_numbers)}",
        name_masked="张*",
        fingerprint=b"x",
        first_seen_on=DAY,
        last_seen_on=DAY,
    )
    return Case.objects.create(
        customer=customer,
        opened_on=DAY,
        as_of=DAY,
        bucket_at_entry=1,
        bucket=1,
        accounts_past_due=1,
    )


def an_item(
    team: Team,
    *,
    priority: int = 10,
    available_at: datetime = AT - timedelta(hours=1),
    assigned_to: Staff | None = None,
    treatment: str = "call",
) -> QueueItem:
    return QueueItem.objects.create(
        case=a_case(),
        team=team,
        treatment=treatment,
        priority=priority,
        state=QueueState.WAITING,
        available_at=available_at,
        assigned_to=assigned_to,
        as_of=DAY,
    )
