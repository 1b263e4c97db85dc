"""A cardholder who is known in full, and their approved matter, for tests of papers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.contact.models import Attempt, Channel, Outcome, Permit
from fairdue.journal.actions import record
from fairdue.legal.actions import (
    confirm_court,
    decide_road,
    engage,
    open_matter,
    register_firm,
    register_lawyer,
)
from fairdue.legal.models import Matter
from fairdue.legal.rules.payment_order import CONDITIONS
from fairdue.legal.rules.road import EVIDENCE
from fairdue.legal.tests.records import AT, Debtor, a_debtor, a_member
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import ContactKind, ContactPoint
from fairdue.rulebook.packs import law_in_force
from fairdue.vault.sealing import vault

COURT = "上海市浦东新区人民法院"
ADDRESS = "上海市浦东新区世纪大道100号3栋502室"
NAME, ID_NUMBER, PHONE = "陈测试", "110101199001011237", "13800000000"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Office:
    """Who works on papers: one writes, two release, one is the lawyer outside."""

    writer: Staff
    first: Staff
    second: Staff
    lawyer: Staff


def an_office() -> Office:
    office = Office(a_member(), a_member(), a_member(Role.COMPLIANCE), a_member(Role.COUNSEL))
    office.lawyer.last_name = "钱律师"
    office.lawyer.save()
    firm = register_firm(
        name=f"示例律师事务所{next(_numbers)}",
        licence="31310000MD0000001X",
        contract="HT-2026-001",
        engaged_on=date(2026, 1, 5),
        staff=office.writer,
        at=AT,
    )
    register_lawyer(
        firm_id=firm.pk,
        username=office.lawyer.username,
        licence="13101201810000001",
        staff=office.writer,
        at=AT,
    )
    return office


def a_known_debtor(total_minor: int = 2_000_000, **given: object) -> Debtor:
    """With a name, an ID number, an address, a telephone, and a day the card was opened."""
    debtor = a_debtor(total_minor, **given)  # type: ignore[arg-type]
    customer = debtor.case.customer
    customer.name_sealed, customer.name_masked = vault().seal(NAME), "陈**"
    customer.id_number_sealed = vault().seal(ID_NUMBER)
    customer.save()
    for kind, value in ((ContactKind.ADDRESS, ADDRESS), (ContactKind.PHONE, PHONE)):
        ContactPoint.objects.create(
            customer=customer,
            kind=kind,
            value_masked="***",
            value_sealed=vault().seal(value),
            value_index=f"{customer.pk}{kind}".encode(),
        )
    debtor.account.opened_on = date(2021, 5, 1)
    debtor.account.save()
    return debtor


def demand(
    debtor: Debtor,
    made_at: datetime = AT - timedelta(days=40),
    outcome: str = Outcome.REFUSES,
    channel: str = Channel.CALL,
) -> Attempt:
    """A contact that was permitted, and what came of it."""
    customer = debtor.case.customer
    ended_at = made_at + timedelta(minutes=3)
    with transaction.atomic():
        number, attempt = next_id(Permit), next_id(Attempt)
        asked, ended = (
            record(actor="test", action=action, at=at, subject=subject, customer_id=customer.pk)
            for action, at, subject in (
                ("permit_granted", made_at, f"permit:{number}"),
                ("outcome_recorded", ended_at, f"attempt:{attempt}"),
            )
        )
        permit = Permit.objects.create(
            pk=number,
            customer=customer,
            channel=channel,
            asked_at=made_at,
            asked_by="test",
            granted=True,
            expires_at=made_at + timedelta(minutes=1),
            verdict={},
            pack_version=law_in_force("CN").version,
            journal_entry=asked,
        )
        return Attempt.objects.create(
            pk=attempt,
            permit=permit,
            customer=customer,
            case=debtor.case,
            channel=channel,
            made_by="test",
            made_at=made_at,
            outcome=outcome,
            ended_at=ended_at,
            journal_entry=ended,
        )


def an_approved_matter(
    office: Office, debtor: Debtor | None = None, *, road: str = "payment_order", court: str = COURT
) -> Matter:
    """Its road approved by two others, its court confirmed, the lawyer engaged; one demand made."""
    known = debtor or a_known_debtor()
    if debtor is None:
        demand(known)
    matter = open_matter(
        customer_id=known.case.customer_id,
        currency=known.account.currency,
        road=road,
        reason="拖欠已久，多次沟通无果",
        staff=office.writer,
        at=AT,
        evidence=tuple(EVIDENCE),
        conditions=tuple(CONDITIONS),
    )
    for each in (office.first, office.second):
        decide_road(matter_id=matter.pk, approves=True, staff=each, at=AT)
    if court:
        confirm_court(matter_id=matter.pk, court=court, staff=office.writer, at=AT)
    return engage(matter_id=matter.pk, username=office.lawyer.username, staff=office.writer, at=AT)


NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
