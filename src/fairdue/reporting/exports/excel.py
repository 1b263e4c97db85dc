"""Workbooks: figures with formula and parts, and the rows behind one figure.

Cells are typed: numbers are numbers, dates are dates. Text is always written as text, so that
nothing that starts with = + - or @ can become a formula on the reader's machine.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from fairdue.kernel.money import minor_digits
from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.exports import returned
from fairdue.reporting.exports.report import SECTION_TITLES, Report
from fairdue.reporting.figure import Figure, Unit
from fairdue.reporting.queries.rows import Column, Kind, Rows
from fairdue.reporting.scope import Scope

VALUE_STYLES = {Unit.SHARE: "share", Unit.PROBABILITY: "share", Unit.POINTS: "integer"}
A4 = 9
"""Excel's number of the paper."""
ROWS_MAX = 100_000
"""Rows behind a figure in one workbook; the sheet says so when there are more."""

COLUMNS = (
    (Text("Figure", "指标"), 30),
    (Text("Part", "分项"), 18),
    (Text("Value", "数值"), 16),
    (Text("Numerator", "分子"), 16),
    (Text("Denominator", "分母"), 16),
    (Text("Currency", "币种"), 9),
    (Text("Period before", "上期"), 16),
    (Text("Change", "变化"), 22),
    (Text("As of", "截至"), 24),
    (Text("Formula", "公式"), 60),
    (Text("Numerator counts", "分子口径"), 60),
    (Text("Denominator counts", "分母口径"), 50),
    (Text("Cohort", "统计范围"), 50),
    (Text("Left out", "排除项"), 60),
)
FIGURES = Text("Figures", "指标")
BY_PART = Text("By part", "分项明细")
ROWS = Text("Rows", "明细")
SAID = Text("Commentary", "说明")
CORRECTED = Text("Later corrections", "后续更正")
CORRECTED_COLUMNS = (
    Text("Figure", "指标"),
    Text("Part", "分项"),
    Text("In this report", "本报告数值"),
    Text("As known on {at}", "截至 {at} 已知"),
)
CUT_OFF = Text(
    "Only the first {limit} of {total} rows are here; narrow the figure to see the rest.",
    "此处仅含前 {limit} 行，共 {total} 行；请缩小范围以查看其余部分。",
)


class Sheet:
    """One worksheet, written from top to bottom, every text as text."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, stamp: str) -> None:
        self.page = book.add_worksheet(_sheet_name(title))
        self.page.set_footer(f"&L{stamp.replace('&', '&&')}&R&P / &N")
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self._book = book
        self._formats: dict[str, Any] = {}
        self.row = 0

    def line(self, cells: Iterable[Any], style: str = "", styles: Sequence[str] = ()) -> None:
        """Write one row. `style` for all cells, or `styles` one by one."""
        for column, value in enumerate(cells):
            self._cell(column, value, styles[column] if styles else style)
        self.row += 1

    def head(self, titles: Sequence[str], *, fixed: int = 0) -> None:
        """Write the columns' titles: they and `fixed` columns stay in sight, also in print."""
        self.line(titles, "head")
        self.page.freeze_panes(self.row, fixed)
        self.page.repeat_rows(self.row - 1)

    def _cell(self, column: int, value: Any, style: str) -> None:
        form = self._format(style)
        if value is None:
            self.page.write_blank(self.row, column, None, form)
        elif isinstance(value, bool):
            self.page.write_boolean(self.row, column, value, form)
        elif isinstance(value, int | float):
            self.page.write_number(self.row, column, value, form)
        elif isinstance(value, date | datetime):
            self.page.write_datetime(self.row, column, value, form)
        else:
            self.page.write_string(self.row, column, str(value), form)

    def _format(self, style: str) -> Any:
        if style not in self._formats:
            self._formats[style] = self._book.add_format(_STYLES[style])
        return self._formats[style]


_STYLES: dict[str, dict[str, Any]] = {
    "": {"valign": "top"},
    "wrapped": {"valign": "top", "text_wrap": True},
    "heading": {"bold": True, "font_size": 14},
    "muted": {"font_color": "#4a5866"},
    "section": {"bold": True, "font_color": "#0a5a6a", "bottom": 1},
    "head": {"bold": True, "bg_color": "#eef3f6", "bottom": 1, "text_wrap": True},
    "share": {"num_format": "0.0%", "valign": "top"},
    "ratio": {"num_format": "0.00", "valign": "top"},
    "integer": {"num_format": "#,##0", "valign": "top"},
    "money0": {"num_format": "#,##0", "valign": "top"},
    "money2": {"num_format": "#,##0.00", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top"},
}


def report_workbook(report: Report) -> bytes:
    """A sheet of all figures with formula and parts, and one sheet per chart's table."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        taken: set[str] = set()
        _commentary(book, report, taken)
        _figures(book, report, FIGURES, taken, parts=False)
        _corrections(book, report, taken)
        _return_sheet(book, report, taken)
        _figures(book, report, BY_PART, taken, parts=True)
        for chart in (chart for section in report.sections for chart in section.charts):
            name = _free_name(chart.title, taken)
            page = _opening(book, name, chart.title, report)
            page.page.set_column(0, len(chart.head) - 1, 14)
            page.head(chart.head)
            for row in chart.rows:
                values = [_typed(cell) for cell in row]
                page.line([value for value, _ in values], styles=[style for _, style in values])
    return stream.getvalue()


def _figures(
    book: xlsxwriter.Workbook, report: Report, title: Text, taken: set[str], *, parts: bool
) -> None:
    """A sheet of figures: those of the whole, or those of parts; none where there are none."""
    language = report.language
    wanted = [
        (section.family, [each for each in section.figures if bool(each.slice) is parts])
        for section in report.sections
    ]
    if not any(figures for _, figures in wanted):
        return
    sheet = _opening(book, _free_name(title.in_language(language), taken), report.heading, report)
    _figure_head(sheet, language)
    earlier = {each.definition.key: each for each in report.earlier}
    changes = {each.key: each.verdict for each in report.reading.lines} if report.reading else {}
    for family, figures in wanted:
        if figures:
            sheet.line([SECTION_TITLES[family].in_language(language)], "section")
        for figure in figures:
            before = None if parts else earlier.get(figure.definition.key)
            change = changes.get(figure.definition.key, "") if before else ""
            _figure_line(sheet, figure, language, before, change)


def _commentary(book: xlsxwriter.Workbook, report: Report, taken: set[str]) -> None:
    """What is said of the figures, on the first sheet, where anything is."""
    if report.commentary is None:
        return
    name = _free_name(SAID.in_language(report.language), taken)
    page = _opening(book, name, report.heading, report)
    page.page.set_column(0, 0, 120)
    page.line([report.commentary.standing], "muted")
    for line in report.commentary.lines:
        page.line([line], "wrapped")


def _corrections(book: xlsxwriter.Workbook, report: Report, taken: set[str]) -> None:
    """Later corrections, where there are any."""
    language = report.language
    if report.corrections and report.corrected_at is not None:
        name = _free_name(CORRECTED.in_language(language), taken)
        page = _opening(book, name, report.heading, report)
        page.page.set_column(0, 3, 30)
        at = wording.moment(report.corrected_at, report.scope.zone)
        head = [title.in_language(language).format(at=at) for title in CORRECTED_COLUMNS]
        page.head(head)
        for each in report.corrections:
            page.line(
                [
                    each.then.definition.title.in_language(language),
                    wording.slice_label(each.then, language),
                    wording.value_and_parts(each.then, language),
                    wording.value_and_parts(each.now, language),
                ]
            )


def _return_sheet(book: xlsxwriter.Workbook, report: Report, taken: set[str]) -> None:
    """The return by clause, typed, where the report has one or has nothing else."""
    if not report.returned and report.sections:
        return
    language = report.language
    name = _free_name(returned.TITLE.in_language(language), taken)
    page = _opening(book, name, report.heading, report)
    page.page.set_column(0, 2, 30)
    page.page.set_column(3, 6, 14)
    page.head(returned.head(language))
    for row in returned.table(report.returned, language):
        styles = ["integer" if index in returned.NUMBERS else "" for index in range(len(row))]
        page.line(row, styles=styles)


def figure_workbook(figure: Figure, rows: Rows, scope: Scope, stamp: str, language: str) -> bytes:
    """One figure with its formula, and the rows behind it on a second sheet."""
    stream = io.BytesIO()
    title = figure.definition.title.in_language(language)
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        sheet = Sheet(book, FIGURES.in_language(language), stamp)
        sheet.line([title], "heading")
        sheet.line([stamp], "muted")
        sheet.row += 1
        _figure_head(sheet, language)
        _figure_line(sheet, figure, language, None, "")
        page = Sheet(book, ROWS.in_language(language), stamp)
        page.page.set_column(0, len(rows.columns) - 1, 18)
        if rows.total > len(rows.rows):
            words = CUT_OFF.in_language(language)
            page.line([words.format(limit=len(rows.rows), total=rows.total)], "muted")
        page.head([column.title.in_language(language) for column in rows.columns])
        digits = minor_digits(figure.currency or scope.currency)
        for row in rows.rows:
            cells = [
                _row_cell(column, value, scope, digits, language)
                for column, value in zip(rows.columns, row, strict=True)
            ]
            page.line([value for value, _ in cells], styles=[style for _, style in cells])
    return stream.getvalue()


_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def _opening(book: xlsxwriter.Workbook, name: str, heading: str, report: Report) -> Sheet:
    sheet = Sheet(book, name, report.stamp)
    sheet.line([heading], "heading")
    sheet.line([report.stamp], "muted")
    sheet.row += 1
    return sheet


def _figure_head(sheet: Sheet, language: str) -> None:
    for index, (_, width) in enumerate(COLUMNS):
        sheet.page.set_column(index, index, width)
    sheet.head([title.in_language(language) for title, _ in COLUMNS], fixed=1)


def _figure_line(
    sheet: Sheet, figure: Figure, language: str, earlier: Figure | None, change: str
) -> None:
    """One figure, what it was in the period before, and what may be said of the change."""
    definition = figure.definition
    value, style = _value_cell(figure)
    before = None if earlier is None else _value_cell(earlier)[0]
    numerator, part = _part_cell(figure, figure.numerator)
    denominator, _ = _part_cell(figure, figure.denominator)
    words = (
        definition.formula,
        definition.numerator,
        definition.denominator,
        definition.cohort,
        definition.exclusions,
    )
    sheet.line(
        [
            definition.title.in_language(language),
            wording.slice_label(figure, language),
            value,
            numerator,
            denominator,
            figure.currency,
            before,
            change,
            str(figure.span),
            *(text.in_language(language) if text else None for text in words),
        ],
        styles=["", "", style, part, part, "", style, *[""] * 7],
    )


def _value_cell(figure: Figure) -> tuple[float | int | None, str]:
    """What is shown first as a number of the sheet, and its style."""
    definition = figure.definition
    if definition.unit in (Unit.COUNT, Unit.MONEY):
        return _part_cell(figure, figure.numerator)
    value = figure.value
    if definition.unit is Unit.MONEY_EACH and value is not None:
        value = value / 10 ** minor_digits(figure.currency or "CNY")
    return value, VALUE_STYLES.get(definition.unit, "ratio")


def _part_cell(figure: Figure, part: int | None) -> tuple[float | int | None, str]:
    """A numerator or denominator, in major units where it is money, and its style."""
    if not figure.definition.money_parts:
        return part, "integer"
    digits = minor_digits(figure.currency or "CNY")
    return None if part is None else part / 10**digits, f"money{digits}"


def _row_cell(
    column: Column, value: Any, scope: Scope, digits: int, language: str
) -> tuple[Any, str]:
    """A row's value as a typed cell, and its style."""
    writers: dict[Kind, Callable[[], tuple[Any, str]]] = {
        Kind.TEXT: lambda: (str(value), ""),
        Kind.MONEY: lambda: (value / 10**digits, f"money{digits}"),
        Kind.INTEGER: lambda: (value, "integer"),
        Kind.DAY: lambda: (value, "day"),
        Kind.MOMENT: lambda: (value.astimezone(scope.zone).replace(tzinfo=None), "moment"),
        Kind.BUCKET: lambda: (wording.state_label(str(value), language), ""),
        Kind.CODE: lambda: (wording.code_label(column.name, str(value), language), ""),
        Kind.CASE: lambda: (f"{value:06d}", ""),
        Kind.YES_NO: lambda: (wording.YES_NO[bool(value)].in_language(language), ""),
        Kind.DECIMAL: lambda: (value, "ratio"),
    }
    return (None, "") if value is None else writers[column.kind]()


def _typed(cell: str) -> tuple[Any, str]:
    """A chart table's text as a number where it is one: "12.3%" -> 0.123."""
    plain = cell.replace(",", "")
    try:
        if plain.endswith("%"):
            return float(plain[:-1]) / 100, "share"
        return float(plain), "integer" if plain.lstrip("-").isdigit() else "money2"
    except ValueError:
        return cell, ""


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of []:*?/\\."""
    return "".join(character for character in title if character not in "[]:*?/\\")[:31]


def _free_name(title: str, taken: set[str]) -> str:
    name, number = _sheet_name(title), 2
    while name.lower() in {other.lower() for other in taken}:
        name = f"{_sheet_name(title)[:28]} {number}"
        number += 1
    taken.add(name)
    return name
