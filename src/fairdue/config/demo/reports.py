"""The demonstration's reports: a month and a week, made and sent as the worker would."""

from __future__ import annotations

from datetime import datetime, timedelta

from fairdue.config.demo.people import READERS
from fairdue.people.models import Role, Staff
from fairdue.reporting.actions import add_schedule, make_due, post_waiting
from fairdue.reporting.queries.period import main_currency

LOOKS_BACK = timedelta(days=13)
"""Far enough for the last whole week and the month before."""


def schedule(at: datetime) -> int:
    """Begin the schedules and make what is due; gives how many reports there are."""
    lead = Staff.objects.get(role=Role.LEAD, username__in=READERS)
    readers = Staff.objects.filter(username__in=READERS).values_list("pk", flat=True)
    for kind, period in (("figures", "month"), ("return", "month"), ("figures", "week")):
        add_schedule(
            kind=kind,
            period=period,
            currency=main_currency(),
            staff_ids=list(readers),
            language="",
            starts_on=(at - LOOKS_BACK).date(),
            staff=lead,
            at=at,
        )
    made = make_due(at=at)
    post_waiting(at=at)
    return len(made)
