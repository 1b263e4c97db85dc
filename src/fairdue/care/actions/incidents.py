"""An incident as it happens: on record, the case away, the collector asked how they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from fairdue.care.actions.sharing import give_hard_case
from fairdue.care.models import Incident, IncidentKind, IncidentState
from fairdue.care.queries.carried import free_people, hard_cases, hurt_by, points_carried
from fairdue.care.queries.policy import care_policy
from fairdue.care.rules.sharing import HardCase, share
from fairdue.contact.models import Attempt, Outcome
from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.work import actions as work
from fairdue.work import queries as queue
from fairdue.work.models import RespiteKind


class Choice(StrEnum):
    """What a collector may choose after an incident."""

    FINE = "fine"
    BREAK = "break"
    LIGHTER = "lighter"
    TALK = "talk"


def report_abuse(
    *, attempt_id: int, staff: Staff, at: datetime, kind: IncidentKind = IncidentKind.INSULT
) -> Incident:
    """Put abuse on a call on record, move the case to somebody else after it has rested, and let
    the collector recover. Their case must be let go before.

    Raises Refused for a call that isn't theirs, has no case or wasn't ended as abuse.
    """
    require(staff, "contact")
    attempt = Attempt.objects.select_related("case").filter(pk=attempt_id).first()
    if attempt is None or attempt.made_by != staff.username or attempt.outcome != Outcome.ABUSE:
        raise Refused(Text("This call did not end as abuse.", "该通话未登记为辱骂结果。"))
    if attempt.case is None:
        raise Refused(Text("This call belongs to no case.", "该通话没有对应案件。"))
    with transaction.atomic():
        incident = _reported(
            staff=staff,
            case=attempt.case,
            attempt_id=attempt.pk,
            visit_record=None,
            kind=kind,
            happened_at=at,
            actor=staff.username,
            at=at,
        )
        _recover(staff, kind, at)
        _move(incident, staff, at)
    return incident


def report_abuse_on_visit(
    *,
    visit_record: int,
    attempt_id: int | None,
    case: Case,
    people: Sequence[Staff],
    kind: IncidentKind,
    happened_at: datetime,
    staff: Staff,
    at: datetime,
) -> list[Incident]:
    """Put abuse on a visit on record, one incident for each of `people`; the record is evidence.

    The case rests and goes to somebody else, as after a call. Their time to recover begins when
    the record comes in, and is none where that is on a later day: then it is past.
    """
    require(staff, "make_visit")
    with transaction.atomic():
        found = [
            _reported(
                staff=person,
                case=case,
                attempt_id=attempt_id,
                visit_record=visit_record,
                kind=kind,
                happened_at=happened_at,
                actor=staff.username,
                at=at,
            )
            for person in people
        ]
        if _is_same_day(happened_at, at):
            for person in people:
                _recover(person, kind, at)
        _move(found[0], people[0], at)
        for other in found[1:]:
            if found[0].moved_to is not None:
                change(other, "incident_case_moved", staff.username, at, moved_to=found[0].moved_to)
    return found


def _reported(
    *,
    staff: Staff,
    case: Case,
    attempt_id: int | None,
    visit_record: int | None,
    kind: IncidentKind,
    happened_at: datetime,
    actor: str,
    at: datetime,
) -> Incident:
    """One person's incident, open, under an entry of its own."""
    policy = care_policy(at)
    item = queue.item_of(case.pk)
    evidence = f"attempt:{attempt_id}" if visit_record is None else f"visit_record:{visit_record}"
    entry = record(
        actor=actor,
        action="incident_reported",
        at=at,
        subject=evidence,
        customer_id=case.customer_id,
        details={"kind": kind, "severity": policy.severity[kind]},
    )
    return Incident.objects.create(
        journal_entry=entry,
        staff=staff,
        customer_id=case.customer_id,
        case=case,
        attempt_id=attempt_id,
        visit_record=visit_record,
        kind=kind,
        severity=policy.severity[kind],
        happened_at=happened_at,
        state=IncidentState.OPEN,
        assigned_before=item.assigned_to if item else None,
        rests_until=happened_at + timedelta(hours=policy.rest_hours[kind]),
    )


def _is_same_day(happened_at: datetime, at: datetime) -> bool:
    """Time to recover is of the day itself; later it is past."""
    return local_day(happened_at, queue.zone()) == local_day(at, queue.zone())


def _recover(staff: Staff, kind: IncidentKind, at: datetime) -> None:
    minutes = care_policy(at).respite_minutes[kind]
    work.give_respite(staff=staff, kind=RespiteKind.LIGHTER, minutes=minutes, at=at)


def _move(incident: Incident, staff: Staff, at: datetime) -> None:
    """To whoever of the team carried least, after the rest; to nobody where nobody is free."""
    points = hard_cases(at).get(incident.case_id, incident.severity)
    team = free_people(staff.team_id, at) if staff.team_id else []
    hurt = hurt_by([incident.customer_id]).get(incident.customer_id, frozenset())
    case = HardCase(incident.case_id, points, hurt)
    person = share([case], points_carried(team, at)).get(incident.case_id)
    to = Staff.objects.get(pk=person) if person else None
    if to is not None:
        give_hard_case(
            case_id=incident.case_id,
            customer_id=incident.customer_id,
            to=to,
            points=points,
            at=at,
            not_before=incident.rests_until,
        )
        change(incident, "incident_case_moved", staff.username, at, moved_to=to)
    else:
        work.give_by_name(
            case_id=incident.case_id, to=None, points=points, not_before=incident.rests_until
        )


def name_kind(*, incident_id: int, kind: str, staff: Staff, at: datetime) -> Incident:
    """Say what it was: changes its severity, and lengthens the time to recover where that is due.

    By the person it happened to. Raises Refused for a kind there isn't.
    """
    if kind not in IncidentKind.values:
        raise Refused(Text("Choose what it was.", "请选择事件性质。"))
    policy = care_policy(at)
    with transaction.atomic():
        incident = _own(incident_id, staff)
        severity = policy.severity[kind]
        change(
            incident,
            "incident_named",
            staff.username,
            at,
            details={"kind": kind, "severity": severity},
            kind=kind,
            severity=severity,
        )
        standing = queue.respite_of(staff, at)
        ends = incident.happened_at + timedelta(minutes=policy.respite_minutes[kind])
        if standing is not None and ends > at:
            minutes = -(-(ends - at) // timedelta(minutes=1))
            work.give_respite(staff=staff, kind=RespiteKind(standing.kind), minutes=minutes, at=at)
    return incident


def choose(*, incident_id: int, choice: Choice, staff: Staff, at: datetime) -> Incident:
    """How the person wants to go on. What they choose is theirs: only a wish to talk is kept.

    Nothing is granted where it is heard of on a later day.
    """
    with transaction.atomic():
        incident = _own(incident_id, staff)
        minutes = care_policy(at).respite_minutes[incident.kind]
        if choice == Choice.FINE:
            work.end_respite(staff=staff, at=at)
        elif _is_same_day(incident.happened_at, at):
            kind = RespiteKind.LIGHTER if choice == Choice.LIGHTER else RespiteKind.BREAK
            work.give_respite(staff=staff, kind=kind, minutes=minutes, at=at)
        asked: dict[str, Any] = {"talk_asked_at": at} if choice == Choice.TALK else {}
        action = "incident_talk_asked" if asked else "incident_answered"
        change(incident, action, staff.username, at, None, answered_at=at, **asked)
    return incident


def take_back(*, incident_id: int, staff: Staff, at: datetime) -> None:
    """Undo a report just made by mistake: the case is where it was, the time to recover over."""
    with transaction.atomic():
        incident = _own(incident_id, staff)
        change(incident, "incident_taken_back", staff.username, at, state=IncidentState.WITHDRAWN)
        work.end_respite(staff=staff, at=at)
        points = hard_cases(at).get(incident.case_id, 0)
        work.give_by_name(
            case_id=incident.case_id, to=incident.assigned_before, points=points, not_before=at
        )


def _own(incident_id: int, staff: Staff) -> Incident:
    found = Incident.objects.select_for_update().filter(pk=incident_id, staff=staff)
    incident = found.exclude(state=IncidentState.WITHDRAWN).first()
    if incident is None:
        raise Refused(Text("There is no such incident of yours.", "没有您的此项事件记录。"))
    return incident


def change(
    incident: Incident,
    action: str,
    actor: str,
    at: datetime,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Change an incident under an entry of its own."""
    incident.journal_entry = record(
        actor=actor,
        action=action,
        at=at,
        subject=f"incident:{incident.pk}",
        customer_id=incident.customer_id,
        details=details or {},
    )
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.save(update_fields=["journal_entry", *fields])
