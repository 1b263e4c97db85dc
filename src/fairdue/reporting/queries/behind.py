"""The rows behind a figure: exactly those that its numerator or denominator counts.

Rows carry the issuer's references, amounts and dates, and masked names; nothing sealed is
opened here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from fairdue.care.figures import incidents_spread, time_granted
from fairdue.contact import figures as contact
from fairdue.contact.models import RIGHT_PARTY, Channel
from fairdue.negotiation import figures as negotiation
from fairdue.negotiation.models import PromiseState
from fairdue.reporting.columns import has_entered, is_cured
from fairdue.reporting.figure import Figure
from fairdue.reporting.queries import measured, portfolio, rows, tallied
from fairdue.reporting.queries.rows import (
    ATTEMPTS,
    CASE,
    CUSTOMERS,
    MOVED,
    PERMITS,
    PROMISES,
    QUEUE,
    STANDING,
    WORKED,
    Column,
    Page,
    Part,
    Rows,
)
from fairdue.reporting.scope import Scope
from fairdue.strategy.figures import brought_in
from fairdue.work import figures as work
from fairdue.work.models import QueueState

Source = Callable[[Figure, Scope, bool, Page], Rows]


def rows_behind(figure: Figure, scope: Scope, part: Part, page: Page) -> Rows:
    """The rows that the figure's numerator or denominator counts, a page of them."""
    return SOURCES[figure.definition.key](figure, scope, part is Part.NUMERATOR, page)


def _collect(found: pl.LazyFrame, columns: tuple[Column, ...], page: Page) -> Rows:
    names = [column.name for column in columns]
    chosen = found.select(names).sort("account_ref").slice(page.offset, page.limit)
    total = found.select(pl.len())
    rows, number = pl.collect_all([chosen, total])
    return Rows(columns, rows.rows(), int(number.item()))


def _standing(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = portfolio.standing(scope.day.last).filter(pl.col("currency") == scope.currency)
    if numerator and figure.slice:
        found = found.filter(pl.col("bucket") == int(figure.part("bucket")))
    elif numerator:
        found = found.filter(pl.col("bucket") > 0)
    return _collect(found, STANDING, page)


def _roll(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = portfolio.moved(scope).filter(
        pl.col("currency") == scope.currency,
        pl.col("from_bucket") == int(figure.part("bucket")),
    )
    if numerator:
        found = found.filter(pl.col("to") == figure.part("to"))
    return _collect(found, MOVED, page)


def _entry(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = portfolio.moved(scope).filter(
        pl.col("currency") == scope.currency, pl.col("from_bucket") == 0, pl.col("total_minor") > 0
    )
    return _collect(found.filter(has_entered()) if numerator else found, MOVED, page)


def _cure(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = portfolio.moved(scope).filter(
        pl.col("currency") == scope.currency, pl.col("from_bucket") > 0
    )
    return _collect(found.filter(is_cured()) if numerator else found, MOVED, page)


def _from(columns: tuple[Column, ...], found: tuple[list[Any], int]) -> Rows:
    rows, total = found
    return Rows(
        columns, [tuple(getattr(row, column.name) for column in columns) for row in rows], total
    )


def _window(page: Page) -> dict[str, Any]:
    return {"offset": page.offset, "limit": page.limit}


def _attempts(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    channel = figure.part("channel") if numerator else ""
    return _from(ATTEMPTS, contact.attempt_rows(*scope.moments, channel=channel, **_window(page)))


def _violations(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = contact.attempt_rows(*scope.moments, arrived=True, unlawful=numerator, **_window(page))
    return _from(ATTEMPTS, found)


def _calls(numerator_outcomes: Any, denominator_outcomes: Any = None) -> Source:
    def rows(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
        outcomes = numerator_outcomes if numerator else denominator_outcomes
        if callable(outcomes):
            outcomes = outcomes(figure)
        return _from(
            ATTEMPTS,
            contact.attempt_rows(
                *scope.moments,
                channel=Channel.CALL,
                outcomes=outcomes,
                ended=True,
                **_window(page),
            ),
        )

    return rows


def _customers(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    return _from(
        CUSTOMERS,
        contact.called_customers(*scope.moments, reached=numerator, **_window(page)),
    )


def _penetration(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    if numerator:
        return _worked(figure, scope, numerator, page)
    cases = work.queued_cases(scope.span.first, scope.span.last).order_by("case_id")
    window = cases[page.offset :] if page.limit is None else cases[page.offset :][: page.limit]
    return Rows((CASE,), [(case,) for case in window], cases.count())


def _worked(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    cases = work.queued_cases(scope.span.first, scope.span.last)
    return _from(WORKED, contact.worked_cases(cases, *scope.moments, **_window(page)))


def _taken(set_aside: bool) -> Source:
    def rows(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
        return _from(
            PROMISES,
            negotiation.taken_rows(
                *scope.moments, scope.currency, set_aside=set_aside, **_window(page)
            ),
        )

    return rows


def _promise_rate(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    if numerator:
        return _from(PROMISES, negotiation.taken_rows(*scope.moments, None, **_window(page)))
    return _calls(None, RIGHT_PARTY)(figure, scope, False, page)


def _due(states: Callable[[Figure], tuple[str, ...]]) -> Source:
    def rows(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
        wanted = states(figure) if numerator else negotiation.SETTLED
        return _from(
            PROMISES,
            negotiation.due_rows(
                scope.span.first,
                scope.span.last,
                scope.currency,
                states=wanted,
                **_window(page),
            ),
        )

    return rows


def _permits(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found, total = contact.permit_rows(
        *scope.moments,
        granted=False if numerator else None,
        clause=figure.part("clause") if numerator else "",
        **_window(page),
    )
    rows = [
        (
            row.asked_at,
            row.name_masked,
            row.channel,
            "granted" if row.granted else "denied",
            ", ".join(row.failing),
        )
        for row in found
    ]
    return Rows(PERMITS, rows, total)


def _queue(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    return _from(
        QUEUE,
        work.queue_rows(
            team_id=int(figure.part("team")),
            states=[figure.part("state")] if numerator else list(QueueState),
            **_window(page),
        ),
    )


def _of_frame(frame: pl.DataFrame, columns: tuple[Column, ...], page: Page) -> Rows:
    chosen = frame.slice(page.offset, page.limit).select([column.name for column in columns])
    return Rows(columns, chosen.rows(), frame.height)


TALLIED: Mapping[str, tuple[Column, ...]] = {
    "self_cure_rate": rows.ENTERED,
    "redefault_rate": rows.CURED,
    "digital_of_resolved": rows.ENTERED,
    "digital_of_all": rows.ENTERED,
    "promise_lag": rows.LAGS,
    "plan_survival": rows.PLANS,
    "proof_coverage": rows.PROVEN,
    "pressure_p95": rows.WEEKS,
    "complaints_upheld": rows.COMPLAINTS,
    "dispute_days_p50": rows.DISPUTES,
    "dispute_days_p95": rows.DISPUTES,
    "disputes_upheld": rows.DISPUTES,
    "hardship_days_p50": rows.HARDSHIP,
    "hardship_days_p95": rows.HARDSHIP,
    "visits_verified": rows.VISITS,
    "visits_met": rows.VISITS,
    "cases_due": rows.ENTERED,
    "cases_recovered": rows.ENTERED,
    "case_recovery_rate": rows.ENTERED,
}


def _tallied(columns: tuple[Column, ...]) -> Source:
    def found(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
        tally = tallied.TALLIES[figure.definition.key]
        behind = tally.rows(scope, dict(figure.slice), numerator=numerator)
        return _of_frame(behind, columns, page)

    return found


def _complaints(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    if numerator:
        return _of_frame(tallied.complaints(scope, {}), rows.COMPLAINTS, page)
    if figure.definition.key == "complaints_per_contacts":
        return _violations(figure, scope, False, page)
    found = portfolio.standing(scope.day.last).filter(pl.col("bucket") > 0)
    return _collect(found, rows.STANDING, page)


def _claims(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    return _of_frame(tallied.claims(scope, dict(figure.slice)), rows.CLAIMS, page)


def _owed(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = measured.money_owed(scope)
    if numerator and figure.definition.key != "amount_due":
        found = found.filter(pl.col("recovered_minor") > 0)
    return _of_frame(found, rows.OWED, page)


def _severe(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    return _of_frame(tallied.severe(scope, dict(figure.slice)), rows.SEVERE, page)


def _spread(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = incidents_spread(*scope.moments).filter(pl.col("team") == figure.part("team_name"))
    return _of_frame(found, rows.SPREAD, page)


def _granted(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    return _of_frame(time_granted(*scope.moments), rows.GRANTED, page)


def _readings(figure: Figure, scope: Scope, numerator: bool, page: Page) -> Rows:
    found = [
        (each.name, each.as_of, each.challengers, each.champions)
        for each in brought_in(scope.span.last, scope.currency)
        if each.name == figure.part("experiment")
    ]
    return Rows(rows.READINGS, found, len(found))


SOURCES: Mapping[str, Source] = {
    "accounts_by_bucket": _standing,
    "balance_by_bucket": _standing,
    "delinquent_accounts": _standing,
    "delinquency_rate": _standing,
    "roll_by_count": _roll,
    "roll_by_balance": _roll,
    "entry_rate": _entry,
    "cure_rate": _cure,
    "attempts": _attempts,
    "outcomes": _calls(lambda figure: [figure.part("outcome")]),
    "connect_rate": _calls(contact.CONNECTED),
    "rpc_per_attempt": _calls(RIGHT_PARTY),
    "rpc_per_connect": _calls(RIGHT_PARTY, contact.CONNECTED),
    "rpc_account_rate": _customers,
    "penetration": _penetration,
    "intensity": _worked,
    "promises_taken": _taken(set_aside=True),
    "money_promised": _taken(set_aside=False),
    "promise_rate": _promise_rate,
    "promises_due": _due(lambda figure: (figure.part("state"),)),
    "kept_rate_count": _due(lambda figure: (PromiseState.KEPT,)),
    "kept_rate_money": _due(lambda figure: negotiation.SETTLED),
    "denial_rate": _permits,
    "denials_by_clause": _permits,
    "violation_rate": _violations,
    "queue": _queue,
    **{key: _tallied(columns) for key, columns in TALLIED.items()},
    "complaints_per_contacts": _complaints,
    "complaints_per_accounts": _complaints,
    "legal_yield": _claims,
    "amount_due": _owed,
    "amount_recovered": _owed,
    "amount_recovery_rate": _owed,
    "severe_per_100_hours": _severe,
    "severe_gini": _spread,
    "respite_minutes": _granted,
    "incremental_recovery": _readings,
}
