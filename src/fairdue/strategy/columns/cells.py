"""A decision table compiled into lookups, so that its price does not grow with its rows.

Each input is cut at the values that make a difference (`rules.cuts`), and an account's cell on it
is counted by plain comparisons that every engine has. What an account's cells so far leave
possible is a set of rows, a bitmask: the next input's cell takes rows away, and a row that nothing
left can take away ends those behind it. The sets that can occur are worked out and numbered here,
once, so that an account only ever carries a number: `table[number, cell]` is its next one, and at
the end its row.

Neighbouring inputs are fused into one lookup while their cells are few, all of them for a usual
table: one lookup by one cell number. Where cells explode, several lookups follow each other; where
the sets do too, the rows are split and the first part that has an answer gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from fairdue.engine.engines import Frame
from fairdue.strategy.rules.analysis.cover import cells
from fairdue.strategy.rules.cuts import Axis, cut, named_currencies
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import ANY_CURRENCY, Row

CELLS_MAX = 500_000
"""Neighbouring inputs are fused while a lookup has no more cells."""

PAIRS_MAX = 1_000_000
"""Of sets and cells; rows whose sets make more of them are split."""

NOBODY = -1
"""The place of a row where none of a part's rows holds."""

CURRENCY = ""
"""Stands as an input for the currency itself."""

Bring = Callable[[pl.DataFrame], Frame]
"""Puts rows beside an engine's own (engine.engines.Engine.bring)."""

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Cut:
    """One input's cells: `starts` by currency, or one for all where it makes no difference.

    Every currency gets as many cells as the one with the most; the last is "not known".
    """

    asks: str
    starts: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """How many cells."""
        return max(len(starts) for starts in self.starts) + 2

    def number(self, named: Sequence[str]) -> nw.Expr:
        """An account's cell. `named`: the currencies of `starts` but for the last, all others."""
        column = nw.col(INPUTS[self.asks].column)
        if INPUTS[self.asks].kind is Kind.FLAG:
            counted = column.cast(nw.Int32)
        else:
            counted = _count(column, self.starts[-1])
            for currency, starts in zip(named, self.starts[:-1], strict=False):
                own = nw.col("currency") == currency
                counted = nw.when(own).then(_count(column, starts)).otherwise(counted)
        return counted.fill_null(self.width - 1)


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currencies that rows name, each a cell, and one more for all others."""

    named: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells."""
        return len(self.named) + 1

    def number(self, named: Sequence[str]) -> nw.Expr:
        """An account's cell."""
        counted: nw.Expr = nw.lit(len(named), nw.Int32)
        for place, currency in enumerate(named):
            own = nw.col("currency") == currency
            counted = nw.when(own).then(nw.lit(place, nw.Int32)).otherwise(counted)
        return counted


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Neighbouring inputs' cells together, and the next number by number and cell."""

    cuts: tuple[Cut | Currencies, ...]
    table: Numbers

    def cell(self, named: Sequence[str]) -> nw.Expr:
        """The cell over all its inputs, the last input's counting fastest."""
        first, *rest = self.cuts
        return reduce(
            lambda so_far, one: so_far * one.width + one.number(named), rest, first.number(named)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows as lookups, one after another. The last gives a row's place in the table.

    Without lookups its first row always holds.
    """

    first: int
    named: tuple[str, ...]
    lookups: tuple[Lookup, ...]


def choose(
    accounts: Frame, rows: tuple[Row, ...], bring: Bring, parts: tuple[Part, ...] | None = None
) -> Frame:
    """Add `row` and `treatment`: those of the first row that holds. The last must always hold."""
    chosen = accounts
    places = []
    for number, part in enumerate(compiled(rows) if parts is None else parts):
        places.append(f"_place_{number}")
        chosen = _look_up(chosen, part, bring, places[-1])
    place = reduce(
        lambda later, name: nw.when(nw.col(name) >= 0).then(nw.col(name)).otherwise(later),
        reversed(places[:-1]),
        nw.col(places[-1]),
    )
    named = pl.DataFrame(
        {
            "_place": np.arange(len(rows), dtype=np.int32),
            "row": [row.id for row in rows],
            "treatment": [str(row.then) for row in rows],
        }
    )
    chosen = chosen.with_columns(place.alias("_place")).drop(*places)
    return _join(chosen, bring(named), "_place").drop("_place")


@lru_cache(maxsize=8)
def compiled(rows: tuple[Row, ...]) -> tuple[Part, ...]:
    """The lookups of a table's rows: one part, unless there are too many sets of rows."""
    return tuple(compile_rows(rows, 0, CELLS_MAX, PAIRS_MAX))


def compile_rows(rows: tuple[Row, ...], first: int, cells_max: int, pairs_max: int) -> list[Part]:
    """Rows as parts; `first` is the place of the first of them. A single row is never too much."""
    try:
        return [_part(rows, first, cells_max, pairs_max if len(rows) > 1 else 0)]
    except _TooManyPairsError:
        half = len(rows) // 2
        return [
            *compile_rows(rows[:half], first, cells_max, pairs_max),
            *compile_rows(rows[half:], first + half, cells_max, pairs_max),
        ]


class _TooManyPairsError(Exception):
    """The rows must be split."""


def _part(rows: tuple[Row, ...], first: int, cells_max: int, pairs_max: int) -> Part:
    named = named_currencies(rows)
    lookups: list[Lookup] = []
    for one, table in _steps(rows, named, pairs_max):
        before = lookups[-1] if lookups else None
        if before is not None and before.table.size * one.width <= cells_max:
            fused = table[before.table].reshape(len(before.table), -1)
            lookups[-1] = Lookup((*before.cuts, one), fused)
        else:
            lookups.append(Lookup((one,), table))
    if lookups:
        places = lookups[-1].table
        lookups[-1] = Lookup(lookups[-1].cuts, np.where(places == NOBODY, NOBODY, places + first))
    return Part(first, named, tuple(lookups))


def _steps(
    rows: tuple[Row, ...], named: tuple[str, ...], pairs_max: int
) -> list[tuple[Cut | Currencies, Numbers]]:
    """Input by input: the next set's number by set and cell; after the last, the row's place.

    A set is the rows that an account can still get, with its currency while amounts are to come.
    """
    cuts = _cuts(rows, named)
    asking = [_asking(rows, one.asks) for one in cuts]
    everything, pairs = (1 << len(rows)) - 1, 0
    sets = [(group, everything) for group in range(len(named) + 1)]
    steps: list[tuple[Cut | Currencies, Numbers]] = []
    if named:
        steps.append((Currencies(named), np.arange(len(sets), dtype=np.int32).reshape(1, -1)))
    for place, one in enumerate(cuts):
        pairs += len(sets) * one.width
        if 0 < pairs_max < pairs:
            raise _TooManyPairsError
        settled = everything & ~reduce(int.__or__, asking[place + 1 :], 0)
        amounts_follow = any(len(later.starts) > 1 for later in cuts[place + 1 :])
        holding = [
            _holding(rows, one, group, currency)
            for group, currency in enumerate((*named, ANY_CURRENCY)[-len(one.starts) :])
        ]
        following: dict[tuple[int, int], int] = {}
        table = [
            following.setdefault(
                (group if amounts_follow else 0, _in_reach(possible & held, settled)),
                len(following),
            )
            for group, possible in sets
            for held in holding[group if len(holding) > 1 else 0]
        ]
        steps.append((one, np.array(table, dtype=np.int32).reshape(len(sets), -1)))
        sets = list(following)
    if steps:
        last, table_of_last = steps[-1]
        places = np.array([_lowest(possible) for _, possible in sets], dtype=np.int32)
        steps[-1] = (last, places[table_of_last])
    return steps


def _cuts(rows: tuple[Row, ...], named: tuple[str, ...]) -> list[Cut]:
    """Amounts first, so that the currency is soon forgotten; then what most rows ask for."""
    by_group = [
        {axis.asks: axis.starts for axis in cut(rows, currency)}
        for currency in (*named, ANY_CURRENCY)
    ]
    cuts = []
    for asks in by_group[-1]:
        starts = tuple(axes[asks] for axes in by_group)
        same = INPUTS[asks].kind is not Kind.AMOUNT
        cuts.append(Cut(asks, starts[-1:] if same else starts))
    return sorted(
        cuts,
        key=lambda one: (len(one.starts) == 1, -_asking(rows, one.asks).bit_count(), one.asks),
    )


def _asking(rows: tuple[Row, ...], asks: str) -> int:
    """The rows that ask about an input."""
    return sum(
        1 << place
        for place, row in enumerate(rows)
        if any(condition.asks == asks for condition in row.conditions)
    )


def _holding(rows: tuple[Row, ...], one: Cut, group: int, currency: str) -> list[int]:
    """By cell, the rows whose conditions on an input all hold there, in one currency."""
    axis = Axis(one.asks, one.starts[group])
    always = (1 << len(rows)) - 1 - _asking(rows, one.asks)
    holding = [always] * (axis.unknown + 1)
    for place, row in enumerate(rows):
        about = [condition for condition in row.conditions if condition.asks == one.asks]
        if about:
            held = reduce(int.__and__, (axis.mask(condition, currency) for condition in about))
            for cell in cells(held):
                holding[cell] |= 1 << place
    *known, unknown = holding
    return [*known, *[unknown] * (one.width - len(known))]


def _in_reach(possible: int, settled: int) -> int:
    """The rows up to the first that nothing left can take away."""
    certain = possible & settled
    return possible & (((certain & -certain) << 1) - 1) if certain else possible


def _lowest(possible: int) -> int:
    return (possible & -possible).bit_length() - 1 if possible else NOBODY


def _count(column: nw.Expr, starts: tuple[int, ...]) -> nw.Expr:
    """How many of `starts` a value has reached; null when it is not known."""
    if not starts:
        return nw.when(~column.is_null()).then(nw.lit(0, nw.Int32))
    reached = [(column >= start).cast(nw.Int32) for start in starts]
    while len(reached) > 1:  # pair by pair: engines have a limit on depth
        reached = [
            reduce(lambda one, other: one + other, reached[place : place + 2])
            for place in range(0, len(reached), 2)
        ]
    return reached[0]


def _look_up(accounts: Frame, part: Part, bring: Bring, name: str) -> Frame:
    """Add the place of the part's first row that holds, or NOBODY, as `name`."""
    found = accounts
    for step, lookup in enumerate(part.lookups):
        key = lookup.cell(part.named)
        if step:
            key = nw.col(name) * lookup.table.shape[1] + key
        following = pl.DataFrame({"_key": np.arange(lookup.table.size, dtype=np.int32)})
        following = following.with_columns(pl.Series(name, lookup.table.ravel()))
        found = found.with_columns(key.cast(nw.Int32).alias("_key"))
        found = _join(found.drop(name) if step else found, bring(following), "_key").drop("_key")
    if part.lookups:
        return found
    return found.with_columns(nw.lit(part.first, nw.Int32).alias(name))


def _join(accounts: Frame, lookup: Frame, on: str) -> Frame:
    """One row of `lookup` to each account; Polars keeps the accounts' order."""
    if accounts.implementation.is_polars():
        left: pl.LazyFrame = accounts.to_native()
        return nw.from_native(
            left.join(lookup.to_native(), on=on, how="left", maintain_order="left")
        )
    return accounts.join(lookup, on=on, how="left")
