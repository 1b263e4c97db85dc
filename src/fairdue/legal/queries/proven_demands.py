"""Demands made to a cardholder, each with its permit, what came of it, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdue.calls.queries.evidence import Recorded, recorded
from fairdue.contact.queries.as_evidence import ContactMade, contacts_made
from fairdue.messaging.queries.delivered import Arrived, told_of

SENT, VISIT = "sent", "visit"


@dataclass(frozen=True, slots=True)
class Demand:
    """One contact and its proofs."""

    facts: ContactMade
    told: tuple[Arrived, ...]
    recordings: tuple[Recorded, ...]

    @property
    def went_out(self) -> bool:
        """It was said to the holder or left for them; a call that nobody took is no demand."""
        return self.facts.spoke_with_holder or self.facts.outcome == SENT

    @property
    def receipt_confirmed(self) -> bool:
        """The holder spoke, or the carrier confirmed delivery."""
        return self.facts.spoke_with_holder or any(each.state == "delivered" for each in self.told)

    @property
    def proofs(self) -> tuple[str, ...]:
        """What proves it, by name of the record: recording:3, receipt:ref."""
        heard = tuple(f"recording:{each.number}" for each in self.recordings if each.is_there)
        told = tuple(f"receipt:{each.reference}" for each in self.told if each.state == "delivered")
        return heard + told


def demands(customer_id: int, until: datetime) -> list[Demand]:
    """Every contact made with a customer before a moment, the earliest first."""
    told: dict[int, list[Arrived]] = {}
    for each in told_of(customer_id, until):
        told.setdefault(each.attempt_id, []).append(each)
    heard: dict[int | None, list[Recorded]] = {}
    for recording in recorded(customer_id, until):
        heard.setdefault(recording.attempt_id, []).append(recording)
    return [
        Demand(
            facts,
            tuple(told.get(facts.attempt_id, ())),
            tuple(heard.get(facts.attempt_id, ())),
        )
        for facts in contacts_made(customer_id, until)
    ]
