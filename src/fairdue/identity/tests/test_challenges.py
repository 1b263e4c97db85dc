"""Collector and cardholder prove themselves to each other while they speak."""

from __future__ import annotations

import pytest

from fairdue.identity.actions.challenges import (
    begin,
    confirm_caller,
    deny_caller,
    prove_cardholder,
    report_caller,
)
from fairdue.identity.queries.challenges import call_for_caller, call_for_cardholder
from fairdue.identity.tests.records import AT, MINUTE, a_member, someone
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db
LATER = AT + 20 * MINUTE


def test_both_see_the_callers_number_and_only_the_cardholder_their_own() -> None:
    who, staff = someone(), a_member()
    begun = begin(customer_id=who.customer_id, staff=staff, at=AT)
    seen = call_for_cardholder(who.customer_id, AT)
    assert seen is not None and seen.caller_number == begun.caller_number
    assert seen.own_number != begun.caller_number
    assert seen.own_number not in repr(begun) + repr(seen)
    assert call_for_cardholder(someone().customer_id, AT) is None


def test_the_caller_proves_themselves() -> None:
    who = someone()
    begun = begin(customer_id=who.customer_id, staff=a_member(), at=AT)
    confirm_caller(challenge_id=begun.id, actor=Cardholder(who.customer_id), at=AT)
    seen = call_for_caller(begun.id, AT)
    assert seen is not None and seen.caller_confirmed


def test_the_cardholder_proves_themselves_in_three_tries() -> None:
    who, staff = someone(), a_member()
    begun = begin(customer_id=who.customer_id, staff=staff, at=AT)
    seen = call_for_cardholder(who.customer_id, AT)
    assert seen is not None
    assert not prove_cardholder(challenge_id=begun.id, typed="", staff=staff, at=AT)
    wrong = f"{(int(seen.own_number.replace(' ', '')) + 1) % 10**6:06d}"
    assert not prove_cardholder(challenge_id=begun.id, typed=wrong, staff=staff, at=AT)
    assert prove_cardholder(challenge_id=begun.id, typed=seen.own_number, staff=staff, at=AT)
    assert not prove_cardholder(challenge_id=begun.id, typed=wrong, staff=staff, at=AT)
    with pytest.raises(Refused):
        prove_cardholder(challenge_id=begun.id, typed=seen.own_number, staff=staff, at=AT)
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("cardholder_number_wrong") == 3
    assert actions.count("cardholder_proved") == 1


def test_the_numbers_of_a_call_end_with_it() -> None:
    who, staff = someone(), a_member()
    begun = begin(customer_id=who.customer_id, staff=staff, at=AT)
    assert call_for_cardholder(who.customer_id, LATER) is None
    assert call_for_caller(begun.id, LATER) is None
    with pytest.raises(Refused):
        confirm_caller(challenge_id=begun.id, actor=Cardholder(who.customer_id), at=LATER)
    with pytest.raises(Refused):
        prove_cardholder(challenge_id=begun.id, typed="000000", staff=staff, at=LATER)


def test_a_denied_call_ends_at_once_and_the_caller_sees_it() -> None:
    who, staff = someone(), a_member()
    begun = begin(customer_id=who.customer_id, staff=staff, at=AT)
    deny_caller(challenge_id=begun.id, actor=Cardholder(who.customer_id), at=AT)
    seen = call_for_caller(begun.id, AT)
    assert seen is not None and seen.denied
    with pytest.raises(Refused):
        prove_cardholder(challenge_id=begun.id, typed="000000", staff=staff, at=AT)
    assert begin(customer_id=who.customer_id, staff=staff, at=AT).id != begun.id


def test_one_caller_keeps_their_numbers_and_another_gets_new_ones() -> None:
    who, staff = someone(), a_member()
    first = begin(customer_id=who.customer_id, staff=staff, at=AT)
    assert begin(customer_id=who.customer_id, staff=staff, at=AT + MINUTE) == first
    other = begin(customer_id=who.customer_id, staff=a_member(), at=AT + MINUTE)
    seen = call_for_cardholder(who.customer_id, AT + MINUTE)
    assert seen is not None and seen.id == other.id
    assert other.caller_number != first.caller_number


def test_nobody_else_answers_for_a_cardholder_or_types_for_a_collector() -> None:
    who, staff = someone(), a_member()
    begun = begin(customer_id=who.customer_id, staff=staff, at=AT)
    stranger = Cardholder(someone().customer_id)
    for answered in (confirm_caller, deny_caller):
        for actor in (stranger, staff):
            with pytest.raises(Refused):
                answered(challenge_id=begun.id, actor=actor, at=AT)
    seen = call_for_cardholder(who.customer_id, AT)
    assert seen is not None
    with pytest.raises(Refused):
        prove_cardholder(challenge_id=begun.id, typed=seen.own_number, staff=a_member(), at=AT)
    for nobody in (a_member(Role.ADMINISTRATOR), Cardholder(who.customer_id)):
        with pytest.raises(Refused):
            begin(customer_id=who.customer_id, staff=nobody, at=AT)
    with pytest.raises(Refused):
        report_caller(customer_id=who.customer_id, actor=stranger, at=AT)


def test_a_call_in_our_name_that_we_do_not_make_is_put_on_record() -> None:
    who = someone()
    report_caller(customer_id=who.customer_id, actor=Cardholder(who.customer_id), at=AT)
    assert Entry.objects.get(action="false_caller_reported").customer_id == who.customer_id
