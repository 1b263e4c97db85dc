"""Makes the records that the tests of figures count. Persons are invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction

from fairdue.compliance.models import Complaint, Dispute
from fairdue.contact.models import Attempt, Channel, Permit
from fairdue.delinquency.columns import STANDING, STANDING_DATASET
from fairdue.delinquency.models import Case
from fairdue.engine.lake import Lake
from fairdue.journal.actions import record
from fairdue.negotiation.models import Agreement, AgreementInstalment, Promise, PromiseState
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
    case: Case,
    at: datetime = NOON,
    *,
    failing: list[str] | None = None,
    channel: str = "call",
    asked_by: str = "collector1",
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
            actor=asked_by,
            action="permit_denied" if denied else "permit_granted",
            at=at,
            customer_id=case.customer_id,
        )
        return Permit.objects.create(
            journal_entry=entry,
            customer_id=case.customer_id,
            contact_point=ContactPoint.objects.filter(customer=case.customer_id).first(),
            channel=channel,
            asked_by=asked_by,
            asked_at=at,
            granted=not denied,
            expires_at=None if denied else at + timedelta(minutes=5),
            failing=denied,
            verdict={"allowed": not denied, "clauses": clauses, "missing": []},
            pack_version="0123456789ab",
        )


def make_attempt(
    case: Case,
    outcome: str = "",
    at: datetime = NOON,
    channel: str = Channel.CALL,
    made_by: str = "collector1",
) -> Attempt:
    """An attempt under a permit of its own; open where there is no outcome."""
    with transaction.atomic():
        permit = make_permit(case, at, channel=channel, asked_by=made_by)
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
            made_by=made_by,
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


def make_complaint(case: Case, decision: str = "", at: datetime = NOON) -> Complaint:
    """A complaint; decided at once where `decision` says how."""
    with transaction.atomic():
        entry = record(actor="he", action="x", at=at, customer_id=case.customer_id)
        return Complaint.objects.create(
            journal_entry=entry,
            customer_id=case.customer_id,
            about="conduct",
            channel="call",
            complexity="simple",
            received_at=at,
            recorded_at=at,
            decide_by=DAY,
            decide_rule="X",
            acknowledge_by=DAY,
            decision=decision,
            decided_at=at if decision else None,
        )


def make_dispute(case: Case, days: float | None, decision: str = "rejected") -> Dispute:
    """A dispute answered after so many days, on NOON; open where there are none."""
    received = NOON - timedelta(days=days or 3)
    with transaction.atomic():
        entry = record(actor="he", action="x", at=NOON, customer_id=case.customer_id)
        return Dispute.objects.create(
            journal_entry=entry,
            customer_id=case.customer_id,
            ground="amount",
            manner="oral",
            received_at=received,
            recorded_at=received,
            answer_by=DAY,
            answer_rule="X",
            decision="" if days is None else decision,
            answered_at=None if days is None else NOON,
        )


def make_agreement(case: Case, state: str, lasted: int, role: str = "collector") -> Agreement:
    """An agreement accepted that many days before its state began, on DAY."""
    accepted = DAY - timedelta(days=lasted)
    with transaction.atomic():
        entry = record(actor="lin", action="x", at=NOON, customer_id=case.customer_id)
        made = Agreement.objects.create(
            journal_entry=entry,
            customer_id=case.customer_id,
            currency="CNY",
            state="proposed",
            kind="instalment_plan",
            principal_minor=60_000,
            interest_minor=0,
            fees_minor=0,
            waived_minor=0,
            instalments=1,
            every="1mo",
            first_due_on=accepted,
            starts_on=accepted,
            yearly_rate=0,
            plan_interest_minor=0,
            total_minor=60_000,
            annualised_rate=0,
            last_due_on=DAY,
            days_past_due=40,
            monthly_minor=60_000,
            override_by="zhou",
            override_reason="knows better",
            channel="call",
            proposed_by="lin",
            proposed_role=role,
            proposed_at=NOON,
            open_until=DAY,
            needs_approval=False,
        )
        AgreementInstalment.objects.create(
            journal_entry=entry,
            agreement=made,
            customer_id=case.customer_id,
            number=1,
            due_on=DAY,
            amount_minor=60_000,
            principal_minor=60_000,
            interest_minor=0,
            fees_minor=0,
            plan_interest_minor=0,
        )
        accepting = {"accepted_at": NOON, "accepted_on": accepted}
        for each in ("approved", "active", state):
            made.journal_entry = record(
                actor="lin", action="x", at=NOON, customer_id=case.customer_id
            )
            made.state, made.state_since = each, DAY
            for name, value in accepting.items() if each != "approved" else ():
                setattr(made, name, value)
            made.save()
    return made
