"""Schedules of reports: begun and ended by a lead or a compliance officer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.reporting.models import Period, ReportKind, ReportSchedule
from fairdue.reporting.queries.reports import possible_readers

LANGUAGES = ("", "en", "zh-hans")
"""The language of a schedule; empty for each reader's own."""


def add_schedule(
    *,
    kind: str,
    period: str,
    currency: str,
    staff_ids: Collection[int],
    language: str,
    starts_on: date,
    staff: Staff,
    at: datetime,
) -> ReportSchedule:
    """Have a report made after each period that ends on `starts_on` or later, and sent.

    Raises Refused for someone who may not see figures or has no address, and for nobody at all.
    """
    require(staff, "schedule_reports")
    _check(kind, period, currency, language)
    wanted = sorted(set(staff_ids))
    possible = {each.pk for each in possible_readers()}
    if not wanted or not set(wanted) <= possible:
        raise Refused(
            Text(
                "Choose at least one person; only staff who may see figures and have an e-mail "
                "address can get a report.",
                "请至少选择一人；仅有权查看指标且登记了邮箱的员工可以接收报告。",
            )
        )
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="report_schedule_added",
            at=at,
            subject="report_schedule",
            details={"kind": kind, "period": period, "currency": currency, "readers": len(wanted)},
        )
        return ReportSchedule.objects.create(
            kind=kind,
            period=period,
            currency=currency,
            staff_ids=wanted,
            language=language,
            starts_on=starts_on,
            made_by=staff.username,
            made_at=at,
            journal_entry=entry,
        )


def end_schedule(*, schedule_id: int, staff: Staff, at: datetime) -> ReportSchedule:
    """Make and send no more by it. Raises Refused for one that has ended or never was."""
    require(staff, "schedule_reports")
    with transaction.atomic():
        schedule = (
            ReportSchedule.objects.select_for_update().filter(pk=schedule_id, ended_at=None).first()
        )
        if schedule is None:
            raise Refused(Text("This schedule has ended already.", "该报告计划已停用。"))
        schedule.ended_at = at
        schedule.journal_entry = record(
            actor=staff.username,
            action="report_schedule_ended",
            at=at,
            subject=f"report_schedule:{schedule.pk}",
        )
        schedule.save(update_fields=["ended_at", "journal_entry"])
    return schedule


def _check(kind: str, period: str, currency: str, language: str) -> None:
    known = kind in ReportKind.values and period in Period.values and language in LANGUAGES
    if not known or len(currency) != 3 or not currency.isupper():
        raise Refused(
            Text(
                "Choose a report, a period, a currency such as CNY and a language.",
                "请选择报告类型、周期、币种（如 CNY）和语言。",
            )
        )
