"""Decision tables to compare: from leaving everybody alone to calling everybody at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

PROTECTED = ("protect-vulnerable", "protect-disputed", "protect-on-hold")
RUNNING = ("leave-nothing-past-due", "leave-promise-running")


def _row(name: str, then: str, when: dict[str, Any] | None = None) -> dict[str, Any]:
    words = {"en": name, "zh": name}
    return {"id": name, "then": then, "why": words} | ({"when": when} if when else {})


def _large(amount: int) -> dict[str, Any]:
    return {"at_least": {"CNY": amount}}


ROWS: dict[str, list[dict[str, Any]] | None] = {
    "as shipped": None,
    "nobody": [],
    "late only": [_row("call-m3", "call", {"bucket": {"at_least": 3}})],
    "after a month": [_row("call-m2", "call", {"bucket": {"at_least": 2}})],
    "after a fortnight": [
        _row("call-15", "call", {"days_past_due": {"at_least": 15}}),
    ],
    "at once": [_row("call-m1", "call", {"bucket": {"at_least": 1}})],
    "at once and in person": [
        _row("visit-m2", "visit", {"bucket": {"at_least": 2}, "past_due": _large(500)}),
        _row("call-m1", "call", {"bucket": {"at_least": 1}}),
    ],
}
"""Rows between the protecting ones, which every table keeps, and the last one, which leaves."""


def rulepacks_with(name: str, shipped: Path, folder: Path) -> Path:
    """A copy of the shipped rule packs whose decision table is the one of this name."""
    copied = folder / "rulepacks"
    shutil.copytree(shipped, copied)
    rows = ROWS[name]
    if rows is not None:
        path = copied / "policy" / "default" / "strategy" / "first.yaml"
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        kept = [row for row in table["rows"] if row["id"] in (*PROTECTED, *RUNNING)]
        table["rows"] = [*kept, *rows, _row("leave", "leave")]
        path.write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False), "utf-8")
    return copied
