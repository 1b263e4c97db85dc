"""What accounts owe, month by month, and the payments that explain it.

Amounts are minor units. A month's step takes the cycles the ladder decided and finds payments
that lead there: a cure pays everything past due and the new due; staying pays one due's worth;
rolling pays nothing or part of one. Payments meet fees and interest first up to three cycles
and principal first beyond (CN-PAY-01).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from fairdue.portfolio.generator.chance import Chance
from fairdue.portfolio.generator.cycle import EPOCH, last_due

MONTHLY_INTEREST = 0.015
"""0.05 % a day for 30 days."""

MINIMUM_OF_PRINCIPAL = 0.05
LATE_FEE_OF_MINIMUM = 0.05
SMALLEST_MINIMUM = 50_00
"""CNY 50; a seventh of it in US dollars."""

LEAST_SPENT_OF_LIMIT = 0.01
"""A used card that is not late is used every month, so that there is always a next due."""

INSTALMENT_SHARE = 0.2
INSTALMENT_FEE_OF_LIMIT = 0.002

MONEY = ("principal", "interest", "fees", "instalment_fee")
TOTAL = pl.sum_horizontal(*MONEY)
CYCLES, AFTER = pl.col("cycles"), pl.col("cycles_after")
LIMIT, SCALE = pl.col("limit"), pl.col("scale")


def open_book(accounts: pl.DataFrame, seed: int, as_of: date) -> pl.DataFrame:
    """The accounts with what they owe on the first snapshot, by their `cycles`.

    `accounts` has uid, dormant, cycles, limit, scale, due_day. Adds MONEY, past_due, asked (the
    minimum of the coming due, without what is past due), printed (the minimum of the latest
    statement), paid, paid_on (the latest payment).
    """
    chance = Chance(seed, "uid")
    share = chance.uniform("ledger/use")
    transactor = chance.happens("ledger/transactor", 0.53) & (CYCLES == 0)
    late = CYCLES > 0
    used = (
        pl.when(pl.col("dormant"))
        .then(0.0)
        .when(late)
        .then(0.45 + share * 0.53)
        .when(transactor)
        .then(0.02 + share * share * 0.4)
        .otherwise(0.10 + share * 0.75)
    )
    instalments = chance.happens("ledger/instalment", INSTALMENT_SHARE) & (used > 0.1)
    fee = pl.when(instalments).then(whole(LIMIT * INSTALMENT_FEE_OF_LIMIT)).otherwise(0)
    interest = pl.when(transactor).then(0.0).otherwise(MONTHLY_INTEREST * (CYCLES + 1))
    return (
        accounts.with_columns(
            transactor.alias("transactor"), whole(LIMIT * used).alias("principal")
        )
        .with_columns(
            whole(pl.col("principal") * interest).alias("interest"),
            (CYCLES * whole(_minimum() * LATE_FEE_OF_MINIMUM)).alias("fees"),
            fee.alias("instalment_fee"),
        )
        .with_columns(pl.min_horizontal(CYCLES * _minimum(), TOTAL).alias("past_due"))
        .with_columns(pl.min_horizontal(_minimum(), TOTAL - pl.col("past_due")).alias("asked"))
        .with_columns(pl.when(late).then("past_due").otherwise("asked").alias("printed"))
        .with_columns(*_payment_before(chance, as_of))
    )


def advance(book: pl.DataFrame, seed: int, before: date, as_of: date) -> pl.DataFrame:
    """The book a month later, for accounts that stay in the file.

    `book` also has `cycles_after`, where the ladder puts each. `paid` and `paid_on` stay as they
    were when nothing was paid; `paid_earlier` and `paid_earlier_on` are a first part, if any.
    """
    chance = Chance(seed, "uid")
    month = as_of.isoformat()
    paid = book.with_columns(_paid(chance, month).alias("now"))
    return (
        paid.with_columns(_paid_on(chance, month, before, as_of).alias("now_on"))
        .with_columns(*_past_due_after(), *_components_after(chance, month))
        .with_columns(
            (pl.col("past_due_before") + pl.col("asked")).alias("printed"),
            *_latest_payment(chance, month, before),
        )
        .with_columns(pl.min_horizontal(_minimum(), TOTAL - pl.col("past_due")).alias("asked"))
        .with_columns(AFTER.alias("cycles"))
        .drop("cycles_after", "now", "now_on", "past_due_before")
    )


def whole(amount: pl.Expr) -> pl.Expr:
    """Down to whole minor units (Int64)."""
    return amount.floor().cast(pl.Int64)


def _minimum() -> pl.Expr:
    """One month's minimum: a share of the principal and its interest, not less than the least."""
    share = whole(pl.col("principal") * (MINIMUM_OF_PRINCIPAL + MONTHLY_INTEREST))
    least = whole(SMALLEST_MINIMUM * SCALE)
    return pl.when(pl.col("principal") > 0).then(pl.max_horizontal(share, least)).otherwise(0)


def _paid(chance: Chance, month: str) -> pl.Expr:
    """What is paid in the month so that the account ends at `cycles_after`."""
    draw = chance.uniform(f"ledger/paid/{month}")
    due = pl.col("past_due") + pl.col("asked")
    rest = TOTAL - due
    one = due // (CYCLES + 1)
    usual = (
        pl.when(pl.col("transactor")).then(TOTAL).otherwise(due + whole(rest * draw * draw * 0.4))
    )
    cure = due + pl.when(draw < 0.1).then(rest).otherwise(whole(rest * draw * draw * 0.3))
    partly = chance.happens(f"ledger/partly/{month}", 0.15) & (CYCLES + 1 == AFTER)
    part = pl.when(partly).then(whole(one * (0.1 + draw * 0.5))).otherwise(0)
    return (
        pl.when((AFTER == 0) & (CYCLES == 0))
        .then(usual)
        .when(AFTER == 0)
        .then(cure)
        .otherwise((CYCLES + 1 - AFTER) * one + part)
    )


def _paid_on(chance: Chance, month: str, before: date, as_of: date) -> pl.Expr:
    """In time: up to nine days before the due. Late: any day since the last snapshot."""
    days = (as_of - before).days
    in_time = last_due(as_of, pl.col("due_day")).cast(pl.Int32) - chance.below(
        f"ledger/early/{month}", 10
    )
    first = (before - EPOCH).days + 1
    any_day = first + chance.below(f"ledger/day/{month}", days)
    usual = pl.max_horizontal(in_time.cast(pl.Int64), pl.lit(first))
    day = pl.when((CYCLES == 0) & (AFTER == 0)).then(usual).otherwise(any_day)
    return day.cast(pl.Int32).cast(pl.Date)


def _past_due_after() -> list[pl.Expr]:
    left = pl.col("past_due") + pl.col("asked") - pl.col("now")
    return [
        pl.col("past_due").alias("past_due_before"),
        pl.when(AFTER > 0).then(left).otherwise(0).alias("past_due"),
    ]


def _components_after(chance: Chance, month: str) -> list[pl.Expr]:
    """Take the payment off, then add purchases, interest and fees of the month."""
    fees, interest, instalment, principal, now = (
        pl.col(name) for name in ("fees", "interest", "instalment_fee", "principal", "now")
    )
    charges = fees + interest + instalment
    charges_first = pl.min_horizontal(now, charges)
    principal_first = now - pl.min_horizontal(now, principal)
    off_charges = pl.when(CYCLES <= 3).then(charges_first).otherwise(principal_first)
    off_fees = pl.min_horizontal(off_charges, fees)
    off_interest = pl.min_horizontal(off_charges - off_fees, interest)
    off_instalment = off_charges - off_fees - off_interest
    left = principal - (now - off_charges)

    draw = chance.uniform(f"ledger/spent/{month}")
    least = whole(LIMIT * LEAST_SPENT_OF_LIMIT)
    room = whole(pl.max_horizontal(LIMIT * 0.9 - left, pl.lit(0)) * draw * draw * 0.3)
    spent = (
        pl.when(pl.col("dormant") | (AFTER > 0))
        .then(0)
        .when(CYCLES > 0)
        .then(least)
        .when(pl.col("transactor"))
        .then(least + whole(LIMIT * draw * draw * 0.4))
        .otherwise(least + room)
    )
    bears = ~pl.col("transactor") | (AFTER > 0)
    accrued = pl.when(bears).then(whole(left * MONTHLY_INTEREST)).otherwise(0)
    missed = AFTER == CYCLES + 1
    late_fee = pl.when(missed).then(whole(pl.col("asked") * LATE_FEE_OF_MINIMUM)).otherwise(0)
    again = pl.when(instalment > 0).then(whole(LIMIT * INSTALMENT_FEE_OF_LIMIT)).otherwise(0)
    return [
        (left + spent).alias("principal"),
        (interest - off_interest + accrued).alias("interest"),
        (fees - off_fees + late_fee).alias("fees"),
        (instalment - off_instalment + again).alias("instalment_fee"),
    ]


def _latest_payment(chance: Chance, month: str, before: date) -> list[pl.Expr]:
    """This month's payment, one in eight in two parts; the latest one is kept as such."""
    some = pl.col("now") > 0
    first = (before - EPOCH).days + 1
    gap = pl.col("now_on").cast(pl.Int32).cast(pl.Int64) - first
    split = some & chance.happens(f"ledger/split/{month}", 0.125) & (gap > 0)
    earlier = pl.when(split).then(whole(pl.col("now") * 0.4))
    earlier_on = pl.when(split).then(first + chance.below(f"ledger/earlier/{month}", 1000) % gap)
    return [
        pl.when(some)
        .then(pl.col("now") - earlier.fill_null(0))
        .otherwise(pl.col("paid"))
        .alias("paid"),
        pl.when(some).then("now_on").otherwise("paid_on").alias("paid_on"),
        earlier.alias("paid_earlier"),
        earlier_on.cast(pl.Int32).cast(pl.Date).alias("paid_earlier_on"),
    ]


def _payment_before(chance: Chance, as_of: date) -> list[pl.Expr]:
    """The latest payment before the first snapshot: the last due that was met in time."""
    met = last_due(as_of, pl.col("due_day"), CYCLES).cast(pl.Int32)
    day = (met - chance.below("ledger/first", 10)).cast(pl.Int32).cast(pl.Date)
    some = TOTAL > 0
    amount = pl.when(pl.col("transactor")).then(TOTAL).otherwise(_minimum())
    return [
        pl.when(some).then(amount).alias("paid"),
        pl.when(some).then(day).alias("paid_on"),
        pl.lit(None, dtype=pl.Int64).alias("paid_earlier"),
        pl.lit(None, dtype=pl.Date).alias("paid_earlier_on"),
    ]
