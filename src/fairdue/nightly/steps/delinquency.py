"""Where every account stands, and how the cases go on."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from fairdue.delinquency import columns as standings
from fairdue.engine.engines import Frame
from fairdue.nightly.steps.night import Night

KINDS = ("entered", "rolled", "improved", "exited")


def classify(night: Night) -> tuple[int, int]:
    """Where each account stands: days, cycles, bucket, grade."""
    if not night.has_left(standings.STANDING_DATASET, "delinquency"):
        standing = standings.stand(night.scan("accounts"), night.as_of, night.tables)
        with night.write_day(standings.STANDING_DATASET) as folder:
            night.sink(standing, folder / "standing.parquet", "account_ref")
    night.files["standing"] = night.lake.file(standings.STANDING_DATASET, night.as_of, "standing")
    late = (nw.col("bucket") >= 1).cast(nw.Int64)
    counted = night.scan("standing").select(
        nw.col("account_ref").count().alias("rows"), late.sum().cast(nw.Int64).alias("past_due")
    )
    rows, past_due = night.collect(counted).row(0)
    night.figures["past_due"] = past_due or 0
    return night.figures["accounts"], rows


def follow_cases(night: Night) -> tuple[int, int]:
    """Yesterday's cases moved on by today's standings."""
    if not night.has_left(standings.CASES_DATASET, "cases"):
        _move_on(night)
    for name in ("cases", "events"):
        night.files[name] = night.lake.file(standings.CASES_DATASET, night.as_of, name)
    events = night.collect(night.scan("events")).sort("customer_ref")
    night.frames["events"] = events
    for kind in KINDS:
        night.figures[kind] = events.filter(pl.col("kind") == kind).height
    is_open = nw.col("closed_on").is_null().cast(nw.Int64)
    counted = night.scan("cases").select(
        nw.col("customer_ref").count().alias("rows"), is_open.sum().cast(nw.Int64).alias("open")
    )
    rows, cases_open = night.collect(counted).row(0)
    night.figures["cases_open"] = cases_open or 0
    return _expected(night), rows


def _move_on(night: Night) -> None:
    """Write the day's cases and what happened to them."""
    yesterday = _yesterday(night)
    today = standings.customers(standings.concerned(night.scan("standing"), yesterday))
    moved = standings.advance(yesterday, today, night.as_of, night.tables.re_default_months)
    with night.write_day(standings.CASES_DATASET) as folder:
        both = folder / "both.parquet"
        night.sink(moved, both, "customer_ref")
        night.files["moved"] = both
        night.sink(
            night.scan("moved").select(*standings.CASES), folder / "cases.parquet", "customer_ref"
        )
        events = (
            night.scan("moved")
            .filter(~nw.col("kind").is_null())
            .with_columns(nw.lit(night.as_of).alias("on"))
            .select(*standings.EVENTS)
        )
        night.sink(events, folder / "events.parquet", "customer_ref")
        both.unlink()
        del night.files["moved"]


def _yesterday(night: Night) -> Frame:
    if night.before is None:
        return night.bring(pl.DataFrame(schema=standings.CASES))
    night.files["before"] = night.lake.file(standings.CASES_DATASET, night.before, "cases")
    return night.scan("before")


def _late(night: Night) -> Frame:
    return night.scan("standing").filter(nw.col("bucket") >= 1).select("customer_ref")


def _expected(night: Night) -> int:
    """Everyone who had a case yesterday, and everyone who is past due without ever one before."""
    yesterday = _yesterday(night).select("customer_ref")
    new = _late(night).unique("customer_ref").join(yesterday, on="customer_ref", how="anti")
    counts = [each.select(nw.col("customer_ref").count()) for each in (yesterday, new)]
    return sum(int(night.collect(count).item()) for count in counts)
