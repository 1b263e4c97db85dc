"""A portfolio's Metro 2 file written by columns, against a bare copy of the same bytes, in ratios.

Floor: the finished file copied to another by plain reads and writes of a mebibyte, flushed to the
disk like the file itself. A ratio of 1 costs nothing over it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from fairdue.credit_record.metro2 import Value
from fairdue.credit_record.metro2.columns import write_portfolio

MEBIBYTE = 1 << 20
HEADER: dict[str, Value] = {
    "record_identifier": "HEADER",
    "activity_date": date(2026, 2, 28),
    "date_created": date(2026, 3, 1),
    "reporter_name": "EXAMPLE BANK",
    "reporter_address": "1 MAIN STREET LANSING MI 48933",
}
STATUSES = np.array(["11", "71", "78", "80", "82", "83", "84", "97"])


def accounts(number: int) -> pl.DataFrame:
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


def copy_seconds(source: Path, target: Path) -> float:
    """How long a bare copy takes, until the disk has it."""
    begun = time.perf_counter()
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(MEBIBYTE):
            written.write(chunk)
        os.fsync(written.fileno())
    return time.perf_counter() - begun


def main() -> None:
    """Print records, bytes, seconds, records a second and the ratio to the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    number = parser.parse_args().accounts
    invented = accounts(number).lazy()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "portfolio.dat"
        begun = time.perf_counter()
        _records, size = write_portfolio(HEADER, invented, target)
        with target.open("rb") as file:
            os.fsync(file.fileno())
        seconds = time.perf_counter() - begun
        floor = min(copy_seconds(target, Path(folder) / "copy.dat") for _ in range(2))
    print(
        f"records={number} bytes={size} seconds={seconds:.2f} per_second={number / seconds:.0f} "
        f"copy_seconds={floor:.2f} ratio={seconds / floor:.2f}"
    )


if __name__ == "__main__":
    main()
