"""A decision table compiled into lookups, so that its price does not grow with its rows.

Each input is cut at the values that make a difference (`rules.cuts`), and an account's cell on it
is the number of those it has reached. What an account's cells so far leave
possible is a set of rows, a bitmask: the next input's cell takes rows away, and a row that nothing
left can take away ends those behind it. The sets that can occur are worked out and numbered here,
once, so that an account only ever carries a number: `table[number, cell]` is its next one, and at
the end its row.

Neighbouring inputs are fused into one lookup while their cells are few, all of them for a usual
table: one lookup by one cell number. Where cells explode, several lookups follow each other; where
the sets do too, the rows are split and the first part that has an answer gives it.
`columns.lookups` runs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from fairdue.strategy.rules.analysis.cover import holders
from fairdue.strategy.rules.cuts import Axis, cut, named_currencies
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import ANY_CURRENCY, Row

CELLS_MAX = 500_000
"""Neighbouring inputs are fused while a lookup has no more cells."""

PAIRS_MAX = 1_000_000
"""Of sets and cells; rows whose sets make more of them are split."""

NOBODY = -1
"""The place of a row where none of a part's rows holds."""

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


@dataclass(frozen=True, slots=True)
class Currencies:
    """The currencies that rows name, each a cell, and one more for all others."""

    named: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells."""
        return len(self.named) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Neighbouring inputs' cells together, and the next number by number and cell."""

    cuts: tuple[Cut | Currencies, ...]
    table: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows as lookups, one after another. The last gives a row's place in the table.

    Without lookups its first row always holds.
    """

    first: int
    named: tuple[str, ...]
    lookups: tuple[Lookup, ...]


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
    everywhere = (1 << (axis.unknown + 1)) - 1
    held = (
        reduce(
            int.__and__,
            (axis.mask(about, currency) for about in row.conditions if about.asks == one.asks),
            everywhere,
        )
        for row in rows
    )
    holding = holders(held, axis.unknown + 1)
    *known, unknown = holding
    return [*known, *[unknown] * (one.width - len(known))]


def _in_reach(possible: int, settled: int) -> int:
    """The rows up to the first that nothing left can take away."""
    certain = possible & settled
    return possible & (((certain & -certain) << 1) - 1) if certain else possible


def _lowest(possible: int) -> int:
    return (possible & -possible).bit_length() - 1 if possible else NOBODY
