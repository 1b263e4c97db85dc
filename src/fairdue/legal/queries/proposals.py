"""Cases that the strategy proposes for legal review and that no matter is about yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fairdue.delinquency.queries import customers_of
from fairdue.legal.models import Matter, Stage
from fairdue.legal.queries.roads import Claim, claim_on
from fairdue.portfolio.queries import CustomerFacts, customer, total_owed
from fairdue.strategy.queries.allocation import decided_cases
from fairdue.strategy.queries.decisions import DecisionFacts, decision_of

TREATMENT = "legal"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that the decision table sent to legal review, and what may become of it."""

    case_id: int
    as_of: date
    customer: CustomerFacts
    claim: Claim
    decision: DecisionFacts | None


def proposed_case_ids() -> list[int]:
    """Cases proposed whose customer has no open matter, the worth the most first."""
    found = [case_id for case_id, _as_of in decided_cases(TREATMENT)]
    customers = customers_of(found)
    busy = set(
        Matter.objects.filter(customer_id__in=customers.values())
        .exclude(stage=Stage.CLOSED)
        .values_list("customer_id", flat=True)
    )
    return [case_id for case_id in found if customers.get(case_id) not in busy]


def proposals(at: datetime, *, offset: int = 0, limit: int = 20) -> tuple[list[Proposal], int]:
    """Those cases with their largest claim and whether it may go to law; and how many there are."""
    numbers = proposed_case_ids()
    as_of = dict(decided_cases(TREATMENT))
    whose = customers_of(numbers)
    found = []
    for case_id in numbers[offset : offset + limit]:
        person = customer(whose[case_id])
        owed = sorted(total_owed(whose[case_id]).values(), key=lambda each: -each.minor)
        if person is None or not owed:
            continue
        claim = claim_on(person.id, owed[0].currency, at)
        found.append(Proposal(case_id, as_of[case_id], person, claim, decision_of(case_id)))
    return found, len(numbers)


def is_proposed(case_id: int) -> bool:
    """Did the last night's decision table send this case to legal review?"""
    return case_id in {each for each, _as_of in decided_cases(TREATMENT, limit=10_000)}
