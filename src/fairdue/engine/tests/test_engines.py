"""Engines: the same columns over the same rows give the same bytes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.engine.dates import day_number, months_between
from fairdue.engine.engines import Engine, EngineError, open_engine

DATES = st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31))
ROWS = pl.DataFrame(
    {
        "ref": ["é", "b", "张三", "a"],
        "amount_minor": [3, None, 2**60, -1],
        "small": [1, 2, None, 4],
        "on": [date(2024, 2, 29), None, date(1970, 1, 1), date(2026, 12, 31)],
        "flag": [True, None, False, True],
    },
    schema_overrides={"small": pl.Int16},
)


def test_rows_come_back_as_they_went_in(engine: Engine, tmp_path: Path) -> None:
    assert engine.collect(engine.bring(ROWS)).sort("ref").equals(ROWS.sort("ref"))
    assert engine.collect(engine.bring(ROWS)).schema == ROWS.schema
    assert engine.collect(engine.bring(ROWS.clear())).equals(ROWS.clear())
    ROWS.write_parquet(tmp_path / "rows.parquet")
    read = engine.collect(engine.scan(tmp_path / "rows.parquet").select("ref", "on"))
    assert read.sort("ref").equals(ROWS.select("ref", "on").sort("ref"))


def test_a_file_has_the_same_bytes_whichever_engine_wrote_it(
    engine: Engine, tmp_path: Path
) -> None:
    with open_engine("polars") as polars:
        written = {}
        for one in (polars, engine):
            path = tmp_path / f"{one.name}.parquet"
            doubled = one.bring(ROWS).with_columns(nw.col("amount_minor") * 2)
            assert one.write(doubled, path, "ref") == ROWS.height
            written[one.name] = path.read_bytes()
    assert len(set(written.values())) == 1
    assert pl.read_parquet(path)["ref"].to_list() == ["a", "b", "é", "张三"]


@given(days=st.lists(DATES, min_size=1, max_size=30), until=DATES.filter(bool))
def test_dates_are_counted_as_the_calendar_counts(
    engine: Engine, days: list[date | None], until: date
) -> None:
    frame = pl.DataFrame({"on": days}, schema={"on": pl.Date}).with_row_index("place")
    asked = engine.bring(frame).with_columns(
        day_number("on").alias("number"), months_between("on", until).alias("months")
    )
    answer = engine.collect(asked).sort("place")
    assert answer["number"].to_list() == [day and day.toordinal() for day in days]
    assert answer["months"].to_list() == [day and months_from(day, until) for day in days]


def months_from(began: date, until: date) -> int:
    """By walking: a month is over on the day of the month it began, if it has that day."""
    whole = (until.year - began.year) * 12 + until.month - began.month
    return whole - (until.day < began.day)


def test_an_engine_nobody_knows_is_refused_by_name() -> None:
    with (
        pytest.raises(EngineError, match="no engine 'pandas'; choose one of polars, duckdb, spark"),
        open_engine("pandas"),
    ):
        pass
