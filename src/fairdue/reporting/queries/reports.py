"""Reports, their schedules and their e-mails, looked up."""

from __future__ import annotations

from fairdue.people.models import Staff
from fairdue.people.rules import may
from fairdue.reporting.models import PeriodReport, Recount, ReportPost, ReportSchedule

LISTED = ("document", "commentary_en", "commentary_zh")


def reports(*, offset: int = 0, limit: int = 25) -> tuple[list[PeriodReport], int]:
    """Reports without their documents, the newest period first, and how many there are."""
    found = PeriodReport.objects.defer(*LISTED).order_by("-last", "-first", "kind", "-id")
    return list(found[offset : offset + limit]), found.count()


def report(report_id: int) -> PeriodReport | None:
    """One report with its document."""
    return PeriodReport.objects.filter(pk=report_id).first()


def last_recount(report_id: int) -> Recount | None:
    """What it came to when last recounted and found to differ; None if it never did."""
    return Recount.objects.filter(report_id=report_id).order_by("-known_at", "-id").first()


def posts(report_id: int) -> list[ReportPost]:
    """To whom it went or goes."""
    found = ReportPost.objects.filter(report_id=report_id).select_related("staff")
    return list(found.order_by("pk"))


def schedules() -> list[tuple[ReportSchedule, list[Staff]]]:
    """Schedules that run, with the people who get each."""
    found = list(ReportSchedule.objects.filter(ended_at=None).order_by("pk"))
    people = Staff.objects.in_bulk({pk for each in found for pk in each.staff_ids})
    return [(each, [people[pk] for pk in each.staff_ids if pk in people]) for each in found]


def possible_readers() -> list[Staff]:
    """Staff who may see figures and have an address to send them to."""
    found = Staff.objects.filter(is_active=True).exclude(email="").order_by("username")
    return [each for each in found if may(each, "see_reports")]
