"""Lists for pages: names of many customers at once, intakes, versions of mappings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairdue.portfolio.models import Customer, IntakeRun, Mapping


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


def intake_runs(offset: int = 0, limit: int = 30) -> tuple[list[IntakeRun], int]:
    """Intakes, newest first, and how many there are in all."""
    runs = IntakeRun.objects.select_related("mapping").order_by("-started_at", "-pk")
    return list(runs[offset : offset + limit]), runs.count()


def intake_run(run_id: int) -> IntakeRun | None:
    """One intake, or None."""
    return IntakeRun.objects.select_related("mapping").filter(pk=run_id).first()


def mapping_versions(name: str) -> list[Mapping]:
    """The saved versions of a mapping, newest first."""
    return list(Mapping.objects.filter(name=name).order_by("-version"))
