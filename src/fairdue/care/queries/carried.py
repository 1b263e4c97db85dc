"""Who carried how much, and which cases are hard. For sharing out, and in groups for a lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Sum

from fairdue.care.models import HardCaseGiven, Incident, IncidentState
from fairdue.care.queries.policy import care_policy
from fairdue.care.rules.severity import hardness
from fairdue.care.rules.spread import gini_of_group
from fairdue.compliance.queries import open_complaints_by_customer
from fairdue.people.models import Role, Staff
from fairdue.training.queries import cleared
from fairdue.work.models import QueueItem
from fairdue.work.queries import resting


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """Of a team in the window of policy. `gini` is None for too few people."""

    people: int
    days: int
    gini: Fraction | None
    incidents: int | None

    @property
    def gini_text(self) -> str:
        """As 0.42."""
        return "" if self.gini is None else f"{float(self.gini):.2f}"


def points_carried(people: Collection[int], at: datetime) -> dict[int, int]:
    """Points of each person in the window: what they bore, and what hard cases they were given."""
    since = at - timedelta(days=care_policy(at).window_days)
    carried = Counter(dict.fromkeys(people, 0))
    bore = Incident.objects.filter(staff__in=people, happened_at__gt=since, happened_at__lte=at)
    bore = bore.exclude(state=IncidentState.WITHDRAWN)
    given = HardCaseGiven.objects.filter(staff__in=people, given_at__gt=since, given_at__lte=at)
    for found in (
        bore.values_list("staff_id").annotate(Sum("severity")).order_by(),
        given.values_list("staff_id").annotate(Sum("points")).order_by(),
    ):
        carried.update(dict(found))
    return dict(carried)


def free_people(team_id: int, at: datetime) -> list[int]:
    """Collectors of a team who may work cases and aren't recovering just now, by number."""
    collectors = Staff.objects.filter(team_id=team_id, role=Role.COLLECTOR, is_active=True)
    able = collectors.filter(pk__in=cleared(at)).exclude(pk__in=resting(at))
    return sorted(able.values_list("pk", flat=True))


def hurt_by(customer_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """{customer: people whom they abused}, ever."""
    rows = Incident.objects.filter(customer_id__in=customer_ids)
    found: dict[int, set[int]] = {}
    for customer, person in rows.exclude(state=IncidentState.WITHDRAWN).values_list(
        "customer_id", "staff_id"
    ):
        found.setdefault(customer, set()).add(person)
    return {customer: frozenset(people) for customer, people in found.items()}


def hard_cases(at: datetime) -> dict[int, int]:
    """{case: points} of the hard cases in the queue, by their customers' history."""
    policy = care_policy(at)
    since = at - timedelta(days=policy.history_days)
    bore = Incident.objects.filter(happened_at__gt=since).exclude(state=IncidentState.WITHDRAWN)
    incidents = dict(bore.values_list("customer_id").annotate(Sum("severity")).order_by())
    complaints = open_complaints_by_customer()
    customers = {*incidents, *complaints}
    cases = QueueItem.objects.filter(case__customer_id__in=customers)
    found = {
        case: hardness(incidents.get(customer, 0), complaints.get(customer, 0), policy)
        for case, customer in cases.values_list("case_id", "case__customer_id")
    }
    return {case: points for case, points in found.items() if points}


def team_load(team_id: int, at: datetime) -> TeamLoad:
    """How evenly a team's collectors carry what is hard; nobody can be told from it."""
    policy = care_policy(at)
    people = Staff.objects.filter(team_id=team_id, role=Role.COLLECTOR, is_active=True)
    found = list(people.values_list("pk", flat=True))
    since = at - timedelta(days=policy.window_days)
    bore = Incident.objects.filter(staff__in=found, happened_at__gt=since, happened_at__lte=at)
    enough = len(found) >= policy.people_least
    return TeamLoad(
        people=len(found),
        days=policy.window_days,
        gini=gini_of_group(list(points_carried(found, at).values()), policy.people_least),
        incidents=bore.exclude(state=IncidentState.WITHDRAWN).count() if enough else None,
    )
