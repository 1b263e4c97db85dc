"""After abuse on a visit: who is asked today how they want to go on, and how long a break is."""

from __future__ import annotations

from datetime import datetime

from fairdue.care.models import IncidentKind
from fairdue.care.queries.incidents import asked_on_visits
from fairdue.care.queries.policy import care_policy
from fairdue.people.models import Staff
from fairdue.visits.models import VisitRecord


def asked_today(staff: Staff, at: datetime) -> dict[int, int]:
    """{visit: minutes of a break} of those after which this person hasn't said yet."""
    minutes = care_policy(at).respite_minutes
    kinds = {each.visit_record or 0: each.kind for each in asked_on_visits(staff, at)}
    rows = VisitRecord.objects.filter(pk__in=list(kinds)).values_list("pk", "visit_id")
    return {visit: minutes[kinds[record]] for record, visit in rows}


def break_minutes(at: datetime, *, threatened: bool) -> int:
    """How long a break is by policy, before the incident is on record."""
    kind = IncidentKind.THREAT if threatened else IncidentKind.INSULT
    return care_policy(at).respite_minutes[kind]
