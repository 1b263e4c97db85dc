"""Makes one of our tables out of its source's rows: join, compute, check; all rows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.expressions.values import column_key
from fairdue.portfolio.intake.mapping.document import TABLES
from fairdue.portfolio.intake.personal import Mask, masked
from fairdue.portfolio.intake.planning import JoinPlan, TablePlan, Weighed
from fairdue.portfolio.intake.reading.rows import SourceRows
from fairdue.portfolio.intake.targets import WHOLE

PROBLEMS: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "field": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
}
"""`row` counts the source's rows from 0. Personal values are masked already."""

PARTNER = "#partner"
HOPELESS_FROM = 100_000
"""From so many rows on, a fault that every row has stops the intake."""


@dataclass
class Mapped:
    """A table's rows as mapped, in the source's order, and what is wrong with them.

    `frame` has the table's columns, `in_scope` and `good` one truth per row.
    """

    plan: TablePlan
    frame: pl.DataFrame
    in_scope: pl.Series
    good: pl.Series
    problems: list[pl.DataFrame] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The source whose rows these are."""
        return self.plan.table.source

    def reject(
        self, bad: pl.Series, label: str, value: pl.Series, reason: str, mask: Mask | None
    ) -> None:
        """Mark rows as bad, each with the same reason and its own value."""
        bad = bad & self.in_scope
        if not bad.any():
            return
        self.good = self.good & ~bad
        self.problems.append(problem_rows(bad, label, value.filter(bad), reason, mask))


def map_table(plan: TablePlan, sources: Mapping[str, SourceRows]) -> Mapped:
    """The table as its mapping says. Nothing is dropped: bad rows are marked."""
    try:
        return _map(plan, sources)
    except pl.exceptions.PolarsError as error:
        raise IntakeError(
            _("the columns of %(table)s can't be computed: %(why)s")
            % {"table": plan.table.name, "why": str(error).partition("\n")[0][:300]}
        ) from error


def _map(plan: TablePlan, sources: Mapping[str, SourceRows]) -> Mapped:
    base = sources[plan.table.source]
    names = {name: column_key(base.source, name) for name in base.names}
    frame = base.frame.select(*names).rename(names)
    failed: list[tuple[pl.Series, JoinPlan, str]] = []
    for join in plan.joins:
        frame = _join(frame, join, sources[join.join.source], failed)
    staged = frame
    for stage in plan.stages:
        staged = staged.with_columns(stage)
    masks = [
        weighed.issue.bad.fill_null(False).alias(f"#bad{number}")
        for number, weighed in enumerate(plan.issues)
    ]
    only = plan.only.fill_null(False) if plan.only is not None else pl.lit(True)
    columns = [*_columns(plan), *masks, only.alias("#only")]
    result = staged.lazy().with_columns(columns).select(*_names(columns)).collect()
    mapped = Mapped(
        plan=plan,
        frame=result.select(*TABLES[plan.table.name]),
        in_scope=result["#only"],
        good=pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True),
    )
    for lost, join, reason in failed:
        shown = _shown(join.shown, staged)
        mapped.reject(lost, join.shown.issue.field, shown, reason, join.shown.mask)
    _take_issues(mapped, plan, staged, result)
    return mapped


def _names(columns: list[pl.Expr]) -> list[str]:
    return [column.meta.output_name() for column in columns]


def _columns(plan: TablePlan) -> list[pl.Expr]:
    """Every column of the table; those that the mapping leaves out are empty."""
    made = {item.target for item in plan.made}
    columns = []
    for target, kind in TABLES[plan.table.name].items():
        empty = pl.lit(False) if target == "suspected_fraud" else pl.lit(None, dtype=kind)
        found = pl.col(WHOLE + target) if target in made else empty
        columns.append(found.cast(kind).alias(target))
    return columns


def _take_issues(
    mapped: Mapped, plan: TablePlan, staged: pl.DataFrame, result: pl.DataFrame
) -> None:
    if not plan.issues:
        return
    without_partner = ~mapped.good
    bad_names = [f"#bad{number}" for number in range(len(plan.issues))]
    counts = result.select(pl.col(bad_names).sum()).row(0)
    spoilt: dict[str, pl.Series] = {}
    for weighed, name, count in zip(plan.issues, bad_names, counts, strict=True):
        if not count:
            continue
        bad = result[name]
        if count == staged.height >= HOPELESS_FROM:
            raise _hopeless(weighed, plan, staged)
        if weighed.only_if_sound:
            raw = weighed.issue.raw
            if raw is None or raw.source != plan.table.source:
                bad = bad & ~without_partner
            if weighed.target in spoilt:
                bad = bad & ~spoilt[weighed.target]
        elif weighed.target:
            spoilt[weighed.target] = spoilt.get(weighed.target, bad) | bad
        shown = _shown(weighed, staged)
        mapped.reject(bad, weighed.issue.field, shown, weighed.issue.reason, weighed.mask)


def _hopeless(weighed: Weighed, plan: TablePlan, staged: pl.DataFrame) -> IntakeError:
    """Every row has the same fault: to list a million of them helps nobody."""
    value = masked(_shown(weighed, staged.head(1))[0], weighed.mask)
    return IntakeError(
        _(
            "not one of the %(rows)s rows of %(source)s can be taken in: %(field)s %(reason)s "
            "(in the first row: %(value)s). Is this the right mapping for the file?"
        )
        % {
            "rows": f"{staged.height:,}",
            "source": plan.table.source,
            "field": weighed.issue.field,
            "reason": weighed.issue.reason,
            "value": value or "",
        }
    )


def _shown(weighed: Weighed, staged: pl.DataFrame) -> pl.Series:
    expr = weighed.issue.shown.cast(pl.String).alias("#shown")
    return staged.with_columns(expr)["#shown"]


def problem_rows(
    bad: pl.Series, label: str, values: pl.Series, reason: str, mask: Mask | None
) -> pl.DataFrame:
    """Problem rows for where `bad` holds. `values` are those rows' values, unmasked."""
    unique = {value: masked(value, mask) for value in values.unique().to_list()}
    shown = (
        values.replace_strict(list(unique), list(unique.values()), return_dtype=pl.String)
        if unique
        else values
    )
    return pl.DataFrame(
        {
            "row": bad.arg_true().cast(pl.Int64),
            "field": pl.repeat(label, len(values), dtype=pl.String, eager=True),
            "value": shown.cast(pl.String),
            "reason": pl.repeat(reason, len(values), dtype=pl.String, eager=True),
        },
        schema=PROBLEMS,
    )


def _join(
    frame: pl.DataFrame,
    plan: JoinPlan,
    other: SourceRows,
    failed: list[tuple[pl.Series, JoinPlan, str]],
) -> pl.DataFrame:
    """One row for each row of `frame`, with the other source's columns, empty where none fits."""
    join = plan.join
    names = other.names
    partners = other.frame.select(names).rename(
        {name: column_key(other.source, name) for name in names}
    )
    if plan.only is not None:
        partners = partners.with_columns(plan.only_readings)
        partners = partners.filter(plan.only.fill_null(False))
    keys = [f"#key{number}" for number in range(len(plan.left))]
    partners = partners.select(
        *(
            pl.col(column_key(other.source, column)).alias(key)
            for key, column in zip(keys, plan.labels, strict=True)
        ),
        *(
            pl.col(column_key(other.source, name)).alias(column_key(join.alias, name))
            for name in names
        ),
    ).drop_nulls(keys)
    found = partners.group_by(keys).agg(pl.len().alias(PARTNER))
    left = frame.with_columns(plan.readings).with_columns(
        expr.alias(key) for key, expr in zip(keys, plan.left, strict=True)
    )
    numbers = left.select(keys).join(found, on=keys, how="left", maintain_order="left")[PARTNER]
    one = partners.unique(keys, keep="first", maintain_order=True)
    joined = left.join(one, on=keys, how="left", maintain_order="left").drop(keys)
    if joined.height != frame.height:
        raise AssertionError(f"joining {join.alias} changed the number of rows")
    several = (numbers > 1).fill_null(False)
    if several.any():
        reason = _("several rows of %(source)s have this key; say which one counts by `only`")
        failed.append((several, plan, reason % {"source": join.source}))
    if join.required and numbers.null_count():
        failed.append((numbers.is_null(), plan, plan.shown.issue.reason))
    return joined
