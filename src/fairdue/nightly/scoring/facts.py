"""Gathers what scores are computed and learned from: the lake's days, contacts, promises.

The night and the training look at a day through the same door, so that a model is asked about
accounts as it learned of them.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from fairdue.contact.queries import contacts_by_day
from fairdue.delinquency.columns import CASES_DATASET, STANDING_DATASET
from fairdue.engine.lake import Lake
from fairdue.negotiation.queries import promises_by_day
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.portfolio.columns import PAYMENTS
from fairdue.strategy.columns.features import LOOK_BACK_DAYS, MONTH_AGO_DAYS, Known


def known_on(lake: Lake, day: date, contacts: pl.DataFrame, promises: pl.DataFrame) -> Known:
    """What scores may know of a day whose standing and cases are in the lake.

    `contacts` (features.CONTACTS) of the last 90 days or more, `promises` (features.PROMISES).
    """
    earlier = month_ago(lake, day)
    return Known(
        standing=standing(lake, day),
        accounts=pl.scan_parquet(lake.file(PORTFOLIO, day, "accounts")),
        cases=pl.scan_parquet(lake.file(CASES_DATASET, day, "cases")),
        month_ago=standing(lake, earlier) if earlier else None,
        payments=payments(lake, day - timedelta(days=LOOK_BACK_DAYS), day),
        contacts=contacts.lazy(),
        promises=promises.lazy(),
    )


def standing(lake: Lake, day: date) -> pl.LazyFrame:
    """Where every account stood on a day."""
    return pl.scan_parquet(lake.file(STANDING_DATASET, day, "standing"))


def month_ago(lake: Lake, day: date) -> date | None:
    """The newest day with a standing that is about a month old, if any."""
    youngest, oldest = (day - timedelta(days=number) for number in MONTH_AGO_DAYS)
    found = [each for each in lake.days(STANDING_DATASET) if oldest <= each <= youngest]
    return found[-1] if found else None


def payments(lake: Lake, since: date, until: date) -> pl.LazyFrame:
    """What files after `since` up to `until` say was paid, with the file's day as `told_on`."""
    days = [day for day in lake.days(PORTFOLIO) if since < day <= until]
    files = {day: lake.path(PORTFOLIO, day) / "payments.parquet" for day in days}
    told = [
        pl.scan_parquet(file).select(*PAYMENTS, pl.lit(day).alias("told_on"))
        for day, file in files.items()
        if file.exists()
    ]
    return pl.concat(told) if told else pl.LazyFrame(schema={**PAYMENTS, "told_on": pl.Date()})


def contacts_known(day: date, back_days: int = LOOK_BACK_DAYS) -> pl.DataFrame:
    """Calls and visits of the last days up to a day."""
    return contacts_by_day(day - timedelta(days=back_days), day)


def promises_known() -> pl.DataFrame:
    """Every promise; each day sees of them what was known on it."""
    return promises_by_day()
