"""Looks up what was agreed, and what was learned for it."""

from fairdue.negotiation.queries.assessments import (
    AssessmentFacts,
    assessments_of,
    capacity,
    capacity_of,
)
from fairdue.negotiation.queries.causes import (
    CauseFacts,
    cause_of,
    causes_of,
    moments_of_causes,
)
from fairdue.negotiation.queries.hardship import HardshipFacts, hardship_of, measures_on
from fairdue.negotiation.queries.promises import (
    POLICY,
    PROMISE_COLUMNS,
    PROMISE_RULE,
    STATE_NAMES,
    TONES,
    PromiseFacts,
    moments_of,
    open_promise,
    promise_facts,
    promise_history,
    promises_by_day,
    promises_of,
    terms_on,
    timeline,
    zone,
)

__all__ = [
    "POLICY",
    "PROMISE_COLUMNS",
    "PROMISE_RULE",
    "STATE_NAMES",
    "TONES",
    "AssessmentFacts",
    "CauseFacts",
    "HardshipFacts",
    "PromiseFacts",
    "assessments_of",
    "capacity",
    "capacity_of",
    "cause_of",
    "causes_of",
    "hardship_of",
    "measures_on",
    "moments_of",
    "moments_of_causes",
    "open_promise",
    "promise_facts",
    "promise_history",
    "promises_by_day",
    "promises_of",
    "terms_on",
    "timeline",
    "zone",
]
