"""Brings standings, cases and their events into PostgreSQL, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from fairdue.delinquency.columns import CASES
from fairdue.delinquency.models import CaseEvent, ExitReason, Standing
from fairdue.engine.copy import copy_into, copy_out, stage
from fairdue.engine.references import delete_unreferenced

STANDING_ROW = (
    *("account_id", "as_of", "oldest_unmet_due_on", "days_past_due", "cycles_past_due", "bucket"),
    "five_class",
)
EVENT_ROW = ("case_id", "on", "kind", "from_bucket", "to_bucket")
CUSTOMER_KEY_COLUMNS = {"customer_ref": CASES["customer_ref"], "customer_id": pl.Int64()}
CASE_KEY_COLUMNS = {
    "customer_ref": CASES["customer_ref"],
    "ordinal": CASES["ordinal"],
    "case_id": pl.Int64(),
}
SQL_TYPES = {
    pl.String(): "text",
    pl.Int16(): "smallint",
    pl.Int32(): "integer",
    pl.Int64(): "bigint",
    pl.Date(): "date",
    pl.Boolean(): "boolean",
}


@dataclass(frozen=True, slots=True)
class Published:
    """How many rows were written, or stood already, of each.

    `case_keys`: customer_ref, ordinal and case_id of every case that was given.
    """

    standings: int
    cases: int
    events: int
    case_keys: pl.DataFrame


def publish(
    standing: pl.DataFrame,
    cases: pl.DataFrame,
    events: pl.DataFrame,
    keys: pl.DataFrame,
    as_of: date,
    *,
    is_new: bool,
) -> Published:
    """Replace a day's standings and events, and merge cases by (customer, ordinal).

    STANDING, CASES and EVENTS of live customers; `keys` as `portfolio.loading` gives them. Rows
    without a key are left out. `is_new`: nothing of that day was published yet.
    """
    day = pl.lit(as_of).alias("as_of")
    with connection.cursor() as cursor:
        if not is_new:
            cursor.execute("DELETE FROM delinquency_standing WHERE as_of = %s", [as_of])
            cursor.execute('DELETE FROM delinquency_caseevent WHERE "on" = %s', [as_of])
        placed = standing.join(keys, on="account_ref", maintain_order="left").with_columns(day)
        standings = copy_into(cursor, "delinquency_standing", placed.select(STANDING_ROW))
        case_keys = _merge_cases(cursor, cases, as_of)
        happened = events.join(case_keys, on=["customer_ref", "ordinal"], maintain_order="left")
        copy_into(cursor, "delinquency_caseevent", happened.select(EVENT_ROW))
    return Published(standings, case_keys.height, happened.height, case_keys)


def _merge_cases(cursor: Any, cases: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Merge cases, of customers who are gone from the file too; gives Published.case_keys."""
    _stage(cursor, "staged_ref", {"customer_ref": CASES["customer_ref"]}, cases)
    customers = copy_out(cursor, CUSTOMER_KEYS, {}, dict(CUSTOMER_KEY_COLUMNS))
    schema = {**CUSTOMER_KEY_COLUMNS, **CASES}
    known = cases.join(customers, on="customer_ref").sort("customer_ref")
    _stage(cursor, "staged_case", schema, known)
    for statement in (UPDATE_CASES, ADD_CASES):
        cursor.execute(statement, {"as_of": as_of})
    return copy_out(cursor, CASE_KEYS, {}, dict(CASE_KEY_COLUMNS))


def rewind(day: date) -> None:
    """Forget what was derived for `day` and later, because those days are about to be re-run.

    Cases that opened since are marked corrected; re-running brings back those that still are.
    """
    Standing.objects.filter(as_of__gte=day).delete()
    CaseEvent.objects.filter(on__gte=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(MARK_CORRECTED, {"day": day, "corrected": ExitReason.CORRECTED})


def drop_corrected() -> int:
    """Delete cases that later facts corrected away and that nobody worked; gives how many.

    Those with work behind them stay, closed as corrected, so that no record loses its case.
    """
    with connection.cursor() as cursor:
        return delete_unreferenced(
            cursor, "delinquency_case", "victim.exit_reason = %s", [ExitReason.CORRECTED]
        )


def _stage(cursor: Any, name: str, schema: dict[str, pl.DataType], frame: pl.DataFrame) -> None:
    columns = [(column, SQL_TYPES[kind]) for column, kind in schema.items()]
    stage(cursor, name, columns, frame)


MARK_CORRECTED = """
    UPDATE delinquency_case
    SET closed_on = opened_on, exit_reason = %(corrected)s, bucket = 0, days_past_due = NULL,
        accounts_past_due = 0
    WHERE opened_on >= %(day)s
"""

CUSTOMER_KEYS = """
    SELECT customer_ref, known.id AS customer_id
    FROM staged_ref JOIN portfolio_customer AS known USING (customer_ref)
"""

CHANGED = """
    WHERE known.customer_id = staged.customer_id AND known.ordinal = staged.ordinal
      AND (
        known.opened_on, known.closed_on, known.exit_reason, known.re_default, known.as_of,
        known.bucket_at_entry, known.bucket, known.worst_bucket, known.days_past_due,
        known.accounts_past_due
      ) IS DISTINCT FROM (
        staged.opened_on, staged.closed_on, COALESCE(staged.exit_reason, ''), staged.re_default,
        COALESCE(staged.closed_on, %(as_of)s), staged.bucket_at_entry, staged.bucket,
        staged.worst_bucket, staged.days_past_due, staged.accounts_past_due
      )
"""
UPDATE_CASES = f"""
    UPDATE delinquency_case AS known SET
        opened_on = staged.opened_on, closed_on = staged.closed_on,
        exit_reason = COALESCE(staged.exit_reason, ''), re_default = staged.re_default,
        as_of = COALESCE(staged.closed_on, %(as_of)s),
        bucket_at_entry = staged.bucket_at_entry, bucket = staged.bucket,
        worst_bucket = staged.worst_bucket, days_past_due = staged.days_past_due,
        accounts_past_due = staged.accounts_past_due
    FROM staged_case AS staged {CHANGED}
"""
"""A closed case's figures are those of its last day."""

ADD_CASES = """
    INSERT INTO delinquency_case (
        customer_id, ordinal, opened_on, closed_on, exit_reason, re_default, as_of,
        bucket_at_entry, bucket, worst_bucket, days_past_due, accounts_past_due
    )
    SELECT customer_id, ordinal, opened_on, closed_on, COALESCE(exit_reason, ''), re_default,
        COALESCE(closed_on, %(as_of)s), bucket_at_entry, bucket, worst_bucket, days_past_due,
        accounts_past_due
    FROM staged_case AS staged
    WHERE NOT EXISTS (
        SELECT FROM delinquency_case AS known
        WHERE known.customer_id = staged.customer_id AND known.ordinal = staged.ordinal
    )
    ORDER BY customer_ref
"""

CASE_KEYS = """
    SELECT customer_ref, ordinal, known.id AS case_id
    FROM staged_case JOIN delinquency_case AS known USING (customer_id, ordinal)
"""
