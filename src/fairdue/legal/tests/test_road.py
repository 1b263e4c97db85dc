"""Which claims may go to law, by which road, and what each is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.queries.policy import (
    court_fee,
    fees_of_roads,
    order_conditions,
    roads_policy,
)
from fairdue.legal.rules import road
from fairdue.legal.rules.road import EVIDENCE, ClaimFacts, Comparison

ON = date(2026, 3, 10)
FACTS = ClaimFacts(owed_minor=2_000_000, currency="CNY", law="CN", evidence=frozenset(EVIDENCE))


def compared(facts: ClaimFacts) -> Comparison:
    barring, worth = roads_policy(ON)
    return road.compare(
        facts,
        barring=barring,
        worth=worth,
        conditions=order_conditions(ON),
        fees=fees_of_roads(facts.law, facts.owed_minor, facts.currency, ON),
    )


def test_roads_are_compared_by_what_they_leave() -> None:
    found = compared(FACTS)
    assert found.claim.allowed
    suit, order = found.road("suit"), found.road("payment_order")
    assert suit and order
    assert order.cost_minor == 10_000  # a third of ¥300
    assert suit.cost_minor == 15_000 + 150_000  # half of ¥300, and the lawyer's least
    assert order.expected_minor == 440_000
    assert found.best == "payment_order"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"owed_minor": 0}, "LENDER-ROADS"),
        ({"disputes_open": 1}, "LENDER-ROADS"),
        ({"holds": ("deceased",)}, "LENDER-ROADS"),
        ({"marks": ("vulnerability",)}, "LENDER-ROADS"),
        ({"has_another_matter": True}, "LENDER-ROADS"),
        ({"time_barred": True}, "CN-LIM-03"),
        ({"time_barred": True, "law": "UK", "currency": "GBP"}, "uk.conc.7.15"),
        ({"time_barred": True, "law": "US", "currency": "USD"}, "us.regf.26.time_barred"),
    ],
)
def test_what_bars_a_claim_is_named_and_leaves_no_road(
    changed: dict[str, object], rule: str
) -> None:
    found = compared(replace(FACTS, **changed))  # type: ignore[arg-type]
    assert [clause.rule for clause in found.claim.failing] == [rule]
    assert found.best == ""


def test_a_wish_not_to_be_contacted_does_not_bar_the_courts() -> None:
    assert compared(replace(FACTS, holds=("cease",))).claim.allowed


def test_an_unknown_period_denies() -> None:
    found = compared(replace(FACTS, law="US", currency="USD", time_barred=None))
    assert not found.claim.allowed
    assert found.claim.missing == ("limitation_last_day",)


def test_a_payment_order_asks_for_every_condition_of_the_law() -> None:
    for name in order_conditions(ON):
        facts = replace(FACTS, conditions=FACTS.conditions - {name})  # type: ignore[operator]
        order = compared(facts).road("payment_order")
        assert order is not None
        assert [clause.rule for clause in order.verdict.failing] == ["CN-PO-01"]


def test_the_uk_and_us_have_no_payment_order() -> None:
    assert compared(replace(FACTS, law="UK", currency="GBP")).road("payment_order") is None


@pytest.mark.parametrize(
    ("yuan", "case_fee", "order_fee"),
    [
        ("10000", "25.00", "16.67"),
        ("10000.01", "25.00", "16.67"),
        ("10001", "25.01", "16.68"),
        ("100000", "1150.00", "766.67"),
        ("100001", "1150.01", "766.67"),
        ("200000", "2150.00", "1433.33"),
        ("500000", "4400.00", "2933.33"),
        ("1000000", "6900.00", "4600.00"),
    ],
)
def test_fees_at_the_edges_of_the_brackets_to_the_cent(
    yuan: str, case_fee: str, order_fee: str
) -> None:
    minor = int(Decimal(yuan) * 100)
    assert court_fee("case_fee", minor, ON).amount_minor == int(Decimal(case_fee) * 100)
    assert court_fee("payment_order_fee", minor, ON).amount_minor == int(Decimal(order_fee) * 100)
    whole = court_fee("payment_order_fee", minor, ON).amount_minor
    balance = court_fee("conversion_fee", minor, ON).amount_minor
    assert abs(whole + balance - 2 * int(Decimal(case_fee) * 100)) <= 2


FACTS_AT_RANDOM = st.builds(
    ClaimFacts,
    owed_minor=st.integers(-10, 10**9),
    currency=st.just("CNY"),
    law=st.just("CN"),
    disputes_open=st.integers(0, 2),
    holds=st.lists(st.sampled_from(["dispute", "cease", "deceased", "plan"])).map(tuple),
    marks=st.lists(st.sampled_from(["hardship", "abuse"])).map(tuple),
    time_barred=st.booleans(),
    evidence=st.frozensets(st.sampled_from(sorted(EVIDENCE))),
    has_assets=st.booleans(),
    has_another_matter=st.booleans(),
)


@given(FACTS_AT_RANDOM)
def test_the_best_road_is_allowed_and_no_other_allowed_one_leaves_more(facts: ClaimFacts) -> None:
    found = compared(facts)
    barred = (
        facts.owed_minor <= 0
        or facts.disputes_open
        or set(facts.holds) - {"cease"}
        or "hardship" in facts.marks
        or facts.time_barred
        or facts.has_another_matter
    )
    assert found.claim.allowed is not bool(barred)
    allowed = [each for each in found.roads if found.claim.allowed and each.verdict.allowed]
    best = found.road(found.best) if found.best else None
    assert (best is None) == (not allowed)
    assert all(best is not None and best.net_minor >= each.net_minor for each in allowed)
