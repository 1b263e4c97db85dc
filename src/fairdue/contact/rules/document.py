"""Verdicts as JSON, the way permits keep them, and back again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from fairdue.contact.rules.clauses import FINE
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause, Verdict

Document = dict[str, Any]


def verdict_document(verdict: Verdict) -> Document:
    """A verdict: its clauses, missing facts and the next lawful moment."""
    return {
        "allowed": verdict.allowed,
        "clauses": [clause_document(clause) for clause in verdict.clauses],
        "missing": list(verdict.missing),
        "earliest": _iso(verdict.earliest),
    }


def clause_document(clause: Clause) -> Document:
    """One clause: rule, answer, values; where it denied, its reason, citation and moment too.

    What an allowing clause would say follows from its values and from the terms it was judged by,
    which are kept beside the permits.
    """
    document: Document = {
        "rule": clause.rule,
        "allowed": clause.allowed,
        "values": [list(pair) for pair in clause.values],
    }
    if not clause.allowed:
        document["reason"] = clause.reason.as_dict()
        document["citation"] = _citation_document(clause.citation)
        document["allowed_from"] = _iso(clause.allowed_from)
    return document


def verdict_from(document: Document, terms: Document | None = None) -> Verdict:
    """The verdict that a permit keeps; `terms`, if given, tell where its values stand."""
    citations = dict(_citations(terms)) if terms else {}
    return Verdict(
        clauses=tuple(_clause_from(each, citations) for each in document.get("clauses", ())),
        missing=tuple(document.get("missing", ())),
        earliest=_moment(document.get("earliest")),
        looked_ahead=True,
    )


def _citations(terms: Any) -> Iterator[tuple[str, Citation]]:
    """Every rule named anywhere in the terms, with its citation."""
    if isinstance(terms, list):
        for inner in terms:
            yield from _citations(inner)
    elif isinstance(terms, dict):
        cited = terms.get("citation")
        if cited and "rule" in terms and (found := _citation_from(cited)):
            yield terms["rule"], found
        for inner in terms.values():
            yield from _citations(inner)


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


def _clause_from(document: Document, citations: Mapping[str, Citation]) -> Clause:
    reason = document.get("reason")
    return Clause(
        rule=document["rule"],
        allowed=document["allowed"],
        reason=Text(**reason) if reason else FINE,
        values=tuple((name, value) for name, value in document.get("values", ())),
        citation=_citation_from(document.get("citation")) or citations.get(document["rule"]),
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
