"""Asking a rule under the law of the day: its terms in, its clauses out, with their citation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Term
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Facts
from fairdue.law_cases.registry import Law
from fairdue.rulebook.packs import NoValueError
from fairdue.rulebook.terms import citation

V = TypeVar("V")
UTC = ZoneInfo("UTC")


def under(
    law: Law, rule: str, decide: Callable[..., Any], /, *facts: Any, **told: Any
) -> list[Clause]:
    """The clauses of a rule with the day's terms; none when it isn't in force that day."""
    try:
        terms = law.terms(rule)
    except NoValueError:
        return []
    found = decide(*facts, **told, **terms)
    clauses = [found] if isinstance(found, Clause) else list(found)
    source = citation(law.pack, rule, law.on)
    return [clause if clause.citation else replace(clause, citation=source) for clause in clauses]


def term(law: Law, rule: str, value: V) -> Term[V] | None:
    """A value with the rule's citation; None when the rule isn't in force."""
    source = citation(law.pack, rule, law.on)
    return Term(rule, value, source) if source else None


def in_force(law: Law, rule: str, **otherwise: Any) -> dict[str, Any]:
    """A rule's terms of the day, parameter by parameter; `otherwise` for those with none."""
    try:
        return law.terms(rule)
    except NoValueError:
        known = law.pack.values_on(rule, law.on)
        return {name: known[name].value if name in known else v for name, v in otherwise.items()}


def moment(value: Any, zone: ZoneInfo | None) -> datetime:
    """A moment from ISO text. A day alone is its midnight, a moment without offset local."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=zone or UTC)


def moment_or_none(facts: Facts, *names: str, zone: ZoneInfo | None = None) -> datetime | None:
    """The first of these moments that is told."""
    value = facts.moment(*names)
    return None if value is None else moment(value, zone or facts.zone)


def has_clock(value: Any) -> bool:
    """Does it tell an hour, or only a day?"""
    return isinstance(value, str) and "T" in value


def clock(value: Any) -> time:
    """A clock time from HH:MM; 24:00 is the end of the day."""
    text = str(value)
    return time.max if text.startswith("24") else time.fromisoformat(text)


def true_flags(facts: Facts) -> list[str]:
    """The names of everything that is told to be true."""
    return [name for name, value in facts.known.items() if value is True]


def named(words: Mapping[str, Iterable[str]], told: str) -> str:
    """The first name of which a token occurs in a text; else ""."""
    return next((name for name, tokens in words.items() if any(t in told for t in tokens)), "")
