"""A customer with an address, two visitors, a team, a round and a visit; invented."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from fairdue.contact.tests.records import a_case, a_member, a_team
from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer
from fairdue.vault.sealing import vault
from fairdue.visits.models import Base, Round, RoundState, Visit, VisitState, VisitTeam

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 10)
MORNING = datetime(2026, 3, 10, 8, 30, tzinfo=BEIJING)
"""When teams take their rounds, on a Tuesday."""

_numbers = itertools.count(1)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A moment by the clock in Beijing."""
    return datetime.combine(day, time(hour, minute), tzinfo=BEIJING)


def a_home(customer: Customer, words: str = "") -> ContactPoint:
    words = words or f"上海市浦东新区不存在路{next(_numbers)}号"
    return ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.ADDRESS,
        value_masked=words[:6] + "***",
        value_sealed=vault().seal(words),
        value_index=vault().blind_index("address", words),
    )


def a_case_with_a_home(words: str = "") -> tuple[Case, ContactPoint]:
    case, _ = a_case()
    return case, a_home(case.customer, words)


def an_entry(customer_id: int | None = None) -> Entry:
    return record(actor="test", action="tested", at=MORNING, customer_id=customer_id)


def a_base(name: str = "", latitude: str = "31.23", longitude: str = "121.47") -> Base:
    with transaction.atomic():
        return Base.objects.create(
            name=name or f"Office {next(_numbers)}",
            latitude=Decimal(latitude),
            longitude=Decimal(longitude),
            journal_entry=an_entry(),
        )


def a_visit_team(team: Team | None = None, base: Base | None = None, **more: object) -> VisitTeam:
    team = team or a_team()
    base = base or a_base()
    with transaction.atomic():
        return VisitTeam.objects.create(
            **{
                "code": f"team-{next(_numbers)}",
                "team": team,
                "first": a_member(Role.VISITOR, team),
                "second": a_member(Role.VISITOR, team),
                "starts": time(9),
                "ends": time(17),
                "sets_out_from": base,
                "returns_to": base,
                "journal_entry": an_entry(),
                **more,
            }
        )


def a_lead(team: Team) -> Staff:
    return a_member(Role.LEAD, team)


def a_visit(case: Case, home: ContactPoint, **more: object) -> Visit:
    with transaction.atomic():
        return Visit.objects.create(
            **{
                "customer": case.customer,
                "case": case,
                "address": home,
                "basis": "invited",
                "origin": "lead",
                "day": DAY,
                "window_from": at(9),
                "window_until": at(17),
                "service_minutes": 20,
                "state": VisitState.WAITING,
                "chosen_by": "test",
                "chosen_at": MORNING,
                "journal_entry": an_entry(case.customer_id),
                **more,
            }
        )


def a_round(visit_team: VisitTeam, *visits: Visit, state: str = RoundState.GIVEN_OUT) -> Round:
    """A round of these visits in this order, half an hour each."""
    with transaction.atomic():
        drafted = Round.objects.create(
            visit_team=visit_team,
            day=DAY,
            first=visit_team.first,
            second=visit_team.second,
            state=state,
            sets_out_at=at(9),
            returns_at=at(17),
            metres=10_000,
            planned_by="test",
            planned_at=MORNING,
            given_out_by="" if state == RoundState.DRAFTED else "test",
            given_out_at=None if state == RoundState.DRAFTED else MORNING,
            journal_entry=an_entry(),
        )
        for stop, visit in enumerate(visits, start=1):
            arrives = at(9) + timedelta(minutes=30 * stop)
            visit.round, visit.stop, visit.state = drafted, stop, VisitState.PLANNED
            visit.arrives_at = arrives
            visit.leaves_at = arrives + timedelta(minutes=visit.service_minutes)
            visit.journal_entry = an_entry(visit.customer_id)
            visit.save()
    return drafted
