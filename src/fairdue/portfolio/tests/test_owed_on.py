"""What is owed on a day is explained from the issuer's figures and what came since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdue.kernel.money import Money
from fairdue.portfolio.actions import reverse_payment
from fairdue.portfolio.models import Account
from fairdue.portfolio.queries import explain, owed_on, total_owed
from fairdue.portfolio.rules.balance import Explanation
from fairdue.portfolio.tests.bookkeeping import (
    AT,
    DAY,
    GATEWAY,
    TODAY,
    a_balance,
    an_account,
    file_arrives,
    pay,
)

pytestmark = pytest.mark.django_db(transaction=True)

LATE = {
    "total_minor": 500_000,
    "principal_minor": 400_000,
    "interest_minor": 60_000,
    "fees_minor": 30_000,
    "instalment_fee_minor": 10_000,
    "past_due_minor": 50_000,
}


def explained(account: Account, on: date) -> Explanation:
    found = explain(account.pk, on)
    assert found is not None
    assert sum(line.amount_minor for line in found.lines) == found.total_minor
    return found


def test_interest_runs_on_principal_from_the_issuers_figures_on() -> None:
    account = an_account(**LATE)
    on = DAY + timedelta(days=10)
    found = explained(account, on)
    assert [line.kind for line in found.lines] == ["opening", "interest"]
    interest = found.lines[1]
    assert (interest.base_minor, interest.days, str(interest.rate)) == (400_000, 10, "0.0005")
    assert interest.amount_minor == 2_000
    assert interest.rule == "LENDER-RATE" and interest.citation is not None
    assert found.total_minor == 502_000


@pytest.mark.parametrize(
    ("jurisdiction", "late_since", "rule", "principal_paid"),
    [
        ("CN", TODAY - timedelta(days=90), "CN-PAY-01", 0),
        ("CN", TODAY - timedelta(days=91), "CN-PAY-01", 100_000),
        ("UK", TODAY - timedelta(days=91), "LENDER-PAYMENT", 0),
        ("US", TODAY - timedelta(days=91), "us.regz.53", 80_000),
    ],
)
def test_a_payment_is_allocated_by_the_customers_law_on_its_day(
    jurisdiction: str, late_since: date, rule: str, principal_paid: int
) -> None:
    account = an_account(
        jurisdiction=jurisdiction,
        **LATE | {"oldest_unmet_due_on": late_since, "minimum_due_minor": 20_000},
    )
    pay(account, 100_000, "GW-1")
    found = explained(account, TODAY)
    [line] = [line for line in found.lines if line.kind == "payment"]
    assert (line.ref, line.rule, -line.split.principal) == ("GW-1", rule, principal_paid)
    assert line.citation is not None
    assert line.amount_minor == -100_000


def test_each_account_of_a_customer_is_explained_in_its_own_currency() -> None:
    account = an_account(**LATE)
    an_account("USD", customer=account.customer, **LATE)
    without_figures = Account.objects.create(
        customer=account.customer, account_ref="none", currency="CNY", last_seen_on=DAY
    )
    found = owed_on(account.customer_id, DAY)
    assert sorted(each.currency for each in found) == ["CNY", "USD"]
    assert explain(without_figures.pk, DAY) is None
    assert explain(account.pk, DAY - timedelta(days=1)) is None
    assert owed_on(0, DAY) == []


def test_what_was_overpaid_is_a_credit_and_never_lost() -> None:
    account = an_account(**LATE)
    pay(account, 600_000)
    found = explained(account, TODAY + timedelta(days=30))
    assert (found.owed_minor, found.credit_minor, found.total_minor) == (0, 100_000, -100_000)
    assert found.past_due_minor == 0


def test_a_payment_taken_back_is_owed_again_as_it_was() -> None:
    account = an_account(**LATE)
    pay(account, 600_000, "GW-1")
    reverse_payment(payment_ref="GW-1", reversed_on=TODAY, source="portal", actor=GATEWAY, at=AT)
    found = explained(account, TODAY)
    assert tuple(found.components) == (400_000, 60_200, 30_000, 10_000, 0)
    assert found.past_due_minor == 50_000


def test_a_payment_in_later_figures_is_taken_back_by_what_it_paid() -> None:
    account = an_account(**LATE)
    pay(account, 70_000, "GW-1")
    file_arrives(TODAY, ("GW-1", account, TODAY, 70_000))
    after = LATE | {"total_minor": 430_200, "interest_minor": 30_200, "fees_minor": 0}
    a_balance(account, TODAY, **after | {"instalment_fee_minor": 0, "past_due_minor": 0})
    reverse_payment(payment_ref="GW-1", reversed_on=TODAY, source="portal", actor=GATEWAY, at=AT)
    found = explained(account, TODAY)
    assert tuple(found.components) == (400_000, 60_200, 30_000, 10_000, 0)


def test_where_the_issuer_says_otherwise_a_line_says_by_how_much() -> None:
    account = an_account(**LATE)
    later = DAY + timedelta(days=31)
    a_balance(account, later, **LATE | {"total_minor": 520_000, "principal_minor": 420_000})
    found = explained(account, later)
    issuer = found.lines[-1]
    assert (issuer.kind, issuer.amount_minor) == ("issuer", 520_000 - 506_200)
    assert (issuer.split.principal, issuer.split.interest) == (20_000, -6_200)
    assert found.total_minor == 520_000
    assert found.figures_on == later


def test_a_payment_the_issuers_figures_do_not_have_yet_stays_counted() -> None:
    account = an_account(**LATE)
    pay(account, 100_000, "GW-1")
    a_balance(account, TODAY, **LATE)
    found = explained(account, TODAY)
    assert found.total_minor == 400_000
    assert total_owed(account.customer_id) == {"CNY": Money(400_000, "CNY")}


def test_a_payment_dated_back_counts_from_its_day() -> None:
    account = an_account(**LATE)
    later = DAY + timedelta(days=20)
    a_balance(account, later, **LATE)
    at = AT + timedelta(days=25)
    pay(account, 100_000, "GW-1", paid_on=DAY + timedelta(days=2), at=at)
    found = explained(account, DAY + timedelta(days=25))
    kinds = [(line.on, line.kind) for line in found.lines]
    assert (DAY + timedelta(days=2), "payment") in kinds
    assert found.total_minor == 400_000 + 5 * 200
