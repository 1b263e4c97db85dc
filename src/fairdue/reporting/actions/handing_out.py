"""A kept report as a file for one reader, marked with who got it and when; journalled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.reporting.actions.exporting import EXCEL_TYPE, PDF_TYPE, Export
from fairdue.reporting.exports import excel, pdf, returned
from fairdue.reporting.exports.period import printed
from fairdue.reporting.models import PeriodReport
from fairdue.reporting.queries.reports import last_recount

CSV_TYPE = "text/csv; charset=utf-8"


def stamp_of(staff: Staff) -> str:
    """How a reader is named on every page."""
    return f"{staff.display_name} ({staff.username})"


def export_period(
    report: PeriodReport, file_format: str, *, staff: Staff, at: datetime, language: str
) -> Export:
    """The report as "pdf", "xlsx", or its return by clause as "csv"; writes `export_made`.

    Raises ValueError for another format, FontMissingError where no PDF can be set.
    """
    require(staff, "see_reports")
    made = _file(report, file_format, staff, at, language)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="export_made",
            at=at,
            subject=f"report:{report.pk}",
            details={
                "file": made.name,
                "bytes": len(made.content),
                "first": str(report.first),
                "last": str(report.last),
                "currency": report.currency,
            },
        )
    return made


def _file(
    report: PeriodReport, file_format: str, staff: Staff, at: datetime, language: str
) -> Export:
    recount = last_recount(report.pk)
    shown = printed(report, recount, made_by=stamp_of(staff), at=at, language=language)
    stem = f"fairdue-{report.kind}-{report.period}-{report.first}"
    if file_format == "pdf":
        return Export(f"{stem}.pdf", PDF_TYPE, pdf.report_pdf(shown))
    if file_format == "xlsx":
        return Export(f"{stem}.xlsx", EXCEL_TYPE, excel.report_workbook(shown))
    if file_format == "csv":
        content = returned.as_csv(shown.returned, shown.stamp, language)
        return Export(f"{stem}-return.csv", CSV_TYPE, content)
    raise ValueError(f"{file_format!r} is not a format of reports; choose pdf, xlsx or csv")
