"""Random decision tables over few inputs with small numbers, and every account that matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
from hypothesis import strategies as st

from fairdue.kernel.text import Text
from fairdue.strategy.columns.decisions import ASKED
from fairdue.strategy.rules.inputs import INPUTS, Input, Kind
from fairdue.strategy.rules.tables import Compare, Condition, DecisionTable, Row, Step

WORDS = Text("Because.", "因为。")
SMALL = st.integers(-1, 4)
ORDERED = [Compare.AT_LEAST, Compare.AT_MOST, Compare.ABOVE, Compare.BELOW]
CURRENCIES = ("CNY", "TWD", "USD")
"""The last is never named."""


@st.composite
def conditions(draw: st.DrawFn, names: tuple[str, ...] = tuple(sorted(INPUTS))) -> Condition:
    asked = INPUTS[draw(st.sampled_from(names))]
    if asked.may_be_unknown and draw(st.booleans()):
        return Condition(asked.name, Compare.UNKNOWN, draw(st.booleans()))
    if asked.kind is Kind.FLAG:
        return Condition(asked.name, Compare.EQUALS, draw(st.booleans()))
    if asked.kind is Kind.AMOUNT:
        chosen = draw(st.sampled_from([("",), ("CNY",), ("CNY", "TWD")]))
        operand = tuple((currency, draw(SMALL) if currency else 0) for currency in chosen)
        return Condition(asked.name, draw(st.sampled_from(ORDERED)), operand)
    if draw(st.booleans()):
        numbers = draw(st.lists(SMALL, min_size=1, max_size=3))
        return Condition(asked.name, Compare.ONE_OF, tuple(numbers))
    compare = draw(st.sampled_from([*ORDERED, Compare.EQUALS]))
    return Condition(asked.name, compare, draw(SMALL))


def a_value(name: str, kind: pl.DataType) -> st.SearchStrategy[Any]:
    """Unknown too where it should not be: data can always be worse than thought."""
    if name == "currency":
        return st.sampled_from(["CNY", "TWD", "USD", "XXX"])
    return st.none() | (st.booleans() if kind == pl.Boolean() else st.integers(-2, 5))


ACCOUNTS = st.lists(
    st.fixed_dictionaries({name: a_value(name, kind) for name, kind in ASKED.items()}),
    min_size=1,
    max_size=20,
)


def table_of(*bodies: tuple[Condition, ...], steps: tuple[Step, ...] = ()) -> DecisionTable:
    rows = [
        Row(f"r{place}", body, steps[place] if steps else Step.CALL, WORDS)
        for place, body in enumerate(bodies)
    ]
    return DecisionTable("t", "1-0", WORDS, (*rows, Row("rest", (), Step.LEAVE, WORDS)))


@st.composite
def tables(
    draw: st.DrawFn, rows_max: int = 7, inputs_max: int = len(INPUTS), conditions_max: int = 3
) -> DecisionTable:
    """A table that need not make sense: rows may be empty, in vain or contradict themselves."""
    names = draw(
        st.lists(st.sampled_from(sorted(INPUTS)), min_size=1, max_size=inputs_max, unique=True)
    )
    body = st.lists(conditions(tuple(names)), max_size=conditions_max).map(tuple)
    bodies = draw(st.lists(body, max_size=rows_max))
    steps = tuple(draw(st.sampled_from(Step)) for _ in bodies)
    return table_of(*bodies, steps=steps)


def without(table: DecisionTable, place: int, condition: Condition) -> DecisionTable:
    """The table with one condition left out."""
    row = table.rows[place]
    kept = tuple(one for one in row.conditions if one is not condition)
    rows = list(table.rows)
    rows[place] = replace(row, conditions=kept)
    return replace(table, rows=tuple(rows))


def every_account(table: DecisionTable) -> Iterator[dict[str, Any]]:
    """All accounts that differ in what the table asks, with numbers beyond all its thresholds."""
    asked = {condition.asks for row in table.rows for condition in row.conditions}
    rest = {given.column: _values(given)[0] for given in INPUTS.values()}
    named = sorted(asked)
    for currency, *values in product(CURRENCIES, *(_values(INPUTS[name]) for name in named)):
        told = {INPUTS[name].column: value for name, value in zip(named, values, strict=True)}
        yield {**rest, "currency": currency, **told}


def _values(given: Input) -> list[Any]:
    if given.kind is Kind.FLAG:
        return [False, True]
    least = -3 if given.least is None else given.least
    known: list[Any] = list(range(least, 7))
    return [*known, None] if given.may_be_unknown else known
