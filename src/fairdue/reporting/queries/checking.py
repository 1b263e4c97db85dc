"""Counts a report anew from its published queries, and tells what differs and why it may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import Error

from fairdue.reporting.queries import published
from fairdue.reporting.queries.capturing import changed_since, result_of, tables_of
from fairdue.reporting.queries.period import count, file_digest, scope_of
from fairdue.reporting.rules.freezing import digest, figure_document, identity


class Outcome(StrEnum):
    """What counting one figure again came to."""

    SAME = "same"
    CORRECTED = "corrected"
    """It differs, and what it is counted from has changed since, on record."""
    DIFFERS = "differs"
    """It differs although nothing that it is counted from has changed: something is wrong."""
    UNCOUNTED = "uncounted"
    """The figure isn't counted any more; the report's value stands alone."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure of a report and what it comes to now; `now` is None where it isn't counted."""

    frozen: dict[str, Any]
    now: dict[str, Any] | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Check:
    """What checking a report found."""

    intact: bool
    """The document is the one that was kept, by its digest."""
    queries: int
    queries_same: int
    """Queries whose text is the one that was kept and that give what they gave."""
    figures: tuple[Checked, ...]

    @property
    def reproduces(self) -> bool:
        """Is every figure as it was, or its difference on record?"""
        wrong = (Outcome.DIFFERS, Outcome.UNCOUNTED)
        return self.intact and not any(each.outcome in wrong for each in self.figures)

    def of(self, outcome: Outcome) -> list[Checked]:
        """The figures that came to this."""
        return [each for each in self.figures if each.outcome is outcome]


def check_document(document: dict[str, Any], kept_digest: str) -> Check:
    """Run every query of a report again, count every figure again, and compare."""
    same, by_lake, moved = 0, {}, _moved_families(document)
    for query in document["queries"]:
        if digest(query["text"]) != query["sha256"]:
            continue
        if query["store"] == "lake":
            by_lake[query["key"]] = published.answers(query["text"])
            same += _lake_agrees(document, query["key"], by_lake[query["key"]])
        else:
            same += _gives_the_same(query)
    now = {identity(each): each for each in map(figure_document, _counted(document))}
    return Check(
        intact=digest(document) == kept_digest,
        queries=len(document["queries"]),
        queries_same=same,
        figures=tuple(
            _checked(document, each, now.get(identity(each)), by_lake, moved)
            for each in document["figures"]
        ),
    )


def _counted(document: dict[str, Any]) -> tuple[Any, ...]:
    return count(scope_of(document)) if document["figures"] else ()


def _checked(
    document: dict[str, Any],
    frozen: dict[str, Any],
    now: dict[str, Any] | None,
    by_lake: dict[str, dict[tuple[str, ...], tuple[int, int]]],
    moved: frozenset[str],
) -> Checked:
    family = document["definitions"][frozen["key"]]["family"]
    if now is None and frozen["slice"]:
        now = frozen | {"numerator": 0}  # a part that nothing falls into any more isn't listed
    if now is None:
        return Checked(frozen, None, Outcome.UNCOUNTED)
    agrees = _values(frozen) == _values(now) and _agrees(frozen, by_lake.get(frozen["key"]))
    if agrees:
        return Checked(frozen, now, Outcome.SAME)
    return Checked(frozen, now, Outcome.CORRECTED if family in moved else Outcome.DIFFERS)


def _values(figure: dict[str, Any]) -> tuple[Any, ...]:
    estimate = figure["estimate"]
    parts = figure["numerator"], figure["denominator"]
    return *parts, None if estimate is None else float(f"{estimate:.9g}")


def _agrees(frozen: dict[str, Any], answers: dict[tuple[str, ...], tuple[int, int]] | None) -> bool:
    """Does the published query, where there is one, give the same? No row is a numerator of 0."""
    if answers is None:
        return True
    found = answers.get(tuple(code for _, code in frozen["slice"]))
    return frozen["numerator"] == 0 if found is None else found == _values(frozen)[:2]


def _lake_agrees(
    document: dict[str, Any], key: str, answers: dict[tuple[str, ...], tuple[int, int]]
) -> bool:
    return all(_agrees(each, answers) for each in document["figures"] if each["key"] == key)


def _gives_the_same(query: dict[str, Any]) -> bool:
    try:
        return result_of(query["text"]) == (query["rows_sha256"], query["rows"])
    except Error:
        return False


def _moved_families(document: dict[str, Any]) -> frozenset[str]:
    """Families counted from what has changed since: a file of the lake, or a table's rows."""
    files = document.get("files", [])
    rewritten = any(file_digest(file["path"]) != file["sha256"] for file in files)
    found, tables = set(), {}
    for query in document["queries"]:
        if query["store"] == "lake":
            found |= {query["family"]} if rewritten else set()
            continue
        try:
            names = tables_of(query["text"])
        except Error:
            found.add(query["family"])
            continue
        for name in names:
            if name not in tables:
                tables[name] = changed_since(name, document["unseen_from"])
        found |= {query["family"]} if any(tables[name] for name in names) else set()
    return frozenset(found)
