"""The dialler calls for whoever is free, for nobody else, and within its hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdue.calls import actions as calls
from fairdue.calls.actions.placing import place
from fairdue.calls.models import Call, CallState, DiallerRun, DiallerSeat
from fairdue.calls.queries.dialler import runs_of
from fairdue.calls.tests.telephone import Office
from fairdue.compliance.actions import place_hold
from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.models import Attempt, Permit
from fairdue.contact.queries import open_attempt
from fairdue.contact.tests.records import a_case
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Staff
from fairdue.work.actions import finish
from fairdue.work.models import QueueItem

PAUSE = 8


def queue_up(office: Office, cases: int) -> None:
    """So many cases wait for the team."""
    for number in range(cases):
        case, _phones = a_case()
        QueueItem.objects.create(
            case=case,
            team=office.team,
            treatment="call",
            priority=100 - number,
            state="waiting",
            available_at=office.clock.at,
            as_of=case.as_of,
        )


def started(office: Office, cases: int = 3) -> DiallerRun:
    queue_up(office, cases)
    return calls.start(staff=office.lead, at=office.clock.at)


def wrap_up(office: Office, staff: Staff) -> None:
    attempt = open_attempt(staff)
    if attempt is not None:
        calls.hang_up_for_attempt(attempt_id=attempt.id, staff=staff, at=office.clock.at)
        record_outcome(attempt_id=attempt.id, outcome="no_answer", staff=staff, at=office.clock.at)
        item = QueueItem.objects.filter(taken_by=staff, state="taken").first()
        if item is not None:
            finish(item_id=item.pk, staff=staff, at=office.clock.at)


def seat(office: Office) -> DiallerSeat:
    return DiallerSeat.objects.get(staff=office.staff)


def test_nobody_is_called_until_a_collector_says_ready(office: Office) -> None:
    started(office)
    office.clock.wait(PAUSE)
    office.turn()
    assert not Call.objects.exists()
    calls.sit(staff=office.staff, at=office.clock.at)
    office.turn()
    assert not Call.objects.exists(), "the collector has a moment first"
    office.clock.wait(PAUSE)
    office.turn()
    call = Call.objects.get()
    assert (call.staff, call.state) == (office.staff, CallState.CALLING_STAFF)
    assert Permit.objects.get().granted
    assert seat(office).state == "reserved"
    office.clock.wait(PAUSE)
    office.turn()
    assert Call.objects.count() == 1, "one collector, one call"


def test_after_the_wrap_up_comes_the_next(office: Office) -> None:
    run = started(office)
    calls.sit(staff=office.staff, at=office.clock.at)
    for _ in range(2):
        office.clock.wait(PAUSE)
        office.turn()
        office.line.lifts("collector")
        office.line.lifts()
        office.turn()
        wrap_up(office, office.staff)
        office.turn()
        assert seat(office).state == "ready"
    [figures] = runs_of(office.team.pk)
    assert (figures.id, figures.placed, figures.answered, figures.abandoned) == (run.pk, 2, 2, 0)


def test_who_leaves_during_a_call_wraps_it_up_first(office: Office) -> None:
    started(office)
    calls.sit(staff=office.staff, at=office.clock.at)
    office.clock.wait(PAUSE)
    office.turn()
    calls.leave(staff=office.staff, at=office.clock.at)
    assert (seat(office).state, seat(office).leaving) == ("reserved", True)
    wrap_up(office, office.staff)
    office.turn()
    assert seat(office).state == "away"
    office.clock.wait(PAUSE)
    office.turn()
    assert Call.objects.count() == 1


def test_who_does_not_pick_up_is_away(office: Office) -> None:
    started(office)
    calls.sit(staff=office.staff, at=office.clock.at)
    office.clock.wait(PAUSE)
    office.turn()
    calls.take_signal(
        call_id=Call.objects.get().pk,
        signal="stopped",
        ending="staff_missed",
        at=office.clock.at,
    )
    office.turn()
    wrap_up(office, office.staff)
    office.turn()
    assert seat(office).state == "away"


def test_it_stops_by_itself_when_its_hours_are_over(office: Office) -> None:
    run = started(office)
    calls.sit(staff=office.staff, at=office.clock.at)
    office.clock.at += timedelta(hours=9, minutes=30)  # 20:00 in Beijing
    office.turn()
    run.refresh_from_db()
    assert (run.stopped_why, Call.objects.count()) == ("hours", 0)
    with pytest.raises(Refused, match="hours are over"):
        calls.start(staff=office.lead, at=office.clock.at)


def test_a_lead_stops_it(office: Office) -> None:
    run = started(office)
    calls.sit(staff=office.staff, at=office.clock.at)
    calls.stop(staff=office.lead, at=office.clock.at)
    office.clock.wait(PAUSE)
    office.turn()
    run.refresh_from_db()
    assert (run.stopped_why, run.stopped_by) == ("lead", office.lead.username)
    assert not Call.objects.exists()


def test_cases_that_may_not_be_called_are_put_aside_without_denials(office: Office) -> None:
    queue_up(office, 7)
    started(office, 0)
    for item in QueueItem.objects.select_related("case"):
        place_hold(
            customer_id=item.case.customer_id,
            kind="manual",
            reason="x",
            staff=office.lead,
            at=office.clock.at,
        )
    calls.sit(staff=office.staff, at=office.clock.at)
    office.clock.wait(PAUSE)
    office.turn()
    assert not Call.objects.exists()
    assert not Permit.objects.exists()
    assert seat(office).state == "ready"
    assert QueueItem.objects.filter(state="taken").count() == 0


def test_collectors_do_not_start_it_and_it_runs_once(office: Office) -> None:
    started(office)
    with pytest.raises(Refused):
        calls.start(staff=office.staff, at=office.clock.at)
    with pytest.raises(Refused, match="already"):
        calls.start(staff=office.lead, at=office.clock.at)


def test_the_database_itself_refuses_a_call_without_a_reserved_collector(office: Office) -> None:
    run = started(office)
    calls.sit(staff=office.staff, at=office.clock.at)
    with pytest.raises((InternalError, ProgrammingError), match="not reserved"):
        dial(
            case_id=office.case.pk,
            contact_point_id=office.phone.pk,
            staff=office.staff,
            at=office.clock.at,
            then=lambda attempt: _place(attempt, office, run),
        )
    assert not Attempt.objects.exists()


def _place(attempt: Attempt, office: Office, run: DiallerRun) -> None:
    place(attempt=attempt, staff=office.staff, at=office.clock.at, run_id=run.pk)


DEEDS = ("sit", "leave", "turn", "wait", "answer", "no_answer", "wrap_up")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1)), max_size=20))
def test_in_any_order_of_events_every_call_has_its_collector(
    office: Office, deeds: list[tuple[str, int]]
) -> None:
    run = started(office, 4)
    people = [office.a_collector(), office.a_collector()]
    for deed, number in deeds:
        do(office, people[number], deed)
        for call in Call.objects.filter(run=run).exclude(state=CallState.ENDED):
            assert DiallerSeat.objects.get(run=run, staff=call.staff).state == "reserved"
    assert runs_of(office.team.pk)[0].abandoned == 0
    calls.stop(staff=office.lead, at=office.clock.at)


def do(office: Office, staff: Staff, deed: str) -> None:
    at, mine = office.clock.at, Call.objects.filter(staff=staff).exclude(state=CallState.ENDED)
    if deed == "sit":
        calls.sit(staff=staff, at=at)
    elif deed == "leave":
        calls.leave(staff=staff, at=at)
    elif deed == "turn":
        office.turn()
    elif deed == "wait":
        office.clock.wait(PAUSE)
    elif deed == "wrap_up":
        wrap_up(office, staff)
    for call in mine if deed in ("answer", "no_answer") else ():
        if not call.handle:
            continue
        office.line.tells(call.handle, deed)
