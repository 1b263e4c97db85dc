"""Looks up what is on record about a customer, and how the law is read."""

from fairdue.compliance.queries.circumstances import Circumstances, circumstances, facts_version
from fairdue.compliance.queries.holds import (
    HOLD_NAMES,
    MARK_NAMES,
    HoldFacts,
    MarkFacts,
    customers_with_holds_or_marks,
    hold_facts,
    holds_in_force,
    holds_of,
    in_force,
    in_force_rows,
    mark_facts,
    marks_of,
    moments_of,
    timeline,
)
from fairdue.compliance.queries.readings import ChoiceFacts, choices_of, profile_at

__all__ = [
    "HOLD_NAMES",
    "MARK_NAMES",
    "ChoiceFacts",
    "Circumstances",
    "HoldFacts",
    "MarkFacts",
    "choices_of",
    "circumstances",
    "customers_with_holds_or_marks",
    "facts_version",
    "hold_facts",
    "holds_in_force",
    "holds_of",
    "in_force",
    "in_force_rows",
    "mark_facts",
    "marks_of",
    "moments_of",
    "profile_at",
    "timeline",
]
