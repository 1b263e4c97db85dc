"""Agreements with customers under the law of the United States and of the United Kingdom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdue.kernel.refusal import Refused
from fairdue.negotiation import queries
from fairdue.negotiation.actions import accept, propose, record_assessment, settle_agreements
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.rules.terms import INSTALMENT_PLAN, Terms
from fairdue.people.actors import Cardholder
from fairdue.portfolio.models import Account
from fairdue.portfolio.tests.bookkeeping import AT, TODAY, an_account, pay

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2026, 4, 1)


def terms_for(account: Account, instalments: int) -> Terms:
    owed = owed_parts(account.customer_id, account.currency, TODAY)
    return Terms(
        kind=INSTALMENT_PLAN,
        currency=account.currency,
        principal_minor=owed.principal_minor,
        interest_minor=owed.interest_minor,
        fees_minor=owed.fees_minor,
        waived_minor=0,
        instalments=instalments,
        every="month",
        first_due_on=FIRST,
    )


def proposed(account: Account, instalments: int, a_month_minor: int = 60_000) -> int:
    me = Cardholder(account.customer_id)
    record_assessment(
        customer_id=account.customer_id,
        currency=account.currency,
        depth="quick",
        figures={"high": a_month_minor},
        actor=me,
        at=AT,
    )
    found = propose(
        customer_id=account.customer_id,
        terms=terms_for(account, instalments),
        actor=me,
        at=AT,
        channel="portal",
    )
    return found.id


@pytest.mark.parametrize(("law", "currency"), [("US", "USD"), ("UK", "GBP")])
def test_a_plan_is_agreed_kept_and_completed(law: str, currency: str) -> None:
    account = an_account(currency, jurisdiction=law)
    me = Cardholder(account.customer_id)
    found = accept(
        agreement_id=proposed(account, 10), how="portal", actor=me, at=AT, cost_shown=True
    )
    assert (found.state, found.total.currency) == ("active", currency)
    later = AT + (FIRST - TODAY)
    pay(account, found.instalments[0].amount.minor, paid_on=FIRST, at=later)
    settle_agreements(FIRST, later)
    kept = queries.agreement_known(found.id)
    assert [each.state for each in kept.instalments[:2]] == ["paid", "open"]
    day = FIRST + timedelta(days=1)
    pay(account, kept.left.minor, paid_on=day, at=later + timedelta(days=1))
    settle_agreements(day, later + timedelta(days=1))
    assert queries.agreement_known(found.id).state == "completed"
    assert owed_parts(account.customer_id, currency, day).total_minor == 0


@pytest.mark.parametrize(("law", "currency"), [("US", "USD"), ("UK", "GBP")])
def test_no_plan_goes_above_what_can_be_paid(law: str, currency: str) -> None:
    account = an_account(currency, jurisdiction=law)
    number = proposed(account, 10, a_month_minor=40_000)
    with pytest.raises(Refused, match="waits for approval"):
        accept(agreement_id=number, how="portal", actor=Cardholder(account.customer_id), at=AT)


def test_a_workout_in_the_united_states_is_no_longer_than_the_guidance_says() -> None:
    account = an_account("USD", jurisdiction="US")
    with pytest.raises(Refused, match="month"):
        proposed(account, 62)
