"""What is on record of a case that speaks for a visit or against one."""

from __future__ import annotations

from datetime import datetime

from fairdue.contact import queries as contact
from fairdue.contact.models import RIGHT_PARTY
from fairdue.delinquency.queries import CaseFacts
from fairdue.kernel.calendars import local_day
from fairdue.negotiation.queries.offers import history_of
from fairdue.visits.rules.bases import OnRecord
from fairdue.work.queries import zone

LOOKED_BACK = 200
"""Attempts of a customer that are looked at; more are never made in a case."""


def on_record(
    case: CaseFacts, at: datetime, *, invited: bool = False, papers: bool = False
) -> OnRecord:
    """What the bases of a visit are judged by, as known at `at`."""
    attempts = contact.attempts_of(case.customer_id, limit=LOOKED_BACK)
    reached = [each.made_at for each in attempts if each.outcome in RIGHT_PARTY]
    last = max(reached, default=None)
    tries = [each for each in attempts if last is None or each.made_at > last]
    days = None if last is None else (local_day(at, zone()) - local_day(last, zone())).days
    return OnRecord(
        days_past_due=case.days_past_due,
        days_since_reached=days,
        tries_since_reached=len(tries),
        broken=history_of(case.customer_id).broken,
        invited=invited,
        papers=papers,
    )
