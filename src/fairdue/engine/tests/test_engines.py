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


def test_rows_come_back_as_they_went_in(every_engine: Engine, tmp_path: Path) -> None:
    assert every_engine.collect(every_engine.bring(ROWS)).sort("ref").equals(ROWS.sort("ref"))
    assert every_engine.collect(every_engine.bring(ROWS)).schema == ROWS.schema
    assert every_engine.collect(every_engine.bring(ROWS.clear())).equals(ROWS.clear())
    day = tmp_path / "as_of=2026-03-31"
    day.mkdir()
    ROWS.write_parquet(day / "rows.parquet")
    scanned = every_engine.scan(day / "rows.parquet")
    assert scanned.collect_schema().names() == ROWS.columns
    read = every_engine.collect(scanned.select("ref", "on"))
    assert read.sort("ref").equals(ROWS.select("ref", "on").sort("ref"))


def test_the_rows_among_many_values_are_found(every_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    rows = pl.DataFrame({"ref": ["a", "b", "c", None, "c"], "number": [1, 2, 3, 4, 5]})
    rows.write_parquet(path)
    wanted = pl.Series(["c", "a", "x", "c"], dtype=pl.String)
    found = every_engine.collect(every_engine.among(every_engine.scan(path), "ref", wanted))
    assert found.sort("number")["number"].to_list() == [1, 3, 5]
    none = every_engine.among(every_engine.scan(path), "ref", wanted.clear())
    assert every_engine.collect(none).is_empty()


def test_a_file_has_the_same_bytes_whichever_engine_wrote_it(
    every_engine: Engine, tmp_path: Path
) -> None:
    with open_engine("polars") as polars:
        written = {}
        for one in (polars, every_engine):
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


def test_many_rows_are_the_same_bytes_however_they_were_cut(
    every_engine: Engine, tmp_path: Path
) -> None:
    many = pl.DataFrame({"ref": [f"r{number:07}" for number in range(250_000)]}).with_columns(
        (pl.int_range(pl.len()) * 7919 % 1000).alias("amount_minor"),
        pl.col("ref").str.slice(0, 4).alias("group"),
    )
    shuffled = many.sample(fraction=1, shuffle=True, seed=1)
    shuffled.write_parquet(tmp_path / "in.parquet", row_group_size=33_333)
    with open_engine("polars") as polars:
        polars.write(polars.bring(shuffled), tmp_path / "polars.parquet", "ref")
    assert every_engine.write(
        every_engine.scan(tmp_path / "in.parquet"), tmp_path / "out.parquet", "ref"
    )
    assert (tmp_path / "out.parquet").read_bytes() == (tmp_path / "polars.parquet").read_bytes()
    assert pl.read_parquet(tmp_path / "out.parquet").equals(many)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"in.parquet", "out.parquet", "polars.parquet"}
