"""Agreements follow the payments, whatever the order in which these become known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fairdue.compliance.models import HoldKind
from fairdue.compliance.queries import holds_in_force
from fairdue.journal.queries import entries
from fairdue.kernel.money import Money
from fairdue.negotiation import queries
from fairdue.negotiation.actions import (
    accept,
    approve,
    end,
    propose,
    record_promise,
    settle_agreements,
    settle_customer,
    settle_promises,
)
from fairdue.negotiation.models import AgreementInstalment
from fairdue.negotiation.queries import AgreementFacts
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.tests.records import (
    AT,
    TODAY,
    Debtor,
    a_debtor,
    a_member,
    can_pay,
    pay,
    plan_for,
)
from fairdue.people.models import Role
from fairdue.portfolio.queries import explain, total_owed

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = date(2026, 4, 1)


def agreed(debtor: Debtor, **changed: object) -> int:
    can_pay(debtor, 100_000)
    collector = a_member()
    found = propose(
        customer_id=debtor.case.customer_id,
        terms=plan_for(**changed),
        actor=collector,
        at=AT,
        channel="call",
    )
    if found.needs_approval:
        approve(agreement_id=found.id, staff=a_member(Role.COMPLIANCE), reason="agreed", at=AT)
    return accept(agreement_id=found.id, how="call", actor=collector, at=AT).id


def owed(debtor: Debtor, day: date) -> int:
    """By the explanation, and by the sum of what is owed: to the cent the same."""
    found = explain(debtor.account.pk, day)
    assert found is not None
    minor = total_owed(debtor.case.customer_id)["CNY"].minor
    assert minor == found.owed_minor
    return minor


def settled(number: int, day: date) -> AgreementFacts:
    settle_agreements(day, AT + (day - TODAY))
    return queries.agreement_known(number)


def held(debtor: Debtor, day: date) -> list[str]:
    moment = AT + (day - TODAY) + timedelta(seconds=1)
    return [hold.kind for hold in holds_in_force(debtor.case.customer_id, moment)]


def test_the_hold_goes_with_a_breach_and_comes_back_with_a_cure() -> None:
    debtor = a_debtor()
    number = agreed(debtor)
    grace = FIRST + timedelta(days=3)
    assert settled(number, grace).state == "active"
    assert held(debtor, grace) == [HoldKind.PLAN]
    over = grace + timedelta(days=1)
    assert settled(number, over).state == "breached"
    assert held(debtor, over) == []
    assert [each.id for each in queries.in_breach()] == [number]
    later = over + timedelta(days=2)
    pay(debtor, later, 50_000)
    assert settled(number, later).state == "cured"
    assert held(debtor, later) == [HoldKind.PLAN]


def test_a_payment_back_dated_into_the_grace_undoes_the_breach() -> None:
    debtor = a_debtor()
    number = agreed(debtor)
    over = FIRST + timedelta(days=10)
    assert settled(number, over).state == "breached"
    pay(debtor, FIRST, 50_000)
    found = settled(number, over)
    assert (found.state, found.state_since) == ("active", None)
    assert found.instalments[0].settled_on == FIRST


def test_ends_by_itself_when_not_cured_and_lives_again_when_the_money_was_there() -> None:
    debtor = a_debtor()
    number = agreed(debtor)
    lapsed = FIRST + timedelta(days=34)
    found = settled(number, lapsed)
    assert (found.state, found.ended_on, found.end_reason) == ("ended", lapsed, "")
    assert held(debtor, lapsed) == []
    pay(debtor, FIRST, 100_000)
    assert settled(number, lapsed).state == "active"
    assert held(debtor, lapsed) == [HoldKind.PLAN]


def test_what_was_to_be_forgiven_is_when_the_last_instalment_is_paid() -> None:
    debtor = a_debtor()
    number = agreed(debtor, kind="settlement", waived_minor=100_000, instalments=4)
    pay(debtor, FIRST, 400_000)
    assert settled(number, FIRST).state == "completed"
    assert owed(debtor, FIRST) == 0
    found = explain(debtor.account.pk, FIRST)
    assert found is not None
    assert [line.amount_minor for line in found.lines if line.kind == "waiver"] == [-100_000]
    assert held(debtor, FIRST) == []
    pay(debtor, FIRST, -200_000)
    assert settled(number, FIRST).state == "active"
    assert owed(debtor, FIRST) == 300_000
    pay(debtor, FIRST, 200_000)
    assert settled(number, FIRST).state == "completed"
    assert owed(debtor, FIRST) == 0


def test_interest_runs_by_the_agreement_while_it_runs_and_by_the_card_terms_afterwards() -> None:
    debtor = a_debtor()
    whose, later = debtor.case.customer_id, TODAY + timedelta(days=20)
    number = agreed(debtor, yearly_rate=Decimal("0.0365"))
    assert owed_parts(whose, "CNY", later).interest_minor == 20 * 50
    end(agreement_id=number, reason="as asked", actor=a_member(Role.LEAD), at=AT)
    assert owed_parts(whose, "CNY", later).interest_minor == 20 * 250
    agreed(debtor)
    assert owed_parts(whose, "CNY", later).interest_minor == 0


def test_money_counts_once_for_a_promise_kept_before_and_the_agreement() -> None:
    debtor = a_debtor()
    record_promise(
        case_id=debtor.case.pk,
        amount=Money(30_000, "CNY"),
        due_on=TODAY,
        staff=a_member(),
        at=AT - timedelta(hours=1),
    )
    pay(debtor, TODAY, 50_000)
    settle_promises(TODAY, AT)
    number = agreed(debtor)
    assert queries.agreement_known(number).paid == Money(20_000, "CNY")
    assert [each.state for each in queries.promises_of(debtor.case.customer_id)] == ["kept"]


def test_a_run_that_changes_nothing_writes_nothing() -> None:
    debtor = a_debtor()
    number = agreed(debtor)
    pay(debtor, FIRST, 50_000)
    before = settled(number, FIRST)
    known = len(entries(debtor.case.customer_id))
    assert settle_agreements(FIRST, AT) == {}
    assert len(entries(debtor.case.customer_id)) == known
    assert queries.agreement_known(number).version == before.version


def test_instalments_fall_due_for_the_queues_until_they_are_paid() -> None:
    debtor = a_debtor()
    number = agreed(debtor)
    assert [each.agreement_id for each in queries.due_between(FIRST, FIRST)] == [number]
    pay(debtor, FIRST, 50_000)
    settled(number, FIRST)
    assert queries.due_between(FIRST, FIRST) == []


def test_nobody_calls_who_has_paid_before_the_file_says_so() -> None:
    debtor = a_debtor()
    tomorrow, moment = TODAY + timedelta(days=1), AT + timedelta(days=1)
    pay(debtor, tomorrow, 49_999)
    settle_customer(debtor.case.customer_id, moment)
    assert held(debtor, tomorrow) == []
    pay(debtor, tomorrow, 1)
    settle_customer(debtor.case.customer_id, moment)
    settle_customer(debtor.case.customer_id, moment)
    assert held(debtor, tomorrow) == [HoldKind.PAYMENT]
    assert held(debtor, tomorrow + timedelta(days=4)) == []


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_comes_to_the_same_end(seed: int) -> None:
    chance = random.Random(seed)
    payments = [
        (FIRST + timedelta(days=chance.randrange(0, 100)), chance.choice([50_000, 30_000, -30_000]))
        for _ in range(8)
    ]
    payments.append((FIRST, chance.choice([350_000, 50_000])))
    end = FIRST + timedelta(days=100)
    ends = []
    for _ in range(3):
        debtor = a_debtor()
        number = agreed(debtor, kind="settlement", waived_minor=100_000, instalments=4)
        chance.shuffle(payments)
        for place, (day, minor) in enumerate(payments):
            pay(debtor, day, minor)
            if chance.random() < 0.5:
                settled(number, FIRST + timedelta(days=12 * place))
        found = settled(number, end)
        instalments = AgreementInstalment.objects.filter(agreement_id=number).order_by("number")
        ends.append(
            (
                found.state,
                found.state_since,
                found.paid,
                list(instalments.values_list("state", "paid_minor", "settled_on")),
                held(debtor, end),
                total_owed(debtor.case.customer_id),
            )
        )
    assert ends[0] == ends[1] == ends[2]
