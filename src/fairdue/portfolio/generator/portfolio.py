"""Monthly snapshots of an invented portfolio, as an issuer's files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from fairdue.kernel.calendars import add_months
from fairdue.portfolio.generator import words
from fairdue.portfolio.generator.chance import Chance
from fairdue.portfolio.generator.cycle import (
    EPOCH,
    due_day,
    last_due,
    statement_day,
    statement_due_on,
    statement_on,
)
from fairdue.portfolio.generator.ladder import DORMANT_SHARE, GONE, first_cycles, next_cycles
from fairdue.portfolio.generator.ledger import LIMIT, MONEY, SCALE, TOTAL, advance, open_book
from fairdue.portfolio.generator.persons import persons

FOREIGN_SHARE = 0.01
YUAN_PER_DOLLAR = 7
FRAUD_SHARE = 0.0008
FRAUD_SHARE_OF_LATE = 0.006

TWO_CARDS_FROM = 0.76
THREE_CARDS_FROM = 0.94
"""Of a hundred customers 76 hold one card, 18 two and 6 three: 1.3 on average."""


@dataclass(frozen=True)
class Snapshot:
    """One day's frames, with the columns of the files they become."""

    as_of: date
    accounts: pl.DataFrame
    customers: pl.DataFrame
    payments: pl.DataFrame


def snapshots(accounts: int, seed: int, as_of: date, months: int) -> Iterator[Snapshot]:
    """`months` snapshots a month apart, oldest first; the last is of `as_of`.

    Each has `accounts` accounts: one that is written off makes place for a new customer's.
    Amounts are major units with two decimals. Raises ValueError for fewer than one of either.
    """
    if accounts < 1 or months < 1:
        raise ValueError("a portfolio needs at least one account and one month")
    days = [add_months(as_of, -back) for back in range(months - 1, -1, -1)]
    before = add_months(as_of, -months)
    slots = _slots(accounts, seed)
    cycles = slots.select(_unless_dormant(first_cycles(Chance(seed, "slot"))))
    years = Chance(seed, "uid").below("account/age", 11 * 365) + 400
    book = _opened(slots.with_columns(cycles.to_series().alias("cycles")), seed, days[0], years)
    for month, day in enumerate(days):
        if month:
            book = _next_month(book, seed, month, before, day, accounts)
        yield Snapshot(
            day,
            _accounts_file(book, seed, day),
            _customers_file(book, seed, days[0]),
            _payments_file(book, before, day),
        )
        before = day


def write(snapshot: Snapshot, folder: Path) -> Path:
    """The snapshot's three CSV files in a sub-folder named after its day; gives that."""
    target = folder / snapshot.as_of.isoformat()
    target.mkdir(parents=True, exist_ok=True)
    for name in ("accounts", "customers", "payments"):
        frame: pl.DataFrame = getattr(snapshot, name)
        frame.write_csv(target / f"{name}.csv", float_precision=2, date_format="%Y-%m-%d")
    return target


def _slots(accounts: int, seed: int) -> pl.DataFrame:
    """A place for each account of the file: slot, uid, customer, dormant.

    `uid` is slot + accounts * generation, so an account that takes a place anew has its own.
    """
    chance = Chance(seed, "customer")
    people = pl.DataFrame({"customer": pl.int_range(accounts, dtype=pl.UInt64, eager=True)})
    draw = chance.uniform("person/cards")
    cards = 1 + (draw >= TWO_CARDS_FROM).cast(pl.Int64) + (draw >= THREE_CARDS_FROM).cast(pl.Int64)
    held = people.with_columns(cards.alias("cards")).filter(
        pl.col("cards").cum_sum() - pl.col("cards") < accounts
    )
    owners = held.select(pl.col("customer").repeat_by("cards").explode()).head(accounts)
    slots = owners.with_row_index("slot").with_columns(pl.col("slot").cast(pl.UInt64))
    dormant = Chance(seed, "slot").happens("slot/dormant", DORMANT_SHARE)
    return slots.with_columns(pl.col("slot").alias("uid"), dormant.alias("dormant"))


def _unless_dormant(cycles: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("dormant")).then(pl.lit(0, dtype=pl.Int64)).otherwise(cycles)


def _opened(slots: pl.DataFrame, seed: int, as_of: date, days_ago: pl.Expr) -> pl.DataFrame:
    """The book of accounts that stand at `cycles` on their first snapshot."""
    chance = Chance(seed, "uid")
    foreign = chance.happens("account/foreign", FOREIGN_SHARE)
    product = pl.when(foreign).then(pl.lit(words.FOREIGN_PRODUCT)).otherwise(
        chance.pick("account/product", words.PRODUCTS)
    )  # fmt: skip
    name = pl.col("product")
    thousands = (
        pl.when(name == "标准卡").then(5 + chance.below("account/limit/1", 26))
        .when(name == "金卡").then(20 + chance.below("account/limit/2", 61))
        .otherwise(50 + chance.below("account/limit/3", 151))
    )  # fmt: skip
    yuan_limit = thousands * 1000_00
    foreign_limit = yuan_limit // (YUAN_PER_DOLLAR * 100_00) * 100_00
    due = pl.col("due_day")
    accounts = (
        slots.with_columns(
            due_day(chance).alias("due_day"), product.alias("product"),
            pl.when(foreign).then(1.0 / YUAN_PER_DOLLAR).otherwise(1.0).alias("scale"),
            pl.when(foreign).then(pl.lit("USD")).otherwise(pl.lit("CNY")).alias("ccy"),
            ((as_of - EPOCH).days - days_ago).cast(pl.Int32).cast(pl.Date).alias("opened_on"),
        )
        .with_columns(
            statement_day(chance, due).alias("statement_day"),
            pl.when(SCALE < 1).then(foreign_limit).otherwise(yuan_limit).alias("limit"),
        )
    )  # fmt: skip
    return open_book(accounts, seed, as_of)


def _next_month(
    book: pl.DataFrame, seed: int, month: int, before: date, as_of: date, accounts: int
) -> pl.DataFrame:
    """The book a month later, new accounts in the places of those written off."""
    after = next_cycles(Chance(seed, "slot"), pl.col("cycles"), month)
    moved = book.with_columns(_unless_dormant(after).alias("cycles_after"))
    staying = advance(moved.filter(pl.col("cycles_after") != GONE), seed, before, as_of)
    gone = moved.filter(pl.col("cycles_after") == GONE)
    uid = pl.col("uid") + pl.lit(accounts, dtype=pl.UInt64)
    fresh = gone.select(
        "slot",
        uid.alias("uid"),
        uid.alias("customer"),  # those of the first month are numbered below `accounts`
        "dormant",
        pl.lit(0, dtype=pl.Int64).alias("cycles"),
    )
    days_ago = Chance(seed, "uid").below("account/age", (as_of - before).days)
    opened = _opened(fresh, seed, as_of, days_ago).with_columns(
        pl.lit(None, dtype=pl.Int64).alias("paid"), pl.lit(None, dtype=pl.Date).alias("paid_on")
    )
    return pl.concat([staying, opened.select(staying.columns)]).sort("uid")


def _number(prefix: str, column: str) -> pl.Expr:
    """The prefix and ten places: A0000000042."""
    padded = pl.col(column) + pl.lit(10**10, dtype=pl.UInt64)
    return pl.concat_str(pl.lit(prefix), padded.cast(pl.String).str.slice(1))


def _major(minor: pl.Expr) -> pl.Expr:
    """Major units (Float64), exact to the second decimal when written with two."""
    return minor / 100


def _accounts_file(book: pl.DataFrame, seed: int, as_of: date) -> pl.DataFrame:
    chance = Chance(seed, "uid")
    late = pl.col("cycles") > 0
    due, statement = pl.col("due_day"), pl.col("statement_day")
    fraud = chance.uniform("account/fraud") < pl.when(late).then(FRAUD_SHARE_OF_LATE).otherwise(
        FRAUD_SHARE
    )
    due_on = statement_due_on(as_of, statement, due)
    ahead = pl.col("past_due") + pl.col("asked")
    minimum = pl.when(due_on >= as_of).then(ahead).otherwise(pl.col("printed"))
    oldest = last_due(as_of, due, pl.max_horizontal(pl.col("cycles") - 1, pl.lit(0)))
    four = (10_000 + chance.below("account/card", 10_000)).cast(pl.String).str.slice(1)
    return book.select(
        _number("A", "uid").alias("acct_no"), _number("C", "customer").alias("cust_no"),
        four.alias("card_last4"), "product", "ccy", _major(LIMIT).alias("credit_limit"),
        pl.col("opened_on").alias("open_date"),
        statement_on(as_of, statement).alias("stmt_date"), due_on.alias("due_date"),
        _major(TOTAL).alias("balance"),
        *[_major(pl.col(name)).alias(name) for name in MONEY],
        _major(pl.min_horizontal(minimum, TOTAL)).alias("min_due"),
        _major(pl.col("past_due")).alias("past_due"),
        pl.when(late).then(oldest).alias("oldest_due_date"), "cycles",
        pl.when(fraud).then(pl.lit("Y")).otherwise(pl.lit("N")).alias("fraud_flag"),
        pl.col("paid_on").alias("last_pay_date"), _major(pl.col("paid")).alias("last_pay_amt"),
    )  # fmt: skip


def _customers_file(book: pl.DataFrame, seed: int, first_as_of: date) -> pl.DataFrame:
    people = book.select("customer").unique().sort("customer")
    return pl.concat(
        [people.select(_number("C", "customer").alias("cust_no")),
         persons(people, seed, first_as_of)],
        how="horizontal",
    )  # fmt: skip


def _payments_file(book: pl.DataFrame, before: date, as_of: date) -> pl.DataFrame:
    """What was paid since the snapshot before, by account and day."""
    earlier = book.filter(pl.col("paid_earlier").is_not_null()).select(
        "uid", "ccy", pl.lit("1").alias("part"),
        pl.col("paid_earlier_on").alias("on"), pl.col("paid_earlier").alias("amount"),
    )  # fmt: skip
    latest = book.filter((pl.col("paid_on") > before) & (pl.col("paid_on") <= as_of)).select(
        "uid", "ccy", pl.lit("2").alias("part"),
        pl.col("paid_on").alias("on"), pl.col("paid").alias("amount"),
    )  # fmt: skip
    stamp = pl.concat_str(
        _number("P", "uid"), pl.lit("-"), pl.col("on").dt.strftime("%Y%m%d"), pl.col("part")
    )
    return (
        pl.concat([earlier, latest])
        .sort("uid", "on", "part")
        .select(
            stamp.alias("pay_no"), _number("A", "uid").alias("acct_no"),
            pl.col("on").alias("pay_date"), _major(pl.col("amount")).alias("amount"), "ccy",
        )
    )  # fmt: skip
