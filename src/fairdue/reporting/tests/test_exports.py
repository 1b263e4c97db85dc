"""Exports, read back with other libraries than those that wrote them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from fairdue.journal.models import Entry
from fairdue.kernel.text import Text
from fairdue.reporting import catalogue
from fairdue.reporting.actions import export_figure, export_report
from fairdue.reporting.exports.excel import figure_workbook
from fairdue.reporting.exports.report import Report
from fairdue.reporting.figure import Family, Figure, Span
from fairdue.reporting.queries.lookup import figure
from fairdue.reporting.queries.report import sections
from fairdue.reporting.queries.rows import Column, Kind, Part, Rows
from fairdue.reporting.scope import Scope
from fairdue.reporting.tests.records import NOON
from fairdue.training.tests.records import CERTIFIER

STAMP = "王一 (lead1) · 2026-03-10 12:00"


@pytest.fixture
def report(two_days: Path, scope: Scope) -> Report:
    families = (Family.BUCKETS, Family.ROLL)
    return Report(
        title=Text("Figures", "经营指标"),
        scope=scope,
        sections=sections(scope, families, "en"),
        made_by="王一 (lead1)",
        made_at=NOON,
        language="en",
    )


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.django_db
def test_the_workbook_has_value_parts_and_formula_as_typed_cells(report: Report) -> None:
    book = opened(export_report(report, "lead1", "xlsx").content)
    rows = {
        row[0]: row for row in book["Figures"].iter_rows(values_only=True) if row[1] in ("", None)
    }
    value, numerator, denominator = rows["Cure rate"][2:5]
    assert (value, numerator, denominator) == (0.5, 2, 4)
    assert rows["Cure rate"][9] == catalogue.CURE_RATE.formula.en
    assert rows["Delinquency rate, by balance"][3] == 830.0
    assert book["Figures"]["A2"].value == STAMP


@pytest.mark.django_db
def test_the_workbook_has_a_sheet_for_each_matrix(report: Report) -> None:
    book = opened(export_report(report, "lead1", "xlsx").content)
    matrix = book["Roll matrix, by count"]
    m1 = next(row for row in matrix.iter_rows(values_only=True) if row[0] == "M1")
    assert sum(value for value in m1[1:] if value is not None) == pytest.approx(1)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_text_never_becomes_a_formula_or_a_link(scope: Scope, text: str) -> None:
    made = Figure(catalogue.PROMISES_TAKEN, Span(date(2026, 3, 1), date(2026, 3, 10)), 1)
    rows = Rows((Column("name_masked", Text("Customer", "客户")),), [(text,)], 1)
    book = opened(figure_workbook(made, rows, scope, text, "en"))
    cell = book["Rows"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert book["Figures"]["A2"].data_type == "s"


def test_days_and_moments_are_dates_in_the_lenders_zone(scope: Scope) -> None:
    made = Figure(catalogue.PROMISES_TAKEN, scope.span, 1)
    columns = (
        Column("due_on", Text("Due", "到期日"), Kind.DAY),
        Column("made_at", Text("Made", "时间"), Kind.MOMENT),
        Column("amount_minor", Text("Amount", "金额"), Kind.MONEY),
    )
    rows = Rows(columns, [(date(2026, 3, 9), NOON, 123_45)], 1)
    sheet = opened(figure_workbook(made, rows, scope, STAMP, "en"))["Rows"]
    assert sheet["A2"].is_date
    assert sheet["B2"].value == NOON.replace(tzinfo=None)
    assert sheet["C2"].value == 123.45


@pytest.mark.django_db
def test_an_export_of_rows_is_journalled_without_the_rows(two_days: Path, scope: Scope) -> None:
    cure = figure("cure_rate", scope, {})
    made = export_figure(
        cure, Part.NUMERATOR, scope, actor="lead1", stamp=STAMP, at=NOON, language="zh-hans"
    )
    assert opened(made.content)["明细"].max_row == 1 + cure.numerator
    entry = Entry.objects.get(action="export_made")
    assert (entry.actor, entry.at, entry.details["rows"]) == ("lead1", NOON, 2)
    assert "B0" not in str(entry.details)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title"), [("en", "Cure rate"), ("zh-hans", "转好率")])
def test_the_pdf_has_the_figures_the_formulas_and_who_made_it(
    report: Report, scope: Scope, language: str, title: str
) -> None:
    made = replace(
        report,
        language=language,
        sections=sections(scope, (Family.BUCKETS, Family.ROLL), language),
    )
    pages = PdfReader(io.BytesIO(export_report(made, "lead1", "pdf").content)).pages
    text = "".join(page.extract_text() for page in pages)
    assert title in text
    assert "50.0%" in text
    assert catalogue.CURE_RATE.formula.in_language(language)[:8] in text.replace("\n", "")
    assert all("lead1" in page.extract_text() for page in pages)
    assert Entry.objects.get(action="export_made").details["file"].endswith(".pdf")


@pytest.mark.django_db
def test_another_format_is_refused(report: Report) -> None:
    with pytest.raises(ValueError, match="xlsx or pdf"):
        export_report(report, "lead1", "docx")
    assert not Entry.objects.exclude(actor=CERTIFIER).exists()
