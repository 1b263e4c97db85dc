"""Interest that was agreed or stopped counts in the balance, with its reason; waivers come back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.people.actors import Unattended
from fairdue.portfolio.actions import (
    RateGiven,
    forgive_of_record,
    restore_of_record,
    set_rate_of_record,
)
from fairdue.portfolio.models import Account
from fairdue.portfolio.queries import explain, total_owed
from fairdue.portfolio.rules.balance import Line, Parts
from fairdue.portfolio.rules.forgiving import share_out
from fairdue.portfolio.tests.bookkeeping import AT, DAY, TODAY, a_balance, an_account

NIGHT = Unattended("night")
FIGURES = {"principal_minor": 450_000, "interest_minor": 20_000, "fees_minor": 30_000}
LATER = DAY + timedelta(days=10)


def lines(account: Account, kind: str, on: date = LATER) -> list[Line]:
    found = explain(account.pk, on)
    assert found is not None
    assert sum(line.amount_minor for line in found.lines) == found.total_minor
    return [line for line in found.lines if line.kind == kind]


def lowered(account: Account, ref: str = "hardship:1", **changes: object) -> None:
    given = {
        "ref": ref,
        "customer_id": account.customer_id,
        "currency": "",
        "because": "hardship",
        "rule": "LENDER-HARDSHIP",
        "from_on": DAY + timedelta(days=3),
        "until_on": DAY + timedelta(days=6),
        "yearly": Decimal(0),
    }
    set_rate_of_record(RateGiven(**(given | changes)), NIGHT, AT)  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_interest_stops_for_the_days_granted_and_says_why() -> None:
    account = an_account(**FIGURES)
    lowered(account)
    before, stopped, after = lines(account, "interest")
    assert [each.amount_minor for each in (before, stopped, after)] == [450, 0, 900]
    assert (stopped.since_on, stopped.on, stopped.rate) == (
        DAY + timedelta(days=3),
        DAY + timedelta(days=6),
        0,
    )
    assert stopped.rule == "LENDER-HARDSHIP" and stopped.citation is not None
    assert "hardship" in stopped.text.en and "困难帮扶" in stopped.text.zh


@pytest.mark.django_db(transaction=True)
def test_the_lowest_of_several_rates_counts_and_none_above_the_card_terms() -> None:
    account = an_account(**FIGURES)
    lowered(account, "agreement:1", until_on=None, because="agreement", yearly=Decimal("0.0365"))
    lowered(account, "agreement:2", until_on=None, because="agreement", yearly=Decimal("0.9"))
    lowered(account)
    assert [each.rate for each in lines(account, "interest")] == [
        Decimal("0.0005"),
        Decimal(0),
        Decimal("0.0001"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_rate_of_another_currency_or_another_customer_changes_nothing() -> None:
    account = an_account(**FIGURES)
    lowered(account, currency="USD")
    lowered(an_account(**FIGURES), "hardship:2")
    assert [each.amount_minor for each in lines(account, "interest")] == [2_250]


@pytest.mark.django_db(transaction=True)
def test_the_same_again_writes_nothing_and_a_change_replaces_it() -> None:
    account = an_account(**FIGURES)
    for _ in range(2):
        lowered(account)
    assert Entry.objects.filter(action="rate_agreed").count() == 1
    lowered(account, until_on=DAY + timedelta(days=2))
    assert [each.amount_minor for each in lines(account, "interest")] == [2_250]
    assert Entry.objects.filter(action="rate_agreed").count() == 2


def forgiven(account: Account, minor: int, on: date = TODAY) -> int:
    return forgive_of_record(
        customer_id=account.customer_id,
        cause="agreement:7",
        amount=Money(minor, "CNY"),
        effective_on=on,
        actor=NIGHT,
        at=AT,
    ).minor


@pytest.mark.django_db(transaction=True)
def test_what_is_forgiven_is_shared_out_over_accounts_and_owed_again_when_taken_back() -> None:
    first = an_account(**FIGURES)
    second = an_account(customer=first.customer, **FIGURES)
    owed = total_owed(first.customer_id)["CNY"].minor
    for _ in range(3):
        for _ in range(2):
            assert forgiven(first, 105_000) == 105_000
        assert total_owed(first.customer_id) == {"CNY": Money(owed - 105_000, "CNY")}
        assert [(each.amount_minor, each.split.fees) for each in lines(second, "waiver")][-2:] == [
            (-30_000, -30_000),
            (-20_000, 0),
        ]
        for _ in range(2):
            restore_of_record(cause="agreement:7", effective_on=TODAY, actor=NIGHT, at=AT)
        assert total_owed(first.customer_id) == {"CNY": Money(owed, "CNY")}
    again = lines(second, "restored")
    assert {each.split.fees for each in again} == {30_000, 0}
    assert again[0].text.zh.startswith("减免撤回")


@pytest.mark.django_db(transaction=True)
def test_a_waiver_that_had_no_effect_brings_nothing_back() -> None:
    account = an_account(**FIGURES)
    forgiven(account, 30_000)
    earlier = DAY - timedelta(days=1)
    a_balance(account, earlier, **FIGURES)
    restore_of_record(cause="agreement:7", effective_on=TODAY, actor=NIGHT, at=AT)
    found = explain(account.pk, TODAY)
    assert found is not None
    assert found.components.fees == 30_000 and found.past_due_minor == 50_000


@pytest.mark.django_db(transaction=True)
def test_no_more_is_forgiven_than_is_owed() -> None:
    account = an_account(**FIGURES)
    assert forgiven(account, 900_000) == 500_000
    found = explain(account.pk, TODAY)
    assert found is not None and found.total_minor == 0


PARTS = st.builds(Parts, *[st.integers(0, 50)] * 4, st.just(0))


@given(st.integers(0, 300), st.lists(PARTS, max_size=3))
def test_shares_add_up_to_the_amount_or_to_all_that_is_owed(minor: int, owed: list[Parts]) -> None:
    named = [(f"a{place}", parts) for place, parts in enumerate(owed)]
    shares = list(share_out(minor, named))
    assert sum(each.minor for each in shares) == min(minor, sum(each.owed for each in owed))
    assert all(
        0 < each.minor <= getattr(dict(named)[each.account_ref], each.component) for each in shares
    )
