"""How long a dashboard's tiles of the lake take, against a bare scan of the same columns.

    python -m bench.figures [--accounts 100000] [--months 24] [--times 20] [--folder FOLDER]

A lake of invented standings is made in a folder of its own, a day a month: each month one account
in two hundred leaves and as many come. Then the sums are kept, as each night does. A folder that is
named stays, and its months are measured again without being written again.

Measured are the tiles of one day (`bucket_figures`), the tiles between two days (`roll_figures`,
both matrices, entry and cure), and both of every month one after another: first as a page finds
them in a process that remembers nothing (`kept`), then with the sums gone from the disk as well, so
that the rows are counted (`counted`). The floor reads the columns that they need and adds each up.

Fails where the 95th centile of a page's tiles is above two seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
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
from numpy.typing import NDArray

SECONDS_MAX = 2.0
LAST = date(2026, 3, 1)
SHARES = (0.93, 0.03, 0.015, 0.01, 0.005, 0.004, 0.003, 0.003)
"""Of accounts by bucket, as an ordinary portfolio has them."""
LEAVE = 200
"""One account of so many leaves each month, and as many come."""


def write_months(root: Path, accounts: int, months: int) -> list[date]:
    """Standings at the beginning of so many months, each from the one before; their days.

    Accounts have numbers with gaps, so that references can't be guessed from one another.
    """
    from fairdue.delinquency.columns import STANDING_DATASET
    from fairdue.engine.lake import Lake
    from fairdue.engine.parquet import write_parquet
    from fairdue.kernel.calendars import add_months

    rng = np.random.default_rng(7)
    moves_a_month = accounts // LEAVE
    numbers = np.cumsum(rng.integers(1, 90, accounts + months * moves_a_month))
    rng.shuffle(newcomers := numbers.copy())
    newcomers, numbers = newcomers[: months * moves_a_month], np.sort(newcomers[-accounts:])
    bucket = rng.choice(8, accounts, p=SHARES).astype(np.int8)
    days = [add_months(LAST, -back) for back in range(months - 1, -1, -1)]
    for day in days:
        total = rng.integers(0, 5_000_000, accounts)
        with Lake(root / "lake").write_day(STANDING_DATASET, day, {}) as draft:
            write_parquet(standing(numbers, bucket, total), draft / "standing.parquet")
        moved = rng.random(accounts, dtype=np.float32)
        worse = np.where(bucket == 0, moved < 0.02, moved < 0.5)
        bucket = np.where(worse, np.minimum(bucket + 1, 7), np.where(moved > 0.7, 0, bucket))
        come, newcomers = newcomers[:moves_a_month], newcomers[moves_a_month:]
        numbers[rng.choice(accounts, moves_a_month, replace=False)] = come
        order = np.argsort(numbers)
        numbers, bucket = numbers[order], bucket[order].astype(np.int8)
    return days


def standing(
    numbers: NDArray[np.int64], bucket: NDArray[np.int8], total: NDArray[np.int64]
) -> pl.LazyFrame:
    """Rows of STANDING for the accounts of these numbers."""
    from fairdue.delinquency.columns import STANDING

    ref = "A" + pl.col("number").cast(pl.String).str.zfill(12)
    late = pl.col("bucket") > 0
    accounts = pl.LazyFrame({"number": numbers, "bucket": bucket, "total_minor": total})
    whole = accounts.with_columns(
        account_ref=ref,
        customer_ref=ref,
        currency=pl.lit("CNY"),
        past_due_minor=pl.when(late).then(pl.col("total_minor") // 10).otherwise(0),
        oldest_unmet_due_on=pl.lit(None, pl.Date),
        days_past_due=pl.col("bucket").cast(pl.Int32) * 30,
        cycles_past_due=pl.col("bucket"),
        five_class=pl.min_horizontal(pl.col("bucket") + 1, 5),
        suspected_fraud=pl.lit(value=False),
    )
    return whole.select(pl.col(name).cast(kind) for name, kind in STANDING.items())


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
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdue.config.settings")
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as passing:
        folder = asked.folder or Path(passing)
        os.environ["FAIRDUE_VAR"] = str(folder)
        import django

        django.setup()
        return measure(folder, asked.accounts, asked.months, asked.times)


def measure(root: Path, accounts: int, months: int, number: int) -> int:
    """Write the lake, time tiles and floors, print; 1 where a page's tiles are too slow."""
    from fairdue.reporting.figure import Span
    from fairdue.reporting.queries import portfolio, sums
    from fairdue.reporting.scope import Scope

    begun = time.perf_counter()
    days = portfolio.days() or write_months(root, accounts, months)
    print(
        f"{accounts:,} accounts, {months} months, ready after {time.perf_counter() - begun:.0f} s;"
        " 95th centile in seconds",
        flush=True,
    )
    zone = ZoneInfo("Asia/Shanghai")
    scopes = [
        Scope(after, before, Span(before, after), "CNY", zone) for before, after in pairwise(days)
    ]
    of_day = ["currency", "bucket", "total_minor"]
    of_move = ["account_ref", *of_day]
    sums.forget(kept=True)
    due = iter(days)
    nights = times(lambda: portfolio.add_up(next(due)), len(days), sums.forget)
    print(f"  added up by a night {p95(nights):7.3f}", flush=True)

    def every_month() -> None:
        for scope in scopes:
            portfolio.bucket_figures(scope)
            portfolio.roll_figures(scope)

    def scan_every_month() -> None:
        for pair in pairwise(days):
            scan(list(pair), of_move)

    measured: list[tuple[str, Callable[[], object], Callable[[], object], int]] = [
        (
            "one day",
            lambda: portfolio.bucket_figures(scopes[-1]),
            lambda: scan(days[-1:], of_day),
            number,
        ),
        (
            "two days",
            lambda: portfolio.roll_figures(scopes[-1]),
            lambda: scan(days[-2:], of_move),
            number,
        ),
        (f"{len(scopes)} months", every_month, scan_every_month, max(number // 5, 1)),
    ]
    slow, floors = 0, {}
    for name, tiles, floor, repeats in measured:
        bare = floors[name] = p95(times(floor, repeats, lambda: None))
        kept = p95(times(tiles, number, sums.forget))
        slow += kept > SECONDS_MAX
        print(
            f"  {name:10} bare scan {bare:7.3f}  kept {kept:7.4f}, ratio {kept / bare:7.4f}",
            flush=True,
        )
    for name, tiles, _, repeats in measured:
        counted = p95(times(tiles, max(repeats // 4, 1), lambda: sums.forget(kept=True)))
        print(
            f"  {name:10} counted {counted:7.3f}, ratio {counted / floors[name]:5.2f}", flush=True
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak of memory {peak:,.0f} MiB")
    return int(slow > 0)


def p95(found: list[float]) -> float:
    """By nearest rank."""
    from fairdue.reporting.rules.centiles import centile

    value = centile(found, 0.95)
    assert value is not None
    return value


if __name__ == "__main__":
    sys.exit(main())
