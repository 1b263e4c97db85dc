"""Runs a compiled decision table (`columns.cells`) over all accounts, on any engine.

An account's cell on an input is how many of the input's cuts its value has reached. Few cuts are
compared one by one. Many are laid on a grid: the value's place in it, a division, looks up how
many cuts were reached before; those that share its grid cell are searched in four parts, each
step a look-up of the three cuts to compare with. A narrow range has a grid cell per value and
needs no search. So thousands of cuts cost a few look-ups, not thousands of comparisons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from fairdue.engine.engines import Frame
from fairdue.strategy.columns.cells import Currencies, Cut, Numbers, Part, compiled
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import Row

COMPARED_MAX = 24
"""Of so many cuts, all currencies' together, each is compared; more are laid on a grid."""

GRID_CELLS_MAX = 2**16
"""Of each currency."""

EXACT_MAX = 2**53
"""Engines that divide in floating point are exact within cuts less than this apart."""

WAYS = 4
"""Into so many parts a step of the search divides what is left."""

NEVER = 2**63 - 1
"""Stands behind a currency's last cut."""

Bring = Callable[[pl.DataFrame], Frame]
"""Puts rows beside an engine's own (engine.engines.Engine.bring)."""


def choose(
    accounts: Frame, rows: tuple[Row, ...], bring: Bring, parts: tuple[Part, ...] | None = None
) -> Frame:
    """Add `row` and `treatment`: those of the first row that holds. The last must always hold."""
    chosen = accounts
    places = []
    for number, part in enumerate(compiled(rows) if parts is None else parts):
        places.append(f"_place_{number}")
        chosen = _place(chosen, part, bring, places[-1])
    place = reduce(
        lambda later, name: nw.when(nw.col(name) >= 0).then(nw.col(name)).otherwise(later),
        reversed(places[:-1]),
        nw.col(places[-1]),
    )
    named = pl.DataFrame(
        {"row": [row.id for row in rows], "treatment": [str(row.then) for row in rows]}
    )
    return look_up(chosen, place, named, bring).drop(*places)


def look_up(accounts: Frame, key: nw.Expr, answers: pl.DataFrame, bring: Bring) -> Frame:
    """Add the columns of `answers`, of its row number `key`, from 0; null where the key is.

    Polars picks them by number, batch by batch and in order; other engines join.
    """
    keyed = accounts.with_columns(key.cast(nw.Int32).alias("_key"))
    if accounts.implementation.is_polars():
        native: pl.LazyFrame = keyed.to_native()
        picked = [
            pl.col("_key")
            .map_batches(column.gather, return_dtype=column.dtype, is_elementwise=True)
            .alias(column.name)
            for column in answers
        ]
        return nw.from_native(native.with_columns(picked).drop("_key"))
    numbered = answers.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("_key"))
    return keyed.join(bring(numbered), on="_key", how="left").drop("_key")


def _place(accounts: Frame, part: Part, bring: Bring, name: str) -> Frame:
    """Add the place of the part's first row that holds, or NOBODY, as `name`."""
    if not part.lookups:
        return accounts.with_columns(nw.lit(part.first, nw.Int32).alias(name))
    found = accounts.with_columns(_group(part.named).alias("_group"))
    scratch = ["_group"]
    for step, lookup in enumerate(part.lookups):
        cells = []
        for one in lookup.cuts:
            if isinstance(one, Cut) and _many(one.starts):
                scratch.append(f"_cell_{one.asks}")
                found = _gridded(found, one, bring, scratch[-1])
                cells.append((nw.col(scratch[-1]).fill_null(one.width - 1), one.width))
            else:
                cells.append((_compared(one), one.width))
        key, _ = reduce(lambda so_far, own: (so_far[0] * own[1] + own[0], own[1]), cells)
        if step:
            key = nw.col(f"_set_{step}") * lookup.table.shape[1] + key
        answer = name if lookup is part.lookups[-1] else f"_set_{step + 1}"
        found = look_up(found, key, pl.DataFrame({answer: lookup.table.ravel()}), bring)
        scratch.append(answer)
    return found.drop(*scratch[:-1])


def _many(starts: tuple[tuple[int, ...], ...]) -> bool:
    """Whether cuts are worth a grid, and one is exact."""
    span = max(cuts[-1] - cuts[0] if cuts else 0 for cuts in starts)
    return sum(map(len, starts)) > COMPARED_MAX and span < EXACT_MAX


def _group(named: tuple[str, ...]) -> nw.Expr:
    """The number of an account's currency among those named, and one more for all others."""
    group: nw.Expr = nw.lit(len(named), nw.Int32)
    for place, currency in enumerate(named):
        own = nw.col("currency") == currency
        group = nw.when(own).then(nw.lit(place, nw.Int32)).otherwise(group)
    return group


def _compared(one: Cut | Currencies) -> nw.Expr:
    """An account's cell, by comparing with each cut."""
    if isinstance(one, Currencies):
        return nw.col("_group")
    column = nw.col(INPUTS[one.asks].column)
    if INPUTS[one.asks].kind is Kind.FLAG:
        counted = column.cast(nw.Int32)
    else:
        counted = _by_group([_count(column, starts) for starts in one.starts])
    return counted.fill_null(one.width - 1)


def _by_group(each: list[nw.Expr]) -> nw.Expr:
    """Of each currency's expressions the account's own."""
    *named, others = each
    for place, own in enumerate(named):
        others = nw.when(nw.col("_group") == place).then(own).otherwise(others)
    return others


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


def _gridded(accounts: Frame, one: Cut, bring: Bring, name: str) -> Frame:
    """Add an account's cell as `name`, by a grid and a search; null when it is not known."""
    grid = gridded(one.starts)
    value = nw.col(INPUTS[one.asks].column).cast(nw.Int64)
    group = nw.col("_group") if len(one.starts) > 1 else nw.lit(0, nw.Int32)
    in_grid = _by_group([_in_grid(value, *own) for own in grid.scales])
    base = pl.DataFrame({name: grid.reached.ravel()})
    found = look_up(accounts, group * grid.reached.shape[1] + in_grid, base, bring)
    for reach in reversed([WAYS**step for step in range(grid.steps)]):
        bounds = {f"_bound_{way}": np.roll(grid.starts, 1 - way * reach) for way in range(1, WAYS)}
        found = look_up(found, nw.col(name), pl.DataFrame(bounds), bring)
        passed = [(value >= nw.col(bound)).cast(nw.Int32) * reach for bound in bounds]
        further = reduce(lambda one, other: one + other, passed)
        found = found.with_columns((nw.col(name) + further).alias(name)).drop(*bounds)
    return found.with_columns((nw.col(name) - group * grid.width).alias(name))


def _in_grid(value: nw.Expr, first: int, last: int, size: int) -> nw.Expr:
    """The number of a value's grid cell: 0 below the first cut, then one every `size`."""
    within = ((value - first) // size + 1).cast(nw.Int32)
    clipped = (
        nw.when(value >= last).then(nw.lit((last - first) // size + 1, nw.Int32)).otherwise(within)
    )
    return nw.when(value < first).then(nw.lit(0, nw.Int32)).otherwise(clipped)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """One input's cuts on a grid, one currency after another.

    `scales`: the first cut, the last, and the size of a grid cell. `starts`: the cuts, then NEVER.
    `reached`: the number in `starts`, counted through, of the first cut that a grid cell's first
    value has not reached. `steps`: of the search, so many that the fullest grid cell is searched.
    """

    scales: list[tuple[int, int, int]]
    reached: Numbers
    starts: npt.NDArray[np.int64]
    width: int
    steps: int


@lru_cache(maxsize=64)
def gridded(starts: tuple[tuple[int, ...], ...]) -> Grid:
    """Lay cuts on a grid, each currency's by itself."""
    scales, rows, steps = [], [], 0
    for cuts in starts:
        first, last = (cuts[0], cuts[-1]) if cuts else (0, 0)
        size = (last - first) // GRID_CELLS_MAX + 1
        begins = np.arange((last - first) // size + 1, dtype=np.int64) * size + first
        reached = np.searchsorted(np.array(cuts, dtype=np.int64), begins, side="right")
        crowd = np.diff(reached, append=len(cuts)).max()
        scales.append((first, last, size))
        rows.append(np.concatenate([[0], reached]))
        while WAYS**steps <= crowd:
            steps += 1
    width = max(len(cuts) for cuts in starts) + WAYS**steps
    padded = [[*cuts, *[NEVER] * (width - len(cuts))] for cuts in starts]
    longest = max(len(row) for row in rows)
    held = [np.pad(row, (0, longest - len(row)), mode="edge") for row in rows]
    offsets = np.arange(len(starts)).reshape(-1, 1) * width
    return Grid(
        scales,
        (np.array(held) + offsets).astype(np.int32),
        np.array(padded, dtype=np.int64).ravel(),
        width,
        steps,
    )
