"""The monthly file of every account at once: exact amounts, and no unfit value in any field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.pboc.layout import DETAIL_FIELDS
from fairdue.credit_record.pboc.reading import check_file
from fairdue.credit_record.pboc.writing import amount, texts, unfit, write_month
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


FIT: dict[str, object] = {
    "account": "A1",
    "name": "张伟",
    "id_type": "10",
    "id_number": "11010119800101001X",
    "currency": "CNY",
    "opened_on": date(2021, 2, 28),
    "credit_limit": "1000.00",
    "balance": "5.00",
    "past_due": "0.00",
    "minimum_due": "1.00",
    "last_payment_on": None,
    "last_payment": None,
    "five_class": "",
    "status": "N",
    "cycles_past_due": 0,
    "first_missed_on": None,
    "history": "N" * 60,
    "special_event": 0,
    "objection": 0,
}
SCHEMA: dict[str, pl.DataType] = {
    name: pl.Date()
    if name.endswith("_on")
    else pl.Int64()
    if isinstance(value, int)
    else pl.String()
    for name, value in FIT.items()
}


def unfit_field(**changed: object) -> str | None:
    frame = pl.DataFrame([FIT | changed], schema=SCHEMA).with_columns(texts())
    return frame.select(unfit()).to_series()[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("account", ""),
        ("account", "A|1"),
        ("name", None),
        ("name", "张" * 61),
        ("name", "张\n伟"),
        ("id_type", "11"),
        ("id_number", "1\x7f"),
        ("currency", "CNYX"),
        ("balance", None),
        ("credit_limit", "1" * 19),
        ("five_class", "6"),
        ("status", "?"),
        ("cycles_past_due", 1000),
        ("cycles_past_due", None),
        ("history", "N" * 61),
        ("history", "N|N"),
        ("history", "N\n"),
        ("special_event", 2),
    ],
)
def test_a_field_without_a_fit_value_is_named(name: str, value: object) -> None:
    assert unfit_field() is None
    assert unfit_field(**{name: value}) == name


def test_what_is_fit_is_read_without_a_fault(tmp_path: Path) -> None:
    rows = [FIT, FIT | {"five_class": "2", "last_payment_on": date(2026, 2, 9)}]
    details = pl.LazyFrame(rows, schema=SCHEMA).with_columns(texts())
    target, month = tmp_path / "file", date(2026, 2, 1)
    number = write_month(
        details.select(field.name for field in DETAIL_FIELDS),
        target,
        institution="B1",
        month=month,
        figures_of=date(2026, 2, 28),
        number=1,
    )
    found = check_file(target.read_bytes())
    assert (number, len(found.details), found.faults) == (2, 2, ())
