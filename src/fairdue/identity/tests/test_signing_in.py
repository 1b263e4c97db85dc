"""A cardholder signs in with a code and a second fact; nobody else does."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pytest_django import Settings

from fairdue.identity.actions.judging import SignInRefused
from fairdue.identity.actions.sending_codes import send_code, tell_person
from fairdue.identity.actions.signing_in import Asked, ask_code, enter_code
from fairdue.identity.models import RequestState, SignInRequest, SignInTry, TryOutcome
from fairdue.identity.queries.moments import now_of_request
from fairdue.identity.queries.sessions import session_of
from fairdue.identity.tests.records import (
    AT,
    ELSEWHERE,
    HERE,
    HOUR,
    MINUTE,
    SECOND,
    ask,
    enter,
    messages,
    newest_code,
    sign_in,
    someone,
    work,
)
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.portfolio.models import NEVER_THEIRS, ContactPoint

pytestmark = pytest.mark.django_db


def refused(asked: Asked, code: str, **given: object) -> TryOutcome:
    with pytest.raises(SignInRefused) as told:
        enter(asked, code, **given)  # type: ignore[arg-type]
    work()
    return told.value.outcome


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize("by", ["phone", "email"])
@pytest.mark.parametrize("fact", ["id_last4", "card_last4"])
def test_the_right_person_signs_in_by_any_of_their_ways(by: str, fact: str) -> None:
    who = someone()
    asked = ask(who, contact=getattr(who, by), second_fact=getattr(who, fact))
    assert messages()[-1].to == getattr(who, by)
    entered = enter(asked, newest_code())
    found = session_of(entered.token, AT)
    assert entered.customer_id == who.customer_id
    assert found is not None and found.customer_id == who.customer_id


@pytest.mark.parametrize("spelling", ["+86 138-0013-8000", "0086 13800138000", " 138 0013 8000 "])
def test_a_number_is_found_however_it_is_written(spelling: str) -> None:
    who = someone(phone="13800138000", id_last4="123X")
    ask(who, contact=spelling, second_fact=" 123x")
    assert len(messages()) == 1


def test_a_code_may_be_typed_in_groups() -> None:
    asked = ask(someone())
    code = newest_code()
    assert enter(asked, f" {code[:3]} {code[3:]}")


@pytest.mark.parametrize(
    ("contact", "second_fact"),
    [("", "1234"), ("hello", "1234"), ("12", "1234"), ("13800138000", "12"), ("a@b", "12XX4")],
)
def test_what_is_malformed_is_told_at_once(contact: str, second_fact: str) -> None:
    with pytest.raises(Refused):
        ask_code(contact=contact, second_fact=second_fact, client=HERE, language="en", at=AT)
    assert not SignInTry.objects.exists()


@pytest.mark.parametrize("second_fact", ["0000", "999X"])
def test_nothing_is_sent_without_the_second_fact(second_fact: str) -> None:
    asked = ask(someone(), second_fact=second_fact)
    assert not messages()
    assert SignInRequest.objects.get().state == RequestState.WITHHELD
    assert refused(asked, "123456") is TryOutcome.WRONG


def test_among_people_who_share_a_phone_the_second_fact_decides() -> None:
    one, other = someone(phone="13800000001"), someone(phone="13800000001")
    assert sign_in(one).customer_id == one.customer_id
    assert sign_in(other).customer_id == other.customer_id


def test_nothing_is_sent_where_two_people_fit() -> None:
    one = someone(phone="13800000001", id_last4="7777")
    someone(phone="13800000001", card_last4="7777")
    ask(one)
    assert not messages()


@pytest.mark.parametrize("change", [{"invalid_since": "2026-01-01"}, {"not_theirs_since_at": AT}])
def test_a_number_that_is_not_theirs_or_does_not_work_gets_no_code(
    change: dict[str, object],
) -> None:
    who = someone()
    ContactPoint.objects.filter(pk=who.phone_id).update(**change)
    ask(who)
    assert not messages()


def test_a_number_disowned_after_the_code_was_sent_opens_nothing() -> None:
    who = someone()
    asked = ask(who)
    ContactPoint.objects.filter(pk=who.phone_id).update(not_theirs_since_at=NEVER_THEIRS)
    assert refused(asked, newest_code()) is TryOutcome.WRONG


def test_where_no_text_message_can_be_sent_a_phone_gets_no_code(settings: Settings) -> None:
    settings.OUTBOX = False
    ask(someone())
    assert SignInRequest.objects.get().state == RequestState.WITHHELD


def test_a_code_works_once() -> None:
    asked = ask(someone())
    code = newest_code()
    enter(asked, code)
    assert refused(asked, code) is TryOutcome.SPENT


def test_a_code_works_until_it_expires() -> None:
    asked = ask(someone())
    assert refused(asked, newest_code(), at=AT + 10 * MINUTE) is TryOutcome.EXPIRED
    assert enter(asked, newest_code(), at=AT + 10 * MINUTE - SECOND)


def test_a_code_whose_job_comes_too_late_is_not_sent_and_opens_nothing() -> None:
    who = someone()
    asked = ask_code(contact=who.phone, second_fact=who.id_last4, client=HERE, language="en", at=AT)
    request = SignInRequest.objects.get()
    send_code(request_id=request.pk, at=AT + 10 * MINUTE)
    assert not messages()
    request.refresh_from_db()
    assert (request.state, request.code_digest) == (RequestState.UNDELIVERED, None)
    assert Entry.objects.get(action="sign_in_code_undelivered").details == {"why": "expired"}
    send_code(request_id=request.pk, at=AT + 10 * MINUTE - SECOND)
    assert len(messages()) == 1
    assert enter(asked, newest_code(), at=AT + 10 * MINUTE - SECOND)


def test_a_job_tells_how_late_it_is_by_the_clock_it_was_asked_by() -> None:
    ask_code(contact="13999999999", second_fact="123X", client=HERE, language="en", at=AT)
    request = SignInRequest.objects.get()
    assert AT < now_of_request(request.pk) < AT + MINUTE
    with transaction.atomic():
        request.journal_entry = record(actor="clock", action="slept", at=AT)
        request.queued_at -= HOUR
        request.save(update_fields=["queued_at", "journal_entry"])
    assert AT + HOUR < now_of_request(request.pk) < AT + HOUR + MINUTE
    with pytest.raises(LookupError):
        now_of_request(0)


def test_nobody_is_told_of_a_lock_that_is_over() -> None:
    asked = ask(someone())
    for _ in range(5):
        with pytest.raises(SignInRefused):
            enter_code(token=asked.token, code="0000001", client=HERE, at=AT)
    tell_person(request_id=SignInRequest.objects.get().pk, at=AT + 15 * MINUTE)
    assert len(messages()) == 1


def test_a_code_works_in_the_browser_that_asked_only() -> None:
    who = someone()
    ask(who)
    code = newest_code()
    assert refused(Asked("stolen", AT), code) is TryOutcome.STRANGE
    assert refused(ask(someone()), code) is TryOutcome.WRONG


def test_after_five_wrong_codes_the_right_one_is_refused_too() -> None:
    asked = ask(someone())
    code = newest_code()
    outcomes = [refused(asked, wrong(code)) for _ in range(5)]
    assert set(outcomes) == {TryOutcome.WRONG}
    assert refused(asked, code, at=AT + SECOND) is TryOutcome.LOCKED
    assert refused(asked, code, at=AT + 9 * MINUTE) is TryOutcome.LOCKED


def test_the_person_is_told_of_a_lock_once_and_signs_in_after_it() -> None:
    who = someone()
    asked = ask(who)
    for _ in range(8):
        refused(asked, wrong(newest_code()) if len(messages()) == 1 else "000000")
    assert len(messages()) == 2
    told = messages()[-1]
    assert told.to == who.phone
    assert "10:45" in told.text
    with pytest.raises(SignInRefused) as locked:
        ask(who, at=AT + MINUTE)
    assert "10:45" in locked.value.text.zh
    assert sign_in(who, at=AT + 15 * MINUTE).customer_id == who.customer_id


def test_a_lock_grows_to_six_hours_and_no_further() -> None:
    who, at = someone(), AT
    for _ in range(40):
        try:
            asked = ask(who, at=at)
            enter(asked, "0000001", at=at)
        except SignInRefused:
            at += HOUR
    assert sign_in(who, at=at + 6 * HOUR).customer_id == who.customer_id


def test_a_stranger_who_lacks_the_second_fact_locks_nobody_out() -> None:
    who = someone()
    for number in range(20):
        asked = ask(who, second_fact=f"{number:04d}", client=ELSEWHERE)
        for _ in range(5):
            with pytest.raises(SignInRefused):
                enter(asked, "111111", client=ELSEWHERE)
    assert sign_in(who).customer_id == who.customer_id


def test_a_lock_is_told_of_nobody_in_the_same_words() -> None:
    known = someone()
    said = []
    for contact in (known.phone, "13999999999"):
        asked = ask(known, contact=contact)
        texts = []
        for _ in range(7):
            with pytest.raises(SignInRefused) as told:
                enter(asked, "0000001")
            texts.append(told.value.text)
        with pytest.raises(SignInRefused) as told:
            ask(known, contact=contact)
        said.append([*texts, told.value.text])
    assert said[0] == said[1]


def test_asking_again_and_again_is_refused_for_a_while() -> None:
    who = someone()
    for _ in range(5):
        ask(who)
    with pytest.raises(SignInRefused) as told:
        ask(who)
    assert told.value.outcome is TryOutcome.LIMITED
    assert len(messages()) == 5
    assert ask(who, at=AT + HOUR)


def test_one_place_can_ask_only_so_often_for_whomever() -> None:
    with pytest.raises(SignInRefused):
        for number in range(100):
            contact = f"139{number:08d}"
            ask_code(contact=contact, second_fact="1234", client=HERE, language="en", at=AT)
    assert SignInRequest.objects.count() == 60
    assert ask(someone(), client=ELSEWHERE)


def test_every_try_is_on_record_without_personal_data() -> None:
    who = someone()
    asked = ask(who)
    code = newest_code()
    refused(asked, wrong(code))
    enter(asked, code)
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == [
        "sign_in_asked",
        "sign_in_code_made",
        "sign_in_code_sent",
        "sign_in_tried",
        "sign_in_tried",
        "sign_in_code_used",
        "signed_in",
    ]
    written = str(list(Entry.objects.values_list("details", "subject", "actor")))
    assert not any(secret in written for secret in (who.phone, who.id_last4, code, HERE))


def test_what_was_tried_cannot_be_unsaid() -> None:
    ask(someone())
    for change in (
        "UPDATE identity_signintry SET at = now()",
        "DELETE FROM identity_signintry",
        "DELETE FROM identity_signinrequest",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
