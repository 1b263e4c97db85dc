"""Settles which rows are taken in: no key twice, no row without its parent, nothing lost.

A source's row is accepted when every table that takes it finds it good; a row that no table
takes is rejected as not in scope. So for every source, rows in = accepted + rejected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.mapping.document import KEYS, PARENTS, MappingDocument
from fairdue.portfolio.intake.reading.rows import FILE, LINE, SourceRows
from fairdue.portfolio.intake.transforming import PROBLEMS, Mapped

REJECTS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "line": pl.Int64(),
    "field": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
}
"""Every problem of every rejected row; `line` is the physical line, from 1."""


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of a source. `came_in` = `accepted` + `rejected`."""

    came_in: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Settled:
    """The tables' accepted rows in their order, all problems, and the counts by source."""

    tables: Mapping[str, pl.DataFrame]
    rejects: pl.DataFrame
    counts: Mapping[str, Count]

    @property
    def total(self) -> Count:
        """Over all sources."""
        counts = self.counts.values()
        return Count(
            sum(count.came_in for count in counts),
            sum(count.accepted for count in counts),
            sum(count.rejected for count in counts),
        )


def settle(
    document: MappingDocument, mapped: Mapping[str, Mapped], sources: Mapping[str, SourceRows]
) -> Settled:
    """Decide on every row. `mapped` are the tables by name."""
    for table in mapped.values():
        _reject_doubles(table)
    for name in mapped:
        _share_verdicts(mapped)
        if name in PARENTS and PARENTS[name][0] in mapped:
            _reject_orphans(mapped[name], mapped[PARENTS[name][0]], PARENTS[name][1])
    _share_verdicts(mapped)
    tables = {name: _accepted(table) for name, table in mapped.items()}
    rejects, counts = [], {}
    for name, rows in sources.items():
        count, problems = _account_for(rows, [t for t in mapped.values() if t.source == name])
        counts[name] = count
        rejects.append(problems)
    order = {name: number for number, name in enumerate(document.sources)}
    everything = pl.concat(rejects) if rejects else pl.DataFrame(schema=REJECTS)
    rank = pl.col("source").replace_strict(order, return_dtype=pl.Int32)
    return Settled(tables, everything.sort(rank, "file", "line", maintain_order=True), counts)


def _reject_doubles(table: Mapped) -> None:
    """Rows that share a key and differ are all rejected; of identical ones the first stays."""
    name = table.plan.table.name
    key = KEYS[name]
    frame = table.frame
    scoped = frame[key].is_not_null() & table.in_scope
    keys = frame[key].filter(scoped)
    if keys.n_unique() == len(keys):
        return
    rows = frame.with_row_index("#row").filter(scoped)
    double = rows.filter(pl.col(key).is_duplicated())
    contents = double.drop("#row").unique().group_by(key).agg(pl.len().alias("#contents"))
    judged = double.select("#row", key).join(contents, on=key, how="left", maintain_order="left")
    judged = judged.with_columns(first=pl.col(key).is_first_distinct())
    conflict = judged.filter(pl.col("#contents") > 1)["#row"]
    repeated = judged.filter((pl.col("#contents") == 1) & pl.col("first").not_())["#row"]
    label, mask = table.plan.label(key), table.plan.masks.get(key)
    table.reject(
        _at(conflict, frame.height),
        label,
        frame[key],
        _("the same key stands in several rows that differ; all of them are rejected"),
        mask,
    )
    if not table.plan.table.repeats:
        table.reject(
            _at(repeated, frame.height),
            label,
            frame[key],
            _("repeats an earlier row word for word"),
            mask,
        )


def _at(rows: pl.Series, height: int) -> pl.Series:
    """A truth per row: True at the given row numbers."""
    every = pl.int_range(height, dtype=pl.UInt32, eager=True)
    return every.is_in(rows.cast(pl.UInt32).implode())


def _share_verdicts(mapped: Mapping[str, Mapped]) -> None:
    """A row that is bad for one table is bad for every table that takes it."""
    for source in {table.source for table in mapped.values()}:
        tables = [table for table in mapped.values() if table.source == source]
        if len(tables) < 2:
            continue
        good = tables[0].good
        for table in tables[1:]:
            good = good & table.good
        for table in tables:
            table.good = good


def _reject_orphans(table: Mapped, parents: Mapped, key: str) -> None:
    """Rows whose parent was not taken in; rows that are bad already say why themselves."""
    if not table.plan.table.parents_required:
        return
    known = parents.frame[key].filter(parents.good & parents.in_scope)
    seen = parents.frame[key].filter(parents.in_scope)
    mine = table.frame[key]
    missing = ~mine.is_in(known.implode()) & mine.is_not_null() & table.good
    if not missing.any():
        return
    turned_away = missing & mine.is_in(seen.implode())
    label, mask = table.plan.label(key), table.plan.masks.get(key)
    names = {"parent": parents.plan.table.name}
    table.reject(
        turned_away, label, mine, _("its row among the %(parent)s was rejected") % names, mask
    )
    table.reject(
        missing & ~turned_away, label, mine, _("has no row among the %(parent)s") % names, mask
    )


def _accepted(table: Mapped) -> pl.DataFrame:
    name = table.plan.table.name
    frame = table.frame.filter(table.good & table.in_scope)
    if table.plan.table.repeats:
        frame = frame.unique(KEYS[name], keep="first", maintain_order=True)
    order = ["account_ref", "paid_on", "payment_ref"] if name == "payments" else [KEYS[name]]
    return frame.sort(order)


def _account_for(rows: SourceRows, tables: list[Mapped]) -> tuple[Count, pl.DataFrame]:
    """Count a source's rows and list their problems. Asserts that none is lost."""
    height = rows.frame.height
    problems = [problem for table in tables for problem in table.problems]
    if tables:
        good = tables[0].good
        taken = tables[0].in_scope
        for table in tables[1:]:
            good, taken = good & table.good, taken | table.in_scope
        outside = good & ~taken
        if outside.any():
            problems.append(_not_in_scope(outside))
        accepted = int((good & taken).sum())
    else:
        accepted = height
    listed = pl.concat(problems) if problems else pl.DataFrame(schema=PROBLEMS)
    rejected_rows = listed["row"].n_unique()
    if accepted + rejected_rows != height:
        raise AssertionError(
            f"{rows.source}: {height} rows came in, but {accepted} were accepted and "
            f"{rejected_rows} rejected"
        )
    placed = _placed(listed.sort("row", maintain_order=True), rows)
    count = Count(rows.height, accepted, rejected_rows + rows.broken.height)
    return count, placed


def _not_in_scope(outside: pl.Series) -> pl.DataFrame:
    number = int(outside.sum())
    return pl.DataFrame(
        {
            "row": outside.arg_true().cast(pl.Int64),
            "field": pl.repeat("", number, dtype=pl.String, eager=True),
            "value": pl.repeat(None, number, dtype=pl.String, eager=True),
            "reason": pl.repeat(_("not in scope"), number, dtype=pl.String, eager=True),
        },
        schema=PROBLEMS,
    )


def _placed(problems: pl.DataFrame, rows: SourceRows) -> pl.DataFrame:
    """Problems with file and line instead of a row number, and the broken lines."""
    at = rows.frame.select(FILE, LINE)[problems["row"]] if problems.height else None
    empty = pl.lit(None, dtype=pl.String)
    broken = rows.broken.select(
        pl.lit(rows.source).alias("source"),
        "file",
        "line",
        pl.lit("").alias("field"),
        empty.alias("value"),
        "reason",
    ).cast(REJECTS)  # type: ignore[arg-type]  # types by column
    if at is None:
        return broken
    placed = problems.with_columns(
        source=pl.lit(rows.source),
        file=pl.Series(rows.files, dtype=pl.String)[at[FILE]],
        line=at[LINE],
    ).select(*REJECTS)
    return pl.concat([placed, broken])
