"""Gives a visitor's telephone what it needs of a visit, and a card that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from fairdue.compliance.models import MarkKind
from fairdue.compliance.queries import circumstances
from fairdue.compliance.queries.clocks import law_of
from fairdue.contact.queries import language_of
from fairdue.identity.actions.contact_codes import ContactCode, issue
from fairdue.identity.models import CodeKind
from fairdue.journal.actions import record as enter
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import open_for_sending, open_name_for_sending
from fairdue.visits.models import Device, Visit
from fairdue.visits.queries.field_policy import conduct_asked
from fairdue.work.queries import zone

AFTER_THE_WINDOW = timedelta(hours=2)
"""A card is still good for those who check it after the visitors left."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a team needs to know of a case, and no more: no telephone number, no identity number,
    no history, nobody else's name.
    """

    name: str = field(repr=False)
    address: str = field(repr=False)
    past_due: tuple[Money, ...]
    days_past_due: int | None
    cards: tuple[str, ...]
    """Last four digits, to speak of a card by once identity is checked."""
    language: str
    needs_care: bool
    """Somebody who needs more care; why is not told."""
    is_recorded: bool
    """Does the law ask that the visit is recorded?"""


def give_sheet(*, visit: Visit, device: Device, staff: Staff, at: datetime) -> Sheet:
    """Open name and address for the visitors' own telephone; journalled with it."""
    require(staff, "make_visit")
    with transaction.atomic():
        enter(
            actor=staff.username,
            action="visit_sheet_given",
            at=at,
            subject=f"visit:{visit.pk}",
            customer_id=visit.customer_id,
            details={"phone": str(device.uuid)},
        )
        name = open_name_for_sending(visit.customer_id)
        address = open_for_sending(visit.address_id)
    on = local_day(at, zone())
    accounts = portfolio.accounts_of(visit.customer_id)
    late = [each for each in accounts if each.balance and each.balance.past_due]
    sums: dict[str, Money] = {}
    for each in late:
        assert each.balance is not None
        due = each.balance.past_due
        sums[due.currency] = sums[due.currency] + due if due.currency in sums else due
    marks = {mark.kind for mark in circumstances(visit.customer_id, at).marks}
    return Sheet(
        name=name,
        address=address,
        past_due=tuple(sums.values()),
        days_past_due=visit.case.days_past_due,
        cards=tuple(each.card_last4 for each in late if each.card_last4),
        language=language_of(visit.customer_id, at),
        needs_care=bool(marks & {MarkKind.VULNERABILITY, MarkKind.HARDSHIP}),
        is_recorded=conduct_asked(law_of(visit.customer_id, on), on).recorded,
    )


def give_card(*, visit: Visit, staff: Staff, at: datetime) -> ContactCode:
    """A code for the visitors' card: whoever opens the door can check it without signing in."""
    require(staff, "make_visit")
    return issue(
        customer_id=visit.customer_id,
        kind=CodeKind.VISIT,
        subject=f"visit:{visit.pk}",
        expires_at=max(visit.window_until, at) + AFTER_THE_WINDOW,
        actor=staff,
        at=at,
    )
