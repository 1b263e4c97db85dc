from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.rules.court_fees import (
    conversion_balance,
    first_instance_fee,
    payment_order_fee,
    progressive_fee,
    to_fen,
)

CASE = {
    "base": Decimal(50),
    "base_up_to": Decimal(10000),
    "brackets": (
        (Decimal(100000), Decimal("0.025")),
        (Decimal(200000), Decimal("0.02")),
        (Decimal(500000), Decimal("0.015")),
        (None, Decimal("0.01")),
    ),
}
PRESERVATION = {
    "base": Decimal(30),
    "base_up_to": Decimal(1000),
    "brackets": ((Decimal(100000), Decimal("0.01")), (None, Decimal("0.005"))),
    "cap": Decimal(5000),
}
AMOUNTS = st.decimals(0, 10**9, places=2)


@pytest.mark.parametrize(
    ("claim", "fee"),
    [
        ("0", "50.00"),
        ("10000", "50.00"),
        ("10001", "50.03"),
        ("100000", "2300.00"),
        ("200000", "4300.00"),
        ("500000", "8800.00"),
        ("600000", "9800.00"),
    ],
)
def test_case_fee_at_each_edge(claim: str, fee: str) -> None:
    assert to_fen(progressive_fee(Decimal(claim), **CASE)) == Decimal(fee)


def test_preservation_is_capped() -> None:
    assert progressive_fee(Decimal(100000), **PRESERVATION) == 1020
    assert progressive_fee(Decimal(5000000), **PRESERVATION) == 5000


def test_a_negative_claim_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        progressive_fee(Decimal(-1), **CASE)


def test_halves_do_not_add_up() -> None:
    both = first_instance_fee(
        Decimal(2300), simplified=True, settled_or_withdrawn=True, half=Decimal("0.5")
    )
    assert both == Decimal(1150)
    assert first_instance_fee(Decimal(2300), half=Decimal("0.5")) == Decimal(2300)


def test_a_third_is_rounded_half_up_only_at_the_end() -> None:
    assert to_fen(payment_order_fee(Decimal(2300), parts=3)) == Decimal("766.67")
    assert to_fen(conversion_balance(Decimal(2300), parts=3)) == Decimal("1533.33")


@given(AMOUNTS, AMOUNTS)
def test_a_higher_claim_never_costs_less(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert progressive_fee(low, **CASE) <= progressive_fee(high, **CASE)


@given(AMOUNTS, st.sampled_from([Decimal("0.01"), Decimal("1")]))
def test_a_little_more_costs_only_a_little_more(claim: Decimal, more: Decimal) -> None:
    step = progressive_fee(claim + more, **CASE) - progressive_fee(claim, **CASE)
    assert 0 <= step <= more * Decimal("0.025")
