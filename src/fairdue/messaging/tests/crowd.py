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
from fairdue.messaging.models import Campaign
from fairdue.messaging.rules.campaigns import Selection
from fairdue.people.models import Role, Staff

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
