"""Brings standings, cases and their events into PostgreSQL, inside the caller's transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from fairdue.delinquency.columns import CASES, EVENTS, STANDING
from fairdue.delinquency.models import CaseEvent, ExitReason, Standing
from fairdue.engine.copy import stage
from fairdue.engine.references import delete_unreferenced

SQL_TYPES = {
    pl.String(): "text",
    pl.Int16(): "smallint",
    pl.Int32(): "integer",
    pl.Int64(): "bigint",
    pl.Date(): "date",
    pl.Boolean(): "boolean",
}


def publish(
    standing: pl.DataFrame, cases: pl.DataFrame, events: pl.DataFrame, as_of: date
) -> dict[str, int]:
    """Replace a day's standings and events, and merge cases by (customer, ordinal).

    STANDING, CASES and EVENTS of live customers whose rows `portfolio.loading` has brought in;
    rows of others are left out. Gives the rows written of each.
    """
    with connection.cursor() as cursor:
        _stage(cursor, "staged_standing", STANDING, standing)
        _stage(cursor, "staged_case", CASES, cases)
        _stage(cursor, "staged_event", EVENTS, events)
        cursor.execute("DELETE FROM delinquency_standing WHERE as_of = %s", [as_of])
        cursor.execute('DELETE FROM delinquency_caseevent WHERE "on" = %s', [as_of])
        written = {}
        for name, statement in (
            ("standings", INSERT_STANDINGS),
            ("cases", MERGE_CASES),
            ("events", INSERT_EVENTS),
        ):
            cursor.execute(statement, {"as_of": as_of})
            written[name] = int(cursor.rowcount)
    return written


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


def case_ids(refs: pl.DataFrame) -> pl.DataFrame:
    """(customer_ref, ordinal, case_id) of the cases named by customer_ref and ordinal."""
    schema = {"customer_ref": CASES["customer_ref"], "ordinal": CASES["ordinal"]}
    with connection.cursor() as cursor:
        _stage(cursor, "staged_wanted", schema, refs)
        cursor.execute(FIND_CASES)
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=pl.Schema({**schema, "case_id": pl.Int64()}), orient="row")


def _stage(cursor: Any, name: str, schema: dict[str, pl.DataType], frame: pl.DataFrame) -> None:
    columns = [(column, SQL_TYPES[kind]) for column, kind in schema.items()]
    stage(cursor, name, columns, frame)


MARK_CORRECTED = """
    UPDATE delinquency_case
    SET closed_on = opened_on, exit_reason = %(corrected)s, bucket = 0, days_past_due = NULL,
        accounts_past_due = 0
    WHERE opened_on >= %(day)s
"""

INSERT_STANDINGS = """
    INSERT INTO delinquency_standing (
        account_id, as_of, oldest_unmet_due_on, days_past_due, cycles_past_due, bucket, five_class
    )
    SELECT account.id, %(as_of)s, oldest_unmet_due_on, days_past_due, cycles_past_due, bucket,
        five_class
    FROM staged_standing JOIN portfolio_account AS account USING (account_ref)
    ORDER BY account_ref
"""

MERGE_CASES = """
    INSERT INTO delinquency_case (
        customer_id, ordinal, opened_on, closed_on, exit_reason, re_default, as_of,
        bucket_at_entry, bucket, worst_bucket, days_past_due, accounts_past_due
    )
    SELECT customer.id, ordinal, opened_on, closed_on, COALESCE(exit_reason, ''), re_default,
        COALESCE(closed_on, %(as_of)s),  -- a closed case's figures are those of its last day
        bucket_at_entry, bucket, worst_bucket, days_past_due, accounts_past_due
    FROM staged_case JOIN portfolio_customer AS customer USING (customer_ref)
    ORDER BY customer_ref
    ON CONFLICT (customer_id, ordinal) DO UPDATE SET
        opened_on = excluded.opened_on, closed_on = excluded.closed_on,
        exit_reason = excluded.exit_reason, re_default = excluded.re_default,
        as_of = excluded.as_of, bucket_at_entry = excluded.bucket_at_entry,
        bucket = excluded.bucket, worst_bucket = excluded.worst_bucket,
        days_past_due = excluded.days_past_due, accounts_past_due = excluded.accounts_past_due
"""

INSERT_EVENTS = """
    INSERT INTO delinquency_caseevent (case_id, "on", kind, from_bucket, to_bucket)
    SELECT known.id, event."on", event.kind, from_bucket, to_bucket
    FROM staged_event AS event
    JOIN portfolio_customer AS customer USING (customer_ref)
    JOIN delinquency_case AS known
        ON known.customer_id = customer.id AND known.ordinal = event.ordinal
    ORDER BY customer_ref
"""

FIND_CASES = """
    SELECT wanted.customer_ref, wanted.ordinal, known.id
    FROM staged_wanted AS wanted
    JOIN portfolio_customer AS customer USING (customer_ref)
    JOIN delinquency_case AS known
        ON known.customer_id = customer.id AND known.ordinal = wanted.ordinal
    ORDER BY 1
"""
