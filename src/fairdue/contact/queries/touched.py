"""Contacts made and contacts denied, of everyone, for figures that follow customers."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_out

TRIED: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "points": pl.Int64(),
}
"""A contact and the pressure that it put on the customer by the terms it was judged by."""

DENIED: dict[str, pl.DataType] = {"customer_ref": pl.String(), "at": pl.Datetime("us", "UTC")}

CONTACTS = """
    SELECT customer.customer_ref, attempt.made_at AS at,
           coalesce((terms.points
               -> (CASE WHEN attempt.outcome = ANY (terms.missed) THEN 'missed' ELSE 'reached' END)
               ->> attempt.channel)::integer, 0) AS points
    FROM contact_attempt AS attempt
    JOIN contact_permit AS permit ON permit.id = attempt.permit_id
    JOIN portfolio_customer AS customer ON customer.id = attempt.customer_id
    LEFT JOIN contact_terms AS terms ON terms.digest = permit.terms
    WHERE attempt.made_at >= %(start)s AND attempt.made_at < %(end)s
      AND attempt.outcome NOT IN ('not_delivered', 'not_placed')
    ORDER BY customer.customer_ref, attempt.made_at, attempt.id
"""

DENIALS = """
    SELECT customer.customer_ref, permit.asked_at AS at
    FROM contact_permit AS permit
    JOIN portfolio_customer AS customer ON customer.id = permit.customer_id
    WHERE NOT permit.granted AND permit.asked_at >= %(start)s AND permit.asked_at < %(end)s
    ORDER BY customer.customer_ref, permit.asked_at, permit.id
"""


def contacts_between(start: datetime, end: datetime) -> pl.DataFrame:
    """TRIED: everyone's attempts made in [start, end), but messages that were not delivered and
    calls that were not placed."""
    with connection.cursor() as cursor:
        return copy_out(cursor, CONTACTS, {"start": start, "end": end}, TRIED)


def denials_between(start: datetime, end: datetime) -> pl.DataFrame:
    """DENIED: everyone's requests for a permit in [start, end) that a rule turned down."""
    with connection.cursor() as cursor:
        return copy_out(cursor, DENIALS, {"start": start, "end": end}, DENIED)
