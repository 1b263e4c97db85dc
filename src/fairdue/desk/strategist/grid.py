"""A decision table's document as a grid of cells, made ready for a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fairdue.strategy.models import Treatment
from fairdue.strategy.rules.grid import Document, Problem, asked, columns_of
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.typed import NO, YES, hint, typed_cell

OWN = {
    "id": _("Row"),
    "then": _("Then"),
    "why.zh": _("Why (Chinese)"),
    "why.en": _("Why (English)"),
}
"""What every row has, besides what it asks."""

KINDS = ("name", "then", "text", *map(str, Kind))
"""How cells are edited."""

ROWS_A_PAGE = 200
LINES_MAX = 2
"""Amounts shown of a cell that did not change; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: how its cells are edited; `name`: an input, or one of OWN."""

    name: str
    label: str
    kind: str
    hint: str = ""

    @property
    def is_input(self) -> bool:
        """An input that rows ask about; such a column can be taken out."""
        return self.name in INPUTS


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `typed`: as one would type it; `lines`: as it is read; `entered`: what was typed
    just now and could not be taken.
    """

    column: Column
    typed: str
    lines: tuple[str, ...]
    changed: bool
    error: str
    more: int = 0
    """Lines not shown: amounts of further currencies."""
    entered: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `place` counts from 0."""

    place: int
    name: str
    cells: tuple[Cell, ...]
    is_new: bool

    @property
    def number(self) -> int:
        """As people count."""
        return self.place + 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed into a cell and could not be taken, and why."""

    field: str
    typed: str
    error: str


def columns(document: Document, more: Sequence[str], language: str) -> list[Column]:
    """The row's name, what is asked (and `more` to ask), the treatment, and why."""
    chinese = language.startswith("zh")
    names = [*columns_of(document), *more]
    inputs = [
        Column(
            name,
            INPUTS[name].label.in_language(language),
            str(INPUTS[name].kind),
            hint(name).in_language(language),
        )
        for name in dict.fromkeys(names)
        if name in INPUTS
    ]
    whys = ("why.zh", "why.en") if chinese else ("why.en", "why.zh")
    return [
        Column("id", str(OWN["id"]), "name"),
        *inputs,
        Column("then", str(OWN["then"]), "then"),
        *(Column(name, str(OWN[name]), "text") for name in whys),
    ]


def lines(
    document: Document,
    base: Document,
    shown: Sequence[Column],
    problems: Sequence[Problem],
    language: str,
    places: Sequence[int],
    attempt: Attempt | None = None,
) -> list[Line]:
    """Rows at these places, with what is wrong with them and what differs from `base`."""
    before = {row.get("id"): row for row in base["rows"]}
    wrong: dict[tuple[int, str], str] = {}
    for problem in problems:
        wrong.setdefault((problem.place, problem.field), problem.text.in_language(language))
    made = []
    for place in places:
        row = document["rows"][place]
        earlier = before.get(row.get("id"))
        cells = tuple(
            _cell(row, earlier, column, wrong.get((place, column.name), ""), language, attempt)
            for column in shown
        )
        made.append(Line(place, str(row.get("id", "")), cells, earlier is None))
    return made


def _cell(
    row: Mapping[str, Any],
    earlier: Mapping[str, Any] | None,
    column: Column,
    error: str,
    language: str,
    attempt: Attempt | None,
) -> Cell:
    typed = typed_value(row, column.name, language)
    tried = attempt if attempt and attempt.field == column.name else None
    changed = earlier is not None and typed != typed_value(earlier, column.name, language)
    read = _read(column, typed)
    shown = read if changed or len(read) <= LINES_MAX else read[:1]
    return Cell(
        column=column,
        typed=typed,
        lines=shown,
        changed=changed,
        error=tried.error if tried else error,
        more=len(read) - len(shown),
        entered=tried.typed if tried else None,
    )


def removed(document: Document, base: Document) -> list[str]:
    """Names of rows that the table had and the document has not."""
    kept = {row.get("id") for row in document["rows"]}
    return [str(row.get("id")) for row in base["rows"] if row.get("id") not in kept]


def typed_value(row: Mapping[str, Any], name: str, language: str) -> str:
    """A row's cell of an input, or of OWN, as one would type it."""
    if name in INPUTS:
        return typed_cell(name, asked(row, name)).in_language(language)
    key, _dot, part = name.partition(".")
    value = row.get(key)
    if part:
        value = value.get(part) if isinstance(value, Mapping) else ""
    return str(value if value is not None else "")


def _read(column: Column, typed: str) -> tuple[str, ...]:
    """The cell's text in lines; amounts of many currencies one under the other."""
    if column.kind == "then":
        known = typed in Treatment.values
        return (str(Treatment(typed).label) if known else typed,)
    if column.kind == str(Kind.AMOUNT):
        return tuple(typed.split(" / "))
    return (typed,) if typed else ()


def answers(language: str) -> list[tuple[str, str]]:
    """What a flag's cell can be: nothing, yes or no."""
    return [("", "–"), *((each.in_language(language),) * 2 for each in (YES, NO))]
