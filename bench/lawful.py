"""Who may be contacted tomorrow over ten million accounts, against a bare copy of the answer.

    python -m bench.lawful [--accounts 10000000] [--seed 1]

Invented customers, one per account: 5 % past due, of those 60 % touched in the last weeks, several
times each, and 3 % with a hold, request, consent or mark. The floor reads the answer's Parquet and
writes it again. Inventing runs in a process of its own, so the peak memory is the answer's alone.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench._installation import join

if TYPE_CHECKING:
    from fairdue.contact.rules.verdict import Circumstances

ON = date(2026, 11, 21)
KNOWN_AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
"""01:00 in Beijing."""

PLACES = (
    *(("CN", "Asia/Shanghai"),) * 14,
    ("US", "America/New_York"),
    ("US", "America/Chicago"),
    ("US", "America/Los_Angeles"),
    ("US", "America/Los_Angeles America/New_York"),
    *(("UK", "Europe/London"),) * 2,
)
LATE_PERCENT, TOUCHED_PERCENT, RECORDED_PERCENT = 5, 60, 3
TOUCHES_MAX = 12
OUTCOMES = (
    "no_answer",
    "no_answer",
    "no_answer",
    "busy",
    "machine",
    "refuses",
    "promise",
    "third_party",
)
CHANNELS = ("call", "call", "call", "sms", "sms", "email", "letter")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as made:
        folder = Path(made)
        inventing = get_context("spawn").Process(
            target=invent, args=(folder, asked.accounts, asked.seed)
        )
        inventing.start()
        inventing.join()
        measure(folder)


def invent(folder: Path, accounts: int, seed: int) -> None:
    """Customers and touches, as two Parquet files."""
    import polars as pl

    from fairdue.contact.columns import PEOPLE, TOUCHES, points_code

    def chance(name: str, below: int) -> pl.Expr:
        salt = sum(name.encode()) + 1000 * seed
        return (pl.col("number").hash(salt) % below).cast(pl.Int64)

    def drawn(name: str, values: list[Any]) -> pl.Expr:
        return pl.lit(pl.Series(values)).gather(chance(name, len(values)))

    one, two, bad = points_code([False]), points_code([False, False]), points_code([True])
    everyone = pl.DataFrame({"number": range(accounts)}).select(
        "number",
        pl.format("C{}", pl.col("number").cast(pl.String).str.zfill(8)).alias("customer_ref"),
        drawn("place", [law for law, _ in PLACES]).alias("law"),
        drawn("place", [zones for _, zones in PLACES]).alias("time_zones"),
        pl.when(chance("feed", 200) == 0)
        .then(pl.lit(ON - timedelta(days=5)))
        .otherwise(pl.lit(ON - timedelta(days=1)))
        .alias("feed_as_of"),
        drawn("phone", [one] * 10 + [two] * 7 + [bad, 0]).cast(pl.Int64).alias("phone"),
        drawn("email", [one, one, 0]).cast(pl.Int64).alias("email"),
        drawn("address", [one] * 9 + [0]).cast(pl.Int64).alias("address"),
        chance("late", 100).alias("late"),
        chance("touched", 100).alias("touched"),
    )
    everyone.select(*PEOPLE).write_parquet(folder / "people.parquet", compression="zstd")
    touched = everyone.filter(
        (pl.col("late") < LATE_PERCENT) & (pl.col("touched") < TOUCHED_PERCENT)
    )
    turns = pl.DataFrame({"turn": range(TOUCHES_MAX)})
    touches = (
        touched.with_columns((1 + chance("times", TOUCHES_MAX)).alias("times"))
        .join(turns, how="cross")
        .filter(pl.col("turn") < pl.col("times"))
        .with_columns((pl.col("number") * TOUCHES_MAX + pl.col("turn")).alias("number"))
        .select(
            "customer_ref",
            drawn("channel", list(CHANNELS)).alias("channel"),
            chance("point", 2).alias("point"),
            (pl.lit(KNOWN_AT) - pl.duration(minutes=chance("minutes", 40 * 1440))).alias("at"),
            drawn("outcome", list(OUTCOMES)).alias("outcome"),
            pl.lit(None, dtype=TOUCHES["expires_at"]).alias("expires_at"),
        )
    )
    touches.cast(pl.Schema(TOUCHES)).write_parquet(folder / "touches.parquet", compression="zstd")
    noted = (pl.col("late") < LATE_PERCENT) & (chance("noted", 100) < RECORDED_PERCENT)
    everyone.filter(noted).select("customer_ref", "number").write_parquet(folder / "noted.parquet")


def records(folder: Path) -> Iterator[tuple[str, Circumstances]]:
    """A hold, request, consent or mark each, some of them ending tomorrow."""
    import polars as pl

    from fairdue.compliance.rules.circumstances import Consent, Mark, Request
    from fairdue.contact.rules.holds import Standing
    from fairdue.contact.rules.verdict import Circumstances
    from fairdue.kernel.text import Text

    name = Text("Dispute", "争议")
    for ref, number in pl.read_parquet(folder / "noted.parquet").iter_rows():
        since = KNOWN_AT - timedelta(minutes=number % 50_000)
        ends = KNOWN_AT + timedelta(hours=number % 400) if number % 3 else None
        kind, of = divmod(number, 4)
        if of == 0:
            yield ref, Circumstances(holds=(Standing(number, name, since, ends),))
        elif of == 1:
            asked = ("cease", "stop_medium", "letters_only", "representative")[kind % 4]
            request = Request(number, asked, "call", None, frozenset(), None, None, "",
                              since, None, ends)  # fmt: skip
            yield ref, Circumstances(requests=(request,))
        elif of == 2:
            medium = ("sms", "email")[kind % 2]
            consent = Consent(number, "channel", medium, None, None, None, since, ends, None,
                              "this_collector")  # fmt: skip
            yield ref, Circumstances(consents=(consent,))
        else:
            mark = Mark(number, ("hardship", "vulnerability")[kind % 2], since, ends, None)
            yield ref, Circumstances(marks=(mark,))


def measure(folder: Path) -> None:
    """Answer from the files, write the answer, copy it; say how long each took."""
    join(folder)
    import polars as pl

    from fairdue.contact.queries.lawful import Question, answers
    from fairdue.contact.queries.terms import LAWS, read_terms

    dated = {law: read_terms(law, ON) for law in LAWS}
    known = dict(records(folder))
    question = Question(
        ON,
        KNOWN_AT,
        {law: each.terms for law, each in dated.items()},
        max(each.days_back for each in dated.values()),
    )
    begun = time.perf_counter()
    people = pl.read_parquet(folder / "people.parquet")
    touches = pl.read_parquet(folder / "touches.parquet")
    found = answers(question, people, touches, known)
    answered = time.perf_counter() - begun
    found.write_parquet(folder / "lawful.parquet", compression="zstd")
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    assert found.height == people.height
    print(f"{people.height:,} customers, {touches.height:,} touches, {len(known):,} with records")
    for channel in ("call", "sms", "email", "letter", "visit"):
        print(f"  may {channel}: {found[f'may_{channel}'].mean():.1%}")
    del people, touches, found
    begun = time.perf_counter()
    pl.read_parquet(folder / "lawful.parquet").write_parquet(
        folder / "copy.parquet", compression="zstd"
    )
    floor = time.perf_counter() - begun
    print(f"answered in {answered:.1f} s, with writing {seconds:.1f} s, peak {peak:.1f} GiB")
    print(f"floor: a bare copy of the answer {floor:.1f} s; ratio {seconds / floor:.1f}")


if __name__ == "__main__":
    main()
