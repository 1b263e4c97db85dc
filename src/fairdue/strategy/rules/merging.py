"""A draft brought up to date with a table that went live meanwhile. Pure.

Rows are told apart by their names. What only one side changed, moved, put in or took out counts;
where both changed the same row, the draft's stays and the row is named.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
Rows = dict[str, Any]


def merged(base: Document, mine: Document, live: Document) -> tuple[Document, list[str]]:
    """The draft on top of the live table, and the rows that both sides changed.

    `base` is what both came from. Documents as in `rules.grid`.
    """
    was, own, now = _by_id(base), _by_id(mine), _by_id(live)
    both: list[str] = []
    rows = {}
    for name in _order(list(was), list(own), list(now)):
        row = _row(was.get(name), own.get(name), now.get(name))
        if row is not None:
            rows[name] = row
        changed = own.get(name) != was.get(name) and now.get(name) != was.get(name)
        if changed and own.get(name) != now.get(name):
            both.append(name)
    title = live["title"] if mine.get("title") == base.get("title") else mine.get("title")
    return {**mine, "title": title, "rows": list(rows.values())}, both


def _row(was: Any, own: Any, now: Any) -> Any:
    """Whichever side changed it; the draft's where both did. None: it is gone."""
    return now if own == was else own


def _order(was: list[str], own: list[str], now: list[str]) -> list[str]:
    """The live table's order, unless the draft moved rows; the other's new rows come in behind
    the row that they stood behind.
    """
    kept = set(was) & set(own) & set(now)
    moved = [name for name in own if name in kept] != [name for name in was if name in kept]
    first, second = (own, now) if moved else (now, own)
    order = list(first)
    for place, name in enumerate(second):
        if name not in order:
            before = next((each for each in reversed(second[:place]) if each in order), None)
            order.insert(order.index(before) + 1 if before is not None else 0, name)
    return order


def _by_id(document: Document) -> Rows:
    return {str(row.get("id")): row for row in document["rows"]}
