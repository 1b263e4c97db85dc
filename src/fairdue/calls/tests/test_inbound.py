"""Whoever calls us is found by number, or shown as unknown; the first collector takes them."""

from __future__ import annotations

import pytest

from fairdue.calls import actions as calls
from fairdue.calls.models import Call
from fairdue.calls.queries.callers import caller_of, spellings
from fairdue.calls.queries.calls import waiting_callers
from fairdue.calls.queries.moments import moments_of_calls
from fairdue.calls.tests.telephone import Office
from fairdue.contact.models import Attempt, Permit
from fairdue.contact.tests.records import a_case
from fairdue.kernel.refusal import Refused
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import vault


def number_of(point: ContactPoint) -> str:
    return vault().unseal(point.value_sealed)


def test_a_customer_who_calls_is_found_by_number(office: Office) -> None:
    office.line.comes_in(f"+86{number_of(office.phone)}")
    office.turn()
    [caller] = waiting_callers(office.staff)
    assert caller.customer_id == office.case.customer_id
    assert caller.case_id == office.case.pk
    assert caller.name_masked == "张*"
    assert not Attempt.objects.exists()
    assert not Permit.objects.exists()
    [moment] = moments_of_calls(office.case.customer_id)
    assert moment.title.en.startswith("Customer called")


@pytest.mark.parametrize(("number", "masked"), [("13900001111", "139****1111"), ("", "")])
def test_an_unknown_or_withheld_number_is_shown_as_unknown(
    office: Office, number: str, masked: str
) -> None:
    office.line.comes_in(number)
    office.turn()
    [caller] = waiting_callers(office.staff)
    assert (caller.customer_id, caller.number_masked) == (None, masked)


def test_a_number_that_several_have_in_common_is_nobodys(office: Office) -> None:
    number = number_of(office.phone)
    _case, [other] = a_case()
    other.value_index = vault().blind_index("phone", number)
    other.save()
    assert caller_of(number).customer_id is None


def test_a_number_that_turned_out_to_be_somebody_elses_finds_nobody(office: Office) -> None:
    assert caller_of(number_of(office.phone)).customer_id == office.case.customer_id
    office.phone.not_theirs_since_at = office.clock.at
    office.phone.save()
    assert caller_of(number_of(office.phone)).customer_id is None


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("+8613900001111", "13900001111"),
        ("+12025550100", "2025550100"),
        ("+442079460000", "02079460000"),
        ("02079460000", "442079460000"),
        ("0012025550100", "12025550100"),
    ],
)
def test_a_number_is_known_in_the_spelling_of_the_issuers_file(told: str, written: str) -> None:
    assert written in spellings(told)


def test_the_first_to_take_a_caller_gets_them(office: Office) -> None:
    office.line.comes_in(number_of(office.phone))
    office.turn()
    call = Call.objects.get()
    calls.take_caller(call_id=call.pk, staff=office.staff, at=office.clock.at)
    with pytest.raises(Refused, match="colleague"):
        calls.take_caller(call_id=call.pk, staff=office.a_collector(), at=office.clock.at)
    office.turn()
    office.turn()
    [taking] = office.line.taken
    assert (taking.call, taking.collector) == ("in-1", "1001")
    assert waiting_callers(office.staff) == []


def test_a_caller_who_gave_up_can_not_be_taken(office: Office) -> None:
    office.line.comes_in("")
    office.turn()
    call = Call.objects.get()
    calls.take_signal(call_id=call.pk, signal="stopped", ending="no_answer", at=office.clock.at)
    with pytest.raises(Refused, match="hung up"):
        calls.take_caller(call_id=call.pk, staff=office.staff, at=office.clock.at)


def test_no_mask_of_a_caller_gives_the_number_away(office: Office) -> None:
    office.line.comes_in("13900001111")
    office.turn()
    assert "13900001111" not in str(vars(Call.objects.get()))
