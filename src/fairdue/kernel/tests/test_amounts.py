"""Amounts as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.amounts import MINOR_MAX, read_amount
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1200", "CNY", 120_000),
        ("1,200.50", "CNY", 120_050),
        ("¥1 200", "CNY", 120_000),
        ("￥１２００．５", "CNY", 120_050),
        ("$0.01", "USD", 1),
        ("1200.", "GBP", 120_000),
        ("1500", "JPY", 1500),
    ],
)
def test_reads_what_people_type(text: str, currency: str, minor: int) -> None:
    assert read_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "0",
        "0.00",
        "-5",
        "−5",
        "1e9",
        "1e999999999",
        "NaN",
        "Infinity",
        "1.2.3",
        "9" * 16,
        "9" * 400,
    ],
)
def test_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(Refused):
        read_amount(text, "CNY")


@pytest.mark.parametrize(("text", "currency"), [("1.005", "CNY"), ("10.5", "JPY"), ("5", "XXX")])
def test_refuses_more_digits_than_the_currency_has(text: str, currency: str) -> None:
    with pytest.raises(Refused):
        read_amount(text, currency)


@given(st.integers(1, MINOR_MAX))
def test_reads_every_amount_as_it_is_written(minor: int) -> None:
    written = f"{Money(minor, 'CNY').amount:,}"
    assert read_amount(written, "CNY") == Money(minor, "CNY")


@given(st.text(max_size=30))
def test_no_text_makes_it_fall_over(text: str) -> None:
    with suppress(Refused):
        assert read_amount(text, "CNY").minor > 0
