"""What came after past decisions, and what it tells of a challenger.

The cases that a challenger would treat differently are kept on disk while the days go by; once
they are all there, each day's outcomes are joined, an outcome model learns from a sample, and
each day is added up by customer. At no time is more than a day in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.engine.lake import Lake
from fairdue.nightly.replaying.days import Day
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.portfolio.columns import PAYMENTS
from fairdue.strategy.columns.replay import FEATURES
from fairdue.strategy.rules.estimators import (
    Counts,
    History,
    Method,
    Overlap,
    Sums,
    Told,
    compare,
    counts,
    overlap_of,
    sums,
)
from fairdue.strategy.rules.outcome_models import OutcomeModel, cross_fitted, ridge
from fairdue.strategy.rules.replay import OUTCOME_DAYS, Found, Outcome, Silence

SAMPLE_MAX = 50_000
"""Cases that an outcome model learns from."""


@dataclass
class Outcomes:
    """Cases that differ, by day, kept in `folder`."""

    house: Lake
    folder: Path
    days: list[date] = field(default_factory=list)
    same: int = 0
    """Cases that would be treated the same, of days whose outcomes are known."""

    def is_known(self, on: date) -> bool:
        """True when the lake reaches far enough beyond a day for its outcomes."""
        return bool(self._days) and on + timedelta(days=OUTCOME_DAYS) <= self._days[-1]

    @cached_property
    def _days(self) -> list[date]:
        return self.house.days(STANDING_DATASET)

    def keep(self, day: Day) -> None:
        """Keep what differs of a day, with what came after; nothing of a day too recent."""
        if not self.is_known(day.on):
            return
        differing = day.cases.filter(pl.col("champion") != pl.col("challenger"))
        self.same += day.cases.height - differing.height
        accounts = day.accounts.select("account_ref", "customer_ref", "currency").join(
            differing.select("customer_ref"), on="customer_ref", how="semi"
        )
        after = _paid(self.house, day.on, accounts).join(
            self._cured(day.on, accounts), on="customer_ref", how="left"
        )
        differing.join(after, on="customer_ref", how="left").write_parquet(self._file(day.on))
        self.days.append(day.on)

    def found(self) -> tuple[Found, ...]:
        """What history tells, by outcome; amounts by currency."""
        if not self.days:
            return tuple(_silent(outcome) for outcome in (Outcome.PAID, Outcome.CURED))
        customers = self._customers()
        names = sorted({name for on in self.days for name in self._schema(on)})
        asked = [(Outcome.PAID, "", "paid"), (Outcome.CURED, "", "cured")] + [
            (Outcome.AMOUNT, name.removeprefix(AMOUNT), name)
            for name in names
            if name.startswith(AMOUNT)
        ]
        return tuple(
            self._one(outcome, currency, column, customers) for outcome, currency, column in asked
        )

    def _one(self, outcome: Outcome, currency: str, column: str, customers: pl.DataFrame) -> Found:
        model = self._model(column, customers)
        added, counted = Sums.empty(), Counts(decisions=self.same)
        for history in self._histories(column, customers):
            added, counted = added.plus(sums(history, model)), counted.plus(counts(history))
        known = overlap_of(counted, added)
        compared = [found for method in Method if (found := compare(added, method)) is not None]
        sound = tuple(found for found in compared if found.is_sound)
        told, silence = _told(known, bool(sound))
        shown = sound if told in (Told.ALL, Told.PART) else ()
        return Found(outcome, currency, len(self.days), known, told, silence, shown)

    def _histories(self, column: str, customers: pl.DataFrame) -> Iterator[History]:
        for on in self.days:
            if column in self._schema(on):
                frame = pl.scan_parquet(self._file(on)).filter(pl.col(column).is_not_null())
                yield _history(frame.join(customers.lazy(), on="customer_ref").collect(), column)

    def _model(self, column: str, customers: pl.DataFrame) -> OutcomeModel | None:
        """Learnt from decisions that history can tell of, of as many customers as fit."""
        files = [self._file(on) for on in self.days if column in self._schema(on)]
        rows = pl.scan_parquet(files, missing_columns="insert").filter(pl.col(column).is_not_null())
        height = rows.select(pl.len()).collect().item()
        part = -(-height // SAMPLE_MAX)
        chosen = customers.lazy().filter(pl.col("number") % max(part, 1) == 0)
        history = _history(rows.join(chosen, on="customer_ref").collect(), column)
        used = history.where(history.seen())
        if not len(used.taken):
            return None
        return cross_fitted(used.customer, used.context, used.taken, used.outcome, ridge())

    def _customers(self) -> pl.DataFrame:
        """A number for each customer, the same whenever the same days are replayed."""
        refs = pl.scan_parquet(
            [self._file(on) for on in self.days], missing_columns="insert", extra_columns="ignore"
        )
        named = refs.select("customer_ref").unique().sort("customer_ref").collect()
        return named.with_row_index("number").cast({"number": pl.Int64})

    def _cured(self, on: date, accounts: pl.DataFrame) -> pl.DataFrame:
        """customer_ref, `cured`: each of these accounts is in the file by then, and current."""
        until = max(day for day in self._days if day <= on + timedelta(days=OUTCOME_DAYS))
        path = self.house.file(STANDING_DATASET, until, "standing")
        now = pl.scan_parquet(path).select("account_ref", (pl.col("bucket") == 0).alias("current"))
        joined = accounts.lazy().join(now, on="account_ref", how="left")
        cured = pl.col("current").fill_null(False).all().cast(pl.Float64)
        found: pl.DataFrame = joined.group_by("customer_ref").agg(cured.alias("cured")).collect()
        return found

    def _file(self, on: date) -> Path:
        return self.folder / f"{on}.parquet"

    def _schema(self, on: date) -> list[str]:
        return list(pl.read_parquet_schema(self._file(on)))


AMOUNT = "amount_"


def _paid(house: Lake, on: date, accounts: pl.DataFrame) -> pl.DataFrame:
    """customer_ref, `paid` and `amount_<currency>`: what was paid within the time on these
    accounts, reversals taken off; null in currencies in which the customer owes nothing."""
    until = on + timedelta(days=OUTCOME_DAYS)
    days = [day for day in house.days(PORTFOLIO) if day > on]
    enough = next((place for place, day in enumerate(days) if day >= until), len(days) - 1)
    paths = [house.path(PORTFOLIO, day) / "payments.parquet" for day in days[: enough + 1]]
    found = [pl.scan_parquet(path).select(*PAYMENTS) for path in paths if path.exists()]
    payments = pl.concat(found) if found else pl.LazyFrame(schema=PAYMENTS)
    within = payments.filter((pl.col("paid_on") > on) & (pl.col("paid_on") <= until)).unique(
        "payment_ref"
    )
    net = within.group_by("account_ref").agg(pl.col("amount_minor").sum())
    joined = accounts.lazy().join(net, on="account_ref", how="left")
    per = joined.group_by("customer_ref", "currency").agg(pl.col("amount_minor").sum()).collect()
    wide = per.with_columns(
        (pl.lit(AMOUNT) + pl.col("currency")).alias("currency"),
        pl.col("amount_minor").cast(pl.Float64),
    ).pivot("currency", index="customer_ref", values="amount_minor", sort_columns=True)
    paid = per.group_by("customer_ref").agg(
        (pl.col("amount_minor") > 0).any().cast(pl.Float64).alias("paid")
    )
    return paid.join(wide, on="customer_ref", how="left")


def _history(frame: pl.DataFrame, column: str) -> History:
    whole = {name: frame[name].cast(pl.Int64).to_numpy() for name in WHOLES}
    context = frame.select(FEATURES).with_columns(pl.all().cast(pl.Float64).fill_null(np.nan))
    return History(
        customer=whole["number"],
        taken=whole["taken"],
        champion=whole["champion"],
        challenger=whole["challenger"],
        champion_chance=frame["champion_chance"].to_numpy(),
        challenger_chance=frame["challenger_chance"].to_numpy(),
        outcome=frame[column].to_numpy(),
        context=context.to_numpy(),
    )


WHOLES = ("number", "taken", "champion", "challenger")


def _told(known: Overlap, any_sound: bool) -> tuple[Told, Silence | None]:
    if known.told is Told.NOTHING:
        return Told.NOTHING, Silence.NEVER_DONE if known.unseen >= 1 else Silence.TOO_FEW
    if known.told is not Told.SAME and not any_sound:
        return Told.NOTHING, Silence.TOO_UNEVEN
    return known.told, None


def _silent(outcome: Outcome) -> Found:
    """Nothing yet: no day lies far enough back."""
    nothing = overlap_of(Counts(), Sums.empty())
    return Found(outcome, "", 0, nothing, Told.NOTHING, Silence.TOO_RECENT, ())
