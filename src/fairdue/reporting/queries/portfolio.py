"""Figures over the whole portfolio, counted from the lake by way of its `sums`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.engine.lake import lake
from fairdue.reporting import catalogue
from fairdue.reporting.columns import (
    BUCKETS,
    DESTINATIONS,
    NEEDED,
    PAID_OFF,
    VANISHED,
    moves,
)
from fairdue.reporting.figure import Definition, Figure
from fairdue.reporting.queries import sums
from fairdue.reporting.scope import Scope

COMPARE_DAYS = 28
"""A day is compared with the latest night at least this many days before, about a cycle."""


def days() -> list[date]:
    """All days whose standings are in the lake, oldest first."""
    return lake().days(STANDING_DATASET)


def usual_before(as_of: date) -> date | None:
    """The earlier day that a day is compared with where nobody names one: about a cycle before,
    or the oldest; None where there is none.
    """
    earlier = [day for day in days() if day < as_of]
    cycle_ago = [day for day in earlier if (as_of - day).days >= COMPARE_DAYS]
    return cycle_ago[-1] if cycle_ago else next(iter(earlier), None)


def add_up(as_of: date) -> int:
    """Count and keep the sums that dashboards of a day look at first; its accounts.

    The night does this, so that nobody waits for them. Pages that find none count them themselves.
    """
    before = usual_before(as_of)
    if before is not None:
        sums.between(before, as_of)
    return sum(accounts for cut in _bucket_sums(as_of).values() for accounts, _ in cut.values())


def currencies(as_of: date) -> list[str]:
    """Currencies of a day's accounts, the one with most accounts first."""
    return list(_bucket_sums(as_of))


def standing(as_of: date) -> pl.LazyFrame:
    """Every account's standing of a day."""
    return pl.scan_parquet(_path(as_of))


def bucket_figures(scope: Scope) -> tuple[Figure, ...]:
    """Accounts and balance by bucket, delinquent accounts and the delinquency rate."""
    if scope.as_of is None:
        return ()
    sums = _bucket_sums(scope.as_of).get(scope.currency, {})
    accounts = {bucket: sums.get(bucket, (0, 0))[0] for bucket in BUCKETS}
    balances = {bucket: sums.get(bucket, (0, 0))[1] for bucket in BUCKETS}
    all_accounts, all_balances = sum(accounts.values()), sum(balances.values())

    def figure(
        definition: Definition, numerator: int, denominator: int, bucket: int | None = None
    ) -> Figure:
        cut = () if bucket is None else (("bucket", str(bucket)),)
        return Figure(definition, scope.day, numerator, denominator, scope.currency, cut)

    return (
        *(
            figure(catalogue.ACCOUNTS_BY_BUCKET, accounts[bucket], all_accounts, bucket)
            for bucket in BUCKETS
        ),
        *(
            figure(catalogue.BALANCE_BY_BUCKET, balances[bucket], all_balances, bucket)
            for bucket in BUCKETS
        ),
        figure(catalogue.DELINQUENT_ACCOUNTS, all_accounts - accounts[0], all_accounts),
        figure(catalogue.DELINQUENCY_RATE, all_balances - balances[0], all_balances),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """Accounts of one currency and bucket that ended in one state."""

    currency: str
    from_bucket: int
    to: str
    accounts: int
    owing_accounts: int
    owed_minor: int


def roll_figures(scope: Scope) -> tuple[Figure, ...]:
    """Both matrices, row by row, then entry and cure rate. Empty without two days.

    A row whose bucket was empty on the earlier day is left out: it has no shares.
    """
    if scope.as_of is None or scope.before is None:
        return ()
    found = [move for move in _moves(scope.before, scope.as_of) if move.currency == scope.currency]
    return (
        *_matrix(scope, catalogue.ROLL_BY_COUNT, {_cell(move): move.accounts for move in found}),
        *_matrix(
            scope, catalogue.ROLL_BY_BALANCE, {_cell(move): move.owed_minor for move in found}
        ),
        _entry_rate(scope, found),
        _cure_rate(scope, found),
    )


def _cell(move: Move) -> tuple[int, str]:
    return move.from_bucket, move.to


def _matrix(
    scope: Scope, definition: Definition, cells: dict[tuple[int, str], int]
) -> Iterable[Figure]:
    for bucket in BUCKETS:
        row = {to: cells.get((bucket, to), 0) for to in DESTINATIONS}
        if not (whole := sum(row.values())):
            continue
        for to, amount in row.items():
            cut = (("bucket", str(bucket)), ("to", to))
            yield Figure(definition, scope.move, amount, whole, scope.currency, cut)


def _entry_rate(scope: Scope, found: list[Move]) -> Figure:
    current = [move for move in found if move.from_bucket == 0]
    entered = [move for move in current if move.to not in ("0", PAID_OFF, VANISHED)]
    return Figure(
        catalogue.ENTRY_RATE,
        scope.move,
        sum(move.owing_accounts for move in entered),
        sum(move.owing_accounts for move in current),
        scope.currency,
    )


def _cure_rate(scope: Scope, found: list[Move]) -> Figure:
    late = [move for move in found if move.from_bucket > 0]
    cured = [move for move in late if move.to in ("0", PAID_OFF)]
    return Figure(
        catalogue.CURE_RATE,
        scope.move,
        sum(move.accounts for move in cured),
        sum(move.accounts for move in late),
        scope.currency,
    )


def moved(scope: Scope) -> pl.LazyFrame:
    """Every account of the earlier day with the state it is in on the later."""
    return moves(
        standing(scope.move.first).select(NEEDED), standing(scope.move.last).select(NEEDED)
    )


def _moves(before: date, as_of: date) -> list[Move]:
    return [Move(*row) for row in sums.between(before, as_of)]


def _bucket_sums(as_of: date) -> dict[str, dict[int, tuple[int, int]]]:
    """currency -> bucket -> (accounts, balance in minor units); largest currency first."""
    whole: dict[str, dict[int, tuple[int, int]]] = {}
    for currency, bucket, accounts, total in sums.of_day(as_of):
        whole.setdefault(currency, {})[bucket] = (accounts, total)
    size = {name: -sum(accounts for accounts, _ in cut.values()) for name, cut in whole.items()}
    return {name: whole[name] for name in sorted(whole, key=lambda name: (size[name], name))}


def _path(as_of: date) -> str:
    return str(lake().file(STANDING_DATASET, as_of, "standing"))


def past_due(scope: Scope) -> int:
    """Accounts in M1 to M7 on the day, in any currency; 0 before the first night."""
    if scope.as_of is None:
        return 0
    whole = _bucket_sums(scope.as_of)
    return sum(cut[bucket][0] for cut in whole.values() for bucket in BUCKETS[1:] if bucket in cut)
