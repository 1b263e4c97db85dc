"""Shares limited capacity out among cases so that it is worth most, and tells how far the plan can
be from the best there is. Pure; numpy and scipy only. `docs/algorithms/allocation.md` explains it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from fairdue.strategy.rules.allocation.plan import drop, fill, mix, total, used
from fairdue.strategy.rules.allocation.prices import Priced, better_prices, first_prices
from fairdue.strategy.rules.allocation.problem import (
    NONE,
    NOT_OFFERED,
    Choice,
    Numbers,
    Problem,
    Wholes,
)

__all__ = ["NONE", "NOT_OFFERED", "Allocation", "Problem", "allocate"]

GAP_MAX = 1e-4
"""The gap, a share of the bound, at which a plan is good enough."""

SAMPLED = 200_000
"""Cases whose prices are found first; those of all cases are near them."""

PASSES_MAX = 40
"""Most passes over all cases."""

SAMPLE_CLOSE = 1e-4
SAMPLE_PASSES_MAX = 60
LOOKS = (5e-5, 1e-5, 1e-7)
"""How close bound and floor are brought before each try at a plan."""

ROUNDING = 1e-3
"""What sums of millions of fractions may be off by; the bound is a whole number."""


@dataclass(frozen=True)
class Allocation:
    """A plan within every budget. `choice` (cases): NONE, or an option's number + 1. `value`: what
    it is worth. `bound`: no plan is worth more. `prices` (resources): what one more unit is worth.
    `used` (resources). `passes`: how often all cases were looked at for prices.
    """

    choice: Choice
    value: int
    bound: int
    prices: Numbers
    used: Wholes
    passes: int

    @property
    def gap(self) -> float:
        """How much of the bound the plan may fall short of the best, as a share."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


def allocate(
    problem: Problem, *, gap_max: float = GAP_MAX, passes_max: int = PASSES_MAX
) -> Allocation:
    """Share out; the same problem gives the same plan.

    Stops when the gap is at most `gap_max`, or after `passes_max` passes over all cases. Where no
    budget binds, every case gets what is best for it.
    """
    priced = first_prices(problem, _starts(problem))
    found = _plan(problem, priced)
    for close in LOOKS:
        if found.gap <= gap_max or len(priced.replies) >= passes_max:
            break
        priced = better_prices(problem, priced, close=close, passes_max=passes_max)
        found = _better(found, _plan(problem, priced))
    return found


def _starts(problem: Problem) -> list[Numbers]:
    """The prices that a part of the cases leads to."""
    step = problem.cases // SAMPLED
    if step < 2:
        return []
    part = problem.part(step)
    priced = better_prices(
        part, first_prices(part, []), close=SAMPLE_CLOSE, passes_max=SAMPLE_PASSES_MAX
    )
    return [priced.best.prices, *(prices for prices, _ in priced.mixed)]


def _plan(problem: Problem, priced: Priced) -> Allocation:
    choice = mix(problem, priced.mixed)
    drop(problem, choice, priced.best.prices)
    fill(problem, choice, priced.best.prices)
    return Allocation(
        choice=choice,
        value=total(problem, choice),
        bound=math.ceil(priced.best.bound - ROUNDING),
        prices=priced.best.prices,
        used=used(problem, choice),
        passes=len(priced.replies),
    )


def _better(one: Allocation, other: Allocation) -> Allocation:
    """The more valuable plan, under the lower of the bounds."""
    plan = other if other.value >= one.value else one
    lower = other if other.bound <= one.bound else one
    return replace(plan, bound=lower.bound, prices=lower.prices, passes=other.passes)
