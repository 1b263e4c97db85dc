"""Makes a period's report, once, from one state of the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction

from fairdue.delivery import new_key
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.people.models import Staff
from fairdue.reporting.figure import Span
from fairdue.reporting.models import PeriodReport, ReportKind, ReportPost, ReportSchedule
from fairdue.reporting.queries.capturing import one_snapshot
from fairdue.reporting.queries.period import period_document
from fairdue.reporting.queries.policy import report_policy, zone
from fairdue.reporting.rules import periods
from fairdue.reporting.rules.commentary import as_text, drafted
from fairdue.reporting.rules.freezing import digest, figures_of

UNATTENDED = "worker"
"""Who is named for reports that nobody asked for."""


def make_report(
    *, kind: str, period: str, span: Span, currency: str, actor: str, at: datetime
) -> tuple[PeriodReport, bool]:
    """The report of a period, and whether it was made now. What was made is never made anew.

    `span` is a whole period of `rules.periods`. Raises ValueError for one that isn't over.
    """
    if periods.containing(period, span.first) != span:
        raise ValueError(f"{span} is no {period}")
    if span.last >= local_day(at, zone()):
        raise ValueError(f"{span} isn't over yet: its figures may still change")
    found = _existing(kind, period, span, currency)
    if found is not None:
        return found, False
    try:
        with one_snapshot():
            return _make(kind, period, span, currency, actor, at), True
    except IntegrityError:
        made = _existing(kind, period, span, currency)
        if made is None:
            raise
        return made, False


def make_due(*, at: datetime) -> list[PeriodReport]:
    """Make what schedules ask for and isn't there yet, and line up its e-mails.

    Whatever stopped halfway is taken up again: a report is there once, and so is each e-mail.
    """
    made = []
    for schedule in ReportSchedule.objects.filter(ended_at=None).order_by("pk"):
        for span in _spans_due(schedule, at):
            report, new = make_report(
                kind=schedule.kind,
                period=schedule.period,
                span=span,
                currency=schedule.currency,
                actor=UNATTENDED,
                at=at,
            )
            if new:
                made.append(report)
            _line_up(report, schedule, at)
    return made


def _spans_due(schedule: ReportSchedule, at: datetime) -> Iterator[Span]:
    policy = report_policy(at)
    begins = time.fromisoformat(policy.made_from)
    reached = at - timedelta(hours=begins.hour, minutes=begins.minute)
    today = local_day(reached, zone())
    return periods.ended(schedule.period, schedule.starts_on, today, policy.missed_max)


def _make(
    kind: str, period: str, span: Span, currency: str, actor: str, at: datetime
) -> PeriodReport:
    document = period_document(kind, period, span, currency, zone(), at)
    commentary = None
    if kind == ReportKind.FIGURES:
        confidence = report_policy(at).confidence_percent / 100
        later, earlier = figures_of(document), figures_of(document, "earlier")
        commentary = as_text(drafted(later, earlier, confidence))
    kept = digest(document)
    entry = record(
        actor=actor,
        action="report_made",
        at=at,
        subject="report",
        details={
            "kind": kind,
            "period": period,
            "first": str(span.first),
            "last": str(span.last),
            "currency": currency,
            "figures": len(document["figures"]),
            "sha256": kept,
        },
    )
    return PeriodReport.objects.create(
        kind=kind,
        period=period,
        first=span.first,
        last=span.last,
        currency=currency,
        made_at=at,
        made_by=actor,
        document=document,
        digest=kept,
        commentary_en=commentary.en if commentary else "",
        commentary_zh=commentary.zh if commentary else "",
        journal_entry=entry,
    )


def _line_up(report: PeriodReport, schedule: ReportSchedule, at: datetime) -> None:
    """An e-mail for each reader who has none of this report yet."""
    with transaction.atomic():
        having = set(report.posts.values_list("staff_id", flat=True))
        missing = Staff.objects.filter(pk__in=set(schedule.staff_ids) - having)
        for reader in missing.order_by("pk"):
            entry = record(
                actor=UNATTENDED,
                action="report_post_lined_up",
                at=at,
                subject=f"report:{report.pk}",
                details={"staff": reader.pk},
            )
            ReportPost.objects.create(
                report=report,
                staff=reader,
                language=schedule.language or reader.language,
                key=new_key(),
                journal_entry=entry,
            )


def _existing(kind: str, period: str, span: Span, currency: str) -> PeriodReport | None:
    return PeriodReport.objects.filter(
        kind=kind, period=period, first=span.first, currency=currency
    ).first()
