"""A call goes from the desk to the telephone and back, and every end of it is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from fairdue.calls import actions as calls
from fairdue.calls.actions.operating import AnotherOperatorError, Operator
from fairdue.calls.models import Call
from fairdue.calls.queries.calls import call_of_attempt, operator_is_there
from fairdue.calls.tests.telephone import Office, ScriptedLine, wait_until_nobody_is_there
from fairdue.contact.actions import record_outcome, undo_outcome
from fairdue.contact.actions.dialling import ContactDenied
from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import a_case
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.telephony import LineError
from fairdue.vault.sealing import vault


def state(call: Call) -> tuple[str, str]:
    call.refresh_from_db()
    return call.state, call.ending


def test_a_call_is_asked_for_placed_answered_and_over(office: Office) -> None:
    call = office.dials()
    assert state(call) == ("queued", "")
    office.turn()
    assert state(call) == ("calling_staff", "")
    [request] = office.line.placed
    assert request.collector == "1001"
    assert request.number == vault().unseal(office.phone.value_sealed)
    office.line.rings("collector")
    office.line.lifts("collector")
    office.line.rings()
    office.turn()
    assert state(call) == ("ringing", "")
    office.line.lifts()
    office.turn()
    assert state(call) == ("talking", "")
    office.clock.wait(60)
    office.line.ends()
    office.turn()
    assert state(call) == ("ended", "hung_up")
    found = call_of_attempt(call.attempt_id or 0)
    assert found is not None
    assert found.talk_seconds(office.clock.at) == 60
    assert found.suggested == ""
    entries = Entry.objects.filter(subject=f"call:{call.pk}").order_by("pk")
    assert [entry.action for entry in entries] == [
        "call_claimed", "call_started", "call_lifted", "call_rang", "call_answered",
        "call_stopped",
    ]  # fmt: skip


def test_a_busy_line_suggests_its_outcome(office: Office) -> None:
    call = office.dials()
    office.turn()
    office.line.is_busy()
    office.turn()
    found = call_of_attempt(call.attempt_id or 0)
    assert found is not None
    assert (found.ending, found.suggested) == ("busy", "busy")


def test_hanging_up_is_asked_of_the_line_once(office: Office) -> None:
    call = office.dials()
    office.turn()
    for _ in range(2):
        calls.hang_up(call_id=call.pk, staff=office.staff, at=office.clock.at)
        office.turn()
    assert office.line.hung_up == [office.line.placed[0].call]
    office.turn()
    assert state(call) == ("ended", "cancelled")


def test_a_call_nobody_placed_yet_ends_at_once_and_is_never_placed(office: Office) -> None:
    call = office.dials()
    calls.hang_up(call_id=call.pk, staff=office.staff, at=office.clock.at)
    office.turn()
    assert state(call) == ("ended", "cancelled")
    assert outcome(call) == "not_placed"
    assert office.line.placed == []


def test_nobody_hangs_up_a_colleagues_call(office: Office) -> None:
    call = office.dials()
    with pytest.raises(Refused, match="not a call of yours"):
        calls.hang_up(call_id=call.pk, staff=office.a_collector(), at=office.clock.at)


def test_a_call_whose_permit_ran_out_is_not_placed(office: Office) -> None:
    call = office.dials()
    office.clock.wait(61)
    office.turn()
    assert state(call) == ("ended", "expired")
    assert outcome(call) == "not_placed"
    assert office.line.placed == []


def outcome(call: Call) -> str:
    return Attempt.objects.get(pk=call.attempt_id).outcome


def pressure_on(office: Office) -> tuple[list[int], int]:
    """What counts against the customer's limits now, and how much they were pressed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms FROM contact_permit ORDER BY id DESC LIMIT 1")
        [terms] = cursor.fetchone()
        asked = [office.case.customer_id, office.phone.pk, office.clock.at, terms]
        cursor.execute(
            "SELECT counts, pressure FROM contact_counts(%s, %s, 'call', %s, 'Asia/Shanghai', %s)",
            asked,
        )
        counts, pressure = cursor.fetchone()
    return counts, pressure


def test_a_call_the_collector_missed_is_no_contact_with_the_customer(office: Office) -> None:
    call = office.dials()
    office.turn()
    office.line.rings("collector")
    assert sum(pressure_on(office)[0]) > 0, "while nobody knows it counts"
    office.line.is_missed()
    office.turn()
    assert state(call) == ("ended", "staff_missed")
    assert outcome(call) == "not_placed"
    counts, pressure = pressure_on(office)
    assert (set(counts), pressure) == ({0}, 0)
    entry = Entry.objects.get(subject=f"attempt:{call.attempt_id}", action="outcome_recorded")
    assert entry.details == {
        "call": call.pk, "ending": "staff_missed", "channel": "call", "outcome": "not_placed",
    }  # fmt: skip
    with pytest.raises(Refused, match="no outcome to undo"):
        undo_outcome(attempt_id=call.attempt_id or 0, staff=office.staff, at=office.clock.at)
    assert office.dials() != call, "and the next may be dialled at once"


def test_a_call_hung_up_before_ones_own_telephone_was_lifted_is_no_contact(office: Office) -> None:
    call = office.dials()
    office.turn()
    office.line.rings("collector")
    office.turn()
    calls.hang_up(call_id=call.pk, staff=office.staff, at=office.clock.at)
    office.turn()
    office.turn()
    assert (state(call), outcome(call)) == (("ended", "cancelled"), "not_placed")


def test_a_call_hung_up_once_it_rang_at_the_customers_waits_for_its_outcome(
    office: Office,
) -> None:
    call = office.dials()
    office.turn()
    office.line.rings("collector")
    office.line.lifts("collector")
    office.line.rings()
    office.turn()
    calls.hang_up(call_id=call.pk, staff=office.staff, at=office.clock.at)
    office.turn()
    office.turn()
    assert (state(call), outcome(call)) == (("ended", "cancelled"), "")


def test_nobody_says_by_hand_that_a_call_was_not_placed(office: Office) -> None:
    call = office.dials()
    with pytest.raises(Refused, match="no outcome"):
        record_outcome(
            attempt_id=call.attempt_id or 0,
            outcome="not_placed",
            staff=office.staff,
            at=office.clock.at,
        )


def test_a_call_the_line_refuses_ends_as_failed(office: Office) -> None:
    office.line.refuses = LineError(Text("The exchange is away.", "交换机不可用。"))
    call = office.dials()
    office.turn()
    assert state(call) == ("ended", "failed")


def test_a_denied_contact_leaves_no_call(office: Office) -> None:
    office.clock.at += timedelta(hours=12)
    with pytest.raises(ContactDenied):
        office.dials()
    assert not Call.objects.exists()


def test_attempt_and_call_stand_or_fall_together(office: Office) -> None:
    office.staff.telephone = ""
    with pytest.raises(Refused, match="telephone isn't set"):
        office.dials()
    assert not Attempt.objects.exists()


def test_what_a_killed_operator_left_is_lost_sight_of_and_never_placed_twice(
    office: Office,
) -> None:
    claimed = office.dials()
    office.turn()
    other = office.a_collector()
    case, [phone] = a_case()
    waiting = office.dials(other, case, phone)
    office.operator._let_go()  # killed: no word to anyone
    wait_until_nobody_is_there()
    line = ScriptedLine()
    after = Operator(line, office.clock)
    after.begin()
    after.look()
    assert state(claimed) == ("ended", "lost")
    assert state(waiting) == ("calling_staff", "")
    assert len(line.placed) == 1
    assert Attempt.objects.get(pk=claimed.attempt_id).outcome == ""
    after._let_go()


def test_a_second_operator_is_turned_away(office: Office) -> None:
    assert operator_is_there()
    with pytest.raises(AnotherOperatorError):
        Operator(ScriptedLine(), office.clock).begin()
    office.operator._let_go()
    wait_until_nobody_is_there()


def test_the_database_refuses_a_call_that_changes_without_the_journal(office: Office) -> None:
    call = office.dials()
    with pytest.raises(ProgrammingError, match="without a journal entry"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(state="ringing", journal_entry_id=1)


def test_no_number_is_in_the_journal(office: Office) -> None:
    office.dials()
    office.turn()
    number = vault().unseal(office.phone.value_sealed)
    assert not any(number in str(entry.details) for entry in Entry.objects.all())


def test_only_those_with_a_telephone_of_their_own_dial_through_the_line(office: Office) -> None:
    assert calls.can_dial_for(office.staff)
    office.staff.telephone = ""
    assert not calls.can_dial_for(office.staff)
