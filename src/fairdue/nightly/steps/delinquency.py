"""Where every account stands, and how the cases go on."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from fairdue.delinquency import columns as standings
from fairdue.nightly.steps.night import Night


def classify(night: Night) -> tuple[int, int]:
    """Where each account stands: days, cycles, bucket, grade."""
    accounts = night.frames["accounts"]
    lazy = standings.stand(nw.from_native(accounts.lazy()), night.as_of, night.tables)
    standing = lazy.to_native().collect().sort("account_ref")
    night.write(standings.STANDING_DATASET, standing=standing)
    night.frames["standing"] = standing
    night.figures["past_due"] = standing.filter(pl.col("bucket") >= 1).height
    return accounts.height, standing.height


def follow_cases(night: Night) -> tuple[int, int]:
    """Yesterday's cases moved on by today's standings."""
    yesterday = _cases_before(night)
    standing = night.frames["standing"]
    open_cases = yesterday.filter(pl.col("closed_on").is_null()).select("customer_ref")
    late = standing.filter(pl.col("bucket") >= 1).select("customer_ref")
    concerned = pl.concat([open_cases, late]).unique()
    today = standings.customers(
        nw.from_native(standing.lazy().join(concerned.lazy(), on="customer_ref", how="semi"))
    )
    after = standings.advance(
        nw.from_native(yesterday.lazy()), today, night.as_of, night.tables.re_default_months
    )
    moved = after.to_native().collect().sort("customer_ref")
    cases = moved.select(*standings.CASES)
    events = (
        moved.filter(pl.col("kind").is_not_null())
        .with_columns(pl.lit(night.as_of).alias("on"))
        .select(*standings.EVENTS)
    )
    night.write(standings.CASES_DATASET, cases=cases, events=events)
    night.frames |= {"cases": cases, "events": events}
    night.figures["cases_open"] = cases.filter(pl.col("closed_on").is_null()).height
    for kind in ("entered", "rolled", "improved", "exited"):
        night.figures[kind] = events.filter(pl.col("kind") == kind).height
    new = late.unique().join(yesterday, on="customer_ref", how="anti").height
    return yesterday.height + new, cases.height


def _cases_before(night: Night) -> pl.DataFrame:
    if night.before is None:
        return pl.DataFrame(schema=standings.CASES)
    return pl.read_parquet(night.lake.file(standings.CASES_DATASET, night.before, "cases"))
