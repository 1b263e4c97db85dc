"""Verdicts as they were stored with a permit, made ready to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdue.contact.rules.document import verdict_from
from fairdue.desk.oversight.rule_words import value_words
from fairdue.desk.oversight.wording import CONFIDENCES, LEVELS
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause
from fairdue.rulebook.packs import pack, pack_names


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """One clause of a verdict: its answer, the values it used, and its citation."""

    rule: str
    allowed: bool
    reason: str
    values: list[tuple[str, str]]
    allowed_from: datetime | None
    citation: Citation | None
    level: str
    confidence: str


def clauses_of(
    verdict: dict[str, Any], terms: dict[str, Any] | None, language: str
) -> list[ClauseShown]:
    """The clauses of a stored verdict and where their values stand, those that denied first."""
    shown = [_clause(clause, language) for clause in verdict_from(verdict, terms).clauses]
    return sorted(shown, key=lambda clause: clause.allowed)


def _clause(clause: Clause, language: str) -> ClauseShown:
    return ClauseShown(
        rule=clause.rule,
        allowed=clause.allowed,
        reason=clause.reason.in_language(language),
        values=[(value_words(name, language), value) for name, value in clause.values if value],
        allowed_from=clause.allowed_from,
        citation=clause.citation,
        level=str(LEVELS[clause.citation.level]) if clause.citation else "",
        confidence=str(CONFIDENCES[clause.citation.confidence]) if clause.citation else "",
    )


def rule_titles() -> dict[str, Text]:
    """Titles of all rules of this installation's packs, by name."""
    return {name: rule.title for each in pack_names() for name, rule in pack(each).rules.items()}
