"""`make simulate SEED=1 DAYS=365`: a portfolio lives through so many days of the real product.

    python -m tests.simulation [--seed 1] [--days 365] [--customers 240] [--strategy "at once"]

It runs in a throw-away data folder with its own PostgreSQL and ends with 1 when an invariant
does not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench._installation import throw_away

from tests.simulation.strategies import ROWS, rulepacks_with

if TYPE_CHECKING:
    from tests.simulation.running import Outcome

SHIPPED = Path(__file__).parents[2] / "rulepacks"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--customers", type=int, default=240)
    parser.add_argument("--strategy", choices=list(ROWS), default="as shipped")
    parser.add_argument("--json", action="store_true", help="end with one line of figures")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairdue-rules-") as folder:
        packs = rulepacks_with(asked.strategy, SHIPPED, Path(folder))
        throw_away(FAIRDUE_RULEPACKS=str(packs))
        return _run(asked)


def _run(asked: argparse.Namespace) -> int:
    from tests.simulation.running import BrokenError, simulate

    begun = time.perf_counter()
    try:
        came = simulate(seed=asked.seed, days=asked.days, customers=asked.customers)
    except BrokenError as error:
        print(error)
        return 1
    print(
        f"{came.days} days of {came.customers} customers in {time.perf_counter() - begun:.0f} s: "
        f"{came.recovered / 100:,.2f} of {came.past_due_seen / 100:,.2f} past due recovered; "
        f"{dict(came.promises)} promises; every invariant held"
    )
    for name, count in sorted(came.done.items()):
        print(f"  {name:<28}{count:>8,}")
    if asked.json:
        print(json.dumps({"strategy": asked.strategy, **_figures(came)}))
    return 0


def _figures(came: Outcome) -> dict[str, float]:
    return {
        "recovered": came.recovered,
        "seen": came.past_due_seen,
        "points": came.points,
        "late_weeks": came.late_days / 7,
        "complaints": came.done["complaint"],
        "calls": came.done["call"],
    }


if __name__ == "__main__":
    sys.exit(main())
