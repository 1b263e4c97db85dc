"""Plain threshold rules written as data, without a line of Python.

A file below `rulepacks/law/<country>/` with a list `thresholds`:

    thresholds:
      - rule: CN-REM-01                  # a rule of the pack
        action: remind_due_date          # the case's action type, kind, or `what`
        fact: days_before_due            # a field of the case
        at_least: reminder_days_before   # how it compares, and the parameter with the bound
        otherwise: {en: …, zh: …}        # said when it fails

`docs/add-a-rule.md` walks through one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from fairdue.compliance.rules.threshold import COMPARISONS, Threshold, holds
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Case, Facts
from fairdue.law_cases.registry import Answers, Law
from fairdue.rulebook.packs import RulePackError
from fairdue.rulebook.terms import citation

Row = tuple[str, str, Threshold]
"""Action, parameter with the bound, and the threshold."""

NEEDED = {"rule", "action", "fact", "otherwise"}


def find(case: Case, packs: Path) -> Answers | None:
    """What answers a case by thresholds: all of its action, or None when there is none."""
    rows = [row for row in read(packs / "law" / case.jurisdiction.lower()) if row[0] == case.name]
    return (lambda facts, law: _judge(rows, facts, law)) if rows else None


def read(folder: Path) -> list[Row]:
    """All thresholds of a country. Raises RulePackError naming file and place."""
    found = []
    for file in sorted(folder.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        if not text.startswith("thresholds:"):
            continue
        for number, row in enumerate(yaml.safe_load(text)["thresholds"], start=1):
            found.append(_row(row, f"{file.name}, threshold {number}"))
    return found


def _row(row: Mapping[str, Any], where: str) -> Row:
    comparisons = [name for name in COMPARISONS if name in row]
    missing = sorted(NEEDED - row.keys())
    if missing or len(comparisons) != 1:
        raise RulePackError(
            f"{where}: missing {missing or 'nothing'}; give exactly one of {', '.join(COMPARISONS)}"
        )
    otherwise = Text(en=row["otherwise"]["en"], zh=row["otherwise"]["zh"])
    threshold = Threshold(row["rule"], row["fact"], comparisons[0], otherwise)
    return row["action"], row[comparisons[0]], threshold


def _judge(rows: list[Row], facts: Facts, law: Law) -> Answer:
    clauses = [(row[2].rule, _clause(row, facts, law)) for row in rows]
    return Answer.judged(
        *(replace(each, citation=citation(law.pack, rule, law.on)) for rule, each in clauses)
    )


def _clause(row: Row, facts: Facts, law: Law) -> Clause:
    """A fact the case doesn't mention is not violated."""
    _, parameter, threshold = row
    bound = law.term(threshold.rule, parameter)
    if not facts.tells(threshold.fact):
        return Clause(threshold.rule, allowed=True, reason=threshold.otherwise)
    if isinstance(bound, date):
        return holds(threshold, facts.day(threshold.fact), bound)
    return holds(threshold, facts.amount(threshold.fact), Decimal(bound))
