"""The night over a million or ten million accounts, against a bare copy and load of the same rows.

    python -m bench.nightly [--accounts 1000000 10000000] [--seed 1]

Two months of an invented portfolio in a throw-away data folder with its own PostgreSQL. The
first night loads and seals every customer with something to do; the second is an ordinary one, a
month later, so with more newcomers and payments than a night a day later would have.

The floor is what nobody can do without, done as barely as these tools allow, on the same machine
between the nights: (1) the day's accounts are read from Parquet and written to Parquet, streaming;
(2) the very rows that the ordinary night left of its day in PostgreSQL (balances, payments,
standings, cases, events, decisions, queue, newly sealed customers and contact points) are read by
binary COPY; (3) they are written by binary COPY into tables without indexes, keys or triggers,
and committed. Rows that the night only touches, such as the day on which a customer was last
seen, are not in it. Each part counts by the best of its tries.

Every night runs in a process of its own, whose peak is the kernel's count of resident memory.
PostgreSQL's peak is the sum over its processes of their proportional share (so shared buffers
count once), looked at twice a second.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench._installation import join, throw_away
from bench._memory import Watch

AS_OF = date(2026, 11, 20)
AT = datetime(2026, 11, 21, tzinfo=UTC)
MIB = 2**20
PUBLISHED = {
    "portfolio_balance": "row.as_of = %(day)s",
    "portfolio_payment": """row.journal_entry_id IN (
        SELECT id FROM journal_entry
        WHERE action = 'portfolio_loaded' AND subject = 'night:' || %(day)s)""",
    "portfolio_customer": "row.first_seen_on = %(day)s",
    "portfolio_contactpoint": """row.customer_id IN (
        SELECT id FROM portfolio_customer WHERE first_seen_on = %(day)s)""",
    "delinquency_standing": "row.as_of = %(day)s",
    "delinquency_case": "row.as_of = %(day)s",
    "delinquency_caseevent": 'row."on" = %(day)s',
    "strategy_decision": "row.as_of = %(day)s",
    "work_queueitem": "row.as_of = %(day)s",
}
"""Which rows of each table a night published."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        join(asked.folder)
        print(json.dumps(PARTS[asked.part](asked.folder, asked.accounts[0], asked.seed)))
        return
    if len(asked.accounts) == 1:
        measure(asked.accounts[0], asked.seed)
        return
    for accounts in asked.accounts:  # each with an installation of its own
        given = ["--accounts", str(accounts), "--seed", str(asked.seed)]
        subprocess.run([sys.executable, "-m", "bench.nightly", *given], check=True)


def measure(accounts: int, seed: int) -> None:
    """Both nights and the floor, each in a process of its own, and what came of them."""
    folder = throw_away()
    add_teams()
    watch = Watch(folder)

    def run(part: str) -> dict[str, Any]:
        given = ["--part", part, "--folder", str(folder), "--seed", str(seed)]
        command = [sys.executable, "-m", "bench.nightly", *given, "--accounts", str(accounts)]
        with watch:
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found | {"postgresql_bytes": watch.peak_bytes}

    invented = run("invent")
    print(f"invented {accounts:,} accounts, two months: {invented['seconds']:.0f} s", flush=True)
    first, ordinary = run("first"), run("ordinary")
    floor = run("floor")
    print(
        f"floor: {floor['seconds']:.2f} s (Parquet read and written {floor['parquet']:.2f}, "
        f"{floor['rows']:,} published rows read {floor['read']:.2f} and "
        f"written {floor['written']:.2f})"
    )
    show("first night", first, floor["seconds"], accounts)
    show("ordinary night", ordinary, floor["seconds"], accounts)


def add_teams() -> None:
    """Those the night gives cases to."""
    from fairdue.people.models import Team

    Team.objects.bulk_create(Team(code=f"team-{number}", name=str(number)) for number in range(4))


def invent(folder: Path, accounts: int, seed: int) -> dict[str, Any]:
    from bench._portfolio import write_days

    begun = time.perf_counter()
    write_days(accounts, seed, AS_OF, folder / "scratch")
    return {"seconds": passed(begun)}


def a_night(number: int) -> dict[str, Any]:
    from fairdue.engine.lake import lake
    from fairdue.nightly.run import run_night
    from fairdue.portfolio.columns import DATASET

    begun = time.perf_counter()
    report = run_night(lake().days(DATASET)[number], at=AT)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return report.as_dict() | {"seconds": passed(begun), "python_bytes": peak * 1024}


def floor(folder: Path, _accounts: int, _seed: int) -> dict[str, Any]:
    from fairdue.engine.lake import lake
    from fairdue.portfolio.columns import DATASET

    day = lake().days(DATASET)[-1]
    path = lake().file(DATASET, day, "accounts")
    parquet = min(copy_parquet(path, folder / "copy.parquet") for _ in range(3))
    tries = [copy_rows(day) for _ in range(2)]
    read, written = (min(each[name] for each in tries) for name in ("read", "written"))
    seconds = parquet + read + written
    rows = tries[0]["rows"]
    return {
        "seconds": seconds,
        "parquet": parquet,
        "rows": rows,
        "read": read,
        "written": written,
    }


def copy_parquet(path: Path, target: Path) -> float:
    import polars as pl

    begun = time.perf_counter()
    pl.scan_parquet(path).sink_parquet(target, compression="zstd")
    return passed(begun)


def copy_rows(day: date) -> dict[str, Any]:
    """What a night published, read by COPY, and written into plain tables by COPY."""
    from django.db import connection, transaction

    asked = {"day": day.isoformat()}
    blocks: dict[str, list[bytes]] = {}
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        for table, condition in PUBLISHED.items():
            rows = f"SELECT row.* FROM {table} AS row WHERE {condition}"
            with cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT BINARY)", asked) as copy:
                blocks[table] = [bytes(block) for block in copy]
    read, copied = passed(begun), 0
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, content in blocks.items():
            cursor.execute(f"CREATE TABLE plain_{table} AS SELECT * FROM {table} WITH NO DATA")
            with cursor.copy(f"COPY plain_{table} FROM STDIN (FORMAT BINARY)") as copy:
                for block in content:
                    copy.write(block)
            copied += cursor.rowcount
    written = passed(begun)
    with connection.cursor() as cursor:
        for table in blocks:
            cursor.execute(f"DROP TABLE plain_{table}")
    return {"read": read, "written": written, "rows": copied}


def show(name: str, night: dict[str, Any], floor: float, accounts: int) -> None:
    figures, whole = night["figures"], night["seconds"]
    print(
        f"{name} {night['as_of']}: {whole:.1f} s, {whole / floor:.1f} times the floor, "
        f"{1e6 * whole / accounts:.2f} s a million accounts; Python's peak "
        f"{night['python_bytes'] / MIB:,.0f} MiB, PostgreSQL's "
        f"{night['postgresql_bytes'] / MIB:,.0f} MiB\n"
        f"  {figures['past_due']:,} accounts past due ({figures['past_due'] / accounts:.1%}), "
        f"{figures['cases_open']:,} cases, {figures['queued']:,} queued, "
        f"{figures['persons_sealed']:,} persons sealed"
    )
    for step in night["steps"]:
        line(step["name"], step["rows_out"], step["seconds"], whole, floor)
    line("the rest", None, whole - sum(step["seconds"] for step in night["steps"]), whole, floor)


def line(name: str, rows: int | None, seconds: float, whole: float, floor: float) -> None:
    shown = f"{rows:>11,} rows" if rows is not None else " " * 16
    print(
        f"  {name:<12}{shown} {seconds:>8.2f} s{seconds / whole:>8.1%}{seconds / floor:>8.2f} x",
        flush=True,
    )


def passed(begun: float) -> float:
    return time.perf_counter() - begun


PARTS = {
    "invent": invent,
    "first": lambda _folder, _accounts, _seed: a_night(0),
    "ordinary": lambda _folder, _accounts, _seed: a_night(-1),
    "floor": floor,
}
"""What a process of its own does, by name."""


if __name__ == "__main__":
    main()
