"""Changing a decision table's document row by row, cell by cell, working or not. Pure.

A document is what a table's YAML says, with a list of rows; rows count from 0. Nothing here judges
whether the table works, except `problems`, which says what is wrong where.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from fairdue.kernel.text import Text
from fairdue.strategy.rules.reading import TableError, read_conditions
from fairdue.strategy.rules.tables import Step

Document = dict[str, Any]
LANGUAGES = ("en", "zh")
ID_LENGTH_MAX = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps the table from working. `place`: the row, from 0; `field`: its cell."""

    place: int
    field: str
    text: Text


def columns_of(document: Document) -> list[str]:
    """The inputs that rows ask about, in the order in which rows name them."""
    return list(dict.fromkeys(name for row in document["rows"] for name in _when(row)))


def asked(row: Mapping[str, Any], name: str) -> Any:
    """What a row asks of an input; None for nothing."""
    return _when(row).get(name)


def with_cell(document: Document, place: int, name: str, condition: Any) -> Document:
    """The row asking this of an input, or nothing of it."""
    changed, row = _row_of(document, place)
    when = {key: value for key, value in _when(row).items() if key != name or condition is not None}
    if condition is not None:
        when[name] = condition
    _put(row, "when", when)
    return changed


def with_value(document: Document, place: int, field: str, value: str) -> Document:
    """The row with another `id`, `then`, `why.en` or `why.zh`."""
    changed, row = _row_of(document, place)
    key, _dot, language = field.partition(".")
    if language:
        why = row.get("why")
        row[key] = {**(why if isinstance(why, Mapping) else {}), language: value}
    else:
        row[key] = value
    return changed


def without_column(document: Document, name: str) -> Document:
    """No row asking about an input."""
    changed = deepcopy(document)
    for row in changed["rows"]:
        _put(row, "when", {key: value for key, value in _when(row).items() if key != name})
    return changed


def with_row_after(document: Document, place: int, *, like: bool) -> Document:
    """A new row below one: a copy of it (`like`), or with nothing but its treatment."""
    changed, row = _row_of(document, place)
    new = {
        "id": _free_id(document, str(row.get("id", "row"))),
        "when": deepcopy(_when(row)) if like else {},
        "then": row.get("then", str(Step.LEAVE)),
        "why": deepcopy(row.get("why")) if like else dict.fromkeys(LANGUAGES, ""),
    }
    # Nothing comes after the row that catches everything.
    behind = place + 1 if place + 1 < len(changed["rows"]) else place
    changed["rows"].insert(behind, new)
    return changed


def without_row(document: Document, place: int) -> Document:
    """The table without a row."""
    changed, _row = _row_of(document, place)
    changed["rows"].pop(place)
    return changed


def with_row_moved(document: Document, place: int, by: int) -> Document:
    """A row so many places further down (or up, below 0), as far as there are places."""
    changed, row = _row_of(document, place)
    target = min(max(place + by, 0), len(changed["rows"]) - 1)
    changed["rows"].pop(place)
    changed["rows"].insert(target, row)
    return changed


def problems(document: Document) -> list[Problem]:
    """What is wrong with each row, in order. Empty does not mean yet that the table works: rows
    may stand in each other's way (`rules.analysis`).
    """
    found: list[Problem] = []
    ids: set[str] = set()
    rows = document["rows"]
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping):
            found.append(Problem(place, "id", Text("This is no row.", "此处不是有效的行。")))
            continue
        found += _wrong_values(row, place, ids)
        found += _wrong_cells(row, place)
    if not rows or (isinstance(rows[-1], Mapping) and _when(rows[-1])):
        found.append(
            Problem(
                max(len(rows) - 1, 0),
                "id",
                Text(
                    "The last row must have no conditions, so that every account gets a treatment.",
                    "最后一行不得设条件，以确保每个账户都有处置方式。",
                ),
            )
        )
    return found


def _wrong_values(row: Mapping[str, Any], place: int, ids: set[str]) -> list[Problem]:
    found = []
    name = str(row.get("id") or "")
    if not name or name in ids or len(name) > ID_LENGTH_MAX:
        found.append(
            Problem(
                place,
                "id",
                Text(
                    f"Every row needs a name of its own, of {ID_LENGTH_MAX} characters at most.",
                    f"每行须有唯一的名称，不超过{ID_LENGTH_MAX}个字符。",
                ),
            )
        )
    ids.add(name)
    if row.get("then") not in set(Step):
        found.append(Problem(place, "then", Text("Choose a treatment.", "请选择处置方式。")))
    why = row.get("why")
    for language, message in _WHY_MISSING.items():
        said = why.get(language) if isinstance(why, Mapping) else None
        if not isinstance(said, str) or not said.strip():
            found.append(Problem(place, f"why.{language}", message))
    return found


def _wrong_cells(row: Mapping[str, Any], place: int) -> list[Problem]:
    return [
        Problem(place, str(name), wrong)
        for name, condition in _when(row).items()
        if (wrong := wrong_condition(name, condition)) is not None
    ]


def wrong_condition(name: str, condition: Any) -> Text | None:
    """What is wrong with what a row asks of one input; None when it can hold."""
    try:
        read_conditions(name, condition)
    except TableError as error:
        return error.text
    return None


_WHY_MISSING = {
    "en": Text("Say why in English.", "请填写英文理由。"),
    "zh": Text("Say why in Chinese.", "请填写中文理由。"),
}


def _when(row: Any) -> Mapping[str, Any]:
    when = row.get("when") if isinstance(row, Mapping) else None
    return when if isinstance(when, Mapping) else {}


def _put(row: dict[str, Any], key: str, value: Mapping[str, Any]) -> None:
    """A row without conditions has no `when` at all."""
    ordered = {"id": row.get("id"), key: dict(value), **{k: v for k, v in row.items() if k != "id"}}
    ordered[key] = dict(value)
    if not value:
        ordered.pop(key)
    row.clear()
    row.update(ordered)


def _row_of(document: Document, place: int) -> tuple[Document, dict[str, Any]]:
    """A copy of the document, and the row in it. Raises IndexError when there is none."""
    changed = deepcopy(document)
    if not 0 <= place < len(changed["rows"]):
        raise IndexError(f"there is no row {place}")
    return changed, changed["rows"][place]


def _free_id(document: Document, like: str) -> str:
    taken = {str(row.get("id")) for row in document["rows"] if isinstance(row, Mapping)}
    stem = like[: ID_LENGTH_MAX - 4].rstrip("-0123456789") or "row"
    return next(name for number in range(2, 10_000) if (name := f"{stem}-{number}") not in taken)
