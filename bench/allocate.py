"""Capacity shared out among ten million cases, against a bare pass over the same numbers.

    python -m bench.allocate [--cases 10000000] [--seed 1]

Four teams' call minutes, visits, letters and messages (strategy/tests/scarce.py). The floor looks
once at every number of the problem: the best option of each case, without prices. Then 20,000 cases
against HiGHS, which solves the linear program that lets cases be split.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from fairdue.strategy.rules.allocation import Problem, allocate
from fairdue.strategy.rules.allocation.problem import ask
from fairdue.strategy.tests.scarce import a_portfolio, linear_optimum

COMPARED = 20_000
NAMES = ("values", "kind", "uses", "budgets")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as made:
        folder = Path(made)
        inventing = get_context("spawn").Process(
            target=invent, args=(folder, asked.cases, asked.seed)
        )
        inventing.start()
        inventing.join()
        measure(Problem(*(np.load(folder / f"{name}.npy") for name in NAMES)))
    compare(a_portfolio(COMPARED, seed=asked.seed))


def invent(folder: Path, cases: int, seed: int) -> None:
    """A problem's numbers, as files; in a process of its own, so that the peak is sharing out's."""
    problem = a_portfolio(cases, seed=seed)
    for name in NAMES:
        np.save(folder / f"{name}.npy", getattr(problem, name))


def measure(problem: Problem) -> None:
    """Share out; say how near, how long, against what, and in how much memory."""
    held = (problem.values.nbytes + problem.kind.nbytes) / 2**20
    before = peak()
    floor, passed = floor_of(problem)
    begun = time.perf_counter()
    found = allocate(problem)
    seconds = time.perf_counter() - begun
    assert (found.used <= problem.budgets).all()
    print(f"{problem.cases:,} cases, {problem.options} options, {len(problem.budgets)} budgets")
    print(f"  bound {found.bound:,}, value {found.value:,}, gap {found.gap:.4%}")
    print(f"  {found.passes} passes, {seconds:.1f} s; a bare pass {floor:.2f} s, "
          f"one at prices {passed:.2f} s; ratio {seconds / floor:.0f}")  # fmt: skip
    print(f"  the problem's numbers {held:,.0f} MiB; sharing out raised the peak by "
          f"{peak() - before:,.0f} MiB")  # fmt: skip


def floor_of(problem: Problem) -> tuple[float, float]:
    """Seconds of a bare pass, and of one that charges prices."""
    begun = time.perf_counter()
    np.maximum.reduce(problem.values, axis=0).sum(dtype=np.int64)
    bare = time.perf_counter() - begun
    begun = time.perf_counter()
    ask(problem, np.ones(problem.budgets.size))
    return bare, time.perf_counter() - begun


def compare(problem: Problem) -> None:
    """Time and value beside HiGHS."""
    begun = time.perf_counter()
    found = allocate(problem)
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    optimum = linear_optimum(problem)
    theirs = time.perf_counter() - begun
    print(f"{problem.cases:,} cases: {1 - found.value / optimum:.4%} below the linear optimum "
          f"(our own bound says {found.gap:.4%}); {ours:.2f} s, HiGHS {theirs:.2f} s, "
          f"{theirs / ours:.0f} times as long")  # fmt: skip


def peak() -> float:
    """Peak memory of this process, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


if __name__ == "__main__":
    main()
