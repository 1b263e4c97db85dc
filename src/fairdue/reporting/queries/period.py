"""Counts a period's figures into a document: values, definitions, and the queries behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from fairdue.engine.lake import lake
from fairdue.reporting.figure import Family, Figure, Span
from fairdue.reporting.queries import portfolio, published
from fairdue.reporting.queries.capturing import capturing, earliest_unseen, result_of
from fairdue.reporting.queries.lookup import COUNTED_BY
from fairdue.reporting.queries.returns import line_document, return_lines
from fairdue.reporting.rules import periods
from fairdue.reporting.rules.freezing import (
    VERSION,
    definitions_document,
    digest,
    figure_document,
)
from fairdue.reporting.scope import Scope

OF_THIS_MOMENT = frozenset({Family.QUEUE})
"""Families that only know the present: no report of a past period has them."""


def period_scope(span: Span, currency: str, zone: ZoneInfo) -> Scope:
    """The scope of a past span: the portfolio at its end, against the last night before it."""
    until = [day for day in portfolio.days() if day <= span.last]
    as_of = until[-1] if until else None
    earlier = [day for day in until[:-1] if day < span.first] or until[:-1]
    return Scope(as_of, earlier[-1] if earlier else None, span, currency, zone)


def scope_of(document: dict[str, Any]) -> Scope:
    """The scope that a document was counted in."""

    def day(name: str) -> date | None:
        return date.fromisoformat(document[name]) if document[name] else None

    span = Span(date.fromisoformat(document["first"]), date.fromisoformat(document["last"]))
    return Scope(
        day("as_of"), day("before"), span, document["currency"], ZoneInfo(document["zone"])
    )


def main_currency() -> str:
    """The currency that most accounts of the newest day are in."""
    days = portfolio.days()
    return next(iter(portfolio.currencies(days[-1])), "CNY") if days else "CNY"


def families() -> tuple[Family, ...]:
    """Families that a report of a past period has: all that can be counted for one."""
    return tuple(family for family in COUNTED_BY if family not in OF_THIS_MOMENT)


def count(scope: Scope) -> tuple[Figure, ...]:
    """Every figure of the scope."""
    return tuple(each for family in families() for each in COUNTED_BY[family](scope))


def period_document(
    kind: str, period: str, span: Span, currency: str, zone: ZoneInfo, at: datetime
) -> dict[str, Any]:
    """What a report keeps. Call it within one_snapshot, so that all is of one moment."""
    scope = period_scope(span, currency, zone)
    document: dict[str, Any] = {
        "version": VERSION,
        "kind": kind,
        "period": period,
        "first": str(span.first),
        "last": str(span.last),
        "as_of": str(scope.as_of or ""),
        "before": str(scope.before or ""),
        "currency": currency,
        "zone": zone.key,
        "known_at": at.isoformat(),
        "unseen_from": earliest_unseen(),
        "return": [line_document(line) for line in return_lines(scope, at)],
        "definitions": {},
        "figures": [],
        "earlier": [],
        "queries": [],
    }
    if kind == "return":
        return document
    figures: list[Figure] = []
    for family in families():
        with capturing() as captured:
            counted = COUNTED_BY[family](scope)
        figures += counted
        document["queries"] += _database(family, captured.statements)
        document["queries"] += _of_lake(counted, scope)
    earlier = count(period_scope(periods.before(period, span), currency, zone))
    whole = [each for each in earlier if not each.slice]
    document["definitions"] = definitions_document([*figures, *whole])
    document["figures"] = [figure_document(each) for each in figures]
    document["earlier"] = [figure_document(each) for each in whole]
    document["files"] = list(_files(scope))
    return document


def _database(family: Family, statements: Iterable[str]) -> Iterator[dict[str, Any]]:
    for statement in statements:
        rows, number = result_of(statement)
        yield {
            "family": str(family),
            "store": "postgresql",
            "text": statement,
            "sha256": digest(statement),
            "rows_sha256": rows,
            "rows": number,
        }


def _of_lake(figures: Iterable[Figure], scope: Scope) -> Iterator[dict[str, Any]]:
    if scope.as_of is None:
        return
    for key, family in {each.definition.key: each.definition.family for each in figures}.items():
        text = published.query_of(key, scope.as_of, scope.before, scope.currency)
        if text is not None:
            yield {
                "family": str(family),
                "store": "lake",
                "key": key,
                "text": text,
                "sha256": digest(text),
            }


def _files(scope: Scope) -> Iterator[dict[str, str]]:
    """The lake's files that were counted, by their content."""
    for day in (scope.before, scope.as_of):
        if day is not None:
            path = published.standing_path(day)
            yield {"path": path, "sha256": file_digest(path)}


def file_digest(path: str) -> str:
    """SHA-256 of a file of the lake, by its path from the lake's folder on; "" when it is gone."""
    found = sha256()
    try:
        with (lake().root / path).open("rb") as file:
            while part := file.read(1 << 20):
                found.update(part)
    except FileNotFoundError:
        return ""
    return found.hexdigest()
