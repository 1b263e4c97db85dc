"""May I, what happened today, which attempts and denials there were."""

from fairdue.contact.queries.attempts import (
    AttemptFacts,
    Denial,
    attempts_of,
    denials,
    moments_of,
    open_attempt,
    permit_of,
    timeline,
)
from fairdue.contact.queries.best_way import best_ways_for
from fairdue.contact.queries.by_day import contacts_by_day
from fairdue.contact.queries.everyone import lawful_on
from fairdue.contact.queries.facts import (
    Known,
    Person,
    facts,
    known_by,
    known_of,
    language_of,
    may_i,
    on_record,
    person,
    person_in,
)
from fairdue.contact.queries.findings import (
    FindingFacts,
    RemedyFacts,
    finding,
    findings,
    findings_by_rule,
    findings_by_state,
    findings_of_permit,
    moments_of_findings,
)
from fairdue.contact.queries.planned import may_visit
from fairdue.contact.queries.terms import terms_at
from fairdue.contact.queries.told import (
    ContactTold,
    DayOfPressure,
    FoundLate,
    PressureTold,
    contacts_told,
    pressure_told,
)

__all__ = [
    "AttemptFacts",
    "ContactTold",
    "DayOfPressure",
    "Denial",
    "FindingFacts",
    "FoundLate",
    "Known",
    "Person",
    "PressureTold",
    "RemedyFacts",
    "attempts_of",
    "best_ways_for",
    "contacts_by_day",
    "contacts_told",
    "denials",
    "facts",
    "finding",
    "findings",
    "findings_by_rule",
    "findings_by_state",
    "findings_of_permit",
    "known_by",
    "known_of",
    "language_of",
    "lawful_on",
    "may_i",
    "may_visit",
    "moments_of",
    "moments_of_findings",
    "on_record",
    "open_attempt",
    "permit_of",
    "person",
    "person_in",
    "pressure_told",
    "terms_at",
    "timeline",
]
