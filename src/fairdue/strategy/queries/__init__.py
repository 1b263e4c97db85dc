"""What others may ask of the strategy."""

from fairdue.strategy.queries.decisions import (
    DecisionFacts,
    Document,
    InputWords,
    decision_of,
    decisions_of,
    parse,
    table_in_use,
)

__all__ = [
    "DecisionFacts",
    "Document",
    "InputWords",
    "decision_of",
    "decisions_of",
    "parse",
    "table_in_use",
]
