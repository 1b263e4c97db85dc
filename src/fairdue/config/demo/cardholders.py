"""Whose pages to look at in the demonstration, and how to sign in as them. They are invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairdue.compliance.queries import holds_of
from fairdue.delinquency.models import Case
from fairdue.legal.models import Paper, PaperKind
from fairdue.legal.queries.papers.lists import letters_to
from fairdue.negotiation.queries.agreements import agreement_known, due_between
from fairdue.portfolio.actions import open_for_sending
from fairdue.portfolio.models import ContactKind, ContactPoint
from fairdue.portfolio.queries import accounts_of


@dataclass(frozen=True, slots=True)
class Invented:
    """What one invented cardholder types to sign in."""

    customer_id: int
    email: str
    card_last4: str


def behind() -> Invented | None:
    """Somebody in collections whom nothing protects or stops, and with whom nothing is agreed."""
    rows = Case.objects.filter(closed_on=None).order_by("-pk")
    each = rows.values_list("customer_id", flat=True)
    return _first(who for who in each.iterator() if not holds_of(who))


def due_on(day: date) -> Invented | None:
    """Somebody who agreed to pay an instalment on a day, and hasn't yet."""
    agreements = (agreement_known(each.agreement_id) for each in due_between(day, day))
    return _first(agreement.customer_id for agreement in agreements)


def warned() -> Invented | None:
    """Somebody to whom a lawyer's letter was sent."""
    rows = Paper.objects.filter(kind=PaperKind.LAWYERS_LETTER).order_by("pk")
    each = rows.values_list("customer_id", flat=True)
    return _first(who for who in each if letters_to(who))


def can_sign_in(customer_id: int) -> bool:
    """Can they, by an e-mail address of their own?"""
    return _first([customer_id]) is not None


def _first(customer_ids: Iterable[int]) -> Invented | None:
    """The first of them who can sign in by an e-mail address of their own."""
    for customer_id in customer_ids:
        cards = [each.card_last4 for each in accounts_of(customer_id) if each.card_last4]
        points = ContactPoint.objects.filter(
            customer_id=customer_id,
            kind=ContactKind.EMAIL,
            invalid_since=None,
            not_theirs_since_at=None,
        )
        for point in points.order_by("pk"):
            same = ContactPoint.objects.filter(value_index=point.value_index)
            if cards and same.count() == 1:
                return Invented(customer_id, open_for_sending(point.pk), cards[0])
    return None
