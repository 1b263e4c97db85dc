"""Past decisions made again: what each of two tables says of the inputs kept with them.

Treatments are numbers here, their strength (`rules.tables.STRENGTH`), so that a case's treatment
is the largest of its accounts'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals as nw
import polars as pl

from fairdue.strategy.columns.decisions import ASKED, decide
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import STRENGTH, DecisionTable

CODES = {str(step): strength for step, strength in STRENGTH.items()}
STEP_OF = {strength: str(step) for step, strength in STRENGTH.items()}

ACCOUNTS: dict[str, pl.DataType] = {
    "account_ref": pl.String(),
    "customer_ref": pl.String(),
    "currency": pl.String(),
    "bucket": pl.Int16(),
    "past_due_minor": pl.Int64(),
    "taken": pl.Int8(),
    "champion": pl.Int8(),
    "challenger": pl.Int8(),
    "champion_row": pl.String(),
    "challenger_row": pl.String(),
    "unlike": pl.Boolean(),
}
"""Each past-due account of a day. `taken`: what was decided then. `unlike`: its own table, asked
again, would not decide so."""

FEATURES = tuple(f"about_{given.name}" for given in INPUTS.values())

CASES: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "accounts": pl.Int16(),
    "vulnerable": pl.Boolean(),
    "taken": pl.Int8(),
    "champion": pl.Int8(),
    "challenger": pl.Int8(),
    "champion_chance": pl.Float64(),
    "challenger_chance": pl.Float64(),
    **dict.fromkeys(FEATURES, pl.Float32()),
}
"""Each customer's case of a day. The chances are those with which the arms of that day give the
treatment that each table names. `about_…`: what a table may ask, the largest of the accounts';
amounts as logarithms; null where not known."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A table that decided for some share of customers, drawn by chance."""

    chance: float
    table: DecisionTable


def decided_again(
    decisions: pl.LazyFrame, champion: DecisionTable, challenger: DecisionTable, arms: Sequence[Arm]
) -> pl.LazyFrame:
    """ACCOUNTS, what `by_case` needs beside it, from a day's decisions (columns.decisions).

    Inputs that weren't kept that day count as not known.
    """
    known = decisions.collect_schema().names()
    absent = [pl.lit(None, kind).alias(name) for name, kind in ASKED.items() if name not in known]
    frame = decisions.with_columns(*absent).rename({"treatment": "was", "row": "was_by"})
    tables = {one.version: one for one in (champion, challenger, *(arm.table for arm in arms))}
    for number, table in enumerate(tables.values()):
        names = {"treatment": f"treatment_{number}", "row": f"row_{number}"}
        frame = decide(nw.from_native(frame), table).to_native().rename(names)
    place = {version: number for number, version in enumerate(tables)}
    again = reduce(
        lambda other, version: (
            pl.when(pl.col("table_version") == version)
            .then(pl.col(f"treatment_{place[version]}"))
            .otherwise(other)
        ),
        tables,
        pl.lit(None, pl.String()),
    )
    first, second = place[champion.version], place[challenger.version]
    return frame.with_columns(
        _code("was").alias("taken"),
        _code(f"treatment_{first}").alias("champion"),
        _code(f"treatment_{second}").alias("challenger"),
        pl.col(f"row_{first}").alias("champion_row"),
        pl.col(f"row_{second}").alias("challenger_row"),
        again.ne_missing(pl.col("was")).alias("unlike"),
        *(
            _code(f"treatment_{place[arm.table.version]}").alias(f"arm_{number}")
            for number, arm in enumerate(arms)
        ),
    )


def by_case(accounts: pl.LazyFrame, arms: Sequence[Arm]) -> pl.LazyFrame:
    """CASES in customer_ref order, from `decided_again` with the same arms."""
    names = [f"arm_{number}" for number in range(len(arms))]
    grouped = accounts.group_by("customer_ref").agg(
        pl.len().cast(pl.Int16).alias("accounts"),
        pl.col("vulnerable").any(),
        pl.col("taken", "champion", "challenger", *names).max(),
        *(_feature(name) for name in INPUTS),
    )
    chances = [
        pl.sum_horizontal(
            pl.when(pl.col(name) == pl.col(policy)).then(arm.chance).otherwise(0.0)
            for name, arm in zip(names, arms, strict=True)
        ).alias(f"{policy}_chance")
        for policy in ("champion", "challenger")
    ]
    return (
        grouped.with_columns(*chances)
        .select(pl.col(name).cast(kind) for name, kind in CASES.items())
        .sort("customer_ref")
    )


def cells(accounts: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """champion, challenger, currency, past_due_minor: past due in the cases that go that way."""
    moves = cases.select("customer_ref", "champion", "challenger")
    return (
        accounts.select("customer_ref", "currency", "past_due_minor")
        .join(moves, on="customer_ref")
        .group_by("champion", "challenger", "currency")
        .agg(pl.col("past_due_minor").sum())
    )


def _code(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(CODES, return_dtype=pl.Int8)


def _feature(name: str) -> pl.Expr:
    given = INPUTS[name]
    largest = pl.col(given.column).cast(pl.Float64).max()
    if given.kind is Kind.AMOUNT:
        largest = largest.clip(lower_bound=0).log1p()
    return largest.cast(pl.Float32).alias(f"about_{name}")
