"""A portfolio's files for credit bureaus, written by columns, against a bare copy of equal bytes.

    python -m bench.bureau [--accounts 1000000] [--times 3] [--file metro2 pboc]

Each file is written from columns of values as the month's rows have them: every field is checked
and laid out, and the finished file flushed to the disk. Floor: that file copied to another by plain
reads and writes of a mebibyte, flushed to the disk as well. A ratio of 1 costs nothing over it.
Both are done in turn as often as asked, so that both meet the same disk, and the best of each
counts.

Fails where a file takes more than five times the floor.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from fairdue.credit_record.metro2 import Value
from fairdue.credit_record.metro2.columns import write_portfolio
from fairdue.credit_record.pboc import writing as pboc
from fairdue.credit_record.pboc.layout import DETAIL_FIELDS

MEBIBYTE = 1 << 20
HEADER: dict[str, Value] = {
    "record_identifier": "HEADER",
    "activity_date": date(2026, 2, 28),
    "date_created": date(2026, 3, 1),
    "reporter_name": "EXAMPLE BANK",
    "reporter_address": "1 MAIN STREET LANSING MI 48933",
}
RATIO_MAX = 5
STATUSES = np.array(["11", "71", "78", "80", "82", "83", "84", "97"])


def metro2_accounts(number: int) -> pl.DataFrame:
    """So many invented accounts, with a value in every field a card has."""
    draw = np.random.default_rng(1)
    each = pl.int_range(number, eager=True)
    status = pl.Series(STATUSES[draw.integers(0, len(STATUSES), number)])
    day = date(2026, 2, 28)
    return pl.DataFrame(
        {
            "consumer_account_number": "A" + each.cast(pl.String).str.zfill(12),
            "credit_limit": draw.integers(1_000, 50_000, number),
            "highest_credit": draw.integers(0, 50_000, number),
            "current_balance": draw.integers(0, 50_000, number),
            "amount_past_due": draw.integers(0, 5_000, number),
            "scheduled_monthly_payment_amount": draw.integers(0, 500, number),
            "account_status": status,
            "surname": "DOE" + each.cast(pl.String),
            "first_line_address": each.cast(pl.String) + " MAIN STREET",
            "social_security_number": (each % 900_000_000).cast(pl.String).str.zfill(9),
            "telephone_number": (each + 5_170_000_000).cast(pl.String),
            "date_opened": pl.Series([day]).dt.offset_by("-5y").new_from_index(0, number),
            "date_birth": pl.Series([day]).dt.offset_by("-40y").new_from_index(0, number),
        }
    ).with_columns(
        processing_indicator=pl.lit("1"),
        time_stamp=pl.lit(datetime.fromisoformat("2026-03-01T02:30:00")),
        identification_number=pl.lit("12345"),
        portfolio_type=pl.lit("R"),
        account_type=pl.lit("18"),
        terms_duration=pl.lit("REV"),
        payment_history_profile=pl.lit("0" * 24),
        date_account_information=pl.lit(day),
        first_name=pl.lit("JANE"),
        ecoa_code=pl.lit("1"),
        city=pl.lit("LANSING"),
        state=pl.lit("MI"),
        zip_code=pl.lit("48933"),
    )


def pboc_accounts(number: int) -> pl.DataFrame:
    """So many invented accounts, a fifth of them past due, with five years of history."""
    draw = np.random.default_rng(1)
    each = pl.int_range(number, eager=True)
    late = pl.Series(draw.random(number) < 0.2)
    cycles = pl.Series(np.where(late, draw.integers(1, 8, number), 0))
    balance = pl.Series(draw.integers(0, 5_000_000, number))
    day = pl.Series([date(2026, 2, 28)])
    history = pl.Series([("N" * draw.integers(0, 30) + "1N").rjust(59, "N") for _ in range(99)])
    code = pl.when(late).then(cycles.cast(pl.String)).otherwise(pl.lit("N"))
    return pl.select(
        account="A" + each.cast(pl.String).str.zfill(12),
        name=pl.Series(["\u5f20\u4f1f", "\u738b\u79c0\u82f1", "\u674e\u5a1c"]).gather(each % 3),
        id_type=pl.lit("10"),
        id_number="110101198001" + (each % 1_000_000).cast(pl.String).str.zfill(6),
        currency=pl.lit("CNY"),
        opened_on=day.dt.offset_by("-5y").first(),
        credit_limit_minor=pl.Series(draw.integers(1, 100, number) * 100_000),
        balance_minor=balance,
        past_due_minor=pl.when(late).then(balance // 10).otherwise(0),
        minimum_due_minor=balance // 10,
        last_payment_on=day.dt.offset_by("-9d").first(),
        last_payment_minor=balance // 20,
        five_class=pl.when(late).then(pl.lit("2")).otherwise(pl.lit("1")),
        status=code,
        cycles_past_due=cycles,
        first_missed_on=pl.when(late).then(day.dt.offset_by("-40d").first()),
        history=code + history.gather(each % 99),
        special_event=pl.lit(0, pl.Int8),
        objection=pl.lit(0, pl.Int8),
    )


def write_metro2(accounts: pl.DataFrame, target: Path) -> None:
    """A Metro 2 file of these accounts."""
    write_portfolio(HEADER, accounts.lazy(), target)


def write_pboc(accounts: pl.DataFrame, target: Path) -> None:
    """A file for China's credit database of these accounts, every field checked."""
    amounts = [each.removesuffix("_minor") for each in accounts.columns if "_minor" in each]
    texts = accounts.lazy().with_columns(
        pboc.amount(f"{each}_minor").alias(each) for each in amounts
    )
    details = texts.with_columns(pboc.texts()).select(field.name for field in DETAIL_FIELDS)
    pboc.write_month(
        details.filter(pboc.unfit().is_null()),
        target,
        institution="B10311000H0001",
        month=date(2026, 2, 1),
        figures_of=date(2026, 2, 28),
        number=1,
    )


FILES = {"metro2": (metro2_accounts, write_metro2), "pboc": (pboc_accounts, write_pboc)}


def written_seconds(write: Callable[[], None], target: Path) -> float:
    """How long writing a file takes, until the disk has it."""
    target.unlink(missing_ok=True)
    begun = time.perf_counter()
    write()
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - begun


def copy_seconds(source: Path, target: Path) -> float:
    """How long a bare copy takes, until the disk has it."""
    target.unlink(missing_ok=True)
    begun = time.perf_counter()
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(MEBIBYTE):
            written.write(chunk)
        os.fsync(written.fileno())
    return time.perf_counter() - begun


def measure(name: str, number: int, times: int) -> bool:
    """Write one kind of file and copy it in turn, print; is it quick enough?"""
    invent, write = FILES[name]
    accounts = invent(number)
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as folder:
        target, copy = Path(folder) / "file", Path(folder) / "copy"
        both = [
            (written_seconds(lambda: write(accounts, target), target), copy_seconds(target, copy))
            for _ in range(times)
        ]
        size = target.stat().st_size
    seconds, floor = (min(each) for each in zip(*both, strict=True))
    print(
        f"{name}: {number:,} accounts, {size:,} bytes in {seconds:.2f} s, "
        f"{number / seconds:,.0f} a second; copy {floor:.2f} s, ratio {seconds / floor:.2f}",
        flush=True,
    )
    return seconds / floor <= RATIO_MAX


def main() -> int:
    """Measure each kind of file; 1 where one takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--file", nargs="+", choices=FILES, default=list(FILES))
    asked = parser.parse_args()
    quick = [measure(name, asked.accounts, asked.times) for name in asked.file]
    return int(not all(quick))


if __name__ == "__main__":
    sys.exit(main())
