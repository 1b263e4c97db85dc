"""Arithmetic of dates in columns, by whole numbers: Spark's columns know no durations."""

from __future__ import annotations

from datetime import date

import narwhals as nw


def day_number(column: str) -> nw.Expr:
    """A date as a whole number, as `date.toordinal()` gives it; null stays null.

    By Gregorian months counted from March, so that the leap day is the last of its year.
    """
    day = nw.col(column).dt
    month = day.month().cast(nw.Int32)
    early = (month <= 2).cast(nw.Int32)
    year = day.year().cast(nw.Int32) - early
    before_year = year * 365 + year // 4 - year // 100 + year // 400
    before_month = ((month + early * 12) * 153 - 457) // 5
    return (before_year + before_month + day.day().cast(nw.Int32) - 306).cast(nw.Int32)


def months_between(column: str, until: date) -> nw.Expr:
    """Whole months from a date until a day (Int32); the last counts once its day is reached."""
    since = nw.col(column).dt
    began = since.year().cast(nw.Int32) * 12 + since.month().cast(nw.Int32)
    unfinished = (since.day().cast(nw.Int32) > until.day).cast(nw.Int32)
    return until.year * 12 + until.month - began - unfinished
