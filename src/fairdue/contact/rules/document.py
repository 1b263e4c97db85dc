"""Verdicts as JSON, the way permits keep them, and back again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause, Verdict

Document = dict[str, Any]


def clause_document(clause: Clause) -> Document:
    """One clause: rule, answer, reason in both languages, values, citation, moments."""
    return {
        "rule": clause.rule,
        "allowed": clause.allowed,
        "reason": clause.reason.as_dict(),
        "values": [list(pair) for pair in clause.values],
        "citation": _citation_document(clause.citation),
        "allowed_from": _iso(clause.allowed_from),
        "allowed_until": _iso(clause.allowed_until),
    }


def verdict_from(document: Document) -> Verdict:
    """The verdict that a permit keeps."""
    return Verdict(
        clauses=tuple(_clause_from(each) for each in document["clauses"]),
        missing=tuple(document["missing"]),
        earliest=_moment(document.get("earliest")),
    )


def _citation_document(citation: Citation | None) -> Document | None:
    if citation is None:
        return None
    return {
        "source": citation.source.as_dict(),
        "level": citation.level,
        "confidence": citation.confidence,
        "in_force_from": citation.in_force_from.isoformat(),
        "status": citation.status,
    }


def _clause_from(document: Document) -> Clause:
    return Clause(
        rule=document["rule"],
        allowed=document["allowed"],
        reason=Text(**document["reason"]),
        values=tuple((name, value) for name, value in document.get("values", ())),
        citation=_citation_from(document.get("citation")),
        allowed_from=_moment(document.get("allowed_from")),
        allowed_until=_moment(document.get("allowed_until")),
    )


def _citation_from(document: Document | None) -> Citation | None:
    if document is None:
        return None
    return Citation(
        source=Text(**document["source"]),
        level=document["level"],
        confidence=document["confidence"],
        in_force_from=date.fromisoformat(document["in_force_from"]),
        status=document["status"],
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
