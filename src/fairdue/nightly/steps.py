"""The steps of a night, in order. Each calls the room that owns the matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import narwhals as nw
import polars as pl
from django.utils.translation import gettext_lazy as _

from fairdue.compliance.queries import customers_with_holds_or_marks
from fairdue.contact import columns as lawful
from fairdue.contact.queries import lawful_on
from fairdue.contact.rules.verdict import CHANNELS
from fairdue.delinquency import actions as delinquency
from fairdue.delinquency import columns as standings
from fairdue.delinquency.rules.tables import Tables
from fairdue.engine.lake import Lake
from fairdue.journal.actions import record
from fairdue.negotiation.actions import settle_promises
from fairdue.negotiation.queries import promise_history
from fairdue.portfolio import columns as portfolio
from fairdue.portfolio import loading
from fairdue.portfolio.lake_files import read_persons
from fairdue.strategy import actions as strategy
from fairdue.strategy import columns as decisions
from fairdue.strategy.queries import Document
from fairdue.strategy.rules.tables import Step as Treatment
from fairdue.work.actions import refill_queue
from fairdue.work.models import BY_TELEPHONE

ACTOR = "night"
NEVER_NULL = (
    "account_ref",
    "customer_ref",
    "currency",
    "total_minor",
    "past_due_minor",
    "cycles_past_due",
    "suspected_fraud",
)
QUEUED = ("legal", "visit", "call", "remind")
CONTACTED_BY = {"call": BY_TELEPHONE, "visit": ("visit",)}
"""The channel of each treatment that is a contact."""


class NightError(RuntimeError):
    """A step lost or invented rows, or its input is broken; the message says which and how."""


@dataclass
class Night:
    """One night on its way: what it was told, and the frames its steps have given so far."""

    as_of: date
    before: date | None
    digest: str
    at: datetime
    facts_until: datetime
    """Holds and marks count as they were at this moment."""
    rewound: bool
    last: bool
    """The last day of this run: only its queue is of any use."""
    lake: Lake
    tables: Tables
    document: Document
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    denied: dict[str, dict[str, int]] = field(default_factory=dict)
    """By channel, how many customers each rule keeps from being contacted the next day."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What made the lake's files of this night; without a time, so the same each time."""
        return {"night": self.digest, "before": str(self.before or ""), "versions": self.versions}

    @property
    def versions(self) -> dict[str, str]:
        """Rule packs and decision table, with their versions."""
        table = self.document.table
        return {**self.tables.versions, f"strategy/{table.name}": table.version}

    def write(
        self, dataset: str, made_by: Mapping[str, Any] | None = None, **files: pl.DataFrame
    ) -> None:
        """Write a day of a dataset, whole or not at all. `made_by`: more for its manifest."""
        manifest = {**self.manifest, **(made_by or {})}
        with self.lake.write_day(dataset, self.as_of, manifest) as folder:
            for name, frame in files.items():
                frame.write_parquet(folder / f"{name}.parquet", compression="zstd")


@dataclass(frozen=True)
class Step:
    """One step: it needs some frames, gives others, and says how many rows went in and out."""

    name: str
    label: Any
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    run: Callable[[Night], tuple[int, int]]


def read_facts(night: Night) -> tuple[int, int]:
    """The day's accounts as intake left them; refuses doubles and missing values."""
    path = night.lake.file(portfolio.DATASET, night.as_of, "accounts")
    accounts = pl.read_parquet(path).select(*portfolio.ACCOUNTS)
    doubled = accounts.height - accounts["account_ref"].n_unique()
    if doubled:
        raise NightError(f"{path} names {doubled} accounts more than once; take the day in again")
    missing = {name: accounts[name].null_count() for name in NEVER_NULL}
    if any(missing.values()):
        gaps = ", ".join(f"{count} in {name}" for name, count in missing.items() if count)
        raise NightError(f"{path} has missing values: {gaps}; take the day in again")
    night.frames["accounts"] = accounts
    night.figures["accounts"] = accounts.height
    return accounts.height, accounts.height


def classify(night: Night) -> tuple[int, int]:
    """Where each account stands: days, cycles, bucket, grade."""
    accounts = night.frames["accounts"]
    lazy = standings.stand(nw.from_native(accounts.lazy()), night.as_of, night.tables)
    standing = lazy.to_native().collect().sort("account_ref")
    night.write(standings.STANDING_DATASET, standing=standing)
    night.frames["standing"] = standing
    night.figures["past_due"] = standing.filter(pl.col("bucket") >= 1).height
    return accounts.height, standing.height


def follow_cases(night: Night) -> tuple[int, int]:
    """Yesterday's cases moved on by today's standings."""
    yesterday = _cases_before(night)
    standing = night.frames["standing"]
    open_cases = yesterday.filter(pl.col("closed_on").is_null()).select("customer_ref")
    late = standing.filter(pl.col("bucket") >= 1).select("customer_ref")
    concerned = pl.concat([open_cases, late]).unique()
    today = standings.customers(
        nw.from_native(standing.lazy().join(concerned.lazy(), on="customer_ref", how="semi"))
    )
    after = standings.advance(
        nw.from_native(yesterday.lazy()), today, night.as_of, night.tables.re_default_months
    )
    moved = after.to_native().collect().sort("customer_ref")
    cases = moved.select(*standings.CASES)
    events = (
        moved.filter(pl.col("kind").is_not_null())
        .with_columns(pl.lit(night.as_of).alias("on"))
        .select(*standings.EVENTS)
    )
    night.write(standings.CASES_DATASET, cases=cases, events=events)
    night.frames |= {"cases": cases, "events": events}
    night.figures["cases_open"] = cases.filter(pl.col("closed_on").is_null()).height
    for kind in ("entered", "rolled", "improved", "exited"):
        night.figures[kind] = events.filter(pl.col("kind") == kind).height
    new = late.unique().join(yesterday, on="customer_ref", how="anti").height
    return yesterday.height + new, cases.height


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


def decide(night: Night) -> tuple[int, int]:
    """Each past-due account's treatment, and the row that decided."""
    standing, cases = night.frames["standing"], night.frames["cases"]
    opened = night.frames["accounts"].select("account_ref", "opened_on")
    asked = decisions.inputs(standing, opened, cases, night.frames["history"], night.as_of)
    table = night.document.table
    decided = decisions.decide(nw.from_native(asked.lazy()), table).to_native()
    made = (
        decided.with_columns(
            pl.lit(table.name).alias("table"), pl.lit(table.version).alias("table_version")
        )
        .select(*decisions.DECISIONS)
        .collect()
    )
    of_cases = decisions.of_cases(made)
    night.write(decisions.DATASET, decisions=made, cases=of_cases)
    night.frames |= {"decisions": made, "case_decisions": of_cases}
    counts = dict(of_cases["treatment"].value_counts().iter_rows())
    for treatment in Treatment:
        night.figures[f"treated_{treatment}"] = int(counts.get(str(treatment), 0))
    return night.figures["past_due"], made.height


def find_lawful(night: Night) -> tuple[int, int]:
    """Who may be contacted the next day, from when on, by which channel, and why not."""
    cases = night.frames["cases"].filter(pl.col("closed_on").is_null())
    following = night.as_of + timedelta(days=1)
    found = lawful_on(following, cases["customer_ref"], night.facts_until, night.as_of)
    night.write(lawful.DATASET, {"terms": found.terms}, lawful=found.rows)
    night.frames["lawful"] = found.rows
    for channel in CHANNELS:
        night.figures[f"may_{channel}"] = int(found.rows[f"may_{channel}"].sum())
        because = found.rows[f"{channel}_because"].drop_nulls()
        night.denied[channel] = dict(because.value_counts().sort(because.name).iter_rows())
    return cases.height, found.rows.height


def publish(night: Night) -> tuple[int, int]:
    """Standings, cases, decisions and the queue, for people to work with."""
    live = night.frames["live_accounts"].select("account_ref")
    cases = night.frames["live_cases"]
    standing = night.frames["standing"].join(live, on="account_ref", how="semi")
    written = delinquency.publish(standing, cases, night.frames["events"], night.as_of)
    made = strategy.publish(night.frames["decisions"], night.as_of, night.document)
    lost = night.frames["decisions"].height - made
    if lost or written["cases"] != cases.height or written["standings"] != live.height:
        raise NightError(f"the database took {written} and lost {lost} decisions")
    queued = night.frames["case_decisions"].filter(pl.col("treatment").is_in(QUEUED))
    ids = delinquency.case_ids(queued.select("customer_ref", "ordinal"))
    rows = (
        queued.join(ids, on=["customer_ref", "ordinal"], how="inner")
        .join(night.frames["lawful"], on="customer_ref", how="left")
        .select("case_id", "treatment", "priority", _available_at(night.at))
    )
    if night.last:
        refill_queue(rows.sort("case_id"), night.as_of, night.at)
    night.figures["queued"] = rows.height
    return queued.height, rows.height


STEPS = (
    Step("facts", _("Read the day's accounts"), (), ("accounts",), read_facts),
    Step("delinquency", _("Classify every account"), ("accounts",), ("standing",), classify),
    Step("cases", _("Follow the cases"), ("standing",), ("cases", "events"), follow_cases),
    Step(
        "load",
        _("Load customers with something to do"),
        ("accounts", "cases"),
        ("live_accounts", "live_cases", "history"),
        load_live,
    ),
    Step(
        "decide",
        _("Decide the next steps"),
        ("accounts", "standing", "cases", "history"),
        ("decisions", "case_decisions"),
        decide,
    ),
    Step("lawful", _("Find who may be contacted"), ("cases",), ("lawful",), find_lawful),
    Step(
        "publish",
        _("Publish cases and the queue"),
        (
            *("standing", "live_accounts", "live_cases", "events"),
            *("decisions", "case_decisions", "lawful"),
        ),
        (),
        publish,
    ),
)
"""In this order. The last four share one transaction."""

LABELS = {step.name: step.label for step in STEPS}
"""What people call each step, by its name in a report."""

IN_TRANSACTION = ("load", "decide", "lawful", "publish")


def _available_at(at: datetime) -> pl.Expr:
    """Not before the treatment's channel is lawful, where the customer's day is under way.

    A night that ends while it is still the day before for a customer says nothing of that day.
    Who can't be contacted all day stays on the queue: people may mend by day what stands in the
    way, a number that is missing or a hold that is over.
    """
    now = pl.lit(at.astimezone(UTC), dtype=lawful.LAWFUL["day_from"])
    first = pl.coalesce(
        pl.when(pl.col("treatment").is_in(treatments)).then(pl.col(f"{channel}_from"))
        for channel, treatments in CONTACTED_BY.items()
    )
    awaited = pl.when(pl.col("day_from") <= now).then(first)
    return pl.max_horizontal(awaited, now).alias("available_at")


def _cases_before(night: Night) -> pl.DataFrame:
    if night.before is None:
        return pl.DataFrame(schema=standings.CASES)
    return pl.read_parquet(night.lake.file(standings.CASES_DATASET, night.before, "cases"))


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
