"""A decision table for every past-due account at once, and what the night keeps of it per day.

Lake dataset, a folder per day:

`decisions/…/decisions.parquet`  one row per account with bucket >= 1, in account_ref order
`decisions/…/cases.parquet`      one row per open case: the strongest of its accounts' decisions
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import narwhals as nw
import polars as pl

from fairdue.engine.dates import months_between
from fairdue.engine.engines import Frame
from fairdue.engine.types import plain_types
from fairdue.strategy.columns.lookups import Bring, choose
from fairdue.strategy.rules.tables import STRENGTH, DecisionTable

DATASET = "decisions"

SCORES: dict[str, pl.DataType] = {
    "will_cure": pl.Int16(),
    "will_pay": pl.Int16(),
    "will_break_promise": pl.Int16(),
}
"""Chances in thousandths. Null: no model is live for it, or the account can't be scored."""

ASKED: dict[str, pl.DataType] = {
    "currency": pl.String(),
    "bucket": pl.Int16(),
    "past_due_minor": pl.Int64(),
    "total_minor": pl.Int64(),
    "days_past_due": pl.Int32(),
    "cycles_past_due": pl.Int16(),
    "months_on_book": pl.Int32(),
    "times_before": pl.Int16(),
    "re_default": pl.Boolean(),
    "broken_promises": pl.Int16(),
    "promise_open": pl.Boolean(),
    "on_hold": pl.Boolean(),
    "vulnerable": pl.Boolean(),
    "disputed": pl.Boolean(),
    "suspected_fraud": pl.Boolean(),
    **SCORES,
}
"""What a table may ask (`rules.inputs`), by column. Null means not known."""

PICKED: dict[str, pl.DataType] = {"arm": pl.String(), "propensity": pl.Float64()}
"""Whose table decided, the champion's or an experiment's challenger's, and how likely it was that
the treatment given would be: the sum of the chances of all arms that would have given it."""

DECISIONS: dict[str, pl.DataType] = {
    "account_ref": pl.String(),
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "treatment": pl.String(),
    "row": pl.String(),
    "table": pl.String(),
    "table_version": pl.String(),
    **PICKED,
    **ASKED,
}
"""Each past-due account's treatment, the row that decided, and the values it saw. `ordinal` is
that of the customer's case (see delinquency.columns.CASES)."""

CASE_DECISIONS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "treatment": pl.String(),
    "priority": pl.Int32(),
    "account_ref": pl.String(),
    **PICKED,
}
"""Each open case's treatment: the strongest of its accounts', `account_ref` naming the one."""

KNOWN_FLAGS = ("on_hold", "vulnerable", "disputed", "promise_open")
"""What staff know; a customer they know nothing of has none of it."""

BUCKET_STEP = 100
DOUBLING_MAX = 60


def inputs(
    standing: Frame, opened: Frame, cases: Frame, history: Frame, scores: Frame, as_of: date
) -> Frame:
    """Every past-due account with what a table may ask of it (ASKED), in any order.

    From the day's `standing` and `cases` (delinquency.columns), each account's `opened_on`, and
    `history` per customer_ref: on_hold, vulnerable, disputed, broken_promises, promise_open; and
    the `scores` (SCORES) per account_ref, for all accounts or some.
    """
    late = standing.filter(nw.col("bucket") >= 1)
    return (
        late.join(opened.select("account_ref", "opened_on"), on="account_ref", how="left")
        .join(cases.select("customer_ref", "ordinal", "re_default"), on="customer_ref", how="left")
        .join(history, on="customer_ref", how="left")
        .join(scores, on="account_ref", how="left")
        .with_columns(
            months_between("opened_on", as_of).alias("months_on_book"),
            (nw.col("ordinal") - 1).alias("times_before"),
            *(nw.col(name).fill_null(False) for name in KNOWN_FLAGS),
            nw.col("broken_promises").fill_null(0),
        )
        .select(
            "account_ref",
            "customer_ref",
            "ordinal",
            *(nw.col(name).cast(kind) for name, kind in plain_types(ASKED).items()),
        )
    )


def decide(accounts: Frame, table: DecisionTable, bring: Bring | None = None) -> Frame:
    """Add `row` and `treatment` to a frame that has the columns of ASKED.

    The table is compiled (`columns.cells`), so many rows cost about as much as few. `bring` puts
    its lookups beside the accounts (Engine.bring); frames of Polars do without. Polars keeps the
    order, other engines have none.
    """
    return choose(accounts, table.rows, bring or _beside_polars)


def _beside_polars(frame: pl.DataFrame) -> Frame:
    return nw.from_native(frame.lazy())


def of_cases(decisions: Frame) -> Frame:
    """CASE_DECISIONS from DECISIONS. Ties go to the larger amount past due, then account_ref.

    All accounts of a customer have one arm. `propensity` is the deciding account's own; where
    experiments run, `columns.experiments.by_case` gives the case's.

    Priority: later buckets first; within a bucket, larger amounts past due first, in doublings
    of the minor unit. Amounts of different currencies are never added up.
    """
    weaker = reduce(
        lambda other, step: (
            nw.when(nw.col("treatment") == str(step)).then(nw.lit(-STRENGTH[step])).otherwise(other)
        ),
        STRENGTH,
        nw.lit(0),
    )
    rank = nw.col("bucket").cast(nw.Int32) * BUCKET_STEP + _doublings(nw.col("past_due_minor"))
    return (
        decisions.with_columns(
            weaker.alias("weaker"), (-nw.col("past_due_minor")).alias("less"), rank.alias("rank")
        )
        .with_columns(nw.col("rank").max().over("customer_ref").alias("priority"))
        .unique("customer_ref", keep="first", order_by=["weaker", "less", "account_ref"])
        .select(*(nw.col(name).cast(kind) for name, kind in plain_types(CASE_DECISIONS).items()))
    )


def _doublings(amount: nw.Expr) -> nw.Expr:
    """How often one minor unit must double to stay within the amount; 0 below two."""
    reached: list[nw.Expr] = [
        (amount >= 2**power).cast(nw.Int32) for power in range(1, DOUBLING_MAX + 1)
    ]
    return reduce(lambda one, other: one + other, reached)
