"""Assembles a page of figures: all families, with their charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from fairdue.contact import figures as contact
from fairdue.contact.queries.ends import cases_open_between
from fairdue.kernel.calendars import add_months
from fairdue.reporting.charts import cohorts, pictures
from fairdue.reporting.charts.drawing import Chart
from fairdue.reporting.exports.report import Section
from fairdue.reporting.figure import Family, Figure, Span
from fairdue.reporting.queries import portfolio
from fairdue.reporting.queries.lookup import COUNTED_BY
from fairdue.reporting.scope import Scope

SPAN_DAYS = 30


class WrongDaysError(ValueError):
    """The days asked for are not there or in the wrong order; the message says which are."""


def scope_for(
    today: date,
    zone: ZoneInfo,
    *,
    as_of: date | None = None,
    before: date | None = None,
    first: date | None = None,
    last: date | None = None,
    currency: str = "",
) -> Scope:
    """A scope with what is not given filled in: the latest night, a cycle before, 30 days.

    Raises WrongDaysError for a day without a night, or days in the wrong order.
    """
    days = portfolio.days()
    as_of = _known(as_of, days) if as_of else (days[-1] if days else None)
    if before:
        before = _known(before, [day for day in days if as_of and day < as_of])
    elif as_of:
        before = portfolio.usual_before(as_of)
    last = last or today
    first = first or last - timedelta(days=SPAN_DAYS - 1)
    if first > last:
        raise WrongDaysError(f"the span ends on {last}, before it begins on {first}")
    known = portfolio.currencies(as_of) if as_of else []
    if currency and currency not in known and as_of:
        raise WrongDaysError(f"no account of {as_of} is in {currency}; there are {known}")
    return Scope(as_of, before, Span(first, last), currency or (known[0] if known else "CNY"), zone)


def sections(scope: Scope, families: Sequence[Family], language: str) -> tuple[Section, ...]:
    """Figures and charts of the families asked for; a family without figures is left out."""
    found = []
    for family in families:
        figures = COUNTED_BY[family](scope)
        if figures:
            found.append(Section(family, figures, tuple(_charts(family, figures, scope, language))))
    return tuple(found)


def _known(day: date, days: Sequence[date]) -> date:
    if day not in days:
        known = ", ".join(map(str, days[-5:])) or "none"
        raise WrongDaysError(f"no night has run for {day}; the last ones to choose are: {known}")
    return day


def of_key(figures: Sequence[Figure], key: str) -> list[Figure]:
    """The figures of one definition that are parts of a whole."""
    return [figure for figure in figures if figure.definition.key == key and figure.slice]


def _charts(family: Family, figures: Sequence[Figure], scope: Scope, language: str) -> list[Chart]:
    def drawn(picture: Callable[[Sequence[Figure], str], Chart], *keys: str) -> list[Chart]:
        parts = [of_key(figures, key) for key in keys]
        shown = [part for part in parts if any(figure.numerator for figure in part)]
        return [picture(part, language) for part in shown]

    match family:
        case Family.BUCKETS:
            return drawn(pictures.buckets, "accounts_by_bucket", "balance_by_bucket")
        case Family.ROLL:
            return drawn(pictures.roll_matrix, "roll_by_count", "roll_by_balance")
        case Family.CONTACTS:
            by_day = contact.calls_by_day(*scope.moments, scope.zone)
            calls = [pictures.calls(by_day, scope.span, language)] if by_day else []
            return [*calls, *drawn(pictures.ranked, "outcomes")]
        case Family.PROMISES | Family.PERMITS:
            return drawn(pictures.ranked, "promises_due", "denials_by_clause")
        case Family.ENDS:
            return _vintages(scope, language)
        case _:
            return []


def _vintages(scope: Scope, language: str) -> list[Chart]:
    until = scope.span.last
    first = add_months(until.replace(day=1), 1 - cohorts.MONTHS_MAX)
    cases = cases_open_between(first, until).filter(pl.col("opened_on") >= first)
    chart = cohorts.vintage_chart(cohorts.vintages(cases, until), until, language)
    return [chart] if chart else []
