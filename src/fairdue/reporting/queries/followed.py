"""What happened to customers after a day: what experiments are judged by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings

from fairdue.compliance.figures import complaints_between
from fairdue.contact.queries.touched import contacts_between, denials_between
from fairdue.delinquency.queries import cured_between
from fairdue.kernel.calendars import day_bounds
from fairdue.negotiation.figures import broken_between
from fairdue.portfolio.figures import payments_between
from fairdue.strategy.columns.experiment_outcomes import EVENTS
from fairdue.strategy.models import Measure


def events_between(after: date, until: date, at: datetime) -> pl.DataFrame:
    """EVENTS of everyone on the local days after one and up to another, as recorded by `at`."""
    zone = ZoneInfo(settings.TIME_ZONE)
    start, _ = day_bounds(after + timedelta(days=1), zone)
    _, end = day_bounds(until, zone)
    moments = (start, min(end, at))
    contacts = _by_day(contacts_between(*moments), zone)
    found = [
        _as(Measure.PAID, payments_between(after, until)),
        _as(Measure.CURED, cured_between(after, until)),
        _as(Measure.COMPLAINED, _by_day(complaints_between(*moments), zone)),
        _as(Measure.DENIED, _by_day(denials_between(*moments), zone)),
        _as(Measure.BROKE_PROMISE, broken_between(after, until)),
        _as(Measure.CONTACTS, contacts),
        _as(Measure.PRESSURE, contacts.with_columns(pl.col("points").alias("value"))),
    ]
    return pl.concat(found)


def _by_day(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    return frame.with_columns(pl.col("at").dt.convert_time_zone(zone.key).dt.date().alias("day"))


def _as(measure: Measure, frame: pl.DataFrame) -> pl.DataFrame:
    missing = {"currency": pl.lit(""), "value": pl.lit(1, pl.Int64)}
    return frame.with_columns(
        pl.lit(str(measure)).alias("measure"),
        *(value.alias(name) for name, value in missing.items() if name not in frame.columns),
    ).select(*EVENTS)
