"""One customer's history as the credit database will be told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from fairdue.compliance.queries.disputes import contested_records
from fairdue.credit_record.columns.months import DATASET, FILE
from fairdue.credit_record.models import Correction, CorrectionState
from fairdue.credit_record.queries.entries import as_corrected, corrections_of, told_on
from fairdue.credit_record.queries.policy import reporting_terms
from fairdue.credit_record.rules.months import last_day_of_month
from fairdue.credit_record.rules.reporting import (
    FORMAT_OF_LAW,
    Facts,
    held_because,
    is_adverse,
)
from fairdue.credit_record.rules.words import held_in_words, meaning
from fairdue.engine.lake import lake
from fairdue.kernel.calendars import add_months, day_bounds
from fairdue.kernel.text import Text
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries.terms import zone


@dataclass(frozen=True, slots=True)
class MonthTold:
    """One month of one account."""

    month: date
    """Its last day."""
    character: str
    meaning: Text
    adverse: bool
    corrected: bool


@dataclass(frozen=True, slots=True)
class History:
    """One account's months, the newest first."""

    account_id: int
    card_last4: str
    months: tuple[MonthTold, ...]
    first_missed_on: date | None
    disputed: bool
    held: Text | None
    """Why the newest month isn't told; None: it is."""
    waiting: tuple[Correction, ...]

    @property
    def key(self) -> list[tuple[str, Text]]:
        """Each character that stands in it, and what it means."""
        return sorted({each.character: each.meaning for each in self.months}.items())

    @property
    def years(self) -> list[tuple[int, list[MonthTold | None]]]:
        """The same by calendar year, the newest first, with twelve places each."""
        found: dict[int, list[MonthTold | None]] = {}
        for each in self.months:
            found.setdefault(each.month.year, [None] * 12)[each.month.month - 1] = each
        return sorted(found.items(), reverse=True)


def histories(customer_id: int, on: date) -> list[History]:
    """Every account's history as of the newest closed month; [] where none is told of them.

    That is under a law whose format isn't part of the project, or before a month was closed.
    """
    format_name = FORMAT_OF_LAW.get(portfolio.law_of(customer_id, on).jurisdiction)
    house = lake()
    closed = house.days(DATASET)
    accounts = {each.account_ref: each for each in portfolio.accounts_of(customer_id)}
    if format_name is None or not closed or not accounts:
        return []
    newest = closed[-1]
    rows = (
        pl.scan_parquet(house.file(DATASET, newest, FILE))
        .filter(pl.col("account_ref").is_in(list(accounts)))
        .collect()
        .to_dicts()
    )
    corrected = corrections_of(list(accounts), newest)
    contested = {
        each.account_ref
        for each in contested_records(day_bounds(on, zone())[0], customer_id)
        if each.is_open
    }
    customer = portfolio.customer(customer_id)
    told = told_on([customer.customer_ref], on) if customer else {}
    waiting = list(
        Correction.objects.filter(customer_id=customer_id, state=CorrectionState.PROPOSED).order_by(
            "month"
        )
    )
    terms = reporting_terms(format_name, on)
    found = []
    for row in rows:
        ref, before = row["account_ref"], row[f"{format_name}_history"]
        changed = dict(corrected.get(ref, []))
        told_as = as_corrected(before, corrected.get(ref, []), newest, format_name)
        facts = Facts(
            format_name,
            "" if changed.get(newest) == "" else told_as[0],
            row["first_missed_on"],
            next(iter(told.values()), None),
            disputed=ref in contested or "" in contested,
        )
        held = held_because(facts, terms, newest.replace(day=1))
        found.append(
            History(
                account_id=accounts[ref].id,
                card_last4=accounts[ref].card_last4,
                months=_months(told_as, newest, changed, format_name),
                first_missed_on=row["first_missed_on"],
                disputed=facts.disputed,
                held=held_in_words(held) if held and row["present_on"] == newest else None,
                waiting=tuple(each for each in waiting if each.account_id == accounts[ref].id),
            )
        )
    return found


def _months(
    history: str, newest: date, changed: dict[date, str], format_name: str
) -> tuple[MonthTold, ...]:
    first = newest.replace(day=1)
    months = [last_day_of_month(add_months(first, -back)) for back in range(len(history))]
    return tuple(
        MonthTold(
            month=month,
            character=character,
            meaning=meaning(format_name, character),
            adverse=is_adverse(format_name, character),
            corrected=month in changed,
        )
        for month, character in zip(months, history, strict=True)
    )
