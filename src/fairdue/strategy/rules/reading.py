"""Reads a decision table from its document, and refuses one that could not work.

table: first
version: 1
title: {en: …, zh: …}
rows:
  - id: visit-late
    when:
      bucket: {at_least: 4}                      # a bare value means equals
      past_due: {at_least: {CNY: 5000}}          # major units by currency; 0 alone means any
      days_past_due: {unknown: false}
    then: visit
    why: {en: …, zh: …}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairdue.kernel.money import Money, UnknownCurrencyError
from fairdue.kernel.text import Text
from fairdue.strategy.rules.analysis import Unreachable, unreachable
from fairdue.strategy.rules.inputs import INPUTS, Input, Kind
from fairdue.strategy.rules.tables import (
    ANY_CURRENCY,
    Compare,
    Condition,
    DecisionTable,
    Operand,
    Row,
    Step,
)

ROW_KEYS = {"id", "when", "then", "why"}
TABLE_KEYS = {"table", "version", "title", "rows"}
FITTING: dict[Kind, set[Compare]] = {
    Kind.WHOLE: set(Compare),
    Kind.AMOUNT: set(Compare) - {Compare.ONE_OF, Compare.EQUALS},
    Kind.FLAG: {Compare.EQUALS, Compare.UNKNOWN},
}


class TableError(ValueError):
    """A decision table is wrong; the message says which row, what, and how to mend it."""


class UnreachableError(TableError):
    """Rows decide for nobody; `found` has them all, and the rows that take their accounts."""

    def __init__(self, message: str, found: tuple[Unreachable, ...]) -> None:
        super().__init__(message)
        self.found = found


def read_table(document: Any, digest: str, *, draft: bool = False) -> DecisionTable:
    """A table from its parsed document. `digest` is of the file and becomes part of the version.

    A `draft` may have rows that are never reached: a table being edited, or one that has decided
    and must stay readable. Raises TableError for the first wrong place.
    """
    if not isinstance(document, Mapping) or set(document) != TABLE_KEYS:
        raise TableError(f"a decision table needs exactly the keys {_listed(TABLE_KEYS)}")
    rows = document["rows"]
    if not isinstance(rows, list) or not rows:
        raise TableError("rows: a list of at least one row is needed")
    read = tuple(_row(row, place) for place, row in enumerate(rows, start=1))
    _refuse_disorder(read)
    if not draft:
        _refuse_unreachable(read)
    return DecisionTable(
        name=str(document["table"]),
        version=f"{document['version']}-{digest[:8]}",
        title=_text(document["title"], "title"),
        rows=read,
    )


def _row(body: Any, place: int) -> Row:
    where = f"row {place}"
    if not isinstance(body, Mapping) or not set(body) <= ROW_KEYS:
        raise TableError(f"{where}: a row has the keys {_listed(ROW_KEYS)}")
    where = f"row {place} ({body.get('id', 'without id')})"
    missing = ROW_KEYS - {"when"} - set(body)
    if missing:
        raise TableError(f"{where}: {_listed(missing)} is missing")
    try:
        then = Step(body["then"])
    except ValueError:
        raise TableError(
            f"{where}: then {body['then']!r} is none of {_listed(set(Step))}"
        ) from None
    when = body.get("when") or {}
    if not isinstance(when, Mapping):
        raise TableError(f"{where}: when must be a mapping of inputs to conditions")
    conditions = [
        condition for name, asked in when.items() for condition in _conditions(name, asked, where)
    ]
    _refuse_empty(conditions, where)
    return Row(str(body["id"]), tuple(conditions), then, _text(body["why"], f"{where}: why"))


def _conditions(name: str, asked: Any, where: str) -> list[Condition]:
    if name not in INPUTS:
        raise TableError(f"{where}: {name!r} is no input; known are {_listed(set(INPUTS))}")
    given = INPUTS[name]
    comparisons = asked if isinstance(asked, Mapping) else {"equals": asked}
    found = []
    for key, operand in comparisons.items():
        place = f"{where}: {name} {key}"
        if key not in set(Compare) or Compare(key) not in FITTING[given.kind]:
            fitting = _listed({str(compare) for compare in FITTING[given.kind]})
            raise TableError(f"{place}: {name} may be compared by {fitting}")
        found.append(Condition(name, Compare(key), _operand(given, Compare(key), operand, place)))
    return found


def _operand(given: Input, compare: Compare, operand: Any, place: str) -> Operand:
    if compare is Compare.UNKNOWN or given.kind is Kind.FLAG:
        if not isinstance(operand, bool):
            raise TableError(f"{place}: needs true or false, not {operand!r}")
        if compare is Compare.UNKNOWN and not given.may_be_unknown:
            raise TableError(f"{place}: {given.name} is always known")
        return operand
    if given.kind is Kind.AMOUNT:
        return _amounts(operand, place)
    numbers = operand if compare is Compare.ONE_OF else [operand]
    if not isinstance(numbers, list) or not numbers or any(not _whole(one) for one in numbers):
        raise TableError(f"{place}: needs a whole number, not {operand!r}")
    return tuple(numbers) if compare is Compare.ONE_OF else int(operand)


def _amounts(operand: Any, place: str) -> tuple[tuple[str, int], ...]:
    if operand == 0 and not isinstance(operand, bool):
        return ((ANY_CURRENCY, 0),)
    if not isinstance(operand, Mapping) or not operand:
        raise TableError(f"{place}: needs amounts by currency like {{CNY: 500}}, or 0")
    try:
        return tuple(
            sorted(
                (currency, Money.of(str(amount), currency).minor)
                for currency, amount in operand.items()
            )
        )
    except (UnknownCurrencyError, ArithmeticError) as error:
        raise TableError(f"{place}: {error}") from None


def _refuse_disorder(rows: tuple[Row, ...]) -> None:
    """Refuse doubles and a missing catch-all."""
    if rows[-1].conditions:
        raise TableError(
            f"row {len(rows)} ({rows[-1].id}): the last row must have no conditions, "
            "so that every account gets a treatment"
        )
    seen: set[str] = set()
    for place, row in enumerate(rows, start=1):
        if row.id in seen:
            raise TableError(f"row {place} ({row.id}): this id is used twice")
        seen.add(row.id)


def _refuse_unreachable(rows: tuple[Row, ...]) -> None:
    """Refuse rows of which earlier ones, alone or together, take every account."""
    found = unreachable(rows)
    if found:
        first = found[0]
        raise UnreachableError(
            f"row {first.place} ({first.row}) {first.reason().en}; move it up, change it or "
            "leave it out",
            found,
        )


def _refuse_empty(conditions: list[Condition], where: str) -> None:
    """Refuse conditions on one whole number that no number can meet."""
    for name in {condition.asks for condition in conditions}:
        about = [one for one in conditions if one.asks == name]
        if INPUTS[name].kind is not Kind.WHOLE:
            continue
        edges = [one.operand for one in about if isinstance(one.operand, int)]
        candidates = {int(edge) + shift for edge in edges for shift in (-1, 0, 1)}
        candidates |= {
            number
            for one in about
            if isinstance(one.operand, tuple)
            for number in one.operand
            if isinstance(number, int)
        }
        column = INPUTS[name].column
        tried: list[int | None] = [*candidates, None]
        if not any(all(one.holds({column: value}) for one in about) for value in tried):
            raise TableError(f"{where}: no value of {name} meets all its conditions")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: Any, where: str) -> Text:
    if not isinstance(value, Mapping) or not value.get("en") or not value.get("zh"):
        raise TableError(f"{where}: needs a text in both languages: {{en: …, zh: …}}")
    return Text(str(value["en"]), str(value["zh"]))


def _listed(names: Any) -> str:
    return ", ".join(sorted(str(name) for name in names))
