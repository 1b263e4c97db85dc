"""The figures of the lake as SQL that DuckDB runs over its files, apart from how we count them.

Each query gives a row per part: the columns of the slice in order, then numerator and denominator.
Paths are relative to the lake's folder, so that the text is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.engine.lake import lake

_DAY = """WITH day AS (
    SELECT * FROM read_parquet('{after}') WHERE currency = '{currency}'
)
"""
_MOVED = """WITH moved AS (
    SELECT
        was.bucket AS bucket,
        CASE
            WHEN is_now.bucket IS NULL THEN 'vanished'
            WHEN is_now.bucket = 0 AND was.bucket > 0 AND is_now.total_minor <= 0 THEN 'paid_off'
            ELSE is_now.bucket::VARCHAR
        END AS "to",
        was.total_minor AS owed,
        greatest(was.total_minor, 0) AS owed_at_least_0
    FROM read_parquet('{before}') AS was
    LEFT JOIN read_parquet('{after}') AS is_now USING (account_ref, currency)
    WHERE was.currency = '{currency}'
)
"""

QUERIES: Mapping[str, str] = {
    "accounts_by_bucket": _DAY
    + "SELECT bucket, count(*), (SELECT count(*) FROM day) FROM day GROUP BY bucket",
    "balance_by_bucket": _DAY
    + "SELECT bucket, sum(total_minor), (SELECT sum(total_minor) FROM day)"
    " FROM day GROUP BY bucket",
    "delinquent_accounts": _DAY + "SELECT count(*) FILTER (bucket > 0), count(*) FROM day",
    "delinquency_rate": _DAY
    + "SELECT coalesce(sum(total_minor) FILTER (bucket > 0), 0), sum(total_minor) FROM day",
    "roll_by_count": _MOVED
    + 'SELECT bucket, "to", count(*), sum(count(*)) OVER (PARTITION BY bucket)'
    ' FROM moved GROUP BY bucket, "to"',
    "roll_by_balance": _MOVED + 'SELECT bucket, "to", sum(owed_at_least_0),'
    " sum(sum(owed_at_least_0)) OVER (PARTITION BY bucket)"
    ' FROM moved GROUP BY bucket, "to"',
    "entry_rate": _MOVED
    + "SELECT count(*) FILTER (\"to\" NOT IN ('0', 'paid_off', 'vanished')), count(*)"
    " FROM moved WHERE bucket = 0 AND owed > 0",
    "cure_rate": _MOVED
    + "SELECT count(*) FILTER (\"to\" IN ('0', 'paid_off')), count(*) FROM moved WHERE bucket > 0",
}
"""By the figure's key. A figure of the lake that isn't here is recounted as it was counted."""


def query_of(key: str, as_of: date, before: date | None, currency: str) -> str | None:
    """The query of a figure with its days and currency in it; None for a figure without one."""
    text = QUERIES.get(key)
    if text is None or ("{before}" in text and before is None):
        return None
    return text.format(
        after=standing_path(as_of), before=standing_path(before or as_of), currency=currency
    )


def standing_path(day: date) -> str:
    """Where a day's standings are, from the lake's folder on."""
    return f"{STANDING_DATASET}/as_of={day.isoformat()}/standing.parquet"


def answers(query: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """What DuckDB finds: the slice's codes -> numerator and denominator.

    Raises duckdb.Error where a file is gone.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SET file_search_path = $1", [str(lake().root)])
        rows = connection.execute(query).fetchall()
    return {
        tuple(str(code) for code in row[:-2]): (int(row[-2] or 0), int(row[-1] or 0))
        for row in rows
    }
