"""`make simulate SEED=1 DAYS=365`: a portfolio lives through so many days of the real product.

    python -m tests.simulation [--seed 1] [--days 365] [--customers 240]

It runs in a throw-away data folder with its own PostgreSQL and ends with 1 when an invariant
does not hold.
"""

from __future__ import annotations

import argparse
import sys
import time

from bench._installation import throw_away


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--customers", type=int, default=240)
    asked = parser.parse_args()
    throw_away()
    from tests.simulation.running import Broken, simulate

    begun = time.perf_counter()
    try:
        came = simulate(seed=asked.seed, days=asked.days, customers=asked.customers)
    except Broken as error:
        print(error)
        return 1
    print(
        f"{came.days} days of {came.customers} customers in {time.perf_counter() - begun:.0f} s: "
        f"{came.recovered / 100:,.2f} of {came.past_due_seen / 100:,.2f} past due recovered; "
        f"{dict(came.promises)} promises; every invariant held"
    )
    for name, count in sorted(came.done.items()):
        print(f"  {name:<28}{count:>8,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
