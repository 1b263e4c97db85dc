"""Closing a month: what every account's month is called, from the last night's figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from fairdue.credit_record.columns.months import (
    DATASET,
    FILE,
    MADE_FROM,
    MONTHS,
    close_month,
    current_on_a_night,
    late_then_and_now,
)
from fairdue.credit_record.rules.months import last_day_of_month, months_missed
from fairdue.delinquency.columns import STANDING, STANDING_DATASET
from fairdue.engine.engines import Engine, Frame
from fairdue.engine.lake import DayMissingError, Lake, lake
from fairdue.portfolio.columns import DATASET as PORTFOLIO

ORDER = "account_ref"


def write_month(
    house: Lake, engine: Engine, month: date, night: date, made_by: Mapping[str, Any]
) -> tuple[int, int]:
    """Write a month of the lake's credit months, named by its last day; accounts in and out.

    The same lake gives the same bytes. `night` is the month's last; `made_by` goes into the
    manifest. Raises DayMissingError where the night left no standings.
    """
    standing = engine.scan(house.file(STANDING_DATASET, night, "standing"), ORDER)
    accounts = engine.scan(house.file(PORTFOLIO, night, "accounts"), ORDER)
    earlier = house.before(DATASET, month)
    if earlier is None:
        before = engine.bring(pl.DataFrame(schema=MONTHS))
    else:
        before = engine.scan(house.file(DATASET, earlier, FILE), ORDER)
    cured = _cured(house, engine, standing, before, earlier, night)
    missed = months_missed(earlier, month)
    found = close_month(standing, accounts, before, cured, month, missed)
    manifest = {**made_by, MADE_FROM: str(night), "month_before": str(earlier or "")}
    with house.write_day(DATASET, month, manifest) as folder:
        target = folder / f"{FILE}.parquet"
        engine.write(found, target, ORDER)
        written = pl.scan_parquet(target)
        there = int(written.filter(pl.col("present_on") == month).select(pl.len()).collect().item())
    counted = engine.collect(standing.select(nw.col(ORDER).count().alias("rows")))
    return int(counted.item()), there


def close_again(engine: Engine, month: date) -> int:
    """Write a month anew from its last night in the lake; how many accounts it has.

    Raises DayMissingError for a month that has no night, or isn't over.
    """
    house, last = lake(), last_day_of_month(month)
    nights = house.days(STANDING_DATASET)
    own = [night for night in nights if month.replace(day=1) <= night <= last]
    if not own or nights[-1] < last:
        raise DayMissingError(f"{month:%Y-%m} isn't over, or no night of it was run")
    made = {name: house.manifest(DATASET, last).get(name, "") for name in ("night",)}
    return write_month(house, engine, last, own[-1], made)[1]


def _cured(
    house: Lake, engine: Engine, standing: Frame, before: Frame, earlier: date | None, night: date
) -> Frame:
    """Who was current on a night between the two months' ends, though late at both."""
    nights = [
        day for day in house.days(STANDING_DATASET) if earlier and earlier < day < night
    ]  # fmt: skip
    if not nights:
        return engine.bring(pl.DataFrame(schema={ORDER: STANDING[ORDER]}))
    scanned = [engine.scan(house.file(STANDING_DATASET, day, "standing"), ORDER) for day in nights]
    return current_on_a_night(scanned, late_then_and_now(standing, before))
