"""Names of many customers at once, masked, for lists that know only their ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairdue.portfolio.models import Customer


@dataclass(frozen=True, slots=True)
class CustomerName:
    """The issuer's reference and the masked name."""

    customer_ref: str
    name_masked: str


def customer_names(customer_ids: Iterable[int | None]) -> dict[int, CustomerName]:
    """Reference and masked name by id; unknown ids are left out."""
    known = {number for number in customer_ids if number is not None}
    rows = Customer.objects.filter(pk__in=known).values_list("pk", "customer_ref", "name_masked")
    return {pk: CustomerName(ref, name) for pk, ref, name in rows}


def customer_id_of(customer_ref: str) -> int | None:
    """A customer's id by the issuer's own reference; None when there is none."""
    return Customer.objects.filter(customer_ref=customer_ref).values_list("pk", flat=True).first()
