"""Customers with something to do, into PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from fairdue.compliance.queries import customers_with_holds_or_marks
from fairdue.journal.actions import record
from fairdue.negotiation.actions import settle_promises
from fairdue.negotiation.queries import promise_history
from fairdue.nightly.steps.night import ACTOR, Night
from fairdue.portfolio import columns as portfolio
from fairdue.portfolio import loading
from fairdue.portfolio.lake_files import read_persons


def load_live(night: Night) -> tuple[int, int]:
    """Customers with something to do, into PostgreSQL; then their promises are settled."""
    accounts, cases = night.frames["accounts"], night.frames["cases"]
    horizon = night.as_of - timedelta(days=night.tables.keep_days)
    is_live = (
        pl.col("closed_on").is_null()
        | (pl.col("closed_on") == night.as_of)
        | (pl.col("last_past_due_on") >= horizon)
    )
    live_cases = cases.filter(is_live)
    wanted = pl.col("customer_ref").is_in(live_cases["customer_ref"].implode())
    if night.rewound:
        renewed = pl.Series(loading.accounts_with_balance(night.as_of), dtype=pl.String)
        wanted |= pl.col("account_ref").is_in(renewed.implode())
    live = accounts.filter(wanted)
    refs = live["customer_ref"].unique().sort().to_list()
    entry = record(
        actor=ACTOR,
        action="portfolio_loaded",
        at=night.at,
        subject=f"night:{night.as_of}",
        details={"accounts": live.height, "customers": len(refs)},
    )
    persons = _persons(night, refs)
    loaded = loading.load(live, persons, _payments(night), night.as_of, entry.pk)
    settle_promises(night.as_of, night.at)
    night.frames |= {"live_accounts": live, "live_cases": live_cases, "history": _history(night)}
    night.figures |= {"customers_loaded": loaded.customers, "persons_sealed": loaded.persons_sealed}
    return live.height, loaded.accounts


def _persons(night: Night, refs: list[str]) -> pl.DataFrame:
    """The persons of these customers; nobody where the issuer gave no personal data at all."""
    if not night.lake.file(portfolio.DATASET, night.as_of, "persons").exists():
        return pl.DataFrame(schema=portfolio.PERSONS)
    return read_persons(night.as_of, refs)


def _payments(night: Night) -> pl.DataFrame:
    path = night.lake.file(portfolio.DATASET, night.as_of, "payments")
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=portfolio.PAYMENTS)


def _history(night: Night) -> pl.DataFrame:
    """What staff know of each customer: holds, marks, promises."""
    protected = customers_with_holds_or_marks(night.facts_until).rename({"has_hold": "on_hold"})
    promised = promise_history().select("customer_ref", "broken_promises", "promise_open")
    return protected.join(promised, on="customer_ref", how="full", coalesce=True)
