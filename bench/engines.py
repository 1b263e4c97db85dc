"""The same portfolio-wide columns on every engine, against a bare copy of the accounts' file.

    python -m bench.engines [--accounts 1000000] [--engines polars duckdb spark] [--master local[*]]

An invented portfolio of two months in a scratch folder, without a database. Each engine, in a
process of its own, classifies both days, follows the cases from the first to the second, and
decides the second day's past-due accounts by the table that is shipped, writing what the night
writes. Their files must be the same bytes, or the bench fails.

The floor is the second day's accounts read from Parquet and written to Parquet, streaming, best
of three. The peak is the kernel's count of resident memory of the process and of Spark's Java.
Spark is left out where it isn't installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench._portfolio import join_parts, write_parts

AS_OF = date(2026, 11, 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--engines", nargs="+", default=["polars", "duckdb", "spark"])
    parser.add_argument("--master", default="local[*]")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        print(json.dumps(run(asked.engines[0], asked.master, asked.folder)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(asked.accounts, folder)
        floor = min(copied(folder) for _ in range(3))
        print(f"{asked.accounts:,} accounts; a bare copy takes {floor:.2f} s")
        digests = set()
        for engine in asked.engines:
            if engine == "spark" and not find_spec("pyspark"):
                print("spark: pyspark isn't installed here")
                continue
            found = in_a_process(engine, asked.master, folder)
            digests.add(found.pop("digest"))
            tell(found, floor)
    if len(digests) != 1:
        sys.exit("the engines' files differ")
    print("every engine's files are the same bytes")


def make(accounts: int, folder: Path) -> None:
    days = write_parts(accounts, 1, AS_OF, folder / "parts")
    for number, day in enumerate(days):
        join_parts(folder / "parts", f"accounts-{day}", folder / f"accounts-{number}.parquet")


def copied(folder: Path) -> float:
    import polars as pl

    begun = time.perf_counter()
    pl.scan_parquet(folder / "accounts-1.parquet").sink_parquet(
        folder / "copy.parquet", compression="zstd"
    )
    return time.perf_counter() - begun


def in_a_process(engine: str, master: str, folder: Path) -> dict[str, Any]:
    told = ["--engines", engine, "--master", master, "--folder", str(folder)]
    ran = subprocess.run(
        [sys.executable, "-m", "bench.engines", *told], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def run(name: str, master: str, folder: Path) -> dict[str, Any]:
    """All steps on one engine; gives seconds by step, the peak in MiB, and the files' digest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdue.config.settings")
    os.environ["FAIRDUE_VAR"] = str(folder / "var")
    import django

    django.setup()
    from fairdue.engine.engines import open_engine

    seconds: dict[str, float] = {}
    begun = time.perf_counter()
    with open_engine(name, master) as engine:
        seconds["open"] = time.perf_counter() - begun
        target = folder / name
        target.mkdir()
        work(engine, folder, target, seconds)
        peak = sum(peak_kib(process) for process in ("self", *children()))
    digest = hashlib.sha256()
    for path in sorted(target.glob("*.parquet")):
        digest.update(path.read_bytes())
    return {
        "engine": name,
        "seconds": seconds,
        "peak_mib": peak // 1024,
        "digest": digest.hexdigest(),
    }


def children() -> list[str]:
    """Spark's Java, while it runs."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def peak_kib(process: str) -> int:
    """Of resident memory. Not getrusage's, which begins with that of the process before."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0])


def work(engine: Any, folder: Path, target: Path, seconds: dict[str, float]) -> None:
    import polars as pl

    from fairdue.delinquency import columns as standings
    from fairdue.delinquency.queries import tables_on
    from fairdue.engine.parquet import write_parquet
    from fairdue.strategy.columns import decisions
    from fairdue.strategy.queries.documents import table_of_file

    rules, table = tables_on(AS_OF), table_of_file().table
    cases = engine.bring(pl.DataFrame(schema=standings.CASES))
    for number, day in enumerate((date(2026, 10, 20), AS_OF)):
        begun = time.perf_counter()
        accounts = engine.scan(folder / f"accounts-{number}.parquet", "account_ref")
        standing_path = target / f"standing-{number}.parquet"
        engine.write(standings.stand(accounts, day, rules), standing_path, "account_ref")
        seconds[f"classify {number}"] = time.perf_counter() - begun
        begun = time.perf_counter()
        standing = engine.scan(standing_path, "account_ref")
        today = standings.customers(standings.concerned(standing, cases))
        moved = standings.advance(cases, today, day, rules.re_default_months)
        cases_path = target / f"cases-{number}.parquet"
        engine.write(moved.select(*standings.CASES), cases_path, "customer_ref")
        cases = engine.scan(cases_path, "customer_ref")
        seconds[f"cases {number}"] = time.perf_counter() - begun
    begun = time.perf_counter()
    known = {name: pl.Boolean() for name in decisions.KNOWN_FLAGS}
    history = pl.DataFrame(
        schema={"customer_ref": pl.String(), **known, "broken_promises": pl.Int16()}
    )
    scores = pl.DataFrame(schema={"account_ref": pl.String(), **decisions.SCORES})
    asked = decisions.inputs(
        standing, accounts, cases, engine.bring(history), engine.bring(scores), AS_OF
    )
    decided = engine.collect(decisions.decide(asked, table, engine.bring)).sort("account_ref")
    write_parquet(decided.lazy(), target / "decisions.parquet")
    seconds["decide"] = time.perf_counter() - begun


def tell(found: dict[str, Any], floor: float) -> None:
    steps = {name: round(taken, 2) for name, taken in found["seconds"].items()}
    worked = sum(taken for name, taken in steps.items() if name != "open")
    print(
        f"{found['engine']:<8}{worked:8.2f} s = {worked / floor:6.1f} x the copy; opened in "
        f"{steps.pop('open'):.1f} s; peak {found['peak_mib']:,} MiB; {steps}",
        flush=True,
    )


if __name__ == "__main__":
    main()
