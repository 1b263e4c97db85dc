"""People to be written to by a campaign, and campaigns for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fairdue.contact.tests.office import an_account
from fairdue.contact.tests.records import MORNING, a_case, a_member, an_address
from fairdue.delinquency.models import Case
from fairdue.messaging.actions.campaigns import (
    Wanted,
    approve_campaign,
    begin_due,
    draft_campaign,
    look_into,
    look_on,
    submit_campaign,
)
from fairdue.messaging.models import Campaign, Foreseen
from fairdue.messaging.rules.campaigns import Selection
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer
from fairdue.vault.sealing import vault

DAY_OF_FIGURES = date(2026, 3, 9)
EVENING = MORNING + timedelta(hours=8)
KANNEL = "kannel+http://bank:secret@127.0.0.1:1/x?inbound=a-secret-of-these-tests"
"""A gateway that nobody is at."""


def people(number: int, past_due: int = 95_000, *, with_email: bool = False) -> list[Case]:
    """Customers in collections with a telephone and an account."""
    found = []
    for _ in range(number):
        case, _phones = a_case()
        an_account(case.customer_id, past_due, DAY_OF_FIGURES, MORNING)
        if with_email:
            an_address(case.customer)
        found.append(case)
    return found


def a_lead() -> Staff:
    return a_member(Role.LEAD)


def wanted(**changes: object) -> Wanted:
    asked: dict[str, object] = {
        "name": "Help in spring",
        "template": "hardship_help",
        "channel": "sms",
        "selection": Selection(),
        "starts_at": MORNING,
        "ends_at": EVENING,
    }
    return Wanted(**(asked | changes))  # type: ignore[arg-type]


def looked(
    cases: list[Case] | None = None,
    *,
    at: datetime = MORNING,
    staff: Staff | None = None,
    **changes: object,
) -> Campaign:
    """A campaign after its dry run."""
    if cases is not None:
        changes["selection"] = Selection(cases=tuple(case.pk for case in cases))
    staff = staff or a_lead()
    campaign = draft_campaign(wanted(**changes), staff=staff, at=at)
    look_into(campaign.pk, staff=staff, at=at)
    while look_on(campaign.pk, at=at, most=7):
        pass
    campaign.refresh_from_db()
    return campaign


def running(cases: list[Case] | None = None, **changes: object) -> Campaign:
    """A campaign that was approved and has begun."""
    campaign = looked(cases, **changes)
    submit_campaign(campaign.pk, staff=a_lead(), at=MORNING)
    campaign.refresh_from_db()
    if campaign.needs_approval:
        approve_campaign(campaign.pk, staff=a_member(Role.COMPLIANCE), at=MORNING)
    begin_due(at=max(MORNING, campaign.starts_at))
    campaign.refresh_from_db()
    return campaign


def crowd(number: int) -> list[int]:
    """So many people with a telephone, made at once; gives their case numbers."""
    first = Customer.objects.count() + 1_000_000
    customers = Customer.objects.bulk_create(
        Customer(
            customer_ref=f"B{first + place}",
            name_masked="张*",
            fingerprint=b"x",
            first_seen_on=DAY_OF_FIGURES,
            last_seen_on=DAY_OF_FIGURES,
        )
        for place in range(number)
    )
    points = []
    for place, customer in enumerate(customers):
        telephone = f"138{first + place:08d}"
        points.append(
            ContactPoint(
                customer=customer,
                kind=ContactKind.PHONE,
                value_masked="138****0000",
                value_sealed=vault().seal(telephone),
                value_index=vault().blind_index("phone", telephone),
            )
        )
    ContactPoint.objects.bulk_create(points)
    cases = Case.objects.bulk_create(
        Case(
            customer=customer,
            opened_on=DAY_OF_FIGURES,
            as_of=DAY_OF_FIGURES,
            bucket_at_entry=1,
            bucket=1,
            days_past_due=9,
            accounts_past_due=1,
        )
        for customer in customers
    )
    return [case.pk for case in cases]


def running_for_all(cases: list[int], **changes: object) -> Campaign:
    """A campaign that begins, its dry run taken as having found that everyone would get it."""
    staff = a_lead()
    changes["selection"] = Selection(cases=tuple(cases))
    campaign = draft_campaign(wanted(**changes), staff=staff, at=MORNING)
    look_into(campaign.pk, staff=staff, at=MORNING)
    Foreseen.objects.filter(campaign=campaign).update(outcome="now", channel=campaign.channel)
    look_on(campaign.pk, at=MORNING, most=1)
    submit_campaign(campaign.pk, staff=staff, at=MORNING)
    approve_campaign(campaign.pk, staff=a_member(Role.COMPLIANCE), at=MORNING)
    begin_due(at=MORNING)
    campaign.refresh_from_db()
    return campaign
