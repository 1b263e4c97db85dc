"""May I, what happened today, which attempts and denials there were."""

from fairdue.contact.queries.attempts import (
    AttemptFacts,
    Denial,
    attempts_of,
    denials,
    moments_of,
    open_attempt,
    timeline,
)
from fairdue.contact.queries.everyone import lawful_on
from fairdue.contact.queries.facts import Known, Person, known_of, may_i, on_record, person
from fairdue.contact.queries.terms import terms_at

__all__ = [
    "AttemptFacts",
    "Denial",
    "Known",
    "Person",
    "attempts_of",
    "denials",
    "known_of",
    "lawful_on",
    "may_i",
    "moments_of",
    "on_record",
    "open_attempt",
    "person",
    "terms_at",
    "timeline",
]
