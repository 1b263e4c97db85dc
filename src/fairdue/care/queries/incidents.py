"""Incidents: one's own, a team's, and what they hold as evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from fairdue.care.models import Incident, IncidentState
from fairdue.care.queries.policy import care_policy
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.people.models import Role, Staff
from fairdue.work.queries import zone

RUNNING = (IncidentState.OPEN, IncidentState.SEEN)


def incidents_for(staff: Staff) -> QuerySet[Incident]:
    """What this person may see: a lead those of their own team, compliance all; newest first."""
    found = _rows().exclude(state=IncidentState.WITHDRAWN)
    if staff.role == Role.COMPLIANCE:
        return found
    if staff.role == Role.LEAD and staff.team_id is not None:
        return found.filter(staff__team_id=staff.team_id)
    return found.none()


def own_incident(incident_id: int, staff: Staff) -> Incident | None:
    """One that happened to this person and was not taken back."""
    found = _rows().exclude(state=IncidentState.WITHDRAWN)
    return found.filter(pk=incident_id, staff=staff).first()


def unanswered(staff: Staff, at: datetime) -> Incident | None:
    """The newest incident of this person that they were asked about and haven't answered, while
    they recover from it.
    """
    minutes = max(care_policy(at).respite_minutes.values())
    found = _rows().filter(staff=staff, answered_at=None, happened_at__lte=at, state__in=RUNNING)
    return found.filter(happened_at__gt=at - timedelta(minutes=minutes)).first()


def incident_on_visit(records: Iterable[int], staff: Staff) -> Incident | None:
    """The one that happened to this person on a visit, by the numbers of the visit's records."""
    found = _rows().exclude(state=IncidentState.WITHDRAWN)
    return found.filter(visit_record__in=records, staff=staff).first()


def asked_on_visits(staff: Staff, at: datetime) -> list[Incident]:
    """Incidents of this person's visits of the day that they haven't answered."""
    begins, ends = day_bounds(local_day(at, zone()), zone())
    found = _rows().filter(staff=staff, visit_record__isnull=False, answered_at=None)
    return list(found.filter(happened_at__gte=begins, happened_at__lt=ends, state__in=RUNNING))


def earlier(incident: Incident) -> int:
    """How many incidents with the same customer came before."""
    found = Incident.objects.filter(
        customer_id=incident.customer_id, happened_at__lt=incident.happened_at
    )
    return found.exclude(state=IncidentState.WITHDRAWN).count()


def holding(attempt_id: int | None, at: datetime) -> list[str]:
    """Incidents that hold the recording of a call as evidence: open ones, and closed ones until
    the days of policy are over. As `incident:12`.
    """
    if attempt_id is None:
        return []
    kept = timedelta(days=care_policy(at).evidence_days)
    rows = Incident.objects.filter(attempt_id=attempt_id).exclude(state=IncidentState.WITHDRAWN)
    return [
        f"incident:{row.pk}"
        for row in rows.order_by("pk")
        if row.closed_at is None or row.closed_at + kept > at
    ]


def _rows() -> QuerySet[Incident]:
    return Incident.objects.select_related(
        "staff__team", "customer", "case", "attempt__contact_point", "moved_to"
    ).order_by("-happened_at", "-pk")
