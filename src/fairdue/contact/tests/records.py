"""A person in collections with phones, and staff to call them; invented, with sealed values."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from fairdue.delinquency.models import Case
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer
from fairdue.training.tests.records import certified
from fairdue.vault.sealing import vault

MORNING = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""10:30 in Beijing on a Tuesday: a lawful hour."""

NIGHT = datetime(2026, 3, 10, 14, 30, tzinfo=UTC)
"""22:30 in Beijing of the same day."""

DAY = date(2026, 3, 9)
_numbers = itertools.count(1)


def a_member(role: Role = Role.COLLECTOR, team: Team | None = None) -> Staff:
    number = next(_numbers)
    return certified(Staff.objects.create(username=f"{role}{number}", role=role, team=team))


def a_team() -> Team:
    number = next(_numbers)
    return Team.objects.create(code=f"team-{number}", name=f"Team {number}")


def a_phone(customer: Customer) -> ContactPoint:
    number = f"100{next(_numbers):08d}"
    return ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.PHONE,
        value_masked="100****0000",
        value_sealed=vault().seal(number),
        value_index=vault().blind_index("phone", number),
    )


def an_address(customer: Customer, address: str = "") -> ContactPoint:
    """An e-mail address nobody has, or one that is named."""
    address = address or f"nobody{next(_numbers)}@customer.example"
    return ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.EMAIL,
        value_masked="n***@customer.example",
        value_sealed=vault().seal(address),
        value_index=vault().blind_index("email", address),
    )


def a_case(phones: int = 1) -> tuple[Case, list[ContactPoint]]:
    customer = Customer.objects.create(
        customer_ref=f"C{next(_numbers)}",
        name_masked="张*",
        fingerprint=b"x",
        first_seen_on=DAY,
        last_seen_on=DAY,
    )
    case = Case.objects.create(
        customer=customer,
        opened_on=DAY,
        as_of=DAY,
        bucket_at_entry=1,
        bucket=1,
        days_past_due=9,
        accounts_past_due=1,
    )
    return case, [a_phone(customer) for _ in range(phones)]
