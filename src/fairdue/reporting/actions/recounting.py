"""Counts reports anew, and keeps what differs beside what they said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.reporting.models import PeriodReport, Recount
from fairdue.reporting.queries.checking import Check, Outcome, check_document
from fairdue.reporting.queries.policy import report_policy
from fairdue.reporting.queries.reports import last_recount
from fairdue.reporting.rules.freezing import digest

BETWEEN = timedelta(hours=20)


def recount(*, report_id: int, actor: str, at: datetime) -> Check:
    """Run a report's queries again and compare. The report itself stays as it is.

    Where figures differ otherwise than at the last time, that is kept as known now. Raises
    PeriodReport.DoesNotExist.
    """
    report = PeriodReport.objects.get(pk=report_id)
    check = check_document(report.document, report.digest)
    differing = [
        each.now | {"why": str(each.outcome)}
        for each in check.figures
        if each.outcome is not Outcome.SAME and each.now is not None
    ]
    with transaction.atomic():
        PeriodReport.objects.select_for_update().get(pk=report_id)
        last = last_recount(report_id)
        if digest(differing) == (last.digest if last else digest([])):
            return check
        entry = record(
            actor=actor,
            action="report_recounted",
            at=at,
            subject=f"report:{report_id}",
            details={
                "differing": len(differing),
                "unexplained": len(check.of(Outcome.DIFFERS)),
                "intact": check.intact,
            },
        )
        Recount.objects.create(
            report=report,
            known_at=at,
            differing=differing,
            digest=digest(differing),
            journal_entry=entry,
        )
    return check


def recount_due(*, at: datetime, actor: str) -> int:
    """Recount the reports of the last weeks; gives how many. The policy says how long."""
    since = at - timedelta(days=report_policy(at).recounted_days)
    found = PeriodReport.objects.filter(made_at__gte=since, made_at__lt=at - BETWEEN)
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    for report_id in ids:
        recount(report_id=report_id, actor=actor, at=at)
    return len(ids)
