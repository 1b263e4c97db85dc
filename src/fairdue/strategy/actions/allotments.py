"""Brings what every case was given into PostgreSQL, inside the caller's transaction."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_into
from fairdue.strategy.actions.decisions import JSONB_VERSION
from fairdue.strategy.columns.allocation import WANTED

ROW = (
    *("case_id", "as_of", "decided", "treatment", "team", "net_value_minor", "price_minor"),
    *("reason", "considered"),
)
CONSIDERED = [name for name in WANTED if name.startswith(("worth_", "barred_"))]


def publish_allotments(
    allocated: pl.DataFrame, wanted: pl.DataFrame, case_keys: pl.DataFrame, as_of: date
) -> int:
    """Put a night's ALLOCATED in place of the last one's; gives the rows. `wanted`: its WANTED, in
    the same order. `case_keys`: as the publishing of cases gave them.
    """
    considered = wanted.select(pl.struct(CONSIDERED).struct.json_encode()).to_series()
    rows = (
        allocated.with_columns(
            pl.concat_str(pl.lit(JSONB_VERSION), considered).alias("considered"),
            pl.lit(as_of).alias("as_of"),
            pl.col("team", "reason").fill_null(""),
        )
        .join(case_keys, on=["customer_ref", "ordinal"], maintain_order="left")
        .select(ROW)
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM strategy_allotment")
        return copy_into(cursor, "strategy_allotment", rows)
