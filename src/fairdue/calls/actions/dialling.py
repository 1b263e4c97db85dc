"""The progressive dialler: started for a team, calling for whoever sits at it and is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from fairdue.calls.actions.placing import place
from fairdue.calls.models import Call, CallState, DiallerRun, DiallerSeat, StopReason
from fairdue.calls.queries.calls import operator_is_there
from fairdue.calls.queries.dialler import run_of_team, seat_of
from fairdue.calls.queries.policy import DiallerPolicy, dialler_policy
from fairdue.calls.rules.dialler import (
    FREE,
    LEAVE,
    MISSED,
    RESERVE,
    RESERVED,
    SIT,
    Seat,
    after,
    is_its_turn,
    may_place,
    runs_at,
)
from fairdue.calls.rules.states import STAFF_MISSED
from fairdue.contact import queries as contacts
from fairdue.contact.actions import dial
from fairdue.contact.actions.asking import DoorBusyError
from fairdue.contact.models import Attempt, Channel
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.queries import contact_points
from fairdue.telephony import dials_by_itself
from fairdue.training.queries import may_work, require_certificate
from fairdue.work import actions as work
from fairdue.work import queries as queue
from fairdue.work.models import QueueItem, RespiteKind

DIALLER = "dialler"
LATER = timedelta(hours=1)
"""When a case comes back that may not be called now."""


def start(*, staff: Staff, at: datetime) -> DiallerRun:
    """Start the dialler for one's own team. Raises Refused where it runs already, outside its
    hours, without a team, and where no telephone dials by itself.
    """
    require(staff, "run_dialler")
    team = staff.team
    if team is None:
        raise Refused(Text("You belong to no team.", "您未加入任何小组。"))
    if not dials_by_itself() or not operator_is_there():
        raise Refused(
            Text(
                "No telephone dials by itself here; an administrator sets FAIRDUE_PHONE_URL.",
                "系统尚未接入可自动拨号的线路，请联系管理员设置 FAIRDUE_PHONE_URL。",
            )
        )
    if not _within_hours(dialler_policy(at), at):
        raise Refused(Text("The dialler's hours are over.", "现不在外呼时段内。"))
    with transaction.atomic():
        type(team).objects.select_for_update().get(pk=team.pk)
        if run_of_team(team.pk) is not None:
            raise Refused(Text("It runs already.", "外呼已在进行。"))
        entry = record(
            actor=staff.username,
            action="dialler_started",
            at=at,
            subject=f"team:{team.pk}",
            details={"team": team.code},
        )
        return DiallerRun.objects.create(
            journal_entry=entry, team=team, started_by=staff.username, started_at=at
        )


def stop(*, staff: Staff, at: datetime) -> None:
    """Stop the dialler of one's team: nothing more is placed, calls under way go on."""
    require(staff, "run_dialler")
    run = run_of_team(staff.team_id) if staff.team_id else None
    if run is not None:
        _stop(run.pk, StopReason.LEAD, staff.username, at)


def sit(*, staff: Staff, at: datetime) -> None:
    """Say ready: from now on the dialler may call for this collector. Raises Refused where the
    team's dialler doesn't run, without a certificate, and without a telephone of one's own.
    """
    require(staff, "contact")
    require_certificate(staff, at)
    run = run_of_team(staff.team_id) if staff.team_id else None
    if run is None:
        raise Refused(Text("Your team's dialler doesn't run.", "本组未启动外呼。"))
    if not staff.telephone:
        raise Refused(Text("Your telephone isn't set.", "尚未设置您的话机。"))
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=staff.pk)
        if not DiallerSeat.objects.filter(run=run, staff=staff).exists():
            entry = _journal(run.pk, staff.username, "dialler_seat_ready", at)
            DiallerSeat.objects.create(
                journal_entry=entry, run=run, staff=staff, state="ready", changed_at=at
            )
            return
    _change(run.pk, staff.pk, SIT, staff.username, at)


def leave(*, staff: Staff, at: datetime) -> None:
    """Leave the dialler: at once, or once the call that goes on is wrapped up."""
    seat = seat_of(staff)
    if seat is not None:
        _change(seat.run_id, staff.pk, LEAVE, staff.username, at)


@dataclass(frozen=True, slots=True)
class Stepped:
    """What one look at all runs did."""

    placed: int = 0
    stopped: int = 0


def step(*, at: datetime) -> Stepped:
    """Look at every run once: stop what is over, free who wrapped up, call for who is free.

    Only the one process that holds the telephone may do this.
    """
    policy, placed, stopped = dialler_policy(at), 0, 0
    for run in DiallerRun.objects.filter(stopped_at=None).order_by("pk"):
        _free_wrapped_up(run.pk, at)
        if not _within_hours(policy, at):
            _stop(run.pk, StopReason.HOURS, DIALLER, at)
            stopped += 1
            continue
        for seat in run.seats.select_related("staff").order_by("changed_at"):
            if is_its_turn(_seat(seat), seat.changed_at, policy.pause_seconds, at):
                placed += _serve(run.pk, seat.staff, policy, at)
    return Stepped(placed, stopped)


def _serve(run_id: int, staff: Staff, policy: DiallerPolicy, at: datetime) -> bool:
    """Reserve the collector, then look for a case that may be called now; True: one is called."""
    if contacts.open_attempt(staff) is not None:
        return False  # a call by hand still waits for its outcome
    if not may_work(staff.pk, at):
        _change(run_id, staff.pk, LEAVE, DIALLER, at)  # the certificate ended meanwhile
        return False
    respite = queue.respite_of(staff, at)
    if respite is not None and respite.kind == RespiteKind.BREAK:
        return False  # a break after what was hard to bear
    if not _change(run_id, staff.pk, RESERVE, DIALLER, at):
        return False
    for _try in range(policy.cases_tried):
        item = queue.taken(staff) or work.claim_next(staff=staff, at=at)
        if item is None:
            break
        back_at = at + LATER
        for point_id, verdict in _numbers(item, at):
            if verdict.allowed and _dial(run_id, item, point_id, staff, at):
                return True
            back_at = max(back_at, verdict.earliest or at)
        work.put_back(item_id=item.pk, staff=staff, at=at, next_at=back_at)
    _change(run_id, staff.pk, FREE, DIALLER, at)
    return False


def _numbers(item: QueueItem, at: datetime) -> Iterator[tuple[int, Verdict]]:
    """The customer's valid numbers and whether they may be called, one by one as asked for.

    Only looked at: a permit is asked for when it says yes, so that no denials pile up.
    """
    customer = item.case.customer
    points = contact_points(customer.pk)
    known = contacts.on_record(customer, at)
    for point in points:
        if point.kind == "phone" and point.invalid_since is None:
            asked = contacts.may_i(
                customer_id=customer.pk, at=at, contact_point_id=point.id, points=points, **known
            )
            yield point.id, asked[Channel.CALL]


def _dial(run_id: int, item: QueueItem, point_id: int, staff: Staff, at: datetime) -> bool:
    """Ask for the permit and, with the attempt, for the call; False where it is denied."""
    try:
        dial(
            case_id=item.case_id,
            contact_point_id=point_id,
            staff=staff,
            at=at,
            then=lambda attempt: _place(attempt, staff, at, run_id),
        )
    except (Refused, DoorBusyError):
        return False
    return True


def _place(attempt: Attempt, staff: Staff, at: datetime, run_id: int) -> None:
    seat = DiallerSeat.objects.select_for_update().get(run_id=run_id, staff=staff)
    under_way = Call.objects.filter(staff=staff).exclude(state=CallState.ENDED).count()
    if not may_place(_seat(seat), under_way):
        raise Refused(Text("The collector isn't reserved.", "催收员未被预留。"))
    place(attempt=attempt, staff=staff, at=at, run_id=run_id)


def _free_wrapped_up(run_id: int, at: datetime) -> None:
    """Free the reserved whose call has its outcome, and let those go who weren't there.

    That also frees a seat that a killed process had reserved and placed nothing for.
    """
    reserved = DiallerSeat.objects.filter(run_id=run_id, state=RESERVED).select_related("staff")
    for seat in reserved:
        last = Call.objects.filter(run_id=run_id, staff_id=seat.staff_id).order_by("-pk").first()
        missed = last is not None and last.ending == STAFF_MISSED
        if missed and last is not None and last.asked_at >= seat.changed_at:
            _change(run_id, seat.staff_id, MISSED, DIALLER, at)
        if contacts.open_attempt(seat.staff) is None:
            _change(run_id, seat.staff_id, FREE, DIALLER, at)


def _change(run_id: int, staff_id: int, deed: str, actor: str, at: datetime) -> bool:
    """Do a deed to a seat, with its journal entry; False where the rule says it changes nothing."""
    with transaction.atomic():
        row = DiallerSeat.objects.select_for_update().get(run_id=run_id, staff_id=staff_id)
        seat = after(_seat(row), deed)
        if seat is None:
            return False
        row.state, row.leaving, row.changed_at = seat.state, seat.leaving, at
        row.journal_entry = _journal(run_id, actor, f"dialler_seat_{seat.state}", at)
        row.save()
    return True


def _stop(run_id: int, why: StopReason, actor: str, at: datetime) -> None:
    with transaction.atomic():
        run = DiallerRun.objects.select_for_update().get(pk=run_id)
        if run.stopped_at is not None:
            return
        run.stopped_at, run.stopped_by, run.stopped_why = at, actor, why
        run.journal_entry = _journal(run_id, actor, "dialler_stopped", at, {"why": why.value})
        run.save()


def _journal(
    run_id: int, actor: str, action: str, at: datetime, details: dict[str, str] | None = None
) -> Entry:
    return record(
        actor=actor, action=action, at=at, subject=f"dialler:{run_id}", details=details or {}
    )


def _seat(row: DiallerSeat) -> Seat:
    return Seat(row.state, row.leaving)


def _within_hours(policy: DiallerPolicy, at: datetime) -> bool:
    return runs_at(at.astimezone(queue.zone()).time(), policy.opens, policy.closes)
