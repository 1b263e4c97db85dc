"""What a mapping says, once read and checked. `loading` reads it from YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairdue.portfolio.columns import ACCOUNTS, PAYMENTS, PERSONS
from fairdue.portfolio.intake.expressions import grammar
from fairdue.portfolio.intake.expressions.grammar import Node
from fairdue.portfolio.intake.mapping.formats import Format

TABLES = {"persons": PERSONS, "accounts": ACCOUNTS, "payments": PAYMENTS}
"""Our tables and their columns, in the order in which intake settles them."""

KEYS = {"persons": "customer_ref", "accounts": "account_ref", "payments": "payment_ref"}
"""The column that is unique in each table."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "persons": ("customer_ref",),
    "accounts": (
        "account_ref",
        "customer_ref",
        "currency",
        "total_minor",
        "past_due_minor",
        "cycles_past_due",
        "suspected_fraud",
    ),
    "payments": ("payment_ref", "account_ref", "paid_on", "amount_minor", "currency"),
}
"""Columns that are never empty. `suspected_fraud` is "no" where a mapping doesn't name it."""

PARENTS = {"accounts": ("persons", "customer_ref"), "payments": ("accounts", "account_ref")}
"""Each row's parent: an account's customer, a payment's account."""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of file the issuer sends: how it is named and written."""

    name: str
    files: tuple[str, ...]
    format: Format
    optional_columns: frozenset[str] = frozenset()
    may_be_missing: bool = False
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """Another source's row found by key, and how it is called in expressions."""

    source: str
    alias: str
    match: tuple[tuple[Node, str], ...]
    """Pairs of an expression of the row so far and a column of the other source."""
    only: Node | None
    required: bool
    line: int


@dataclass(frozen=True, slots=True)
class Column:
    """How one of our columns is made."""

    target: str
    node: Node
    codes: Mapping[str, str] | None
    otherwise: str | None
    unit: str
    rounded: bool
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class Check:
    """A condition every row must meet, and what to say of one that doesn't."""

    node: Node
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """How one of our tables is made from a source's rows."""

    name: str
    source: str
    joins: tuple[Join, ...]
    only: Node | None
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    required: tuple[str, ...]
    repeats: bool
    """Several rows may speak of one key, if they say the same."""
    parents_required: bool
    """A row whose parent is missing is rejected."""

    def nodes(self) -> Iterator[Node]:
        """Every expression over the table's rows; a join's own filter is over its source's."""
        for join in self.joins:
            yield from (left for left, _right in join.match)
        if self.only is not None:
            yield self.only
        yield from (column.node for column in self.columns)
        yield from (check.node for check in self.checks)

    def source_of(self, alias: str) -> str:
        """The source behind a name used in the table's expressions."""
        joined = {join.alias: join.source for join in self.joins}
        return joined.get(alias, self.source)


@dataclass(frozen=True, slots=True)
class MappingDocument:
    """A whole mapping. `digest` names its exact text."""

    name: str
    title: str
    text: str
    digest: str
    sources: Mapping[str, Source]
    codes: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, Table]

    def columns_read(self, source: str) -> set[str]:
        """The columns of a source that any expression or join uses."""
        used: set[str] = set()
        for table in self.tables.values():
            own = {table.source} if table.source == source else set()
            aliases = own | {join.alias for join in table.joins if join.source == source}
            for join in table.joins:
                if join.source == source:
                    used.update(right for _left, right in join.match)
                    if join.only is not None:
                        used.update(field.name for field in grammar.fields(join.only))
            for node in table.nodes():
                used.update(
                    field.name
                    for field in grammar.fields(node)
                    if (field.source or table.source) in aliases
                )
        return used
