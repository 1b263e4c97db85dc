"""Takes visits off: by a lead, and where what came on record since stands in the way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fairdue.contact import queries as contact
from fairdue.contact.rules.planned import Window
from fairdue.delinquency import queries as delinquency
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.negotiation.queries.booking import past_due_is_paid
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.visits.actions.changing import change_round, change_visit
from fairdue.visits.models import FallenBecause, Round, Visit, VisitState
from fairdue.visits.queries.policy import round_policy
from fairdue.visits.rules import states
from fairdue.visits.rules.states import OPEN_VISIT, must_visit_become
from fairdue.work.actions import tell_round_over
from fairdue.work.queries import zone

SYSTEM = "visits"
NO_TIME = timedelta(0)


def call_off(*, visit_id: int, staff: Staff, at: datetime) -> Visit:
    """A lead takes a visit off. Raises Refused for one that has its outcome."""
    require(staff, "plan_visits")
    return fall_out(visit_id=visit_id, because=FallenBecause.LEAD, actor=staff.username, at=at)


def fall_out(
    *,
    visit_id: int,
    because: str,
    actor: str,
    at: datetime,
    failing: tuple[str, ...] = (),
) -> Visit:
    """A visit won't be made. It keeps its round, whose version goes up so that telephones ask."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().filter(pk=visit_id).first()
        if visit is None:
            raise Refused(Text("There is no such visit.", "没有这次外访。"))
        must_visit_become(visit.state, VisitState.FELL_OUT)
        change_visit(
            visit,
            action="visit_fell_out",
            actor=actor,
            at=at,
            details={"because": str(because), "was": visit.state, "failing": list(failing)},
            state=VisitState.FELL_OUT,
            fell_out_because=because,
            failing=list(failing),
            stop=None,
            ended_at=at,
        )
        if visit.round_id is not None:
            _touch(visit.round_id, visit, actor, at)
    return visit


def end_round(*, round_id: int, but: int, staff: Staff, at: datetime) -> bool:
    """One of a team makes no more visits today, so neither does the other: every open visit of
    their round falls out `but` the one they come from, and the team's leads are told.

    False where there is nothing to end: it is over already, done, not under way or of another day.
    """
    require(staff, "make_visit")
    with transaction.atomic():
        rows = Visit.objects.select_for_update().filter(round_id=round_id, state__in=OPEN_VISIT)
        left = list(rows.exclude(pk=but).order_by("pk"))
        found = Round.objects.select_for_update().get(pk=round_id)
        ends = found.state == states.TAKEN and found.over_since is None
        if not ends or found.day != local_day(at, zone()):
            return False
        for visit in left:
            fall_out(visit_id=visit.pk, because=FallenBecause.TEAM, actor=staff.username, at=at)
        found.refresh_from_db()
        change_round(
            found,
            action="round_over",
            actor=staff.username,
            at=at,
            details={"fell_out": [visit.pk for visit in left], "version": found.version + 1},
            version=found.version + 1,
            over_since=at,
        )
        tell_round_over(team_id=found.visit_team.team_id, staff=staff, at=at)
    return True


def call_off_unlawful(*, at: datetime) -> list[Visit]:
    """Call off every open visit that may not or can't be made any more; gives them.

    For the hours between: a hold, a request or a mark that came on record since a visit was put
    down or permitted, a case that closed, an address that turned out not to be theirs. And for the
    days after: what nobody set out for, and what nobody handed a record in for.
    """
    off = []
    for visit in Visit.objects.filter(state__in=OPEN_VISIT).order_by("pk"):
        found = _in_the_way(visit, at)
        if found is None:
            continue
        because, failing = found
        try:
            off.append(
                fall_out(visit_id=visit.pk, because=because, actor=SYSTEM, at=at, failing=failing)
            )
        except Refused:  # it got its outcome meanwhile
            continue
    return off


def because_of(verdict: Verdict) -> FallenBecause:
    """The reason that a denied visit fell out, of the clause that weighs most."""
    rules = {clause.rule for clause in verdict.failing}
    if "LENDER-HOLD" in rules:
        return FallenBecause.HOLD
    if any(name == "request" for clause in verdict.failing for name, _ in clause.values):
        return FallenBecause.ASKED
    if "LENDER-NO-VISITS" in rules:
        return FallenBecause.BARRED
    return FallenBecause.ADDRESS if "LENDER-POINT" in rules else FallenBecause.LAW


def failing_of(verdict: Verdict) -> tuple[str, ...]:
    """Identifiers of what denied it: rules, and facts that aren't known."""
    return tuple(dict.fromkeys([*(clause.rule for clause in verdict.failing), *verdict.missing]))


def _in_the_way(visit: Visit, at: datetime) -> tuple[str, tuple[str, ...]] | None:
    """Why a visit may not be made any more, and by which rules; None where it may."""
    begins = max(visit.window_from, at)
    if begins >= visit.window_until:
        # A team that is out may be at the door, or hand its record in when the network is back.
        patience = round_policy(at).out_max if visit.state == VisitState.OUT else NO_TIME
        return (FallenBecause.TIME, ()) if at - visit.window_until >= patience else None
    case = delinquency.case(visit.case_id)
    if case is None or not case.is_open:
        return FallenBecause.CLOSED, ()
    if past_due_is_paid(visit.customer_id, local_day(at, zone())):
        return FallenBecause.PAID, ()
    verdict = contact.may_visit(
        customer_id=visit.customer_id,
        contact_point_id=visit.address_id,
        window=Window(begins, visit.window_until),
        at=at,
        permitted=True,  # what counts contacts is for the permit, once it is asked for
    )
    return None if verdict.allowed else (because_of(verdict), failing_of(verdict))


def _touch(round_id: int, visit: Visit, actor: str, at: datetime) -> None:
    found = Round.objects.select_for_update().get(pk=round_id)
    if found.state != states.DONE:
        change_round(
            found,
            action="round_changed",
            actor=actor,
            at=at,
            details={"fell_out": visit.pk, "version": found.version + 1},
            version=found.version + 1,
        )
