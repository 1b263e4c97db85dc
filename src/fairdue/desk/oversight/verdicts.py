"""Verdicts as they were stored with a permit, made ready to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairdue.kernel.text import Text
from fairdue.rulebook.packs import pack, pack_names


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """One clause of a verdict: its answer, the values it used, and its citation."""

    rule: str
    allowed: bool
    reason: str
    values: list[tuple[str, str]]
    source: str
    level: str
    confidence: str
    in_force_from: str
    allowed_from: str


def clauses_of(verdict: Mapping[str, Any], language: str) -> list[ClauseShown]:
    """The clauses of a stored verdict, those that denied first."""
    shown = [_clause(clause, language) for clause in verdict.get("clauses", [])]
    return sorted(shown, key=lambda clause: clause.allowed)


def _clause(clause: Mapping[str, Any], language: str) -> ClauseShown:
    citation = clause.get("citation") or {}
    return ClauseShown(
        rule=str(clause.get("rule", "")),
        allowed=bool(clause.get("allowed")),
        reason=_words(clause.get("reason"), language),
        values=[(str(name).replace("_", " "), str(value)) for name, value in _pairs(clause)],
        source=_words(citation.get("source"), language),
        level=str(citation.get("level", "")),
        confidence=str(citation.get("confidence", "")),
        in_force_from=str(citation.get("in_force_from", "")),
        allowed_from=str(clause.get("allowed_from") or ""),
    )


def _pairs(clause: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    values = clause.get("values") or []
    return list(values.items()) if isinstance(values, Mapping) else [tuple(row) for row in values]


def _words(text: Any, language: str) -> str:
    if isinstance(text, Mapping):
        return Text(str(text.get("en", "")), str(text.get("zh", ""))).in_language(language)
    return str(text or "")


def rule_titles() -> dict[str, Text]:
    """Titles of all rules of this installation's packs, by name."""
    return {name: rule.title for each in pack_names() for name, rule in pack(each).rules.items()}
