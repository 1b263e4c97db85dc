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

from fairdue.engine.dates import months_between
from fairdue.engine.engines import Frame
from fairdue.engine.types import plain_types
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


def decide(accounts: Frame, table: DecisionTable) -> Frame:
    """Add `row` and `treatment` to a frame that has the columns of ASKED."""
    row = _chosen(table, lambda row: row.id)
    treatment = _chosen(table, lambda row: str(row.then))
    return accounts.with_columns(row.alias("row"), treatment.alias("treatment"))


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
