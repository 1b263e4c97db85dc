"""30,000 real card accounts (UCI, Taiwan 2005): who defaults next month. Protected columns apart.

The file is described in its own README. SEX, EDUCATION, MARRIAGE and AGE are read only for the
fairness report and never reach a model.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from django.conf import settings

FILE = settings.ROOT.parent / "shared/data/uci_credit_card/portfolio.csv.gz"
PROTECTED = ("SEX", "EDUCATION", "MARRIAGE", "AGE")
STATUS = ("PAY_0", *(f"PAY_{month}" for month in range(2, 7)))
BILLED = tuple(f"BILL_AMT{month}" for month in range(1, 7))
PAID = tuple(f"PAY_AMT{month}" for month in range(1, 7))
RAW = ("LIMIT_BAL", *STATUS, *BILLED, *PAID)
RATIO_MAX = 5.0


def rows(file: Path = FILE) -> pl.DataFrame:
    """As training wants them: account_ref, customer_ref, day, happened, weight, and NAMES."""
    frame = pl.read_csv(file)
    return frame.select(
        pl.col("ID").cast(pl.String).alias("account_ref"),
        pl.col("ID").cast(pl.String).str.zfill(6).alias("customer_ref"),
        pl.lit(0).alias("day"),
        (pl.col("default payment next month") == 1).alias("happened"),
        pl.lit(1.0).alias("weight"),
        *(pl.col(name).cast(pl.Float64) for name in RAW),
        *_derived(),
    )


def groups(file: Path = FILE) -> pl.DataFrame:
    """sex, education, marriage and age (years, as text) in the order of `rows`."""
    names = {"SEX": "sex", "EDUCATION": "education", "MARRIAGE": "marriage", "AGE": "age"}
    return pl.read_csv(file).select(
        pl.col(column).cast(pl.String).alias(name) for column, name in names.items()
    )


def _derived() -> list[pl.Expr]:
    """The same ideas as the product's features: use of the limit, paid of what was billed, how
    often and how badly late, how the debt moved.
    """
    limit = pl.col("LIMIT_BAL")
    used = [(pl.col(name) / limit).alias(f"use_{name}") for name in BILLED]
    paid = [
        (pl.col(now) / pl.col(before).clip(lower_bound=1))
        .clip(0, RATIO_MAX)
        .alias(f"paid_of_{before}")
        for now, before in zip(PAID[:-1], BILLED[1:], strict=True)
    ]
    late = [(pl.col(name) >= 1).cast(pl.Float64) for name in STATUS]
    return [
        *used,
        *paid,
        pl.sum_horizontal(late).alias("months_late"),
        pl.max_horizontal(STATUS).cast(pl.Float64).alias("worst_status"),
        (pl.sum_horizontal(PAID) / limit).alias("paid_of_limit"),
        pl.sum_horizontal([(pl.col(name) == 0).cast(pl.Float64) for name in PAID]).alias(
            "months_unpaid"
        ),
        ((pl.col(BILLED[0]) - pl.col(BILLED[-1])) / limit).alias("debt_grew"),
    ]


NAMES = (*RAW, *(expression.meta.output_name() for expression in _derived()))
"""What the model may see."""

assert not set(NAMES) & set(PROTECTED)
