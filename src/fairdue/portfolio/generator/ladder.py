"""How accounts move between months: the ladder of cycles past due, 0 (current) to 9.

The shares are one month's, by cycles past due at its start. What is not listed stays where it
is, by paying about one minimum a month. `docs/algorithms/generator.md` explains the choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

import polars as pl

from fairdue.portfolio.generator.chance import Chance

ROLL: Mapping[int, float] = {1: 0.32, 2: 0.65, 3: 0.80, 4: 0.97, 5: 0.99, 6: 0.99, 7: 0.5, 8: 0.5}
"""To one cycle more."""

CURE: Mapping[int, float] = {1: 0.48, 2: 0.17, 3: 0.06, 4: 0.003}
"""To current, with everything past due paid."""

STEP_BACK: Mapping[int, float] = {2: 0.04, 3: 0.03, 4: 0.007}
"""To one cycle less."""

WRITE_OFF: Mapping[int, float] = {7: 0.5, 8: 0.5, 9: 1.0}
"""Out of the file: written off. A new customer's account takes the place."""

MOST_CYCLES = 9
GONE = -1
LATE_SHARE = 0.05
"""Share of all accounts in the file that are past due, any month."""

DORMANT_SHARE = 0.15
"""Share of accounts that nobody uses; they owe nothing and can't be late."""

Row = dict[int, float]


def transitions(cycles: int) -> Row:
    """Share of late accounts by where they are a month later; GONE for written off."""
    moves = dict.fromkeys((GONE, *range(MOST_CYCLES + 2)), 0.0)
    for table, target in (
        (CURE, 0),
        (STEP_BACK, cycles - 1),
        (ROLL, cycles + 1),
        (WRITE_OFF, GONE),
    ):
        moves[target] += table.get(cycles, 0.0)
    moves[cycles] += 1.0 - sum(moves.values())
    return {target: share for target, share in moves.items() if share > 1e-12}


def months_late_per_entry() -> list[float]:
    """Expected months spent at 0 (none) … 9 cycles by an account that has just become late."""
    now = [0.0] * (MOST_CYCLES + 1)
    now[1] = 1.0
    total = [0.0] * (MOST_CYCLES + 1)
    for _ in range(400):  # all but 1e-30 of them have left by then
        total = [spent + here for spent, here in zip(total, now, strict=True)]
        after = [0.0] * (MOST_CYCLES + 1)
        for cycles in range(1, MOST_CYCLES + 1):
            for target, share in transitions(cycles).items():
                if target > 0:
                    after[target] += now[cycles] * share
        now = after
    return total


def steady_state() -> list[float]:
    """Shares of used accounts at 0 … 9 cycles that the ladder leaves as they are."""
    spent = months_late_per_entry()
    late = LATE_SHARE / (1.0 - DORMANT_SHARE)
    scale = late / sum(spent)
    return [1.0 - late] + [months * scale for months in spent[1:]]


def entry_rate() -> float:
    """Share of used, current accounts that miss their due in a month."""
    shares = steady_state()
    late = 1.0 - shares[0]
    return late / sum(months_late_per_entry()) / shares[0]


def first_cycles(chance: Chance) -> pl.Expr:
    """Cycles past due in the steady state (Int64), for used accounts."""
    draw = chance.uniform("ladder/first")
    edges = list(accumulate(steady_state()))[:-1]
    return sum(((draw >= edge).cast(pl.Int64) for edge in edges), start=pl.lit(0, dtype=pl.Int64))


def next_cycles(chance: Chance, cycles: pl.Expr, month: int) -> pl.Expr:
    """Cycles past due a month later, or GONE (Int64), for used accounts."""
    draw = chance.uniform(f"ladder/{month}")
    moved = pl.when(draw < entry_rate()).then(1).otherwise(0)
    for late in range(1, MOST_CYCLES + 1):
        moved = pl.when(cycles == late).then(_drawn(draw, transitions(late))).otherwise(moved)
    return moved.cast(pl.Int64)


def _drawn(draw: pl.Expr, row: Row) -> pl.Expr:
    """The target whose stretch of [0, 1) holds the draw."""
    targets = sorted(row)
    edges = list(accumulate(row[target] for target in targets))
    found = pl.lit(targets[-1])
    for target, edge in reversed(list(zip(targets[:-1], edges[:-1], strict=True))):
        found = pl.when(draw < edge).then(target).otherwise(found)
    return found
