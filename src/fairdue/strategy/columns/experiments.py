"""The arms of running experiments, for every past-due account and every case at once.

`rules.experiments` says the same of one customer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import combinations

import narwhals as nw
import polars as pl

from fairdue.engine.engines import Frame
from fairdue.strategy.columns.decisions import decide
from fairdue.strategy.columns.lookups import Bring
from fairdue.strategy.rules.experiments import CHAMPION, THOUSAND, Split, chances, place
from fairdue.strategy.rules.tables import STRENGTH, DecisionTable


def arms_of(customer_refs: pl.Series, splits: Sequence[Split]) -> pl.DataFrame:
    """`customer_ref` and the `arm` that treats them, once for each customer, in their order."""
    refs = customer_refs.unique().sort()
    names = refs.to_list()
    arm = pl.lit(CHAMPION)
    for split in reversed(splits):
        places = pl.Series([place(split.seed, ref) for ref in names], dtype=pl.Int16)
        arm = pl.when(pl.lit(places) < split.share).then(pl.lit(split.arm)).otherwise(arm)
    return pl.DataFrame({"customer_ref": refs}).with_columns(arm.alias("arm"))


def decide_by_arm(
    accounts: Frame,
    splits: Sequence[Split],
    tables: Mapping[str, DecisionTable],
    bring: Bring | None = None,
) -> Frame:
    """Each account as the table of its `arm` decides, to a frame that has the columns of ASKED.

    `tables` by arm; `bring` as in `decide`. Adds row, treatment, table, table_version, propensity
    and, for `by_case`, what each arm would do. Without experiments no column `arm` is needed; it
    is added.
    """
    if not splits:
        accounts = accounts.with_columns(nw.lit(CHAMPION).alias("arm"))
    asked = {arm: tables[arm] for arm in chances(splits)}
    for number, table in enumerate(asked.values()):
        decided = decide(accounts, table, bring)
        accounts = decided.rename({"row": f"row_{number}", "treatment": _would(number)})
    arms, those = list(asked), list(asked.values())
    return accounts.with_columns(
        _by_arm(arms, lambda number: nw.col(f"row_{number}")).alias("row"),
        _by_arm(arms, lambda number: nw.col(_would(number))).alias("treatment"),
        _by_arm(arms, lambda number: nw.lit(those[number].name)).alias("table"),
        _by_arm(arms, lambda number: nw.lit(those[number].version)).alias("table_version"),
    ).with_columns(_likely(splits, "treatment").alias("propensity"))


def by_case(cases: pl.DataFrame, made: pl.DataFrame, splits: Sequence[Split]) -> pl.DataFrame:
    """CASE_DECISIONS with the propensity of each case's treatment.

    `cases` is `of_cases` of `made`, which comes from `decide_by_arm`. In each arm a case gets the
    strongest of its accounts' treatments; its chances are summed over the arms that agree.
    """
    if not splits:
        return cases
    strength = {str(step): value for step, value in STRENGTH.items()}
    would = [_would(number) for number in range(len(splits) + 1)]
    by_arm = made.group_by("customer_ref").agg(
        pl.col(would).replace_strict(strength, return_dtype=pl.Int8).max()
    )
    given = pl.col("treatment").replace_strict(strength, return_dtype=pl.Int8).alias("given")
    joined = cases.with_columns(given).join(
        by_arm, on="customer_ref", how="left", maintain_order="left"
    )
    likely = _likely(splits, "given").alias("propensity")
    return nw.from_native(joined).with_columns(likely).select(*cases.columns).to_native()


def _would(number: int) -> str:
    """The column of what an arm would do, by its place in `chances`."""
    return f"treatment_{number}"


def _by_arm(arms: Sequence[str], value: Callable[[int], nw.Expr]) -> nw.Expr:
    """The value of the arm that a row belongs to."""
    *others, last = range(len(arms))
    return reduce(
        lambda other, number: (
            nw.when(nw.col("arm") == arms[number]).then(value(number)).otherwise(other)
        ),
        others,
        value(last),
    )


def _likely(splits: Sequence[Split], given: str) -> nw.Expr:
    """The chances of all arms that would do what was `given`.

    Summed as whole numbers and then looked up, since engines differ in how they divide.
    """
    whole = THOUSAND ** len(splits)
    parts = [int(chance * whole) for chance in chances(splits).values()]
    summed: nw.Expr = reduce(
        lambda one, other: one + other,
        [
            nw.when(nw.col(_would(number)) == nw.col(given))
            .then(nw.lit(part, nw.Int64))
            .otherwise(nw.lit(0, nw.Int64))
            for number, part in enumerate(parts)
        ],
    )
    sums = {sum(some) for size in range(len(parts)) for some in combinations(parts, size + 1)}
    return reduce(
        lambda other, one: nw.when(summed == one).then(nw.lit(one / whole)).otherwise(other),
        sorted(sums - {whole}),
        nw.lit(1.0),
    )
