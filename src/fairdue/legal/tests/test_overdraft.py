from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.rules import overdraft
from fairdue.legal.rules.overdraft import (
    Demand,
    amount_tier,
    effective_days,
    evidence_complete,
    is_effective,
    is_excluded,
    leniency,
    overdraft_principal,
    second_effective_day,
    unpaid_long_enough,
)

TIERS = (
    (Decimal(50000), "large"),
    (Decimal(500000), "huge"),
    (Decimal(5000000), "especially_huge"),
)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
DEMANDS = st.lists(
    st.builds(Demand, DAYS, st.booleans(), st.booleans(), st.booleans(), st.booleans()), max_size=8
)


def demand(on: date, **more: bool) -> Demand:
    facts = {"after_overdue": True, "receipt_confirmed": True, "evading": False, "lawful": True}
    return Demand(on, **(facts | more))


@pytest.mark.parametrize(
    ("facts", "effective"),
    [
        ({}, True),
        ({"receipt_confirmed": False}, False),
        ({"receipt_confirmed": False, "evading": True}, True),
        ({"after_overdue": False}, False),
        ({"lawful": False}, False),
    ],
)
def test_what_makes_a_demand_count(facts: dict[str, bool], effective: bool) -> None:
    assert is_effective(demand(date(2026, 3, 1), **facts)) == effective


def test_thirty_days_apart_is_enough_and_twenty_nine_is_not() -> None:
    first = demand(date(2026, 3, 1))
    assert second_effective_day([first, demand(date(2026, 3, 30))], gap_days=30) is None
    assert second_effective_day([first, demand(date(2026, 3, 31))], gap_days=30) == date(
        2026, 3, 31
    )


def test_exactly_three_months_is_not_more() -> None:
    assert not unpaid_long_enough(date(2025, 11, 30), date(2026, 2, 28), months=3)
    assert unpaid_long_enough(date(2025, 11, 30), date(2026, 3, 1), months=3)
    assert not unpaid_long_enough(None, date(2026, 3, 1), months=3)


def test_a_repayment_after_the_filing_does_not_count() -> None:
    repaid = [(date(2026, 1, 5), Decimal(4000)), (date(2026, 6, 5), Decimal(9000))]
    assert overdraft_principal(Decimal(60000), repaid, filed_on=date(2026, 5, 1)) == Decimal(56000)
    assert overdraft_principal(Decimal(60000), repaid, filed_on=None) == Decimal(47000)


@pytest.mark.parametrize(
    ("principal", "tier"),
    [
        ("49999.99", "below_threshold"),
        ("50000", "large"),
        ("499999.99", "large"),
        ("500000", "huge"),
        ("5000000", "especially_huge"),
    ],
)
def test_tiers_begin_at_their_edge(principal: str, tier: str) -> None:
    assert amount_tier(Decimal(principal), tiers=TIERS) == tier


@pytest.mark.parametrize(
    ("tier", "before_prosecution", "before_judgment", "punished", "opens"),
    [
        ("large", True, True, 1, "may_not_be_prosecuted"),
        ("large", False, True, 0, "may_be_exempted"),
        ("large", False, False, 0, "none"),
        ("large", True, True, 2, "none"),
        ("huge", True, True, 0, "none"),
    ],
)
def test_leniency(
    tier: str, before_prosecution: bool, before_judgment: bool, punished: int, opens: str
) -> None:
    assert opens == leniency(
        tier,
        repaid_before_prosecution=before_prosecution,
        repaid_before_judgment=before_judgment,
        times_punished=punished,
        covered_tier="large",
        punished_times_bar=2,
    )


def test_disguised_loans_are_outside() -> None:
    assert is_excluded("disguised_loan", excluded_purposes=("disguised_loan",))
    assert not is_excluded("card", excluded_purposes=("disguised_loan",))


def test_evidence_needs_signature_seal_and_proof() -> None:
    clauses = evidence_complete(staff_signed=True, bank_sealed=True, proofs=0)
    assert [clause.allowed for clause in clauses] == [True, True, False]


def test_the_rules_accuse_nobody() -> None:
    text = Path(str(overdraft.__file__)).read_text(encoding="utf-8").lower()
    assert not [word for word in ("crime", "guilty", "犯罪", "诈骗") if word in text]


@given(DEMANDS)
def test_an_unlawful_demand_never_helps(demands: list[Demand]) -> None:
    lawful = [each for each in demands if each.lawful]
    assert effective_days(demands) == effective_days(lawful)


@given(DEMANDS, st.integers(1, 90))
def test_the_second_day_is_the_earliest_far_enough(demands: list[Demand], gap: int) -> None:
    days = effective_days(demands)
    pairs = [b for a in days for b in days if b - a >= timedelta(days=gap)]
    assert second_effective_day(demands, gap_days=gap) == min(pairs, default=None)


@given(st.decimals(0, 10**6, places=2), st.lists(st.decimals(0, 10**5, places=2), max_size=6))
def test_principal_stays_between_zero_and_drawn(drawn: Decimal, paid: list[Decimal]) -> None:
    left = overdraft_principal(drawn, [(None, amount) for amount in paid], filed_on=None)
    assert 0 <= left <= drawn
