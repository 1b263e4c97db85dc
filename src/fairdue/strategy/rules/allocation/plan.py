"""From prices to a plan that keeps every budget: mix, drop what is too much, fill what is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fairdue.strategy.rules.allocation.problem import (
    NONE,
    Choice,
    Numbers,
    Problem,
    Wholes,
    choose,
    chunks,
    count,
    used_by,
    value_of,
)

GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, without their whole part, are spread evenly however many there are."""

CANDIDATES_MAX = 1 << 18
"""Most cases considered together for what is left over."""

NO_ROWS = np.zeros(0, dtype=np.int64)
NO_CHOICE = np.zeros(0, dtype=np.uint8)
NO_GAINS = np.zeros(0, dtype=np.float32)

ROUNDS_MAX = 12
WORTH_A_ROUND = 2e-6
"""Below this share of the plan's value, what is left over is not worth another look."""


def mix(problem: Problem, mixed: Sequence[tuple[Numbers, float]]) -> Choice:
    """Each case takes its choice at one of the prices, at each as many cases as its share says.

    Cases are spread over the shares evenly in their order, so that what they use together comes
    near to the mix of what all of them use at each.
    """
    ends = np.cumsum([share for _, share in mixed])
    charges = [problem.charges(prices) for prices, _ in mixed]
    choice = np.zeros(problem.cases, dtype=np.uint8)
    for rows in chunks(problem):
        turn = np.arange(rows.start, rows.stop) * GOLDEN % 1.0
        which = np.searchsorted(ends, turn, side="right")
        for number, charge in enumerate(charges):
            mine = rows.start + np.flatnonzero(which == number)
            choice[mine] = choose(problem, mine, charge)[0]
    return choice


def drop(problem: Problem, choice: Choice, prices: Numbers) -> None:
    """Take choices back, in place, until no budget is overdrawn: those first that are worth least
    above their price per unit of what is overdrawn; of equals, the later case.
    """
    uses, charges = problem.uses_with_none, _with_none(problem.charges(prices))
    spent = used(problem, choice)
    for resource in range(problem.budgets.size):
        over = int(spent[resource]) - int(problem.budgets[resource])
        if over <= 0:
            continue
        rows = _users(problem, choice, uses[:, :, resource])[::-1]
        kind, has = problem.kind[rows], choice[rows]
        each = uses[kind, has, resource].astype(np.int64)
        left = value_of(problem, has, rows) - charges[kind, has]
        order = np.argsort(left / each, kind="stable")
        dropped = order[: int(np.searchsorted(np.cumsum(each[order]), over)) + 1]
        spent = spent - uses[kind[dropped], has[dropped]].sum(axis=0)
        choice[rows[dropped]] = NONE


def fill(problem: Problem, choice: Choice, prices: Numbers) -> None:
    """Give what is left over, in place, to the cases that gain most above the price.

    Every change makes the plan worth more and keeps within the budgets.
    """
    worth = total(problem, choice)
    for _ in range(ROUNDS_MAX):
        spare = problem.budgets - used(problem, choice)
        rows, wanted = _gainers(problem, choice, prices, spare)
        if not rows.size:
            return
        needs = problem.uses[problem.kind[rows], wanted - 1].astype(np.int64)
        fits = np.asarray((np.cumsum(needs, axis=0) <= spare).all(axis=1))
        fits[0] = True  # it fits alone, so every round gives something to somebody
        given, rows = wanted[fits], rows[fits]
        gained = value_of(problem, given, rows) - value_of(problem, choice[rows], rows)
        choice[rows] = given
        worth += int(gained.sum())
        if gained.sum() <= WORTH_A_ROUND * worth:
            return


def _users(problem: Problem, choice: Choice, units: Wholes) -> NDArray[np.int64]:
    """The cases whose choice uses something, by `units` (kinds, choices), in order."""
    found = (
        rows.start + np.flatnonzero(units[problem.kind[rows], choice[rows]])
        for rows in chunks(problem)
    )
    return np.concatenate([NO_ROWS, *found])


def used(problem: Problem, choice: Choice) -> Wholes:
    """(resources): what a plan uses."""
    counts = sum(
        (count(problem, rows, choice[rows]) for rows in chunks(problem)),
        np.zeros((problem.uses.shape[0], problem.options + 1), dtype=np.int64),
    )
    return used_by(problem, counts)


def total(problem: Problem, choice: Choice) -> int:
    """What a plan is worth."""
    return sum(int(value_of(problem, choice[rows], rows).sum()) for rows in chunks(problem))


def _gainers(
    problem: Problem, choice: Choice, prices: Numbers, spare: Wholes
) -> tuple[NDArray[np.int64], Choice]:
    """Cases for which what is spare has something better, the best first, and what that is."""
    found_rows, found_wanted, found_gains = [NO_ROWS], [NO_CHOICE], [NO_GAINS]
    charges = problem.charges(prices)
    charges[(problem.uses > spare).any(axis=2)] = np.inf
    mine = _with_none(problem.charges(prices))
    for rows in chunks(problem):
        here, kind = choice[rows], problem.kind[rows]
        has = value_of(problem, here, rows)
        best = np.full(here.size, -np.inf)
        wanted = np.zeros(here.size, dtype=np.uint8)
        for option in range(problem.options):
            offered = problem.values[option, rows]
            left = np.where(offered > has, offered - charges[:, option].take(kind), -np.inf)
            better = left > best
            np.copyto(best, left, where=better)
            np.copyto(wanted, option + 1, where=better)
        gain = best - (has - mine[kind, here])
        found = np.flatnonzero(np.isfinite(best))
        found_rows.append(rows.start + found)
        found_wanted.append(wanted[found])
        found_gains.append(gain[found].astype(np.float32))
    return _best(
        np.concatenate(found_rows), np.concatenate(found_wanted), np.concatenate(found_gains)
    )


def _best(
    rows: NDArray[np.int64], wanted: Choice, gains: NDArray[np.float32]
) -> tuple[NDArray[np.int64], Choice]:
    """The CANDIDATES_MAX with the greatest gain, the greatest first; of equals, the earlier."""
    if rows.size > CANDIDATES_MAX:
        least = np.partition(gains, rows.size - CANDIDATES_MAX)[rows.size - CANDIDATES_MAX]
        kept = gains >= least
        rows, wanted, gains = rows[kept], wanted[kept], gains[kept]
    order = np.argsort(-gains, kind="stable")[:CANDIDATES_MAX]
    return rows[order], wanted[order]


def _with_none(charges: Numbers) -> Numbers:
    """(kinds, choices): what a choice costs, 0 for none."""
    return np.concatenate([np.zeros((charges.shape[0], 1)), charges], axis=1)
