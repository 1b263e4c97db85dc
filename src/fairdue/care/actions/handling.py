"""What a lead or compliance does about an incident."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.care.actions.incidents import change
from fairdue.care.models import Closing, Incident, IncidentState
from fairdue.care.queries.carried import hurt_by
from fairdue.care.queries.incidents import incidents_for, own_incident
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import may, require
from fairdue.work import actions as work
from fairdue.work import queries as queue


def look_at(*, incident_id: int, staff: Staff, at: datetime) -> Incident:
    """Say that one has looked at it. Raises Refused for one that isn't open."""
    with transaction.atomic():
        incident = _running(incident_id, staff)
        if incident.state != IncidentState.OPEN:
            raise Refused(Text("It was looked at already.", "该事件已有人查看。"))
        change(
            incident,
            "incident_looked_at",
            staff.username,
            at,
            state=IncidentState.SEEN,
            seen_by=staff.username,
            seen_at=at,
        )
    return incident


def close(*, incident_id: int, closing: str, staff: Staff, at: datetime) -> Incident:
    """Close it, saying how it ended. The evidence stays held for the days of policy."""
    if closing not in Closing.values:
        raise Refused(Text("Say how it ended.", "请选择处理结果。"))
    with transaction.atomic():
        incident = _running(incident_id, staff)
        change(
            incident,
            "incident_closed",
            staff.username,
            at,
            details={"closing": closing},
            state=IncidentState.CLOSED,
            closing=closing,
            closed_by=staff.username,
            closed_at=at,
        )
    return incident


def give_to(*, incident_id: int, to: Staff, reason: str, staff: Staff, at: datetime) -> Incident:
    """A lead decides who goes on with the case. Refused for whom this customer has abused."""
    with transaction.atomic():
        incident = _running(incident_id, staff)
        if to.pk in hurt_by([incident.customer_id]).get(incident.customer_id, frozenset()):
            name = to.display_name
            raise Refused(
                Text(
                    f"This customer has abused {name}; choose somebody else.",
                    f"该客户曾辱骂{name}，请另选他人。",
                )
            )
        item = queue.item_of(incident.case_id)
        moved = item and work.reallocate(
            item_ids=[item.pk], to=to, reason=reason, staff=staff, at=at
        )
        if not moved:
            raise Refused(Text("The case isn't in the queue.", "该案件不在队列中。"))
        change(incident, "incident_case_moved", staff.username, at, moved_to=to)
    return incident


def record_report(
    *, incident_id: int, file_format: str, digest: str, staff: Staff, at: datetime
) -> None:
    """Keep that a report to the police was made of an incident that is one's own, or that one may
    see; `digest` is of what it says.
    """
    incident = reportable(incident_id, staff)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="incident_report_made",
            at=at,
            subject=f"incident:{incident.pk}",
            customer_id=incident.customer_id,
            details={"format": file_format, "sha256": digest},
        )


def reportable(incident_id: int, staff: Staff) -> Incident:
    """An incident of which this person may have a report. Raises Refused for any other."""
    found = own_incident(incident_id, staff)
    if found is None and may(staff, "see_incidents"):
        found = incidents_for(staff).filter(pk=incident_id).first()
    if found is None:
        raise Refused(Text("There is no such incident.", "没有此项事件。"))
    return found


def _running(incident_id: int, staff: Staff) -> Incident:
    require(staff, "handle_incident")
    incident = incidents_for(staff).filter(pk=incident_id).first()
    if incident is None:
        raise Refused(Text("There is no such incident.", "没有此项事件。"))
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if incident.state == IncidentState.CLOSED:
        raise Refused(Text("It is closed.", "该事件已关闭。"))
    return incident
