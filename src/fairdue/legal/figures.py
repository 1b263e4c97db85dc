"""What claims before courts brought in, for figures."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_out
from fairdue.legal.rules.steps import ORDER_APPLIED, SUIT_FILED

FILED: dict[str, pl.DataType] = {
    "matter_id": pl.Int64(),
    "name_masked": pl.String(),
    "filed_on": pl.Date(),
    "vintage": pl.String(),
    "currency": pl.String(),
    "claimed_minor": pl.Int64(),
    "recovered_minor": pl.Int64(),
    "cost_minor": pl.Int64(),
    "net_minor": pl.Int64(),
}
"""A matter that went before a court. `vintage`: the year it did. Money in minor units."""

CLAIMS_FILED = """
    SELECT matter.id AS matter_id, customer.name_masked, filed.filed_on,
           to_char(filed.filed_on, 'YYYY') AS vintage, matter.currency, matter.claimed_minor,
           money.recovered AS recovered_minor, money.cost AS cost_minor,
           money.recovered - money.cost AS net_minor
    FROM legal_matter AS matter
    JOIN portfolio_customer AS customer ON customer.id = matter.customer_id
    JOIN (
        SELECT step.matter_id, min(step."on") AS filed_on FROM legal_matterstep AS step
        WHERE step.kind = ANY (%(filing)s) GROUP BY step.matter_id
    ) AS filed ON filed.matter_id = matter.id
    CROSS JOIN LATERAL (
        SELECT coalesce((
                   SELECT sum(amount_minor) FROM legal_recovery AS recovery
                   WHERE recovery.matter_id = matter.id AND recovery.currency = matter.currency
                     AND recovery."on" <= %(until)s
               ), 0)::bigint AS recovered,
               coalesce((
                   SELECT sum(amount_minor) FROM legal_cost AS cost
                   WHERE cost.matter_id = matter.id AND cost.currency = matter.currency
                     AND cost."on" <= %(until)s
               ), 0)::bigint AS cost
    ) AS money
    WHERE filed.filed_on <= %(until)s AND matter.currency = %(currency)s
    ORDER BY matter.id
"""


def claims_filed(until: date, currency: str) -> pl.DataFrame:
    """FILED up to a day in one currency, with what came in and was paid out by the end of it."""
    values = {"until": until, "currency": currency, "filing": [ORDER_APPLIED, SUIT_FILED]}
    with connection.cursor() as cursor:
        return copy_out(cursor, CLAIMS_FILED, values, FILED)
