"""Looks up what is on record about a customer."""

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

__all__ = [
    "HOLD_NAMES",
    "MARK_NAMES",
    "Circumstances",
    "HoldFacts",
    "MarkFacts",
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
    "timeline",
]
