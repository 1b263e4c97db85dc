"""Customers and staff for this room's tests."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer
from fairdue.vault.sealing import vault

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""A Tuesday, 10:30 in Beijing."""
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
_numbers = itertools.count(1)


def a_member(role: Role = Role.COLLECTOR) -> Staff:
    return Staff.objects.create(username=f"{role}{next(_numbers)}", role=role)


def a_customer() -> int:
    day = date(2026, 3, 1)
    customer = Customer.objects.create(
        customer_ref=f"C{next(_numbers):03d}",
        fingerprint=b"x",
        first_seen_on=day,
        last_seen_on=day,
    )
    return customer.pk


def a_phone(customer_id: int) -> int:
    number = f"1380000{next(_numbers):04d}"
    return ContactPoint.objects.create(
        customer_id=customer_id,
        kind=ContactKind.PHONE,
        value_masked="138****0000",
        value_sealed=vault().seal(number),
        value_index=number.encode(),
    ).pk
