"""Compiles a mapping's tables for one day: what to join, what to compute, what to check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import MappingError
from fairdue.portfolio.intake.expressions import grammar
from fairdue.portfolio.intake.expressions.compile import Compiler
from fairdue.portfolio.intake.expressions.grammar import ExpressionError
from fairdue.portfolio.intake.expressions.values import Issue, Kind, RawColumn, Value
from fairdue.portfolio.intake.mapping.document import TABLES, Column, Join, MappingDocument, Table
from fairdue.portfolio.intake.mapping.formats import CANONICAL
from fairdue.portfolio.intake.mapping.tree import unknown
from fairdue.portfolio.intake.personal import Mask, Masks
from fairdue.portfolio.intake.targets import (
    FACTOR,
    MINOR,
    WHOLE,
    Made,
    kind_of,
    make,
    minor_per_major,
    missing,
)

Result = TypeVar("Result")
ANY_DAY = date(2000, 1, 31)
Native = Mapping[str, Collection[str]]
"""Columns, by source, whose values were numbers, dates or truths in the file itself."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An issue and how its value may be shown."""

    issue: Issue
    mask: Mask | None
    target: str = ""
    """The column of ours that it spoils."""
    only_if_sound: bool = False
    """Counts only for rows in which no other issue spoils the same column."""


@dataclass(frozen=True, slots=True)
class JoinPlan:
    """One join: keys of the row so far, columns of the other source, which of its rows count."""

    join: Join
    readings: tuple[pl.Expr, ...]
    left: tuple[pl.Expr, ...]
    labels: tuple[str, ...]
    shown: Weighed
    only: pl.Expr | None
    only_readings: tuple[pl.Expr, ...]


@dataclass(frozen=True, slots=True)
class TablePlan:
    """Everything to make a table out of its source's rows."""

    table: Table
    joins: tuple[JoinPlan, ...]
    stages: tuple[tuple[pl.Expr, ...], ...]
    """Columns to add to the joined frame, stage after stage, before anything is asked of it."""
    only: pl.Expr | None
    made: tuple[Made, ...]
    issues: tuple[Weighed, ...]
    masks: Mapping[str, Mask | None] = field(default_factory=dict)
    """By our column: how its value may be shown in a reject."""

    def label(self, target: str) -> str:
        """The issuer's column behind one of ours, else our own name."""
        return next((made.label for made in self.made if made.target == target), target)


def check_expressions(document: MappingDocument) -> None:
    """Compile everything for an arbitrary day. Raises MappingError naming the place."""
    for name in document.tables:
        plan_table(document, name, ANY_DAY, {})


def plan_table(document: MappingDocument, name: str, as_of: date, native: Native) -> TablePlan:
    """Compile one table. Raises MappingError for an expression of the wrong kind."""
    return _Planner(document, document.tables[name], as_of, native).plan()


class _Planner:
    def __init__(
        self, document: MappingDocument, table: Table, as_of: date, native: Native
    ) -> None:
        self.document, self.table, self.as_of, self.native = document, table, as_of, native
        self.masks = Masks(document)
        self.compiler = self._compiler(table.source, {join.alias for join in table.joins})

    def plan(self) -> TablePlan:
        joins = tuple(self._join(number) for number in range(len(self.table.joins)))
        only = None
        if self.table.only is not None:
            node = self.table.only
            only = self._placed("only", 0, lambda: self.compiler.compile(node, Kind.TRUTH)).expr
        made, issues = self._made()
        issues += [self._check(number) for number in range(len(self.table.checks))]
        return TablePlan(
            table=self.table,
            joins=joins,
            stages=self._stages(made),
            only=only,
            made=tuple(made),
            issues=tuple(issues),
            masks={item.target: self._mask_of(item) for item in made},
        )

    def _made(self) -> tuple[list[Made], list[Weighed]]:
        targets, name = TABLES[self.table.name], self.table.name
        for column in self.table.columns:
            self._refuse_in_the_clear(column)
        values = {column.target: (column, self._value(column)) for column in self.table.columns}
        made, issues = [], []
        for target, (column, value) in values.items():
            item = make(
                target,
                targets[target],
                value,
                unit=column.unit,
                rounded=column.rounded,
                required=target in self.table.required,
            )
            made.append(item)
            hidden = self.masks.of_expression(self.document, name, column.node)
            issues += [self._weighed(issue, hidden, target) for issue in item.issues]
            if item.required:
                issues.append(
                    replace(self._weighed(missing(item), hidden, target), only_if_sound=True)
                )
        return made, issues

    def _stages(self, made: list[Made]) -> tuple[tuple[pl.Expr, ...], ...]:
        """Readings of the issuer's text, then amounts in minor units, then our columns."""
        currency = next((item.expr for item in made if item.target == "currency"), None)
        factor = [] if currency is None else [minor_per_major(currency).alias(FACTOR)]
        minors = [item.minor.alias(MINOR + item.target) for item in made if item.minor is not None]
        whole = [item.expr.alias(WHOLE + item.target) for item in made]
        return tuple(self.compiler.readings.values()), tuple(factor), tuple(minors), tuple(whole)

    def _refuse_in_the_clear(self, column: Column) -> None:
        name = self.masks.in_the_clear(self.document, self.table.name, column)
        if name is not None:
            problem = (
                _(
                    "%(column)s is personal data, and this column is kept unsealed; look the "
                    "region up in a code table: code(regions, …)"
                )
                if column.target == "region"
                else _(
                    "%(column)s is personal data, and this column is kept unsealed; write "
                    "pseudonym(%(column)s), in every table that has this key"
                )
            )
            at = _("line %(line)s: ") % {"line": column.line}
            raise MappingError(f"{at}{column.place}: {problem % {'column': name}}")

    def _value(self, column: Column) -> Value:
        want = kind_of(TABLES[self.table.name][column.target])

        def work() -> Value:
            if column.codes is None:
                return self.compiler.compile(column.node, want)
            inner = self.compiler.compile(column.node, self.compiler.kind(column.node) or Kind.TEXT)
            looked_up = self.compiler.look_up(column.codes, inner, column.otherwise)
            return self.compiler.convert_text(looked_up, want)

        return self._placed(column.place, column.line, work)

    def _check(self, number: int) -> Weighed:
        check = self.table.checks[number]
        place = f"checks[{number + 1}]"
        value = self._placed(
            place, check.line, lambda: self.compiler.compile(check.node, Kind.TRUTH)
        )
        first = next(grammar.fields(check.node), None)
        raw = self.compiler.resolve(first) if first else None
        shown = pl.col(raw.key) if raw else pl.lit(None, dtype=pl.String)
        issue = Issue(value.expr.not_(), raw.label if raw else "", shown, check.reason, raw)
        hidden = self.masks.of_expression(self.document, self.table.name, check.node)
        return self._weighed(issue, hidden)

    def _join(self, number: int) -> JoinPlan:
        join = self.table.joins[number]
        before = {earlier.alias for earlier in self.table.joins[:number]}
        compiler = self._compiler(self.table.source, before)
        partner = self._compiler(join.source, set())
        place = f"join[{number + 1}]"
        left = [
            self._placed(place, join.line, lambda node=node: compiler.compile(node, Kind.TEXT))  # type: ignore[misc]
            for node, _right in join.match
        ]
        for _left, right in join.match:
            self._placed(
                place,
                join.line,
                lambda right=right: partner.resolve(grammar.Field(right)),  # type: ignore[misc]
            )
        only = None
        if join.only is not None:
            node = join.only
            only = self._placed(place, join.line, lambda: partner.compile(node, Kind.TRUTH)).expr
        label = left[0].raw.label if left[0].raw else place
        reason = _("has no partner in %(source)s") % {"source": join.source}
        issue = Issue(pl.lit(True), label, left[0].expr, reason, left[0].raw)
        hidden = self.masks.of_expression(self.document, self.table.name, join.match[0][0])
        return JoinPlan(
            join=join,
            readings=tuple(compiler.readings.values()),
            left=tuple(value.expr for value in left),
            labels=tuple(right for _left, right in join.match),
            shown=self._weighed(issue, hidden),
            only=only,
            only_readings=tuple(partner.readings.values()),
        )

    def _compiler(self, base: str, aliases: set[str]) -> Compiler:
        def resolve(found: grammar.Field) -> RawColumn:
            return self._resolve(found, base, aliases)

        return Compiler(resolve, self.document.codes, self.as_of)

    def _resolve(self, found: grammar.Field, base: str, aliases: set[str]) -> RawColumn:
        alias = found.source or base
        if alias != base and alias not in aliases:
            raise ExpressionError(unknown(alias, (base, *sorted(aliases))))
        name = base if alias == base else self.table.source_of(alias)
        form = self.document.sources[name].format
        declared = tuple(item.name for item in form.widths) or form.columns
        if declared and found.name not in declared:
            raise ExpressionError(unknown(found.name, declared))
        if found.name in self.native.get(name, ()):
            form = CANONICAL
        label = found.name if alias == base else f"{alias}.{found.name}"
        return RawColumn(alias, found.name, label, form)

    def _weighed(self, issue: Issue, hidden: Mask, target: str = "") -> Weighed:
        if issue.raw is None:
            return Weighed(issue, hidden, target)
        source = self.table.source_of(issue.raw.source)
        return Weighed(issue, self.masks.of_column(source, issue.raw.name), target)

    def _mask_of(self, made: Made) -> Mask | None:
        if made.value.raw is None:
            return None
        source = self.table.source_of(made.value.raw.source)
        return self.masks.of_column(source, made.value.raw.name)

    def _placed(self, place: str, line: int, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except ExpressionError as problem:
            where = place if "." in place else f"{self.table.name}.{place}"
            at = _("line %(line)s: ") % {"line": line} if line else ""
            raise MappingError(f"{at}{where}: {problem}") from None
