"""Customers with a postal address, letters to them, and whoever prints and posts."""

from __future__ import annotations

import itertools
from datetime import date

from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.kernel.money import Money
from fairdue.messaging.actions.letters import gather_letters, print_batch, write_letter
from fairdue.messaging.actions.sending import Letter
from fairdue.messaging.models import LetterBatch, PaperLetter
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer
from fairdue.vault.masking import mask_address
from fairdue.vault.sealing import vault

ADDRESS = "上海市浦东新区世纪大道100号3栋1201室 200120"
BRITISH = "Flat 3, 12 High Street, Leeds, LS1 4AB"
VALUES = {"due_on": date(2026, 3, 13), "amount": Money(95_000, "CNY")}
TODAY = date(2026, 3, 10)
_numbers = itertools.count(1)


def an_addressee(
    name: str = "张三丰", address: str = ADDRESS, *, law: str = "CN", language: str = "zh-hans"
) -> ContactPoint:
    """The address of a customer in collections."""
    case, _ = a_case()
    customer: Customer = case.customer
    customer.name_sealed = vault().seal(name)
    customer.jurisdiction, customer.language = law, language
    if law != "CN":
        customer.time_zones = "Europe/London" if law == "UK" else "America/New_York"
    customer.save()
    return ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.ADDRESS,
        value_masked=mask_address(address),
        value_sealed=vault().seal(address),
        value_index=vault().blind_index("address", f"{address}{next(_numbers)}"),
    )


def a_letter(point: ContactPoint, **changes: object) -> Letter:
    """A reminder by post."""
    asked = {
        "customer_id": point.customer_id,
        "contact_point_id": point.pk,
        "template": "payment_reminder",
        "values": VALUES,
        "channel": "letter",
    }
    return Letter(**(asked | changes))  # type: ignore[arg-type]


def written(point: ContactPoint | None = None, **changes: object) -> PaperLetter:
    """A letter that waits."""
    asked = a_letter(point or an_addressee(), **changes)
    queued = write_letter(asked, actor="reminders", at=MORNING)
    return PaperLetter.objects.get(message_id=queued.message_id)


def a_lead() -> Staff:
    return a_member(Role.LEAD)


def a_printed_batch(letters: int = 2, staff: Staff | None = None) -> LetterBatch:
    """A batch whose print file is ready."""
    for _ in range(letters):
        written()
    [batch_id] = gather_letters(staff=staff or a_lead(), at=MORNING).batches
    assert print_batch(batch_id, at=MORNING)
    return LetterBatch.objects.get(pk=batch_id)
