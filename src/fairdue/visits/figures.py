"""Visits made and whether the telephones prove that the team was there, for figures."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from fairdue.contact.figures import CONNECTED
from fairdue.engine.copy import copy_out

MADE: dict[str, pl.DataType] = {
    "at": pl.Datetime("us", "UTC"),
    "case_id": pl.Int64(),
    "name_masked": pl.String(),
    "outcome": pl.String(),
    "verified": pl.Boolean(),
    "met": pl.Boolean(),
}
"""A visit by its standing record. `verified`: a telephone's arrival with a place, against which no
sign speaks. `met`: somebody spoke with the team."""

VISITS_MADE = """
    SELECT record.at, visit.case_id, customer.name_masked, record.outcome,
           EXISTS (
               SELECT FROM visits_deed AS deed
               WHERE deed.visit_id = visit.id AND deed.kind = 'arrived'
                 AND deed.place_sealed IS NOT NULL AND deed.signs = '[]'::jsonb
           ) AS verified,
           record.outcome = ANY (%(connected)s) AS met
    FROM visits_visitrecord AS record
    JOIN visits_visit AS visit ON visit.id = record.visit_id
    JOIN portfolio_customer AS customer ON customer.id = record.customer_id
    WHERE record.state <> 'replaced' AND record.at >= %(start)s AND record.at < %(end)s
    ORDER BY record.at, record.id
"""


def visits_made(start: datetime, end: datetime) -> pl.DataFrame:
    """MADE: visits recorded as made in [start, end)."""
    values = {"start": start, "end": end, "connected": sorted(map(str, CONNECTED))}
    with connection.cursor() as cursor:
        return copy_out(cursor, VISITS_MADE, values, MADE)
