"""Every account's month as a credit database would be told it: corrected, noted, held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import narwhals as nw
import polars as pl
from django.db.models import Max

from fairdue.compliance.models import DisputeGround
from fairdue.compliance.queries.disputes import Contested, contested_records
from fairdue.credit_record.columns.holding import held_because
from fairdue.credit_record.columns.months import DATASET, FILE, MADE_FROM
from fairdue.credit_record.models import Correction, CorrectionState, Notice
from fairdue.credit_record.queries.policy import notice_templates, reporting_terms
from fairdue.credit_record.rules.metro2 import compliance_condition
from fairdue.credit_record.rules.months import months_missed
from fairdue.credit_record.rules.reporting import (
    LAW_OF_FORMAT,
    UNKNOWN,
    Held,
    is_adverse,
    overlaid,
)
from fairdue.engine.lake import Lake, lake
from fairdue.kernel.calendars import day_bounds
from fairdue.messaging.queries.demands import demands_written
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.portfolio.columns import PERSONS, with_law
from fairdue.portfolio.lake_files import read_persons
from fairdue.portfolio.queries.terms import zone


@dataclass(frozen=True)
class Entries:
    """A month's accounts under one law.

    `frame` has the columns of `columns.months.MONTHS`, and `history`, `character` (its first; ""
    deleted), `told_on`, `disputed`, `condition` (Metro 2's), `corrected`, and `held`, the reason
    by which it is held back, or null. In account_ref order. `persons` are of the same customers.
    """

    month: date
    figures_of: date
    frame: pl.DataFrame
    persons: pl.DataFrame


def months_closed(house: Lake | None = None) -> list[date]:
    """The last days of months that were closed, the newest first."""
    return (house or lake()).days(DATASET)[::-1]


def entries(format_name: str, month: date, on: date) -> Entries:
    """What would be sent of a month, and what is held back, by what is known on a day.

    Raises DayMissingError for a month that wasn't closed.
    """
    house = lake()
    path = house.file(DATASET, month, FILE)
    figures_of = date.fromisoformat(house.manifest(DATASET, month)[MADE_FROM])
    here = pl.scan_parquet(path).filter(pl.col("present_on") == month)
    persons = _persons(house, figures_of, here.select("customer_ref").unique().collect())
    law, usual = LAW_OF_FORMAT[format_name], portfolio.law_defaults(on).jurisdiction
    under = persons.select("customer_ref", pl.col("jurisdiction").alias("law"))
    mine = (
        here.join(under.lazy(), on="customer_ref", how="left")
        .filter(pl.col("law").fill_null(usual) == law)
        .sort("account_ref")
        .collect()
    )
    known = _corrected(mine, format_name, month)
    known = _with_notices(known, format_name, on)
    known = _with_disputes(known, month)
    terms = reporting_terms(format_name, on)
    nobody = pl.when(pl.col("law").is_null()).then(pl.lit(str(Held.NOBODY)))
    held = pl.coalesce(held_because(format_name, terms, month.replace(day=1)), nobody)
    own = persons.filter(pl.col("jurisdiction") == law)
    return Entries(month, figures_of, known.with_columns(held.alias("held")), own)


def _persons(house: Lake, night: date, customers: pl.DataFrame) -> pl.DataFrame:
    """Persons of the newest day until a night for which the issuer gave them."""
    days = [day for day in house.days(PORTFOLIO) if day <= night]
    given = [day for day in days if house.file(PORTFOLIO, day, "persons").exists()]
    if not given:
        return pl.DataFrame(schema=PERSONS)
    found = read_persons(given[-1], customers["customer_ref"])
    filled = with_law(nw.from_native(found.lazy()), portfolio.law_defaults(night))
    return cast("pl.LazyFrame", filled.to_native()).collect()


def corrections_of(
    account_refs: Collection[str] | None, until: date
) -> dict[str, list[tuple[date, str]]]:
    """Approved corrections of months until one, by account, in the order of their approval."""
    rows = Correction.objects.filter(state=CorrectionState.APPROVED, month__lte=until)
    if account_refs is not None:
        rows = rows.filter(account__account_ref__in=list(account_refs))
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for ref, month, character in rows.order_by("decided_at", "pk").values_list(
        "account__account_ref", "month", "character"
    ):
        found[ref].append((month, character))
    return found


def as_corrected(
    history: str, corrected: Iterable[tuple[date, str]], newest: date, format_name: str
) -> str:
    """A history whose newest month is `newest`, with corrections made."""
    back = [(months_missed(month, newest) + 1, called) for month, called in corrected]
    return overlaid(history, back, UNKNOWN[format_name])


def _corrected(mine: pl.DataFrame, format_name: str, month: date) -> pl.DataFrame:
    found = corrections_of(None, month)
    history = f"{format_name}_history"
    touched = mine.filter(pl.col("account_ref").is_in(list(found)))
    rows = []
    for ref, before in touched.select("account_ref", history).iter_rows():
        latest = dict(found[ref]).get(month)
        rows.append(
            {
                "account_ref": ref,
                "history_corrected": as_corrected(before, found[ref], month, format_name),
                "deleted": latest == "",
                "corrected": True,
            }
        )
    schema = {
        "account_ref": pl.String(),
        "history_corrected": pl.String(),
        "deleted": pl.Boolean(),
        "corrected": pl.Boolean(),
    }
    both = mine.join(pl.DataFrame(rows, schema=schema), on="account_ref", how="left")
    return both.with_columns(
        pl.coalesce("history_corrected", history).alias("history"),
        pl.col("corrected").fill_null(value=False),
    ).with_columns(
        pl.when(pl.col("deleted").fill_null(value=False))
        .then(pl.lit(""))
        .otherwise(pl.col("history").str.slice(0, 1))
        .alias("character")
    )


def _with_notices(known: pl.DataFrame, format_name: str, on: date) -> pl.DataFrame:
    adverse = known.filter(
        pl.col("character").map_elements(
            lambda each: bool(each) and is_adverse(format_name, each), return_dtype=pl.Boolean
        )
    )
    told = told_on(adverse["customer_ref"].unique().to_list(), on)
    schema = {"customer_ref": pl.String(), "told_on": pl.Date()}
    frame = pl.DataFrame(list(told.items()), schema=schema, orient="row")
    return known.join(frame, on="customer_ref", how="left")


def told_on(customer_refs: Collection[str], on: date) -> dict[str, date]:
    """By customer, the last day until `on` on which they were told what will be reported."""
    ids = portfolio.ids_by_ref(customer_refs)
    refs = {number: ref for ref, number in ids.items()}
    found: dict[str, date] = {}
    for each in demands_written(list(refs), notice_templates(on), zone().key):
        if each.on <= on:
            found[refs[each.customer_id]] = each.on
    noted = Notice.objects.filter(customer_id__in=list(refs), told_on__lte=on)
    for customer_id, day in noted.values_list("customer_id").annotate(Max("told_on")):
        ref = refs[customer_id]
        found[ref] = max(day, found.get(ref, day))
    return found


def _with_disputes(known: pl.DataFrame, month: date) -> pl.DataFrame:
    """Whether an account is disputed, and the condition code that says so."""
    begins, _ = day_bounds(month.replace(day=1), zone())
    found = contested_records(begins)
    by_account = {each.account_ref: each for each in found if each.account_ref}
    by_customer = {each.customer_ref: each for each in found if not each.account_ref}
    rows: list[dict[str, Any]] = []
    touched = known.filter(
        pl.col("account_ref").is_in(list(by_account))
        | pl.col("customer_ref").is_in(list(by_customer))
    )
    for ref, customer in touched.select("account_ref", "customer_ref").iter_rows():
        about = by_account.get(ref) or by_customer[customer]
        rows.append(
            {"account_ref": ref, "disputed": about.is_open, "condition": condition_of(about)}
        )
    schema = {
        "account_ref": pl.String(),
        "disputed": pl.Boolean(),
        "condition": pl.String(),
    }
    return known.join(pl.DataFrame(rows, schema=schema), on="account_ref", how="left").with_columns(
        pl.col("disputed").fill_null(value=False), pl.col("condition").fill_null("")
    )


def condition_of(about: Contested) -> str:
    """The compliance condition code of a dispute; once, after it is answered, that it is over."""
    if about.is_open:
        billing = about.ground == DisputeGround.BILLING_ERROR
        dispute = "fcba_open" if billing else "fcra_open"
    else:
        dispute = "resolved" if about.decision == "rejected" else "remove"
    return compliance_condition(closed_by_consumer=False, dispute=dispute)
