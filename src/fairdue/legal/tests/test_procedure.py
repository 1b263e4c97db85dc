from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.rules.procedure import (
    SmallClaim,
    delay_interest,
    small_claims_track,
    trial_last_day,
)

SHARES = {"mandatory_share": Decimal("0.5"), "agreed_share": Decimal(2)}
WAGE = Decimal(120000)


@pytest.mark.parametrize(
    ("amount", "track"),
    [
        ("60000.00", "mandatory"),
        ("60000.01", "by_agreement"),
        ("240000.00", "by_agreement"),
        ("240000.01", "not_available"),
    ],
)
def test_the_track_by_amount(amount: str, track: str) -> None:
    assert small_claims_track(SmallClaim(Decimal(amount), WAGE), **SHARES) == track


@pytest.mark.parametrize("bar", ["party_missing", "foreign_element", "needs_appraisal"])
def test_a_bar_closes_the_track(bar: str) -> None:
    claim = replace(SmallClaim(Decimal(1), WAGE), **{bar: True})
    assert small_claims_track(claim, **SHARES) == "not_available"


def test_months_end_with_the_month() -> None:
    assert trial_last_day(date(2026, 11, 30), months=3, extension=1, extended=False) == date(
        2027, 2, 28
    )


def test_delay_interest_by_day() -> None:
    assert delay_interest(Decimal(80000), 90, daily_rate=Decimal("0.000175")) == Decimal(1260)
    assert delay_interest(Decimal(80000), -1, daily_rate=Decimal("0.000175")) == 0


@given(st.decimals(0, 10**7, places=2), st.decimals(0, 10**7, places=2))
def test_a_higher_claim_never_moves_towards_small_claims(one: Decimal, other: Decimal) -> None:
    order = ["mandatory", "by_agreement", "not_available"]
    low, high = (
        order.index(small_claims_track(SmallClaim(amount, WAGE), **SHARES))
        for amount in sorted((one, other))
    )
    assert low <= high


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_delay_interest_adds_up_over_days(first: int, second: int) -> None:
    rate = Decimal("0.000175")
    parts = sum(
        delay_interest(Decimal("1234.56"), days, daily_rate=rate) for days in (first, second)
    )
    assert parts == delay_interest(Decimal("1234.56"), first + second, daily_rate=rate)
