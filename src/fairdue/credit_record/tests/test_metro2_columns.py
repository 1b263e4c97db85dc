"""A portfolio's file is written by columns as it is record by record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.metro2 import (
    File,
    Form,
    Metro2Error,
    Value,
    differences,
    made,
    read_file,
    write_file,
)
from fairdue.credit_record.metro2.columns import (
    check_columns,
    record_octets,
    unfit,
    write_portfolio,
)
from fairdue.credit_record.metro2.layout import BASE, Kind
from fairdue.credit_record.tests.test_metro2_files import ACCOUNT, HEADER, values_of

SCHEMA: dict[str, pl.DataType] = {
    field.name: {
        Kind.TEXT: pl.String(),
        Kind.DIGITS: pl.String(),
        Kind.NUMBER: pl.Int64(),
        Kind.DATE: pl.Date(),
        Kind.TIME: pl.Datetime("us"),
    }[field.kind]
    for field in BASE.fields
}


@given(
    st.lists(
        st.fixed_dictionaries(
            {field.name: values_of(field) for field in BASE.fields}
            | {"processing_indicator": st.just("1")}
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_line_is_the_record_that_the_same_values_make(rows: list[dict[str, Value]]) -> None:
    lines = record_octets(pl.DataFrame(rows, schema=SCHEMA))
    for row, line in zip(rows, lines, strict=True):
        record = made("base", row, form=Form.FIXED)
        assert line.tobytes() == write_file(File((record,), packed=False)) + b"\n"


def test_a_portfolio_s_file_can_be_read_and_its_trailer_agrees(tmp_path: Path) -> None:
    rows = [
        ACCOUNT,
        ACCOUNT | {"account_status": "97", "ecoa_code": "Z", "social_security_number": "0" * 9},
        ACCOUNT | {"account_status": "DF", "date_birth": None, "telephone_number": ""},
    ]
    accounts = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in ACCOUNT})
    target = tmp_path / "2026-02.dat"
    number, size = write_portfolio(HEADER, accounts.lazy(), target)
    found = read_file(target.read_bytes())
    assert (number, size) == (3, target.stat().st_size)
    assert differences(found) == ()
    assert [record.values["account_status"] for record in found.records[1:-1]] == [
        "71",
        "97",
        "DF",
    ]
    assert found.records[-1].values["block_count"] == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("surname", "D" * 26),
        ("surname", "DÖE"),
        ("surname", ""),
        ("credit_limit", -1),
        ("current_balance", 10**9),
        ("telephone_number", "+1"),
        ("date_opened", None),
    ],
)
def test_the_first_unfit_account_is_named_and_no_file_is_left(
    tmp_path: Path, name: str, value: Value
) -> None:
    schema = {each: SCHEMA[each] for each in ACCOUNT}
    accounts = pl.DataFrame([ACCOUNT, ACCOUNT | {name: value}], schema=schema)
    with pytest.raises(Metro2Error, match=f"account 2: {name} has no fit value"):
        write_portfolio(HEADER, accounts.lazy(), tmp_path / "2026-02.dat")
    assert not list(tmp_path.iterdir())


def test_a_required_column_that_is_missing_makes_every_account_unfit() -> None:
    schema = {each: SCHEMA[each] for each in ACCOUNT if each != "account_status"}
    accounts = pl.DataFrame([ACCOUNT], schema=schema)
    assert accounts.select(unfit(schema)).item() == "account_status"


def test_a_column_that_no_field_takes_is_refused() -> None:
    with pytest.raises(Metro2Error, match="base has no colour"):
        check_columns({"colour": pl.String()})
    with pytest.raises(Metro2Error, match="base has no date_opened of type String"):
        check_columns({"date_opened": pl.String()})


def test_nothing_is_left_where_the_disk_refuses(tmp_path: Path) -> None:
    accounts = pl.DataFrame([ACCOUNT], schema={name: SCHEMA[name] for name in ACCOUNT})
    missing = tmp_path / "nowhere" / "2026-02.dat"
    with pytest.raises(FileNotFoundError):
        write_portfolio(HEADER | {"activity_date": date(2026, 2, 28)}, accounts.lazy(), missing)
