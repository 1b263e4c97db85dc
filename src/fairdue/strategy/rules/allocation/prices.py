"""Prices of what is scarce, by cutting planes on the Lagrangian dual.

At prices p >= 0 every case takes what leaves it most: value - p·use. The sum of what is left, and
p·budget, is a bound: no plan within the budgets is worth more. It is convex in p, and each pass
gives its value and a slope, that is a plane below it. A small linear program over the planes seen
so far gives the prices to ask next, and its dual the mix of replies that keeps within the budgets
(Dantzig and Wolfe). The next prices lie between the best ones so far and the program's, which
keeps them from jumping (in-out separation: Ben-Ameur and Neto, 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fairdue.strategy.rules.allocation.problem import Numbers, Problem, Reply, ask

INWARD = 0.5
"""How far to go from the best prices towards the program's."""

NEGLIGIBLE = 1e-9
"""Shares of a mix below this are rounding errors."""


@dataclass(frozen=True)
class Priced:
    """The best reply, all replies, and the mix of them that keeps within the budgets: `shares`
    (replies) sum up to 1 at most; the rest takes nothing. `floor`: the bound can't be pushed below
    this. `next`: the prices at which it lies.
    """

    best: Reply
    replies: tuple[Reply, ...]
    shares: Numbers
    floor: float
    next: Numbers

    @property
    def mixed(self) -> list[tuple[Numbers, float]]:
        """Prices and share of each reply in the mix."""
        return [
            (reply.prices, float(share))
            for reply, share in zip(self.replies, self.shares, strict=True)
            if share > NEGLIGIBLE
        ]


def first_prices(problem: Problem, starts: Sequence[Numbers]) -> Priced:
    """What is taken where nothing has a price, and if that is too much, at each of `starts` too."""
    free = ask(problem, np.zeros(problem.budgets.size))
    if (free.used <= problem.budgets).all():
        return Priced(free, (free,), np.ones(1), free.bound, free.prices)
    return _priced(problem, [free, *(ask(problem, prices) for prices in starts if prices.any())])


def better_prices(problem: Problem, priced: Priced, *, close: float, passes_max: int) -> Priced:
    """Push the bound down until it is within `close` (a share of it) of the floor, or until there
    are `passes_max` replies.
    """
    while priced.best.bound - priced.floor > close * abs(priced.best.bound):
        if len(priced.replies) >= passes_max:
            break
        inward = priced.best.prices + INWARD * (priced.next - priced.best.prices)
        priced = _priced(problem, [*priced.replies, ask(problem, inward)])
    return priced


def _priced(problem: Problem, replies: Sequence[Reply]) -> Priced:
    best = min(replies, key=lambda reply: reply.bound)
    floor, prices, shares = _master(problem, replies)
    return Priced(best, tuple(replies), shares, floor, prices)


def _master(problem: Problem, replies: Sequence[Reply]) -> tuple[float, Numbers, Numbers]:
    """The lowest point of the planes: its height, its prices, and the share of each reply.

    min t  with  t >= worth + p·(budget - used) for each reply,  t >= p·budget,  p >= 0
    in prices and values scaled to about 1, as budgets may be minutes or pieces of anything.
    """
    from scipy.optimize import linprog

    scale = float(max(replies[0].worth, 1))
    size = np.maximum(replies[0].used, problem.budgets).astype(np.float64)
    size[size == 0] = 1.0
    worth = np.array([*(reply.worth for reply in replies), 0.0]) / scale
    used = np.array([*(reply.used for reply in replies), np.zeros(size.size)]) / size
    slopes = problem.budgets / size - used
    rows = np.hstack([slopes, -np.ones((len(worth), 1))])
    aim = np.append(np.zeros(size.size), 1.0)
    found = linprog(aim, A_ub=rows, b_ub=-worth, bounds=(0, None), method="highs")
    if found.status != 0:
        raise ArithmeticError(f"the program over {len(replies)} replies failed: {found.message}")
    shares = np.maximum(-found.ineqlin.marginals[:-1], 0.0)
    return float(found.fun) * scale, found.x[:-1] * scale / size, shares
