"""Brings a day's decisions into PostgreSQL, inside the caller's transaction."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from fairdue.engine.copy import stage
from fairdue.strategy.actions.versions import keep_version
from fairdue.strategy.columns.decisions import ASKED, DECISIONS
from fairdue.strategy.models import Decision
from fairdue.strategy.queries import Arms

STAGE = [
    ("account_ref", "text"),
    ("customer_ref", "text"),
    ("ordinal", "smallint"),
    ("treatment", "text"),
    ("row", "text"),
    ("table", "text"),
    ("table_version", "text"),
    ("arm", "text"),
    ("propensity", "double precision"),
    ("inputs", "text"),
]


def publish(decisions: pl.DataFrame, as_of: date, arms: Arms) -> int:
    """Replace a day's decisions (DECISIONS) and keep the tables that decided; gives the rows.

    Accounts and cases must be in PostgreSQL already.
    """
    for document in arms.documents.values():
        keep_version(document)
    staged = decisions.select(*DECISIONS).with_columns(
        pl.struct(*ASKED).struct.json_encode().alias("inputs")
    )
    with connection.cursor() as cursor:
        stage(cursor, "staged_decision", STAGE, staged)
        cursor.execute("DELETE FROM strategy_decision WHERE as_of = %s", [as_of])
        cursor.execute(INSERT_DECISIONS, {"as_of": as_of})
        return int(cursor.rowcount)


def rewind(day: date) -> None:
    """Forget decisions of `day` and later, because those days are about to be re-run."""
    Decision.objects.filter(as_of__gte=day).delete()


INSERT_DECISIONS = """
    INSERT INTO strategy_decision
        (account_id, case_id, as_of, "table", table_version, "row", treatment, arm, propensity,
            inputs)
    SELECT account.id, known.id, %(as_of)s, staged."table", staged.table_version, staged."row",
        staged.treatment, staged.arm, staged.propensity, staged.inputs::jsonb
    FROM staged_decision AS staged
    JOIN portfolio_account AS account USING (account_ref)
    JOIN delinquency_case AS known
        ON known.customer_id = account.customer_id AND known.ordinal = staged.ordinal
    ORDER BY account_ref
"""
