"""Figures and the rows behind them, made ready for a template: texts and addresses only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fairdue.desk.templatetags.desk import day, day_and_clock, whole_day
from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.charts.drawing import Chart
from fairdue.reporting.columns import DESTINATIONS
from fairdue.reporting.exports.report import SECTION_TITLES, Section, whole_figures
from fairdue.reporting.figure import ESTIMATES, Figure, Span
from fairdue.reporting.queries.rows import Column, Kind, Part, Rows
from fairdue.reporting.scope import Scope

HEADLINE = (
    "delinquent_accounts",
    "delinquency_rate",
    "entry_rate",
    "cure_rate",
    "rpc_account_rate",
    "kept_rate_count",
    "kept_rate_money",
    "denial_rate",
    "violation_rate",
)
RIGHT_ALIGNED = (Kind.INTEGER, Kind.MONEY, Kind.DECIMAL)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text, whether it is a number, and what it opens."""

    text: str
    number: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of cells; the first cell of a row is its heading."""

    head: list[Cell]
    rows: list[list[Cell]]


NOTHING_YET = Text("nothing to count yet", "暂无可统计数据")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at a glance."""

    title: str
    value: str
    parts: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart and the same numbers as a table whose cells open the figures."""

    chart: Chart
    grid: Grid


@dataclass(frozen=True, slots=True)
class Block:
    """One section of the figures' page."""

    name: str
    title: str
    tiles: list[Tile]
    pictures: list[Picture]


def query_of(scope: Scope) -> dict[str, str]:
    """The address parameters that bring this scope back."""
    values: dict[str, date | str | None] = {
        "as_of": scope.as_of,
        "before": scope.before,
        "first": scope.span.first,
        "last": scope.span.last,
        "currency": scope.currency,
    }
    return {name: str(value) for name, value in values.items() if value}


def address(figure: Figure, scope: Scope, **more: str) -> str:
    """Where a figure is opened to its formula and rows."""
    query = urlencode(query_of(scope) | dict(figure.slice) | more)
    return f"{reverse('figure', args=[figure.definition.key])}?{query}"


def block(section: Section, scope: Scope, language: str) -> Block:
    """A section made ready."""
    return Block(
        name=str(section.family),
        title=SECTION_TITLES[section.family].in_language(language),
        tiles=[
            tile(figure, scope, language)
            for figure in whole_figures(section.figures)
            if figure.definition.key not in HEADLINE
        ],
        pictures=[picture(chart, section.figures, scope, language) for chart in section.charts],
    )


def picture(chart: Chart, figures: Sequence[Figure], scope: Scope, language: str) -> Picture:
    """A chart with its numbers as a table."""
    return Picture(chart, _grid(chart, figures, scope, language))


def headline(sections: Sequence[Section], scope: Scope, language: str) -> list[Tile]:
    """The few figures a lead looks at first, whatever section they belong to."""
    found = {
        figure.definition.key: figure
        for section in sections
        for figure in whole_figures(section.figures)
    }
    return [tile(found[key], scope, language) for key in HEADLINE if key in found]


def tile(figure: Figure, scope: Scope, language: str) -> Tile:
    """A figure at a glance, with its numerator and denominator."""
    parts = wording.part_of(figure, figure.numerator, language, compact=True)
    title = figure.definition.title.in_language(language)
    if part := wording.slice_label(figure, language):
        title = f"{title} · {part}"
    if figure.interval is not None:
        parts = wording.interval_of(figure, language)
    elif figure.denominator is not None and (
        figure.definition.unit in ESTIMATES or figure.denominator != figure.value
    ):
        under = wording.part_of(figure, figure.denominator, language, compact=True)
        parts = f"{parts} ÷ {under}"
    elif figure.currency and figure.definition.money_parts:
        parts = figure.currency
    else:
        parts = _days(figure.span, scope)
    value = wording.value_of(figure, language, compact=True)
    if value == wording.NOTHING and not figure.denominator:
        parts = NOTHING_YET.in_language(language)
    return Tile(
        title=title,
        value=value,
        parts=parts,
        url=address(figure, scope),
    )


def _days(span: Span, scope: Scope) -> str:
    """A figure's days; without years where they are the scope's, which the page's head tells."""
    years = {span.first.year, span.last.year, scope.span.last.year}
    say = day if len(years) == 1 else whole_day
    return " – ".join(say(each) for each in dict.fromkeys((span.first, span.last)))


def _grid(chart: Chart, figures: Sequence[Figure], scope: Scope, language: str) -> Grid:
    """The chart's table, each number opening its figure where it is one."""
    head = [Cell(text, number=index > 0) for index, text in enumerate(chart.head)]
    own = [figure for figure in figures if figure.definition.key == chart.key and figure.slice]
    if not own:
        rows = [[Cell(text, index > 0) for index, text in enumerate(row)] for row in chart.rows]
    elif chart.key.startswith("roll_by_"):
        rows = _matrix_rows(own, scope, language)
    else:
        rows = [
            [
                Cell(wording.slice_label(figure, language)),
                Cell(
                    wording.part_of(figure, figure.numerator, language),
                    number=True,
                    url=address(figure, scope),
                ),
                Cell(wording.share(figure.quotient), number=True),
            ]
            for figure in own
        ]
    return Grid(head, rows)


def _matrix_rows(figures: Sequence[Figure], scope: Scope, language: str) -> list[list[Cell]]:
    width = len(DESTINATIONS)
    return [
        [
            Cell(wording.state_label(row[0].part("bucket"), language)),
            *(
                Cell(wording.share(figure.quotient), number=True, url=address(figure, scope))
                if figure.numerator
                else Cell(wording.NOTHING, number=True)
                for figure in row
            ),
        ]
        for row in (figures[start : start + width] for start in range(0, len(figures), width))
    ]


def rows_grid(
    rows: Rows, scope: Scope, language: str, customers: Mapping[int, int] | None = None
) -> Grid:
    """The rows behind a figure, as text; a case opens its customer's file.

    `customers` has the customer's id by that of the case; without it nothing opens.
    """
    head = [
        Cell(column.title.in_language(language), column.kind in RIGHT_ALIGNED)
        for column in rows.columns
    ]
    names = [column.name for column in rows.columns]
    body = []
    for row in rows.rows:
        currency = str(row[names.index("currency")]) if "currency" in names else scope.currency
        body.append(
            [
                Cell(
                    _text(column, value, currency, scope, language),
                    column.kind in RIGHT_ALIGNED,
                    _file(column, value, customers or {}),
                )
                for column, value in zip(rows.columns, row, strict=True)
            ]
        )
    return Grid(head, body)


def cases_in(rows: Rows) -> list[int]:
    """The cases named in the rows."""
    places = [place for place, column in enumerate(rows.columns) if column.kind is Kind.CASE]
    return [row[place] for row in rows.rows for place in places if row[place] is not None]


def _file(column: Column, value: Any, customers: Mapping[int, int]) -> str:
    """The address of the customer's file, for a case that has one."""
    if column.kind is not Kind.CASE or value not in customers:
        return ""
    return reverse("customer", args=[customers[value]])


def _text(column: Column, value: Any, currency: str, scope: Scope, language: str) -> str:
    if value is None or value == "":
        return wording.NOTHING
    written = {
        Kind.TEXT: lambda: str(value),
        Kind.INTEGER: lambda: wording.number(value, language),
        Kind.MONEY: lambda: wording.money(value, currency, language),
        Kind.DAY: lambda: whole_day(value),
        Kind.MOMENT: lambda: day_and_clock(value),
        Kind.BUCKET: lambda: wording.state_label(str(value), language),
        Kind.CODE: lambda: wording.code_label(column.name, str(value), language),
        Kind.CASE: lambda: f"{value:06d}",
        Kind.YES_NO: lambda: wording.YES_NO[bool(value)].in_language(language),
        Kind.DECIMAL: lambda: f"{value:.1f}",
    }
    return written[column.kind]()


@dataclass(frozen=True, slots=True)
class Opened:
    """One figure opened: everything a reader needs to check it."""

    title: str
    part_name: str
    value: str
    share: str
    formula: str
    numerator: str
    numerator_counts: str
    numerator_url: str
    denominator: str
    denominator_counts: str
    denominator_url: str
    cohort: str
    exclusions: str
    as_of: str
    currency: str
    interval: str


def _is_share(figure: Figure) -> bool:
    """True where the parts' quotient says something of its own: not beside an estimate."""
    return figure.quotient is not None and figure.definition.unit not in ESTIMATES


def opened(figure: Figure, scope: Scope, language: str) -> Opened:
    """A figure with its formula, both parts in numbers and words, and its as-of."""
    definition = figure.definition
    under = definition.denominator
    return Opened(
        title=definition.title.in_language(language),
        part_name=wording.slice_label(figure, language),
        value=wording.value_of(figure, language),
        share=wording.share(figure.quotient) if _is_share(figure) else "",
        formula=definition.formula.in_language(language),
        numerator=wording.part_of(figure, figure.numerator, language),
        numerator_counts=definition.numerator.in_language(language),
        numerator_url=address(figure, scope, part=Part.NUMERATOR),
        denominator=wording.part_of(figure, figure.denominator, language),
        denominator_counts=under.in_language(language) if under else "",
        denominator_url=address(figure, scope, part=Part.DENOMINATOR) if under else "",
        cohort=definition.cohort.in_language(language),
        exclusions=definition.exclusions.in_language(language),
        as_of=_days(figure.span, scope),
        currency=figure.currency or "",
        interval=wording.interval_of(figure, language),
    )
