"""Money is whole minor units of one currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import (
    MINOR_DIGITS,
    CurrencyMismatchError,
    Money,
    UnknownCurrencyError,
)

AMOUNTS = st.integers(-(10**14), 10**14)
CURRENCIES = st.sampled_from(sorted(MINOR_DIGITS))


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.345", "CNY", 1235), ("-0.005", "CNY", -1), ("1200", "JPY", 1200), ("0.5", "JPY", 1)],
)
def test_rounds_half_up_to_the_minor_unit(amount: str, currency: str, minor: int) -> None:
    assert Money.of(amount, currency).minor == minor


@given(AMOUNTS, CURRENCIES)
def test_an_amount_survives_the_way_to_major_units_and_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.amount, currency) == money


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_adding_and_taking_away_again_changes_nothing(one: int, other: int, currency: str) -> None:
    first, second = Money(one, currency), Money(other, currency)
    assert first + second - second == first
    assert (first < second) == (one < other)


def test_refuses_to_combine_two_currencies() -> None:
    with pytest.raises(CurrencyMismatchError, match="different currencies"):
        Money(1, "CNY") + Money(1, "USD")
    with pytest.raises(CurrencyMismatchError):
        assert Money(1, "CNY") < Money(2, "USD")


def test_names_the_known_currencies_when_it_meets_another() -> None:
    with pytest.raises(UnknownCurrencyError, match="'XXX' is unknown; known are CNY"):
        Money.of("1", "XXX")


def test_reads_as_a_person_writes_it() -> None:
    assert str(Money(123456, "CNY")) == "1,234.56 CNY"
    assert not Money(0, "CNY")
    assert Money(-5, "CNY").amount == Decimal("-0.05")
