"""Brings a day's decisions into PostgreSQL, inside the caller's transaction."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_into
from fairdue.strategy.actions.versions import keep_version
from fairdue.strategy.columns.decisions import ASKED, DECISIONS
from fairdue.strategy.models import Decision
from fairdue.strategy.queries import Arms

ROW = (
    *("account_id", "case_id", "as_of", "table", "table_version", "row", "treatment", "arm"),
    *("propensity", "inputs"),
)
"""What a decision keeps, by column."""

WRITTEN_AT_ONCE = 100_000
"""Decisions whose inputs are in memory as texts at once."""

JSONB_VERSION = "\x01"
"""How a value of jsonb begins in COPY's binary format."""


def publish(
    decisions: pl.DataFrame,
    account_keys: pl.DataFrame,
    case_keys: pl.DataFrame,
    as_of: date,
    arms: Arms,
    *,
    is_new: bool,
) -> int:
    """Replace a day's decisions (DECISIONS) and keep the tables that decided; gives the rows.

    `account_keys` and `case_keys` as the publishing of accounts and cases gave them; a decision
    without either is left out. `is_new`: nothing of that day was published yet.
    """
    for document in arms.documents.values():
        keep_version(document)
    accounts = account_keys.select("account_ref", "account_id")
    with connection.cursor() as cursor:
        if not is_new:
            cursor.execute("DELETE FROM strategy_decision WHERE as_of = %s", [as_of])
        return sum(
            copy_into(cursor, "strategy_decision", _rows(part, accounts, case_keys, as_of))
            for part in decisions.iter_slices(WRITTEN_AT_ONCE)
        )


def _rows(
    decisions: pl.DataFrame, accounts: pl.DataFrame, cases: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """As the table has them, in account_ref order."""
    asked = pl.struct(*ASKED).struct.json_encode()
    return (
        decisions.select(*DECISIONS)
        .join(accounts, on="account_ref", maintain_order="left")
        .join(cases, on=["customer_ref", "ordinal"], maintain_order="left")
        .with_columns(
            pl.lit(as_of).alias("as_of"),
            pl.concat_str(pl.lit(JSONB_VERSION), asked).alias("inputs"),
        )
        .select(ROW)
    )


def rewind(day: date) -> None:
    """Forget decisions of `day` and later, because those days are about to be re-run."""
    Decision.objects.filter(as_of__gte=day).delete()
