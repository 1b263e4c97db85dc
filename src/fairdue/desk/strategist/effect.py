"""What a proposal changes, made ready for its page: rows, and accounts with all they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairdue.desk.strategist.grid import OWN, typed_value
from fairdue.kernel.text import Text
from fairdue.strategy.models import Treatment
from fairdue.strategy.rules.grid import Document, columns_of
from fairdue.strategy.rules.inputs import INPUTS, value_words
from fairdue.strategy.rules.tables import DecisionTable

SHOWN = 4
"""Characters of an account's reference that are shown."""

KINDS = {
    "added": _("New row"),
    "removed": _("Taken out"),
    "changed": _("Changed"),
    "moved": _("Moved"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One cell, before and after, as one would type it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs. `number`: its place, from 1; the old one of a row taken out."""

    name: str
    number: int
    kind: str | Promise
    moved_from: int | None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a decision saw."""

    label: Text
    value: Text
    asked: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """One account treated differently. `customer_ref` for those who may open the file."""

    account: str
    customer_ref: str
    bucket: int
    currency: str
    past_due_minor: int
    champion: str
    challenger: str
    champion_row: str
    challenger_row: str
    champion_why: Text | None
    challenger_why: Text | None
    values: tuple[Value, ...]


def row_changes(document: Document, base: Document, language: str) -> list[RowChange]:
    """Every row of the proposal that is not as it was, in its order; then those taken out."""
    old = {str(row.get("id")): (place, row) for place, row in enumerate(base["rows"])}
    new = {str(row.get("id")): (place, row) for place, row in enumerate(document["rows"])}
    fields = [*dict.fromkeys([*columns_of(base), *columns_of(document)]), *OWN]
    moved = _moved([name for name in old if name in new], [name for name in new if name in old])
    found = []
    for name, (place, row) in new.items():
        before_place, before = old.get(name, (None, {}))
        changes = tuple(
            FieldChange(_label(field, language), was, now)
            for field in fields
            if field != "id"
            for was, now in [
                (typed_value(before, field, language), typed_value(row, field, language))
            ]
            if was != now
        )
        moved_from = before_place + 1 if before_place is not None and name in moved else None
        if before_place is None or changes or moved_from is not None:
            kind = "added" if before_place is None else "changed" if changes else "moved"
            found.append(RowChange(name, place + 1, KINDS[kind], moved_from, changes))
    found += [
        RowChange(name, place + 1, KINDS["removed"], None, ())
        for name, (place, _row) in old.items()
        if name not in new
    ]
    return found


def touched(row: Mapping[str, Any], live: DecisionTable, proposed: DecisionTable) -> Touched:
    """An account (nightly.replaying.effect.TOUCHED) with both rows, and what they asked."""
    rows = live.row(row["champion_row"]), proposed.row(row["challenger_row"])
    asked = {condition.asks for each in rows if each for condition in each.conditions}
    return Touched(
        account="…" + row["account_ref"][-SHOWN:],
        customer_ref=row["customer_ref"],
        bucket=row["bucket"],
        currency=row["currency"],
        past_due_minor=row["past_due_minor"],
        champion=str(Treatment(row["champion"]).label),
        challenger=str(Treatment(row["challenger"]).label),
        champion_row=row["champion_row"],
        challenger_row=row["challenger_row"],
        champion_why=rows[0].why if rows[0] else None,
        challenger_why=rows[1].why if rows[1] else None,
        values=tuple(
            Value(
                given.label,
                value_words(given, row[given.column], row["currency"]),
                given.name in asked,
            )
            for given in INPUTS.values()
        ),
    )


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Rows that changed places among those kept: the fewest whose moving explains the order."""
    stayed: set[str] = set()
    for block in SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks():
        stayed |= set(before[block.a : block.a + block.size])
    return set(after) - stayed


def _label(field: str, language: str) -> str:
    return INPUTS[field].label.in_language(language) if field in INPUTS else str(OWN[field])
