"""Invented past-due accounts with a truth that a score can learn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from fairdue.strategy.columns.features import COLUMNS, CONTACTS, PROMISES, Known
from fairdue.strategy.columns.fitting import Blocks

DAY = date(2026, 5, 31)
BLOCKS = Blocks((date(2026, 1, 1),), (date(2026, 2, 1),), (date(2026, 3, 1),))


def learnable(count: int = 900, seed: int = 1, effect: float = 1.5) -> pl.DataFrame:
    """Rows for fitting.fit: it happens the more often, the lower the bucket."""
    random = np.random.default_rng(seed)
    frames = []
    for day in (*BLOCKS.train, *BLOCKS.calibrate, *BLOCKS.test):
        bucket = random.integers(1, 8, count).astype(float)
        noise = random.normal(size=count)
        happened = random.random(count) < 1 / (1 + np.exp(effect * (bucket - 3) - noise / 4))
        columns: dict[str, Any] = {
            name: pl.Series(name, [None] * count, dtype=kind) for name, kind in COLUMNS.items()
        }
        columns |= {
            "account_ref": [f"{place:05d}" for place in range(count)],
            "customer_ref": [f"{place // 2:05d}" for place in range(count)],
            "bucket": bucket,
            "owed_to_limit": noise,
            "past_due_to_owed": np.full(count, 0.5),
        }
        frame = pl.DataFrame(columns).cast(pl.Schema(COLUMNS))
        frames.append(
            frame.with_columns(
                pl.lit(day).alias("day"),
                pl.Series("happened", happened),
                pl.lit(1.0).alias("weight"),
            )
        )
    return pl.concat(frames)


def known(**changed: pl.DataFrame) -> Known:
    """One account a1 of customer a, past due on DAY, with something of everything."""
    frames = {
        "standing": a_standing(2, 900_00),
        "accounts": pl.DataFrame(
            {
                "account_ref": ["a1"],
                "credit_limit_minor": [10_000_00],
                "minimum_due_minor": [300_00],
                "opened_on": [date(2024, 5, 31)],
                "statement_on": [DAY - timedelta(days=9)],
                "last_payment_on": [DAY - timedelta(days=50)],
            }
        ),
        "cases": pl.DataFrame(
            {
                "customer_ref": ["a"],
                "ordinal": [3],
                "opened_on": [DAY - timedelta(days=40)],
                "re_default": [True],
                "bucket_at_entry": [1],
                "worst_bucket": [2],
                "accounts_past_due": [1],
            }
        ),
        "month_ago": a_standing(1, 600_00, total_minor=4000_00),
        "payments": payments((50, 100_00), (20, 80_00)),
        "contacts": contacts((5, 2, 0), (10, 1, 1), (80, 1, 1)),
        "promises": promises(
            {"made": 60, "due": 50, "settled": 49, "state": "broken"},
            {"made": 45, "due": 40, "settled": 39, "state": "kept"},
            {"made": 3, "due": -4, "state": "open"},
        ),
    } | changed
    return Known(**{name: frame.lazy() for name, frame in frames.items()})


def a_standing(bucket: int, past_due_minor: int, **changed: Any) -> pl.DataFrame:
    """Where account a1 stands."""
    row = {
        "account_ref": "a1",
        "customer_ref": "a",
        "currency": "CNY",
        "total_minor": 5000_00,
        "past_due_minor": past_due_minor,
        "bucket": bucket,
        "days_past_due": 40,
        "cycles_past_due": 2,
        "suspected_fraud": False,
    }
    return pl.DataFrame([row | changed])


def payments(*paid: tuple[int, int], told: int = 0) -> pl.DataFrame:
    """(days before DAY, amount in minor units) of account a1; negative days are later."""
    return pl.DataFrame(
        [
            {
                "payment_ref": f"p{days}",
                "account_ref": "a1",
                "paid_on": DAY - timedelta(days=days),
                "amount_minor": amount,
                "told_on": DAY - timedelta(days=told),
            }
            for days, amount in paid
        ]
    )


def contacts(*made: tuple[int, int, int]) -> pl.DataFrame:
    """(days before DAY, attempts, talks) with customer a."""
    rows = [("a", DAY - timedelta(days=days), attempts, talks) for days, attempts, talks in made]
    return pl.DataFrame(rows, schema=CONTACTS, orient="row")


def promises(*made: dict[str, Any]) -> pl.DataFrame:
    """Promises of customer a: made, due and settled so many days before DAY."""
    rows = [
        {
            "customer_ref": "a",
            "made_on": DAY - timedelta(days=each["made"]),
            "due_on": DAY - timedelta(days=each["due"]),
            "settled_on": DAY - timedelta(days=each["settled"]) if "settled" in each else None,
            "state": each["state"],
            "amount_minor": 450_00,
            "currency": "CNY",
        }
        for each in made
    ]
    return pl.DataFrame(rows, schema=PROMISES)
