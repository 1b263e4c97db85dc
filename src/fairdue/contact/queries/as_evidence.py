"""Contacts as evidence: each with its permit, what came of it, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fairdue.contact.models import Attempt, Finding, FindingKind, Outcome

SPOKE_WITH_HOLDER = frozenset(
    {
        Outcome.PAID,
        Outcome.PROMISE,
        Outcome.PLAN,
        Outcome.CALLBACK,
        Outcome.HARDSHIP,
        Outcome.VULNERABILITY,
        Outcome.DISPUTE,
        Outcome.REFUSES,
        Outcome.ASKS_TO_STOP,
        Outcome.ABUSE,
        Outcome.COMPLAINT,
    }
)
"""Outcomes of a talk with the cardholder in person, who was verified."""

AGAINST = (FindingKind.NEWLY_UNLAWFUL, FindingKind.THIRD_PARTY)


@dataclass(frozen=True, slots=True)
class ContactMade:
    """One contact that was made, without personal data beyond the mask."""

    attempt_id: int
    permit_id: int
    case_id: int | None
    channel: str
    contact_point_id: int | None
    value_masked: str
    template: str
    made_at: datetime
    made_by: str
    outcome: str
    """As it was by then; "" while it had none."""
    spoke_with_holder: bool
    found_against: tuple[str, ...]
    """Rules that it turned out to have broken."""
    pack_version: str

    @property
    def lawful(self) -> bool:
        """It was permitted, as all are, and nothing found later speaks against it."""
        return not self.found_against


def contacts_made(customer_id: int, until: datetime) -> list[ContactMade]:
    """Every contact made with a customer before a moment, the earliest first.

    What never left, or reached nobody's line, is no contact and isn't among them.
    """
    against: dict[int, set[str]] = {}
    findings = Finding.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=until),
        customer_id=customer_id,
        kind__in=AGAINST,
        found_at__lt=until,
    )
    for permit_id, kind, rules in findings.values_list("permit_id", "kind", "rules"):
        against.setdefault(permit_id, set()).update(rules or [kind])
    rows = (
        Attempt.objects.filter(customer_id=customer_id, made_at__lt=until)
        .exclude(outcome__in=(Outcome.NOT_PLACED, Outcome.NOT_DELIVERED))
        .select_related("permit", "contact_point")
        .order_by("made_at", "pk")
    )
    found = []
    for row in rows:
        outcome = row.outcome if row.ended_at is None or row.ended_at < until else ""
        found.append(
            ContactMade(
                attempt_id=row.pk,
                permit_id=row.permit_id,
                case_id=row.case_id,
                channel=row.channel,
                contact_point_id=row.contact_point_id,
                value_masked=row.contact_point.value_masked if row.contact_point else "",
                template=row.template,
                made_at=row.made_at,
                made_by=row.made_by,
                outcome=outcome,
                spoke_with_holder=outcome in SPOKE_WITH_HOLDER,
                found_against=tuple(sorted(against.get(row.permit_id, ()))),
                pack_version=row.permit.pack_version,
            )
        )
    return found
