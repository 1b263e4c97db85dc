"""Gives rounds out, and takes them: the moment at which each visit's permit is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from fairdue.contact.actions import Contact, request_permit
from fairdue.contact.models import Channel
from fairdue.contact.rules.planned import Window
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff
from fairdue.people.rules import require
from fairdue.training.queries import require_certificate
from fairdue.visits.actions.calling_off import SYSTEM, because_of, failing_of, fall_out
from fairdue.visits.actions.changing import change_round, change_visit
from fairdue.visits.models import FallenBecause, Round, RoundState, Visit, VisitState
from fairdue.visits.rules.states import OPEN_VISIT, must_round_become
from fairdue.work.queries import zone

TWO = 2


@dataclass(slots=True)
class Taken:
    """A round that its team took: what may be visited, and what fell out and why."""

    round: Round
    permitted: list[Visit] = field(default_factory=list)
    refused: list[Visit] = field(default_factory=list)


def give_out(*, round_id: int, staff: Staff, at: datetime) -> Round:
    """Let the team have its round. Raises Refused for one without visits or without two people."""
    require(staff, "plan_visits")
    with transaction.atomic():
        found = _locked(round_id)
        must_round_become(found.state, RoundState.GIVEN_OUT)
        _must_be_two(found, at)
        if not Visit.objects.filter(round=found, state=VisitState.PLANNED).exists():
            raise Refused(
                Text(
                    "There is no visit in this round; plan it first.", "该路线没有外访，请先排程。"
                )
            )
        change_round(
            found,
            action="round_given_out",
            actor=staff.username,
            at=at,
            details={"day": found.day.isoformat(), "version": found.version},
            state=RoundState.GIVEN_OUT,
            given_out_by=staff.username,
            given_out_at=at,
        )
    return found


def give_out_all(*, day: date, staff: Staff, at: datetime) -> list[Round]:
    """Give out every drafted round of a day that has visits."""
    require(staff, "plan_visits")
    rows = Round.objects.filter(day=day, state=RoundState.DRAFTED, metres__gt=0)
    return [give_out(round_id=each.pk, staff=staff, at=at) for each in rows.order_by("pk")]


def take_round(*, round_id: int, staff: Staff, at: datetime) -> Taken:
    """A team sets out: every visit without a permit asks for one, for its window, by two people.

    One that is denied falls out with the rules that denied it; the denial is stored like any.
    Taken again, it asks for what was added since. Must not run inside a transaction, because a
    permit commits by itself. Raises Refused on another day, for a round of others, and unless it
    was given out.
    """
    require(staff, "make_visit")
    with transaction.atomic():
        found = _locked(round_id)
        if staff.pk not in (found.first_id, found.second_id):
            raise Refused(Text("This round is another team's.", "这不是您小组的路线。"))
        if local_day(at, zone()) != found.day:
            raise Refused(
                Text(
                    f"This round is for {found.day.isoformat()}; take it that morning.",
                    f"该路线的日期为{found.day.isoformat()}，请于当日早晨领取。",
                )
            )
        _must_be_two(found, at)
        if found.state != RoundState.TAKEN:
            must_round_become(found.state, RoundState.TAKEN)
            change_round(
                found,
                action="round_taken",
                actor=staff.username,
                at=at,
                details={"version": found.version},
                state=RoundState.TAKEN,
                taken_by=staff.username,
                taken_at=at,
            )
    taken = Taken(found)
    for visit in Visit.objects.filter(round=found, state=VisitState.PLANNED).order_by("stop"):
        _ask(taken, visit, staff, at)
    taken.permitted = list(Visit.objects.filter(round=found, state=VisitState.OUT).order_by("stop"))
    return taken


def finish_round(*, round_id: int, actor: str, at: datetime) -> bool:
    """Close a round all of whose visits have an outcome or fell out; False while one is open."""
    with transaction.atomic():
        found = _locked(round_id)
        if found.state != RoundState.TAKEN:
            return False
        if Visit.objects.filter(round=found, state__in=OPEN_VISIT).exists():
            return False
        change_round(
            found,
            action="round_done",
            actor=actor,
            at=at,
            details={"version": found.version},
            state=RoundState.DONE,
            done_at=at,
        )
    return True


def finish_rounds(*, at: datetime) -> int:
    """Close every round under way that has no open visit any more; gives how many."""
    rows = Round.objects.filter(state=RoundState.TAKEN).order_by("pk")
    return sum(finish_round(round_id=each.pk, actor=SYSTEM, at=at) for each in rows)


def _ask(taken: Taken, visit: Visit, staff: Staff, at: datetime) -> None:
    contact = Contact(
        visit.case_id,
        visit.address_id,
        channel=Channel.VISIT,
        visitors=TWO,
        window=Window(visit.window_from, visit.window_until),
    )
    try:
        answer = request_permit(contact, actor=staff.username, at=at)
    except Refused:  # the window is over, the case closed, or the address no longer theirs
        late = visit.window_until <= at
        because = FallenBecause.TIME if late else FallenBecause.CLOSED
        taken.refused.append(_fallen(visit, because, (), staff, at))
        return
    if not answer.verdict.allowed:
        because, failing = because_of(answer.verdict), failing_of(answer.verdict)
        taken.refused.append(_fallen(visit, because, failing, staff, at))
        return
    with transaction.atomic():
        locked = Visit.objects.select_for_update().get(pk=visit.pk)
        if locked.state == VisitState.PLANNED:
            change_visit(
                locked,
                action="visit_permitted",
                actor=staff.username,
                at=at,
                details={"permit": answer.permit_id},
                state=VisitState.OUT,
                permit_id=answer.permit_id,
            )


def _fallen(
    visit: Visit, because: str, failing: tuple[str, ...], staff: Staff, at: datetime
) -> Visit:
    return fall_out(
        visit_id=visit.pk, because=because, actor=staff.username, at=at, failing=failing
    )


def _locked(round_id: int) -> Round:
    found = (
        Round.objects.select_for_update(of=("self",))
        .select_related("first", "second")
        .filter(pk=round_id)
        .first()
    )
    if found is None:
        raise Refused(Text("There is no such round.", "没有这条路线。"))
    return found


def _must_be_two(found: Round, at: datetime) -> None:
    """Two different people who are visitors still and certified; never one person twice."""
    able = [
        each for each in (found.first, found.second) if each.is_active and each.role == Role.VISITOR
    ]
    if len({each.pk for each in able}) < TWO:
        raise Refused(
            Text(
                "A visit takes two visitors; one of this team is no visitor any more.",
                "外访须两名外访员同行；该小组有成员已不再是外访员。",
            )
        )
    for each in able:
        require_certificate(each, at, name=each.display_name)
