"""Figures over the whole portfolio, counted from the lake.

Counts of a day never change once its file is written, so they are remembered per file version
(path and modification time). Only sums are remembered, never an account.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.engine.lake import lake
from fairdue.reporting import catalogue
from fairdue.reporting.columns import BUCKETS, DESTINATIONS, PAID_OFF, VANISHED, moves
from fairdue.reporting.figure import Definition, Figure
from fairdue.reporting.scope import Scope

NEEDED = ["account_ref", "currency", "bucket", "total_minor"]


def days() -> list[date]:
    """All days whose standings are in the lake, oldest first."""
    return lake().days(STANDING_DATASET)


def currencies(as_of: date) -> list[str]:
    """Currencies of a day's accounts, the one with most accounts first."""
    return list(_bucket_sums(*_version(as_of)))


def standing(as_of: date) -> pl.LazyFrame:
    """Every account's standing of a day."""
    return pl.scan_parquet(_path(as_of))


def bucket_figures(scope: Scope) -> tuple[Figure, ...]:
    """Accounts and balance by bucket, delinquent accounts and the delinquency rate."""
    if scope.as_of is None:
        return ()
    sums = _bucket_sums(*_version(scope.as_of)).get(scope.currency, {})
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
    return _move_sums(*_version(before), *_version(as_of))


@functools.lru_cache(maxsize=64)
def _bucket_sums(path: str, _changed: int) -> dict[str, dict[int, tuple[int, int]]]:
    """currency -> bucket -> (accounts, balance in minor units); largest currency first."""
    sums = (
        pl.scan_parquet(path)
        .group_by("currency", "bucket")
        .agg(pl.len().alias("accounts"), pl.col("total_minor").sum())
        .collect()
    )
    whole: dict[str, dict[int, tuple[int, int]]] = {}
    for currency, bucket, accounts, total in sums.iter_rows():
        whole.setdefault(currency, {})[int(bucket)] = (accounts, total)
    size = {name: -sum(accounts for accounts, _ in cut.values()) for name, cut in whole.items()}
    return {name: whole[name] for name in sorted(whole, key=lambda name: (size[name], name))}


@functools.lru_cache(maxsize=64)
def _move_sums(before: str, _before: int, after: str, _after: int) -> list[Move]:
    found = moves(pl.scan_parquet(before).select(NEEDED), pl.scan_parquet(after).select(NEEDED))
    sums = (
        found.group_by("currency", "from_bucket", "to")
        .agg(
            pl.len().alias("accounts"),
            (pl.col("total_minor") > 0).sum().alias("owing_accounts"),
            pl.col("owed_minor").sum(),
        )
        .collect()
    )
    return [Move(*row) for row in sums.iter_rows()]


def _path(as_of: date) -> str:
    return str(lake().file(STANDING_DATASET, as_of, "standing"))


def _version(as_of: date) -> tuple[str, int]:
    path = lake().file(STANDING_DATASET, as_of, "standing")
    return str(path), path.stat().st_mtime_ns


def past_due(scope: Scope) -> int:
    """Accounts in M1 to M7 on the day, in any currency; 0 before the first night."""
    if scope.as_of is None:
        return 0
    whole = _bucket_sums(*_version(scope.as_of))
    return sum(cut[bucket][0] for cut in whole.values() for bucket in BUCKETS[1:] if bucket in cut)


def forget() -> None:
    """Drop the sums that are remembered, as for a measurement that begins with none."""
    _bucket_sums.cache_clear()
    _move_sums.cache_clear()
