"""Customers with something to do, into PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import narwhals as nw
import polars as pl

from fairdue.compliance.queries import customers_with_holds_or_marks
from fairdue.journal.actions import record
from fairdue.messaging.actions import take_up_stops
from fairdue.negotiation.actions import settle_agreements, settle_promises
from fairdue.negotiation.queries import customers_with_agreements, promise_history
from fairdue.nightly.steps.night import ACTOR, Night
from fairdue.portfolio import columns as portfolio
from fairdue.portfolio import loading
from fairdue.portfolio.lake_files import persons_by_part


def load_live(night: Night) -> tuple[int, int]:
    """Customers with something to do, into PostgreSQL; then promises and agreements are settled.

    What was stopped from a number before it was filed counts as soon as the number is there.
    """
    live_cases = _live_cases(night)
    live = _live_accounts(night, live_cases)
    refs = live["customer_ref"].unique().sort()
    entry = record(
        actor=ACTOR,
        action="portfolio_loaded",
        at=night.at,
        subject=f"night:{night.as_of}",
        details={"accounts": live.height, "customers": refs.len()},
    )
    persons = _persons(night, refs)
    loaded = loading.load(
        live, persons, _payments(night, live), night.as_of, entry.pk, is_new=not night.known
    )
    take_up_stops(at=night.at)
    settle_promises(night.as_of, night.at)
    settle_agreements(night.as_of, night.at)
    night.frames |= {
        "live_accounts": live,
        "live_cases": live_cases,
        "live_standing": _live_standing(night, live),
        "history": _history(night),
        "keys": loaded.keys,
    }
    night.figures |= {"customers_loaded": loaded.customers, "persons_sealed": loaded.persons_sealed}
    return live.height, loaded.accounts


def _live_cases(night: Night) -> pl.DataFrame:
    """Cases that are open, closed today, or were past due not long ago, and those of customers
    with an agreement that runs; in customer_ref order.
    """
    horizon = night.as_of - timedelta(days=night.tables.keep_days)
    closed_on = nw.col("closed_on")
    is_live = (
        closed_on.is_null() | (closed_on == night.as_of) | (nw.col("last_past_due_on") >= horizon)
    )
    live = night.collect(night.scan("cases").filter(is_live))
    agreed = pl.Series(customers_with_agreements(), dtype=pl.String)
    followed = night.collect(night.among("cases", "customer_ref", agreed))
    return pl.concat([live, followed]).unique("customer_ref").sort("customer_ref")


def _live_accounts(night: Night, live_cases: pl.DataFrame) -> pl.DataFrame:
    """Every account of their customers, in account_ref order.

    A corrected day must renew the balances that were loaded for it, whoever has them.
    """
    refs = live_cases["customer_ref"]
    live = night.collect(night.among("accounts", "customer_ref", refs))
    if night.rewound:
        renewed = pl.Series(loading.accounts_with_balance(night.as_of), dtype=pl.String)
        others = night.collect(night.among("accounts", "account_ref", renewed))
        live = pl.concat([live, others]).unique("account_ref")
    return live.select(*portfolio.ACCOUNTS).sort("account_ref")


def _live_standing(night: Night, live: pl.DataFrame) -> pl.DataFrame:
    standing = night.among("standing", "account_ref", live["account_ref"])
    return night.collect(standing).sort("account_ref")


def _persons(night: Night, refs: pl.Series) -> Iterable[pl.DataFrame]:
    """The persons of these customers; nobody where the issuer gave no personal data at all."""
    if "persons" in night.missing:
        return []
    return persons_by_part(night.as_of, refs)


def _payments(night: Night, live: pl.DataFrame) -> pl.DataFrame:
    path = night.lake.file(portfolio.DATASET, night.as_of, "payments")
    if not path.exists():
        return pl.DataFrame(schema=portfolio.PAYMENTS)
    night.files["payments"] = path
    paid = night.collect(night.among("payments", "account_ref", live["account_ref"]))
    return paid.select(*portfolio.PAYMENTS).sort("payment_ref")


def _history(night: Night) -> pl.DataFrame:
    """What staff know of each customer: holds, marks, promises."""
    protected = customers_with_holds_or_marks(night.facts_until).rename({"has_hold": "on_hold"})
    promised = promise_history().select("customer_ref", "broken_promises", "promise_open")
    return protected.join(promised, on="customer_ref", how="full", coalesce=True)
