"""A decision table for every past-due account at once, and what the night keeps of it per day.

Lake dataset, a folder per day:

`decisions/…/decisions.parquet`  one row per account with bucket >= 1, in account_ref order
`decisions/…/cases.parquet`      one row per open case: the strongest of its accounts' decisions
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import (
    ANY_CURRENCY,
    COMPARISONS,
    STRENGTH,
    Compare,
    Condition,
    DecisionTable,
    Row,
)

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

BUCKET_STEP = 100
DOUBLING_MAX = 60


def inputs(
    standing: pl.DataFrame,
    opened: pl.DataFrame,
    cases: pl.DataFrame,
    history: pl.DataFrame,
    scores: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Every past-due account with what a table may ask of it (ASKED), in account_ref order.

    From the day's `standing` and `cases` (delinquency.columns), each account's `opened_on`, and
    `history` per customer_ref: on_hold, vulnerable, disputed, broken_promises, promise_open; and
    the `scores` (SCORES) per account_ref, for all accounts or some.
    """
    months = 12 * (as_of.year - pl.col("opened_on").dt.year()) + (
        as_of.month - pl.col("opened_on").dt.month().cast(pl.Int32)
    )
    unfinished = (pl.col("opened_on").dt.day() > as_of.day).cast(pl.Int32)
    late = standing.filter(pl.col("bucket") >= 1)
    return (
        late.join(opened, on="account_ref", how="left", maintain_order="left")
        .join(
            cases.select("customer_ref", "ordinal", "re_default"),
            on="customer_ref",
            how="left",
            maintain_order="left",
        )
        .join(history, on="customer_ref", how="left", maintain_order="left")
        .join(scores, on="account_ref", how="left", maintain_order="left")
        .with_columns(
            (months - unfinished).alias("months_on_book"),
            (pl.col("ordinal") - 1).alias("times_before"),
            pl.col("on_hold", "vulnerable", "disputed", "promise_open").fill_null(False),
            pl.col("broken_promises").fill_null(0),
        )
        .select(
            "account_ref",
            "customer_ref",
            "ordinal",
            *(pl.col(name).cast(kind) for name, kind in ASKED.items()),
        )
    )


def decide(accounts: nw.LazyFrame[Any], table: DecisionTable) -> nw.LazyFrame[Any]:
    """Add `row` and `treatment` to a frame that has the columns of ASKED."""
    row = _chosen(table, lambda row: row.id)
    treatment = _chosen(table, lambda row: str(row.then))
    return accounts.with_columns(row.alias("row"), treatment.alias("treatment"))


def of_cases(decisions: pl.DataFrame) -> pl.DataFrame:
    """CASE_DECISIONS from DECISIONS. Ties go to the larger amount past due, then account_ref.

    All accounts of a customer have one arm. `propensity` is the deciding account's own; where
    experiments run, `columns.experiments.by_case` gives the case's.

    Priority: later buckets first; within a bucket, larger amounts past due first, in doublings
    of the minor unit. Amounts of different currencies are never added up.
    """
    strength = pl.col("treatment").replace_strict(
        {str(step): value for step, value in STRENGTH.items()}, return_dtype=pl.Int8
    )
    doublings = (
        pl.col("past_due_minor").clip(lower_bound=1).log(2).floor().clip(upper_bound=DOUBLING_MAX)
    )
    order = ["customer_ref", "strength", "past_due_minor", "account_ref"]
    return (
        decisions.with_columns(
            strength.alias("strength"),
            (pl.col("bucket").cast(pl.Int32) * BUCKET_STEP + doublings.cast(pl.Int32)).alias(
                "rank"
            ),
        )
        .sort(order, descending=[False, True, True, False])
        .group_by("customer_ref", maintain_order=True)
        .agg(
            pl.col("ordinal", "treatment").first(),
            pl.col("rank").max().alias("priority"),
            pl.col("account_ref", *PICKED).first(),
        )
        .select(*CASE_DECISIONS)
        .cast(pl.Schema(CASE_DECISIONS))
    )


def _chosen(table: DecisionTable, value: Any) -> nw.Expr:
    """The first holding row's value: painted from the last row to the first."""
    *rows, last = table.rows
    return reduce(
        lambda other, row: nw.when(_holds(row)).then(nw.lit(value(row))).otherwise(other),
        reversed(rows),
        nw.lit(value(last)),
    )


def _holds(row: Row) -> nw.Expr:
    return reduce(
        lambda one, other: one & other,
        [_condition(condition) for condition in row.conditions],
        nw.lit(True),
    )


def _condition(condition: Condition) -> nw.Expr:
    asked = INPUTS[condition.asks]
    column = nw.col(asked.column)
    if condition.compare is Compare.UNKNOWN:
        return column.is_null() if condition.operand else ~column.is_null()
    if asked.kind is Kind.AMOUNT:
        return _amount(column, condition)
    if asked.kind is Kind.FLAG:
        return (column if condition.operand else ~column).fill_null(False)
    if isinstance(condition.operand, tuple):
        return column.is_in(list(condition.operand)).fill_null(False)
    compared: nw.Expr = COMPARISONS[condition.compare](column, condition.operand)
    return compared.fill_null(False)


def _amount(column: nw.Expr, condition: Condition) -> nw.Expr:
    """Compared in the account's own currency."""
    compare = COMPARISONS[condition.compare]
    cases: list[nw.Expr] = [
        compare(column, minor)
        if currency == ANY_CURRENCY
        else (nw.col("currency") == currency) & compare(column, minor)
        for currency, minor in condition.thresholds()
    ]
    return reduce(lambda one, other: one | other, cases).fill_null(False)
