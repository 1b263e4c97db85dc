"""How often the 95 % intervals of a replay hold the truth, over invented histories.

    python -m bench.coverage [--histories 1000] [--seed 7]

Each world says how people are drawn, treated by chance and how it ends; its truth comes from a
history so long that chance no longer matters. Printed are, for each world and method, how often
the interval held the truth among the histories for which a number was told, its mean width, the
mean error, and in how many histories a number was told at all.

It fails when an interval covers less than 93 % or more than 98 %, or when anything is told of a
world of which history can tell nothing.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from fairdue.strategy.rules.estimators import (
    Comparison,
    Method,
    Told,
    compare,
    counts,
    overlap_of,
    sums,
)
from fairdue.strategy.rules.outcome_models import cross_fitted, ridge
from fairdue.strategy.tests.histories import NOTHING, WORLDS, World

COVERED = (0.93, 0.98)


def told(world: World, rng: np.random.Generator) -> dict[Method, Comparison]:
    """The sound comparisons of one history; {} when history can't tell."""
    history = world.history(rng).history
    used = history.where(history.differs & history.seen())
    if not len(used.taken):
        return {}
    model = cross_fitted(used.customer, used.context, used.taken, used.outcome, ridge())
    of_customers = sums(history, model)
    if overlap_of(counts(history), of_customers).told in (Told.NOTHING, Told.SAME):
        return {}
    found = {method: compare(of_customers, method) for method in Method}
    return {method: one for method, one in found.items() if one is not None and one.is_sound}


def main() -> int:
    """Measure every world; give the count of those that miss."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    failed = 0
    for world in WORLDS:
        rng = np.random.default_rng(asked.seed)
        found = [told(world, rng) for _ in range(asked.histories)]
        truth = world.truth() if any(found) else float("nan")
        print(f"{world.name}: {world.customers} customers, {world.days} days, truth {truth:.5g}")
        if world is NOTHING:
            failed += any(found)
            print("  TOLD SOMETHING" if any(found) else "  nothing told, ever")
        for method in Method:
            failed += _reported(method, [one[method] for one in found if method in one], truth,
                                asked.histories)  # fmt: skip
    return failed


def _reported(method: Method, made: list[Comparison], truth: float, histories: int) -> bool:
    if not made:
        return False
    low = np.array([one.difference.low for one in made])
    high = np.array([one.difference.high for one in made])
    value = np.array([one.difference.value for one in made])
    covered = float(((low <= truth) & (truth <= high)).mean())
    missed = not COVERED[0] <= covered <= COVERED[1]
    print(
        f"  {method:20} covers {covered:6.1%}  width {(high - low).mean():.4g}"
        f"  mean error {(value - truth).mean():+.2g}  told in {len(made) / histories:.1%}"
        + ("  MISSED" if missed else "")
    )
    return missed


if __name__ == "__main__":
    sys.exit(main())
