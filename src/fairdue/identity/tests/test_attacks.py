"""Ten thousand wrong codes, many at once, and mail that fails: nothing lost, nothing let in."""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from fairdue.delivery import DeliveryError
from fairdue.delivery.tests.conftest import Postbox, postbox
from fairdue.identity import jobs
from fairdue.identity.actions.judging import SignInRefused
from fairdue.identity.actions.signing_in import ask_code, enter_code
from fairdue.identity.models import (
    RequestState,
    Session,
    SignInRequest,
    SignInTry,
    TryKind,
    TryOutcome,
)
from fairdue.identity.tests.records import AT, HERE, MINUTE, Someone, ask, someone, work
from fairdue.identity.tests.records import enter as enter_by
from fairdue.journal.models import Entry

__all__ = ["postbox"]
TRIED = "sign_in_tried"


def outcome_of(token: str, code: str, at: datetime, client: str = HERE) -> TryOutcome:
    try:
        enter_code(token=token, code=code, client=client, at=at)
    except SignInRefused as refused:
        return refused.outcome
    return TryOutcome.RIGHT


def know_sizes() -> None:
    """Tell the database how much there is, as it finds out by itself where the site runs."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE identity_signintry, journal_entry, portfolio_contactpoint")


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_thousand_wrong_codes_get_nobody_in_and_are_all_on_record() -> None:
    who = someone()
    token = ask(who).token
    outcomes: Counter[str] = Counter()
    for number in range(10_000):
        if number % 1_000 == 0:
            know_sizes()
        at = AT + timedelta(milliseconds=40 * number)
        client = f"10.{number % 200}.1.1"
        outcomes[outcome_of(token, f"{number:07d}", at, client)] += 1
    work()
    assert outcomes == {TryOutcome.WRONG: 5, TryOutcome.LOCKED: 9_995}
    assert SignInTry.objects.filter(kind=TryKind.CODE).count() == 10_000
    assert Entry.objects.filter(action=TRIED).count() == 10_000
    assert not Session.objects.exists()
    later = AT + timedelta(milliseconds=200) + 15 * MINUTE
    assert ask(who, at=later)
    assert SignInRequest.objects.filter(state=RequestState.SENT).count() == 2


@pytest.mark.django_db(transaction=True)
def test_codes_typed_at_once_are_no_more_tries_than_one_after_another() -> None:
    token = ask(someone()).token
    outcomes: list[TryOutcome] = []

    def attack() -> None:
        outcomes.append(outcome_of(token, "0000001", AT))
        connection.close()

    threads = [threading.Thread(target=attack) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counter(outcomes) == {TryOutcome.WRONG: 5, TryOutcome.LOCKED: 7}


@pytest.mark.django_db(transaction=True)
def test_the_right_code_typed_twice_at_once_begins_one_session(settings: Settings) -> None:
    from fairdue.identity.tests.records import newest_code

    token = ask(someone()).token
    code, outcomes = newest_code(), list[TryOutcome]()

    def try_it() -> None:
        outcomes.append(outcome_of(token, code, AT))
        connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counter(outcomes) == {TryOutcome.RIGHT: 1, TryOutcome.SPENT: 5}
    assert Session.objects.count() == 1


def by_mail(who: Someone) -> SignInRequest:
    ask_code(contact=who.email, second_fact=who.card_last4, client=HERE, language="en", at=AT)
    return SignInRequest.objects.latest("pk")


@pytest.mark.django_db
def test_a_code_by_real_mail_signs_in(postbox: Postbox) -> None:
    who = someone()
    asked = ask(who, contact=who.email)
    [envelope] = postbox.got
    assert envelope.rcpt_tos == [who.email]
    written = bytes(envelope.content or b"").decode()
    found = re.search(r"Subject: Your code: (\d{6})", written)
    assert found is not None
    assert enter_by(asked, found[1]).customer_id == who.customer_id


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "again"), [("451 later", True), ("550 nobody", False)])
def test_mail_that_fails_is_on_record_and_tried_again_where_that_helps(
    postbox: Postbox, answer: str, again: bool
) -> None:
    who = someone()
    postbox.refuses[who.email] = answer
    request = by_mail(who)
    if again:
        with pytest.raises(DeliveryError):
            jobs.send_code(request_id=request.pk)
    else:
        jobs.send_code(request_id=request.pk)
    request.refresh_from_db()
    assert request.state == RequestState.UNDELIVERED
    entry = Entry.objects.get(action="sign_in_code_undelivered")
    assert answer[:3] in entry.details["why"]
    assert who.email not in str(entry.details)
    postbox.refuses.clear()
    jobs.send_code(request_id=request.pk)
    request.refresh_from_db()
    assert request.state == RequestState.SENT
    jobs.send_code(request_id=request.pk)
    assert len(postbox.got) == 1
