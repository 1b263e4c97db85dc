"""Finds the person whom a request for a code is about, and the way to reach them."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from fairdue.delivery import can_send
from fairdue.identity.digests import pair_digest
from fairdue.identity.models import SignInRequest
from fairdue.identity.queries.policy import CARD, ID_NUMBER
from fairdue.portfolio.models import Account, ContactKind, ContactPoint, Customer
from fairdue.vault.sealing import vault

REACHED_BY: dict[str, Literal["email", "sms"]] = {
    ContactKind.PHONE: "sms",
    ContactKind.EMAIL: "email",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a code goes to, and where."""

    customer_id: int
    contact_point_id: int
    reached_by: Literal["email", "sms"]
    address: str = field(repr=False)


def kinds_offered() -> tuple[str, ...]:
    """By which kinds of contact point a code can be had here: phone, email."""
    return tuple(kind for kind, means in REACHED_BY.items() if can_send(means))


def person_of(request: SignInRequest, second_facts: tuple[str, ...]) -> Person | None:
    """The one customer who has both what was typed, or None where nobody has, or several.

    Numbers and addresses that don't work or are somebody else's are never used.
    """
    points = ContactPoint.objects.filter(
        value_index=bytes(request.point_index),
        kind__in=list(REACHED_BY),
        invalid_since=None,
        not_theirs_since_at=None,
    )
    if request.link is not None:
        points = points.filter(pk=request.link.contact_point_id)
    fitting = [point for point in points if _fits(point, request, second_facts)]
    if len({point.customer_id for point in fitting}) != 1:
        return None
    point = fitting[0]
    return Person(
        point.customer_id,
        point.pk,
        REACHED_BY[point.kind],
        vault().unseal(point.value_sealed),
    )


def _fits(point: ContactPoint, request: SignInRequest, second_facts: tuple[str, ...]) -> bool:
    """Has the customer of this point the second fact? All are compared, whichever fits."""
    wanted, index = bytes(request.pair_digest), bytes(request.point_index)
    known = [pair_digest(index, fact) for fact in _known(point.customer_id, second_facts)]
    return sum([hmac.compare_digest(each, wanted) for each in known]) > 0


def _known(customer_id: int, second_facts: tuple[str, ...]) -> Iterator[str]:
    """The ends of numbers that are on file of a customer."""
    if ID_NUMBER in second_facts:
        sealed = Customer.objects.values_list("id_number_sealed", flat=True).get(pk=customer_id)
        if sealed is not None and len(number := vault().unseal(sealed).strip()) >= 4:
            yield number[-4:].upper()
    if CARD in second_facts:
        ends = Account.objects.filter(customer_id=customer_id).exclude(card_last4="")
        yield from ends.values_list("card_last4", flat=True)
