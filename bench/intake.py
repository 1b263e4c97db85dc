"""Intake of a generated portfolio against a bare scan and write of the same files.

    python -m bench.intake [--rows 1000000] [--seed 1]

The floor reads the same CSV files with Polars and writes them as Parquet, checking nothing. The
intake is the real one, database and journal included, in a throw-away data folder with its own
PostgreSQL. Aim: at most five times the floor.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from bench._installation import throw_away

AS_OF = date(2026, 10, 31)
AT = datetime(2026, 11, 1, tzinfo=UTC)
FILES = ("accounts", "customers", "payments")
RATIO_MAX = 5.0


def main() -> int:
    """Measure and print. Gives 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="accounts to generate")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = throw_away()
    files = generate(folder, asked.rows, asked.seed)
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{asked.rows:,} accounts in {len(files)} files of {size:,.0f} MB")
    floors = [measure_floor(files, folder)]
    seconds, steps = measure_intake(files)
    floors.append(measure_floor(files, folder))  # before and after: the machine may be busy
    floor = sum(floors) / len(floors)
    print(f"floor (scan and write Parquet)   {floor:6.2f} s  ({floors[0]:.2f}, {floors[1]:.2f})")
    print(f"intake                           {seconds:6.2f} s")
    for step, share in steps:
        print(f"  {step:<30} {share:6.2f} s  {share / seconds:5.0%}")
    ratio = seconds / floor
    print(f"ratio {ratio:.2f} (aim: at most {RATIO_MAX:.0f})")
    return int(ratio > RATIO_MAX)


def generate(folder: Path, rows: int, seed: int) -> list[Path]:
    """The issuer's three files for one day."""
    from fairdue.portfolio.generator.portfolio import snapshots, write

    snapshot = next(iter(snapshots(rows, seed, AS_OF, 1)))
    target = write(snapshot, folder)
    return [target / f"{name}.csv" for name in FILES]


def measure_floor(files: list[Path], folder: Path) -> float:
    """Seconds to read the files and write them as Parquet with Polars alone."""
    import polars as pl

    begun = time.perf_counter()
    for path in files:
        pl.scan_csv(path).sink_parquet(folder / f"floor-{path.stem}.parquet")
    return time.perf_counter() - begun


def measure_intake(files: list[Path]) -> tuple[float, list[tuple[str, float]]]:
    """Seconds of the whole intake, and of each step in turn."""
    from fairdue.portfolio.intake.files import GivenFile
    from fairdue.portfolio.intake.mappings import find_mapping
    from fairdue.portfolio.intake.running import run_intake

    begun = time.perf_counter()
    marks: list[tuple[str, float]] = []
    outcome = run_intake(
        [GivenFile(path) for path in files],
        find_mapping("generic-cn"),
        AS_OF,
        actor="bench",
        at=AT,
        progress=lambda step: marks.append((step, time.perf_counter())),
    )
    ended = time.perf_counter()
    run = outcome.run
    assert run.rows_in == run.rows_accepted + run.rows_rejected
    print(
        f"{run.rows_in:,} rows in = {run.rows_accepted:,} accepted + {run.rows_rejected:,} rejected"
    )
    ends = [moment for _step, moment in marks[1:]] + [ended]
    steps = [(step, end - start) for (step, start), end in zip(marks, ends, strict=True)]
    return ended - begun, steps


if __name__ == "__main__":
    sys.exit(main())
