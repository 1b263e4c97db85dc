"""A customer under collection, whoever calls them, and what is found late about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from fairdue.contact.actions import dial, record_outcome, rejudge, request_permit
from fairdue.contact.actions.dialling import Contact
from fairdue.contact.actions.rejudging import Rejudged
from fairdue.contact.models import Attempt, Finding
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Account, Balance, ContactPoint, Customer, Payment

MINUTE, HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TOMORROW = MORNING + A_DAY


@dataclass
class Office:
    """One customer under collection, whoever calls them, and compliance."""

    case: Case
    phone: ContactPoint
    second: ContactPoint
    staff: Staff
    compliance: Staff

    @property
    def customer_id(self) -> int:
        return self.case.customer_id

    def call(
        self, at: datetime, outcome: str = "refuses", phone: ContactPoint | None = None
    ) -> Attempt:
        attempt = dial(
            case_id=self.case.pk,
            contact_point_id=(phone or self.phone).pk,
            staff=self.staff,
            at=at,
        )
        return record_outcome(
            attempt_id=attempt.pk, outcome=outcome, staff=self.staff, at=at + MINUTE
        )

    def denied(self, at: datetime, phone: ContactPoint | None = None) -> int:
        answer = request_permit(
            Contact(self.case.pk, (phone or self.phone).pk), actor=self.staff.username, at=at
        )
        assert not answer.verdict.allowed
        return answer.permit_id

    def judge(self, at: datetime = TOMORROW) -> Rejudged:
        return rejudge(self.customer_id, at=at)

    @property
    def found(self) -> list[tuple[str, list[str], list[str]]]:
        """Standing findings in order of contact: kind, rules, kinds of cause."""
        rows = Finding.objects.filter(customer_id=self.customer_id, withdrawn_at=None)
        return [
            (row.kind, row.rules, [cause["kind"] for cause in row.causes])
            for row in rows.order_by("permit_id", "kind")
        ]


def an_office() -> Office:
    case, [phone, second] = a_case(phones=2)
    return Office(case, phone, second, a_member(), a_member(Role.COMPLIANCE))


def an_account(customer_id: int, past_due: int, as_of: date, at: datetime) -> Account:
    customer = Customer.objects.get(pk=customer_id)
    account = Account.objects.create(
        customer=customer, account_ref=f"A{customer_id}", currency="CNY", last_seen_on=as_of
    )
    with transaction.atomic():
        Balance.objects.create(
            account=account,
            as_of=as_of,
            total_minor=past_due * 2,
            past_due_minor=past_due,
            journal_entry=record(actor="night", action="portfolio_loaded", at=at),
        )
    return account


def pay(account: Account, amount: int, paid_on: date, at: datetime) -> None:
    with transaction.atomic():
        Payment.objects.create(
            account=account,
            payment_ref=f"P{Payment.objects.count()}",
            paid_on=paid_on,
            amount_minor=amount,
            currency="CNY",
            journal_entry=record(actor="night", action="portfolio_loaded", at=at),
        )
