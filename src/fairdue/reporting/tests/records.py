"""Makes the records that the tests of figures count. Persons are invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction

from fairdue.contact.models import Attempt, Channel, Permit
from fairdue.delinquency.columns import STANDING, STANDING_DATASET
from fairdue.delinquency.models import Case
from fairdue.engine.lake import Lake
from fairdue.journal.actions import record
from fairdue.negotiation.models import Promise, PromiseState
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer
from fairdue.training.tests.records import certified
from fairdue.work.models import QueueItem, QueueState

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=ZONE)


def write_standing(root: Path, day: date, accounts: list[dict[str, Any]]) -> None:
    """A day of standings in a lake. Each account names account_ref, bucket and total_minor."""
    rows = [
        {
            "customer_ref": f"C-{account['account_ref']}",
            "currency": "CNY",
            "past_due_minor": account["total_minor"] if account["bucket"] else 0,
            "oldest_unmet_due_on": None,
            "days_past_due": 15 * account["bucket"],
            "cycles_past_due": account["bucket"],
            "five_class": 1,
            "suspected_fraud": False,
            **account,
        }
        for account in accounts
    ]
    frame = pl.DataFrame(rows, schema=STANDING)
    with Lake(root / "lake").write_day(STANDING_DATASET, day, {}) as draft:
        frame.sort("account_ref").write_parquet(draft / "standing.parquet")


def make_staff(username: str, role: Role, team: Team | None = None) -> Staff:
    """A member of staff who can sign in, and may work cases where their role does."""
    member = Staff.objects.create_user(
        username, role=role, team=team, last_name="王", first_name="一"
    )
    return certified(member)


def make_case(number: int, bucket: int = 2, opened_on: date = DAY - timedelta(days=20)) -> Case:
    """A customer with a number and an open case."""
    customer = Customer.objects.create(
        customer_ref=f"C-{number:04d}",
        name_masked="张*",
        fingerprint=b"",
        first_seen_on=opened_on,
        last_seen_on=DAY,
    )
    ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.PHONE,
        value_masked="138****0000",
        value_sealed=b"sealed",
        value_index=number.to_bytes(4, "big"),
    )
    return Case.objects.create(
        customer=customer,
        opened_on=opened_on,
        as_of=DAY,
        bucket_at_entry=1,
        bucket=bucket,
        days_past_due=15 * bucket,
        accounts_past_due=1,
    )


def make_permit(
    case: Case, at: datetime = NOON, *, failing: list[str] | None = None, channel: str = "call"
) -> Permit:
    """A granted permit; denied where `failing` names rules."""
    denied = failing or []
    clauses = [
        {
            "rule": rule,
            "allowed": False,
            "reason": {"en": "No calls at night", "zh": "夜间不得致电"},
            "values": [["night_begins", "22:00"]],
        }
        for rule in denied
    ]
    with transaction.atomic():
        entry = record(
            actor="collector1",
            action="permit_denied" if denied else "permit_granted",
            at=at,
            customer_id=case.customer_id,
        )
        return Permit.objects.create(
            journal_entry=entry,
            customer_id=case.customer_id,
            contact_point=ContactPoint.objects.filter(customer=case.customer_id).first(),
            channel=channel,
            asked_by="collector1",
            asked_at=at,
            granted=not denied,
            expires_at=None if denied else at + timedelta(minutes=5),
            failing=denied,
            verdict={"allowed": not denied, "clauses": clauses, "missing": []},
            pack_version="0123456789ab",
        )


def make_attempt(
    case: Case, outcome: str = "", at: datetime = NOON, channel: str = Channel.CALL
) -> Attempt:
    """An attempt under a permit of its own; open where there is no outcome."""
    with transaction.atomic():
        permit = make_permit(case, at, channel=channel)
        entry = record(
            actor="collector1", action="attempt_made", at=at, customer_id=case.customer_id
        )
        return Attempt.objects.create(
            journal_entry=entry,
            permit=permit,
            customer_id=case.customer_id,
            case=case,
            contact_point=permit.contact_point,
            channel=channel,
            made_by="collector1",
            made_at=at,
            outcome=outcome,
            ended_at=at + timedelta(minutes=2) if outcome else None,
        )


def make_promise(
    case: Case,
    amount_minor: int,
    state: str = PromiseState.OPEN,
    *,
    paid_minor: int = 0,
    due_on: date = DAY,
    currency: str = "CNY",
    at: datetime = NOON - timedelta(days=5),
) -> Promise:
    """A promise in a state."""
    with transaction.atomic():
        entry = record(actor="collector1", action="promise_recorded", at=at)
        return Promise.objects.create(
            journal_entry=entry,
            customer_id=case.customer_id,
            case=case,
            amount_minor=amount_minor,
            currency=currency,
            due_on=due_on,
            channel=Channel.CALL,
            made_at=at,
            taken_by="collector1",
            state=state,
            paid_minor=paid_minor,
        )


def make_queue_item(
    case: Case, team: Team, taken_by: Staff | None = None, treatment: str = "call"
) -> QueueItem:
    """A case in a team's queue, waiting or taken."""
    return QueueItem.objects.create(
        case=case,
        team=team,
        treatment=treatment,
        priority=100,
        state=QueueState.TAKEN if taken_by else QueueState.WAITING,
        available_at=NOON - timedelta(hours=3),
        taken_by=taken_by,
        taken_at=NOON - timedelta(minutes=10) if taken_by else None,
        as_of=DAY,
    )
