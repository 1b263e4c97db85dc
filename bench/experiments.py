"""How often an experiment is stopped for nothing, how soon for a harm, and what intervals cover.

    python -m bench.experiments [--lives 1000] [--seed 7] [--customers 5000] [--days 90]

Invented customers have an event with the same chance every day, those of the challenger's arm
with `times` that chance. Everything is looked at every day and counts as missed or blamed when it
was on any of them. It fails when harmless challengers are stopped, or intervals miss the truth,
more often than they say.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from fairdue.strategy.rules.sequences import (
    Day,
    Moments,
    difference_bounds,
    harm,
    ratio_bounds,
)

ALPHA, STOP_ALPHA = 0.05, 0.02
SHARES, CHANCES = (0.01, 0.1, 0.5), (0.0005, 0.005)
EVERY = 10
"""Days between looks at an interval; evidence of harm is looked at every day."""


def lives(
    rng: np.random.Generator, customers: int, days: int, share: float, chance: float, times: float
) -> list[Day]:
    """First events by day in both arms."""
    challenged = round(customers * share)
    others, found = customers - challenged, []
    for _ in range(days):
        here = int(rng.binomial(challenged, min(1.0, chance * times)))
        there = int(rng.binomial(others, chance))
        found.append(Day(here, there, challenged, others))
        challenged, others = challenged - here, others - there
    return found


def stops_on(days: list[Day]) -> int | None:
    """The day on which the challenger is taken back, counted from one."""
    weights = harm(days, 1.0)
    return next((day for day, weight in enumerate(weights, 1) if weight >= 1 / STOP_ALPHA), None)


def misses_ratio(days: list[Day], times: float) -> bool:
    """Whether the interval lost the truth at any look."""
    looks = [ratio_bounds(days[:until], ALPHA) for until in range(EVERY, len(days) + 1, EVERY)]
    return any(not one.low <= times <= one.high for one in looks if one is not None)


def misses_difference(rng: np.random.Generator, share: float) -> bool:
    """Amounts as skewed as payments are: mostly nothing, now and then a lot."""
    here, there = (
        rng.binomial(1, paid, number) * rng.lognormal(0, 1, number)
        for paid, number in ((0.3, round(10_000 * share)), (0.25, round(10_000 * (1 - share))))
    )
    truth = 0.05 * float(np.exp(0.5))
    for part in np.arange(0.05, 1.001, 0.05):
        bounds = difference_bounds(
            Moments.of(here[: round(part * len(here))]),
            Moments.of(there[: round(part * len(there))]),
            ALPHA,
            10_000,
        )
        if bounds is not None and not bounds.low <= truth <= bounds.high:
            return True
    return False


def main() -> int:
    """Measure; give the count of what is more often wrong than it says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lives", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--days", type=int, default=90)
    asked = parser.parse_args()
    begun, failed = time.perf_counter(), 0
    print(f"{asked.customers} customers, {asked.days} days, stopping at {STOP_ALPHA:.0%}")
    print("share  chance a day  blamed  twice: found, on day  three times: found, on day")
    for share in SHARES:
        for chance in CHANCES:
            failed += _stops(asked, share, chance)
    failed += _coverage(asked)
    print(f"{time.perf_counter() - begun:.0f} s")
    return failed


def _stops(asked: argparse.Namespace, share: float, chance: float) -> int:
    """One line: harmless challengers stopped, and harmful ones found. 1 when too many were."""
    rng = np.random.default_rng(asked.seed)

    def stops(times: float, number: int) -> list[int | None]:
        size = (asked.customers, asked.days)
        return [stops_on(lives(rng, *size, share, chance, times)) for _ in range(number)]

    blamed = sum(day is not None for day in stops(1.0, asked.lives)) / asked.lives
    row = f"{share:>5.0%}  {chance:>12.2%}  {blamed:>6.2%}"
    for times, width in ((2.0, 20), (3.0, 26)):
        found = stops(times, max(1, asked.lives // 5))
        known = sorted(day for day in found if day is not None)
        middle = str(known[len(known) // 2]) if known else "-"
        row += f"  {f'{len(known) / len(found):.0%}, {middle}':>{width}}"
    print(row, flush=True)
    return int(blamed > STOP_ALPHA)


def _coverage(asked: argparse.Namespace) -> int:
    rng, failed = np.random.default_rng(asked.seed), 0
    looked = max(1, asked.lives // 5)
    for times in (1.0, 1.5):
        days = (lives(rng, asked.customers, asked.days, 0.1, 0.005, times) for _ in range(looked))
        missed = sum(misses_ratio(one, times) for one in days) / looked
        print(f"ratio of {times:g}: missed at any look {missed:.2%} of {ALPHA:.0%}", flush=True)
        failed += missed > ALPHA
    for share in (0.1, 0.5):
        missed = sum(misses_difference(rng, share) for _ in range(looked)) / looked
        print(
            f"mean, share {share:.0%}: missed at any look {missed:.2%} of {ALPHA:.0%}", flush=True
        )
        failed += missed > ALPHA
    return failed


if __name__ == "__main__":
    sys.exit(main())
