"""Amounts of the monthly file are exact, for every account at once as for one."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.pboc.writing import amount
from fairdue.kernel.money import MINOR_DIGITS

LARGEST = 2**63 - 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(MINOR_DIGITS)), st.none() | st.integers(-LARGEST, LARGEST)
        ),
        max_size=20,
    )
)
def test_amounts_are_texts_with_the_currency_s_own_decimals(
    rows: list[tuple[str, int | None]],
) -> None:
    frame = pl.DataFrame(rows, schema={"currency": pl.String, "minor": pl.Int64}, orient="row")
    expected = [
        None if minor is None else f"{Decimal(minor).scaleb(-MINOR_DIGITS[currency]):f}"
        for currency, minor in rows
    ]
    assert frame.select(amount("minor")).to_series().to_list() == expected


def test_cents_keep_their_zeros() -> None:
    frame = pl.DataFrame({"currency": ["CNY", "CNY", "JPY"], "minor": [5, -70, 0]})
    assert frame.select(amount("minor")).to_series().to_list() == ["0.05", "-0.70", "0"]
