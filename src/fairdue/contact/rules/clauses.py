"""Clauses in short: what a rule says, before the pack's citation is put to it."""

from __future__ import annotations

from datetime import datetime

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

FINE = Text("Nothing in this rule stands in the way.", "符合本条规定。")


def clause(
    rule: str,
    broken: bool,
    why: Text,
    *values: tuple[str, object],
    allowed_from: datetime | None = None,
) -> Clause:
    """The clause of a rule: `why` is said when it is broken. Values are written as text."""
    told = tuple((name, str(value)) for name, value in values)
    if not broken:
        return Clause(rule, allowed=True, reason=FINE, values=told)
    return Clause(rule, allowed=False, reason=why, values=told, allowed_from=allowed_from)
