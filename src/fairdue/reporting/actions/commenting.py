"""A person stands by what is said of a report's figures."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.reporting.models import PeriodReport
from fairdue.reporting.rules.freezing import digest

LENGTH_MAX = 20_000


def confirm_commentary(
    *, report_id: int, english: str, chinese: str, staff: Staff, at: datetime
) -> PeriodReport:
    """Keep the commentary as it is given, in both languages, under one's own name.

    The journal notes digests, never the words. Raises Refused for one that is empty or too long.
    """
    require(staff, "confirm_report")
    english, chinese = _tidy(english), _tidy(chinese)
    if not english or not chinese or max(len(english), len(chinese)) > LENGTH_MAX:
        raise Refused(
            Text(
                f"Write the commentary in both languages, at most {LENGTH_MAX} characters each.",
                f"请填写中英文说明，各不超过 {LENGTH_MAX} 字。",
            )
        )
    with transaction.atomic():
        report = PeriodReport.objects.select_for_update().filter(pk=report_id).first()
        if report is None or not report.commentary_en:
            raise Refused(Text("There is no commentary to confirm.", "没有可确认的说明。"))
        edited = (english, chinese) != (_tidy(report.commentary_en), _tidy(report.commentary_zh))
        report.commentary_en, report.commentary_zh = english, chinese
        report.confirmed_by, report.confirmed_at = staff.username, at
        report.journal_entry = record(
            actor=staff.username,
            action="report_commentary_confirmed",
            at=at,
            subject=f"report:{report.pk}",
            details={"edited": edited, "sha256": digest([english, chinese])},
        )
        names = ("commentary_en", "commentary_zh", "confirmed_by", "confirmed_at", "journal_entry")
        report.save(update_fields=names)
    return report


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
