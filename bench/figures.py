"""How long a dashboard's tiles of the lake take, against a bare scan of the same columns.

    python -m bench.figures [--accounts 100000] [--months 24] [--times 20]

A lake of invented standings is made in a folder of its own, a day a month. Measured are, each with
nothing remembered: the tiles of one day (`bucket_figures`), the tiles between two days
(`roll_figures`, both matrices, entry and cure), and the tiles of every month one after another. The
floor reads the columns that they need and adds each up. Afterwards the same tiles as a page that
comes again asks for them: with sums remembered.

Fails where the 95th centile of a page's tiles is above two seconds.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

SECONDS_MAX = 2.0
LAST = date(2026, 3, 1)
SHARES = (0.93, 0.03, 0.015, 0.01, 0.005, 0.004, 0.003, 0.003)
"""Of accounts by bucket, as an ordinary portfolio has them."""


def write_months(root: Path, accounts: int, months: int) -> list[date]:
    """Standings at the beginning of so many months, each from the one before; their days."""
    from fairdue.delinquency.columns import STANDING, STANDING_DATASET
    from fairdue.engine.lake import Lake
    from fairdue.kernel.calendars import add_months

    rng = np.random.default_rng(7)
    bucket = rng.choice(8, accounts, p=SHARES)
    refs = pl.Series([f"A{number:09d}" for number in range(accounts)])
    days = [add_months(LAST, -back) for back in range(months - 1, -1, -1)]
    for day in days:
        moved = rng.random(accounts)
        worse = np.where(bucket == 0, moved < 0.02, moved < 0.5)
        bucket = np.where(worse, np.minimum(bucket + 1, 7), np.where(moved > 0.7, 0, bucket))
        total = rng.integers(0, 5_000_000, accounts)
        frame = pl.DataFrame(
            {
                "account_ref": refs,
                "customer_ref": refs,
                "currency": pl.Series(["CNY"]).new_from_index(0, accounts),
                "bucket": bucket,
                "total_minor": total,
                "past_due_minor": np.where(bucket > 0, total // 10, 0),
                "oldest_unmet_due_on": pl.Series([None], dtype=pl.Date).new_from_index(0, accounts),
                "days_past_due": bucket * 30,
                "cycles_past_due": bucket,
                "five_class": np.minimum(bucket + 1, 5),
                "suspected_fraud": np.zeros(accounts, dtype=bool),
            }
        )
        whole = frame.select(pl.col(name).cast(kind) for name, kind in STANDING.items())
        with Lake(root / "lake").write_day(STANDING_DATASET, day, {}) as draft:
            whole.write_parquet(draft / "standing.parquet")
    return days


def scan(days: list[date], columns: list[str]) -> None:
    """The floor: these columns of these days, read and added up."""
    from fairdue.reporting.queries import portfolio

    numbers = pl.selectors.numeric().sum()
    for day in days:
        read = portfolio.standing(day).select(columns)
        texts = (pl.selectors.string() | pl.selectors.categorical()).len().name.suffix("_number")
        read.select(numbers, texts).collect()


def times(what: Callable[[], object], number: int, before: Callable[[], None]) -> list[float]:
    """Seconds that it took, each time."""
    found = []
    for _ in range(number):
        before()
        begun = time.perf_counter()
        what()
        found.append(time.perf_counter() - begun)
    return found


def main() -> int:
    """Measure; 1 where a page's tiles are too slow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdue.config.settings")
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as folder:
        os.environ["FAIRDUE_VAR"] = folder
        import django

        django.setup()
        return measure(Path(folder), asked.accounts, asked.months, asked.times)


def measure(root: Path, accounts: int, months: int, number: int) -> int:
    """Write the lake, time tiles and floors, print; 1 where a page's tiles are too slow."""
    from fairdue.reporting.figure import Span
    from fairdue.reporting.queries import portfolio
    from fairdue.reporting.scope import Scope

    days = write_months(root, accounts, months)
    zone = ZoneInfo("Asia/Shanghai")
    scopes = [
        Scope(after, before, Span(before, after), "CNY", zone) for before, after in pairwise(days)
    ]
    of_day = ["currency", "bucket", "total_minor"]
    of_move = ["account_ref", *of_day]

    def every_month() -> None:
        for scope in scopes:
            portfolio.bucket_figures(scope)

    measured: dict[str, tuple[Callable[[], object], Callable[[], object], int]] = {
        "one day": (
            lambda: portfolio.bucket_figures(scopes[-1]),
            lambda: scan(days[-1:], of_day),
            number,
        ),
        "two days": (
            lambda: portfolio.roll_figures(scopes[-1]),
            lambda: scan(days[-2:], of_move),
            number,
        ),
        f"{len(scopes)} months": (every_month, lambda: scan(days[1:], of_day), max(number // 4, 3)),
    }
    print(f"{accounts:,} accounts, {months} months; 95th centile in seconds")
    slow = 0
    for name, (tiles, floor, repeats) in measured.items():
        bare = p95(times(floor, repeats, lambda: None))
        first = p95(times(tiles, repeats, portfolio.forget))
        again = p95(times(tiles, repeats, lambda: None))
        slow += first > SECONDS_MAX
        print(
            f"  {name:10} tiles {first:7.3f}  bare scan {bare:7.3f}  ratio {first / bare:5.1f}"
            f"  remembered {again:.4f}"
        )
    return int(slow > 0)


def p95(found: list[float]) -> float:
    """By nearest rank."""
    from fairdue.reporting.rules.centiles import centile

    value = centile(found, 0.95)
    assert value is not None
    return value


if __name__ == "__main__":
    sys.exit(main())
