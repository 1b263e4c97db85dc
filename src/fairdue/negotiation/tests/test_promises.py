"""Promises are taken, replaced, withdrawn, and follow the payments."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from fairdue.journal.queries import entries
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.actions import record_promise, settle_promises, withdraw_promise
from fairdue.negotiation.models import Promise
from fairdue.negotiation.queries import (
    open_promise,
    promise_history,
    promises_by_day,
    promises_of,
    timeline,
)
from fairdue.negotiation.rules import promise_state
from fairdue.negotiation.tests.records import AT, TODAY, Debtor, a_debtor, a_member, pay
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

DUE = TODAY + timedelta(days=5)
OVER = DUE + timedelta(days=4)
"""The first day after the default policy's three days of grace."""


def promise(debtor: Debtor, minor: int = 100_000, due_on: date = DUE) -> Promise:
    return record_promise(
        case_id=debtor.case.pk,
        amount=Money(minor, "CNY"),
        due_on=due_on,
        staff=a_member(),
        at=AT,
    )


def state_of(given: Promise) -> tuple[str, int, date | None]:
    given.refresh_from_db()
    return given.state, given.paid_minor, given.settled_on


def test_a_newer_promise_replaces_the_open_one() -> None:
    debtor = a_debtor()
    first, second = promise(debtor), promise(debtor, 50_000)
    assert state_of(first)[0] == "superseded"
    running = open_promise(debtor.case.customer_id)
    assert running is not None
    assert running.id == second.pk
    actions = [entry.action for entry in entries(debtor.case.customer_id)]
    assert actions == ["promise_recorded", "promise_superseded", "promise_recorded"]


def test_a_promise_can_be_withdrawn_once() -> None:
    given = promise(a_debtor())
    withdraw_promise(promise_id=given.pk, staff=a_member(), at=AT)
    assert state_of(given)[0] == "withdrawn"
    with pytest.raises(Refused, match="no longer open"):
        withdraw_promise(promise_id=given.pk, staff=a_member(), at=AT)


def test_refuses_more_than_all_accounts_owe_and_currencies_not_owed() -> None:
    debtor = a_debtor(total_minor=99_999)
    with pytest.raises(Refused, match=r"more than the 999\.99 CNY owed"):
        promise(debtor)
    with pytest.raises(Refused, match="Nothing is owed in USD"):
        record_promise(
            case_id=debtor.case.pk,
            amount=Money(100, "USD"),
            due_on=DUE,
            staff=a_member(),
            at=AT,
        )
    assert not Promise.objects.exists()


def test_a_compliance_officer_takes_no_promises() -> None:
    debtor = a_debtor()
    with pytest.raises(Refused, match="collectors, visitors, team leads"):
        record_promise(
            case_id=debtor.case.pk,
            amount=Money(100, "CNY"),
            due_on=DUE,
            staff=a_member(Role.COMPLIANCE),
            at=AT,
        )


def test_payments_of_the_time_of_the_promise_keep_it_and_others_do_not() -> None:
    debtor = a_debtor()
    given = promise(debtor)
    pay(debtor, TODAY - timedelta(days=1), 100_000)
    pay(debtor, OVER, 100_000)
    settle_promises(OVER, AT)
    assert state_of(given) == ("broken", 0, OVER)
    pay(debtor, DUE + timedelta(days=3), 60_000)
    settle_promises(OVER, AT)
    assert state_of(given) == ("partial", 60_000, OVER)
    pay(debtor, TODAY, 39_000)
    assert settle_promises(OVER, AT)["kept"] == 1
    assert state_of(given) == ("kept", 99_000, DUE + timedelta(days=3))


def test_a_payment_taken_back_breaks_a_kept_promise() -> None:
    debtor = a_debtor()
    given = promise(debtor)
    pay(debtor, DUE, 100_000)
    settle_promises(DUE, AT)
    assert state_of(given)[0] == "kept"
    pay(debtor, DUE + timedelta(days=1), -100_000)
    settle_promises(DUE + timedelta(days=1), AT)
    assert state_of(given)[0] == "open"
    settle_promises(OVER, AT)
    assert state_of(given) == ("broken", 0, OVER)


def test_settling_again_changes_and_journals_nothing() -> None:
    debtor = a_debtor()
    promise(debtor)
    pay(debtor, DUE, 100_000)
    settle_promises(OVER, AT)
    before = len(entries())
    assert settle_promises(OVER, AT) == {"open": 0, "kept": 0, "partial": 0, "broken": 0}
    assert len(entries()) == before


def test_any_order_of_arrival_ends_in_the_state_the_rule_gives() -> None:
    luck = random.Random(20260310)
    for _ in range(12):
        debtor = a_debtor()
        given = promise(debtor, luck.choice([30_000, 60_000, 100_000]))
        facts = [
            (TODAY + timedelta(days=luck.randint(-2, 11)), luck.choice([-20_000, 15_000, 30_000]))
            for _ in range(luck.randint(0, 5))
        ]
        as_of = TODAY
        for paid_on, minor in luck.sample(facts, len(facts)):
            pay(debtor, paid_on, minor)
            as_of += timedelta(days=luck.randint(0, 2))
            settle_promises(as_of, AT)
        for day in (DUE, OVER, DUE):
            settle_promises(day, AT)
            last = min(DUE + timedelta(days=3), day)
            paid_minor = sum(minor for paid_on, minor in facts if TODAY <= paid_on <= last)
            expected = promise_state(
                amount_minor=given.amount_minor,
                paid_minor=paid_minor,
                due_on=DUE,
                as_of=day,
                grace_days=3,
                tolerance_minor=1_000,
            )
            assert state_of(given)[:2] == (expected, paid_minor)


def test_a_payment_counts_for_one_promise_only() -> None:
    debtor = a_debtor()
    first = promise(debtor, 100_000)
    pay(debtor, TODAY, 120_000)
    settle_promises(TODAY, AT)
    second = promise(debtor, 50_000)
    settle_promises(OVER, AT)
    assert state_of(first) == ("kept", 100_000, TODAY)
    assert state_of(second) == ("partial", 20_000, OVER)


def test_the_night_reads_each_customers_history() -> None:
    faithful, faithless = a_debtor(), a_debtor()
    promise(faithful)
    promise(faithless)
    pay(faithful, DUE, 100_000)
    settle_promises(OVER, AT)
    promise(faithless, due_on=TODAY + timedelta(days=20))
    assert promise_history().rows() == [
        (faithful.account.customer.customer_ref, 0, 1, False),
        (faithless.account.customer.customer_ref, 1, 0, True),
    ]


def test_training_reads_every_promise_with_its_days() -> None:
    debtor = a_debtor()
    promise(debtor)
    pay(debtor, DUE, 100_000)
    settle_promises(OVER, AT)
    promise(debtor, due_on=TODAY + timedelta(days=20))
    ref = debtor.account.customer.customer_ref
    assert promises_by_day().rows() == [
        (ref, TODAY, DUE, DUE, "kept", 100_000, "CNY"),
        (ref, TODAY, TODAY + timedelta(days=20), None, "open", 100_000, "CNY"),
    ]


def test_the_timeline_shows_promises_with_what_became_of_them() -> None:
    debtor = a_debtor()
    promise(debtor)
    pay(debtor, DUE, 100_000)
    settle_promises(OVER, AT)
    [moment] = timeline(debtor.case.customer_id)
    assert (moment.title.en, moment.tone) == ("Promise, kept", "good")
    assert moment.detail.en == "1,000.00 CNY by 15 Mar 2026"
    assert [each.state for each in promises_of(debtor.case.customer_id)] == ["kept"]
