"""How long plans last, and how long people wait for an answer to hardship, for figures."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_out
from fairdue.negotiation.rules.agreements import LAPSED

PLANS: dict[str, pl.DataType] = {
    "agreement_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "name_masked": pl.String(),
    "kind": pl.String(),
    "accepted_on": pl.Date(),
    "state": pl.String(),
    "own": pl.Boolean(),
    "observed_until": pl.Date(),
    "failed": pl.Boolean(),
}
"""An accepted agreement. `own`: the cardholder proposed it. `failed`: in breach since
`observed_until`, or lapsed then; else it was last seen lasting on that day, because it was
performed, replaced or ended, or because nobody knows further."""

PLANS_LASTING = """
    SELECT agreement.id AS agreement_id, agreement.customer_id, customer.name_masked,
           agreement.kind, agreement.accepted_on, agreement.state,
           agreement.proposed_role = 'cardholder' AS own,
           least(greatest(CASE WHEN ends.failed OR agreement.state IN
                                    ('completed', 'revised', 'ended')
                               THEN ends.on_day ELSE %(until)s::date END,
                          agreement.accepted_on), %(until)s::date) AS observed_until,
           ends.failed AND ends.on_day <= %(until)s::date AS failed
    FROM negotiation_agreement AS agreement
    JOIN portfolio_customer AS customer ON customer.id = agreement.customer_id
    CROSS JOIN LATERAL (
        SELECT coalesce(agreement.ended_on, agreement.state_since, agreement.accepted_on) AS on_day,
               agreement.state = 'breached'
                   OR agreement.state = 'ended' AND agreement.end_reason = %(lapsed)s AS failed
    ) AS ends
    WHERE agreement.accepted_on IS NOT NULL AND agreement.accepted_on <= %(until)s::date
    ORDER BY agreement.id
"""


def plans_lasting(until: date) -> pl.DataFrame:
    """PLANS accepted up to a day, as they were known to last by the end of it."""
    with connection.cursor() as cursor:
        return copy_out(cursor, PLANS_LASTING, {"until": until, "lapsed": LAPSED}, PLANS)


HARDSHIP: dict[str, pl.DataType] = {
    "name_masked": pl.String(),
    "asked_at": pl.Datetime("us", "UTC"),
    "decided": pl.String(),
    "answered_at": pl.Datetime("us", "UTC"),
}
"""A request for hardship. `decided`: "granted" by rule, or "person". `answered_at`: granted ones at
once; else when a person ended the pause that the request brought; null while nobody has."""

HARDSHIP_TOLD = """
    SELECT customer.name_masked, decision.decided_at AS asked_at, decision.outcome AS decided,
           CASE WHEN decision.outcome = 'granted' THEN decision.decided_at
                WHEN hold.released_at < %(end)s THEN hold.released_at END AS answered_at
    FROM negotiation_hardshipdecision AS decision
    JOIN portfolio_customer AS customer ON customer.id = decision.customer_id
    LEFT JOIN compliance_hold AS hold
        ON hold.customer_id = decision.customer_id AND hold.cause = 'hardship:' || decision.id
    WHERE decision.decided_at >= %(start)s AND decision.decided_at < %(end)s
    ORDER BY decision.decided_at, decision.id
"""


def hardship_told(start: datetime, end: datetime) -> pl.DataFrame:
    """HARDSHIP asked for in [start, end), as known at `end`."""
    with connection.cursor() as cursor:
        return copy_out(cursor, HARDSHIP_TOLD, {"start": start, "end": end}, HARDSHIP)
