"""Looks up visits, rounds and places; changes nothing."""

from fairdue.visits.queries.policy import RoundPolicy, needs, round_policy
from fairdue.visits.queries.rounds import (
    RoundFacts,
    VisitFacts,
    moments_of,
    round_of,
    rounds_of,
    rounds_on,
    visit_of,
    visits_of,
    visits_on,
)

__all__ = [
    "RoundFacts",
    "RoundPolicy",
    "VisitFacts",
    "moments_of",
    "needs",
    "round_of",
    "round_policy",
    "rounds_of",
    "rounds_on",
    "visit_of",
    "visits_of",
    "visits_on",
]
