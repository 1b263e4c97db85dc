"""The rows behind a figure: exactly those that its numerator or denominator counts.

Rows carry the issuer's references, amounts and dates, and masked names; nothing sealed is
opened here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from fairdue.contact import figures as contact
from fairdue.contact.models import RIGHT_PARTY, Channel
from fairdue.kernel.text import Text
from fairdue.negotiation import figures as negotiation
from fairdue.negotiation.models import PromiseState
from fairdue.reporting.columns import has_entered, is_cured
from fairdue.reporting.figure import Figure
from fairdue.reporting.queries import portfolio
from fairdue.reporting.scope import Scope
from fairdue.work import figures as work
from fairdue.work.models import QueueState

PAGE_ROWS = 50


class Part(StrEnum):
    """Which of the two numbers of a figure."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    BUCKET = "bucket"
    CODE = "code"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows behind a figure. Money is in minor units of the row's currency."""

    name: str
    title: Text
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows, and how many there are in all."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows: from `offset`, `limit` of them; None for all from there on."""

    offset: int = 0
    limit: int | None = PAGE_ROWS


ACCOUNT = Column("account_ref", Text("Account", "账户号"))
CURRENCY = Column("currency", Text("Currency", "币种"), Kind.CODE)
BUCKET = Column("bucket", Text("Bucket", "账龄段"), Kind.BUCKET)
DAYS = Column("days_past_due", Text("Days past due", "逾期天数"), Kind.INTEGER)
CYCLES = Column("cycles_past_due", Text("Cycles past due", "逾期期数"), Kind.INTEGER)
BALANCE = Column("total_minor", Text("Balance", "余额"), Kind.MONEY)
FROM = Column("from_bucket", Text("Earlier bucket", "原账龄段"), Kind.BUCKET)
TO = Column("to", Text("Later state", "现状态"), Kind.BUCKET)
EARLIER = Column("total_minor", Text("Earlier balance", "期初余额"), Kind.MONEY)
LATER = Column("later_minor", Text("Later balance", "期末余额"), Kind.MONEY)
CASE = Column("case_id", Text("Case", "案件"), Kind.CASE)
NAME = Column("name_masked", Text("Customer", "客户"))
MADE_AT = Column("made_at", Text("Made at", "时间"), Kind.MOMENT)
CHANNEL = Column("channel", Text("Channel", "渠道"), Kind.CODE)
OUTCOME = Column("outcome", Text("Outcome", "结果"), Kind.CODE)
STATE = Column("state", Text("State", "状态"), Kind.CODE)

STANDING = (ACCOUNT, CURRENCY, BUCKET, DAYS, CYCLES, BALANCE)
MOVED = (ACCOUNT, CURRENCY, FROM, TO, EARLIER, LATER)
ATTEMPTS = (
    MADE_AT,
    CASE,
    NAME,
    Column("value_masked", Text("Number", "号码")),
    CHANNEL,
    OUTCOME,
)
CUSTOMERS = (
    NAME,
    Column("calls", Text("Calls", "电话数"), Kind.INTEGER),
    Column("connected", Text("Connected", "接通"), Kind.INTEGER),
    Column("right_party", Text("Right party", "接通本人"), Kind.INTEGER),
)
WORKED = (CASE, Column("attempts", Text("Attempts", "触达次数"), Kind.INTEGER))
PROMISES = (
    Column("made_at", Text("Promised at", "承诺时间"), Kind.MOMENT),
    CASE,
    NAME,
    Column("amount_minor", Text("Promised", "承诺金额"), Kind.MONEY),
    CURRENCY,
    Column("due_on", Text("Due", "到期日"), Kind.DAY),
    STATE,
    Column("paid_minor", Text("Paid", "实付金额"), Kind.MONEY),
)
PERMITS = (
    Column("asked_at", Text("Asked at", "申请时间"), Kind.MOMENT),
    NAME,
    CHANNEL,
    Column("granted", Text("Answer", "结论"), Kind.CODE),
    Column("failing", Text("Failing clauses", "未通过条款")),
)
QUEUE = (
    CASE,
    NAME,
    BUCKET,
    DAYS,
    Column("treatment", Text("Treatment", "催收动作"), Kind.CODE),
    STATE,
    Column("available_at", Text("Available from", "可作业时间"), Kind.MOMENT),
    Column("taken_at", Text("Taken at", "领取时间"), Kind.MOMENT),
)


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


Source = Callable[[Figure, Scope, bool, Page], Rows]

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
}
