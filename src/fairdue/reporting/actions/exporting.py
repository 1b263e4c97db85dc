"""Figures as files: made on request, journalled, never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.reporting.exports import excel, pdf
from fairdue.reporting.exports.report import Report
from fairdue.reporting.figure import Figure
from fairdue.reporting.queries.behind import rows_behind
from fairdue.reporting.queries.rows import Page, Part, without_persons
from fairdue.reporting.scope import Scope

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand to the reader. Its bytes are not stored anywhere."""

    name: str
    media_type: str
    content: bytes


def export_report(report: Report, actor: str, file_format: str) -> Export:
    """The report as "xlsx" or "pdf"; writes `export_made` to the journal.

    Raises ValueError for another format, FontMissingError where no PDF can be set.
    """
    stem = f"fairdue-figures-{report.scope.span.last}"
    if file_format == "xlsx":
        export = Export(f"{stem}.xlsx", EXCEL_TYPE, excel.report_workbook(report))
    elif file_format == "pdf":
        export = Export(f"{stem}.pdf", PDF_TYPE, pdf.report_pdf(report))
    else:
        raise ValueError(f"{file_format!r} is not an export format; choose xlsx or pdf")
    number = sum(len(section.figures) for section in report.sections)
    _journal(export, report.scope, actor, report.made_at, "figures", number)
    return export


def export_figure(
    figure: Figure,
    part: Part,
    scope: Scope,
    *,
    actor: str,
    stamp: str,
    at: datetime,
    language: str,
    persons: bool = True,
) -> Export:
    """A figure and the rows behind one of its parts as a workbook; journals `export_made`.

    Without `persons` it has no column that tells one person from another.
    """
    rows = rows_behind(figure, scope, part, Page(limit=excel.ROWS_MAX))
    if not persons:
        rows = without_persons(rows)
    content = excel.figure_workbook(figure, rows, scope, stamp, language)
    name = f"fairdue-{figure.definition.key}-{figure.span.last}.xlsx"
    export = Export(name, EXCEL_TYPE, content)
    _journal(export, scope, actor, at, figure.definition.key, len(rows.rows))
    return export


def _journal(
    export: Export, scope: Scope, actor: str, at: datetime, what: str, number: int
) -> None:
    with transaction.atomic():
        record(
            actor=actor,
            action="export_made",
            at=at,
            subject=f"figure:{what}",
            details={
                "file": export.name,
                "bytes": len(export.content),
                "rows": number,
                "as_of": str(scope.as_of or ""),
                "first": str(scope.span.first),
                "last": str(scope.span.last),
                "currency": scope.currency,
            },
        )
