"""Reminds of promises and instalments before they are due, each once and under a permit.

Run every hour. Killed at any point it goes on where it stopped: what was asked for is on record
before anything leaves, and an instalment whose reminder is under way is not asked for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from fairdue import delivery
from fairdue.contact import actions as contact
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.messaging import actions as messaging
from fairdue.negotiation import queries
from fairdue.negotiation.models import (
    NEVER_LEFT,
    AgreementInstalment,
    InstalmentState,
    Promise,
    PromiseState,
    Reminder,
    ReminderState,
)
from fairdue.negotiation.rules.agreements import PERFORMED
from fairdue.negotiation.rules.reminders import may_remind_on, reminder_days
from fairdue.portfolio import queries as portfolio
from fairdue.rulebook.packs import NoValueError, law_in_force, pack

ACTOR = "reminders"
RULE, LAW_RULE = "LENDER-REMINDER", "CN-REM-01"
TEMPLATE = "payment_reminder"
LAW_DAYS_MAX = 31
"""No law asks for a reminder earlier than this before the day."""


class UnderWay(Exception):  # noqa: N818 - it is no error
    """Another run reminds of this already."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A promise or an instalment that comes up."""

    customer_id: int
    case_id: int | None
    promise_id: int | None
    instalment_id: int | None
    due_on: date
    agreed_on: date
    amount: Money

    @property
    def subject(self) -> str:
        return (
            f"promise:{self.promise_id}"
            if self.promise_id is not None
            else f"instalment:{self.instalment_id}"
        )


def remind_due(*, at: datetime) -> dict[str, int]:
    """Remind of everything that comes up, as far as it may be; gives how many became what.

    Denied ones are kept with their permit, which has the reasons, and tried again when time has
    turned them, until the day itself. Without a way to send e-mail nothing is done.
    """
    if not delivery.can_send("email"):
        return {}
    counts: Counter[str] = Counter()
    today = local_day(at, queries.zone())
    days: dict[str, int] = {}
    for due in _coming(today, at):
        law = portfolio.law_of(due.customer_id, today).jurisdiction
        if law not in days:
            days[law] = _days_before(law, today)
        if may_remind_on(today, due_on=due.due_on, agreed_on=due.agreed_on, days_before=days[law]):
            counts[_remind(due, at)] += 1
    return dict(counts)


def _days_before(law: str, today: date) -> int:
    policy = int(pack(queries.POLICY).value(RULE, "days_before", today).value)
    if law != "CN":
        return reminder_days(policy, None)
    try:
        asked = law_in_force("CN").value(LAW_RULE, "reminder_days_before", today).value
    except NoValueError:
        asked = None
    return reminder_days(policy, None if asked is None else int(asked))


def _coming(today: date, at: datetime) -> Iterator[_Due]:
    """What falls due soon, isn't paid and wasn't reminded of, the earliest first."""
    soon = {"due_on__gt": today, "due_on__lte": today + timedelta(days=LAW_DAYS_MAX)}
    zone = queries.zone()
    tried = Reminder.objects.exclude(Q(state=ReminderState.DENIED, again_at__lte=at) | NEVER_LEFT)
    instalments = (
        AgreementInstalment.objects.filter(
            state=InstalmentState.OPEN, agreement__state__in=PERFORMED, **soon
        )
        .exclude(pk__in=tried.filter(instalment__isnull=False).values("instalment"))
        .annotate(currency=F("agreement__currency"), agreed_on=F("agreement__accepted_on"))
        .order_by("due_on", "pk")
    )
    for row in instalments:
        amount = Money(row.amount_minor - row.paid_minor, row.currency)
        agreed_on = row.agreed_on or today
        yield _Due(row.customer_id, None, None, row.pk, row.due_on, agreed_on, amount)
    promises = (
        Promise.objects.filter(state=PromiseState.OPEN, **soon)
        .exclude(pk__in=tried.filter(promise__isnull=False).values("promise"))
        .order_by("due_on", "pk")
    )
    for promise in promises:
        missing = Money(promise.amount_minor - promise.paid_minor, promise.currency)
        made_on = local_day(promise.made_at, zone)
        yield _Due(
            promise.customer_id, promise.case_id, promise.pk, None, promise.due_on, made_on, missing
        )


def _remind(due: _Due, at: datetime) -> str:
    """Remind of one; gives what became of it."""
    points = portfolio.contact_points(due.customer_id)
    usable = [
        each
        for each in points
        if each.kind == "email" and each.invalid_since is None and each.not_theirs_since_at is None
    ]
    if not usable:
        _keep(due, ReminderState.NO_ADDRESS, at)
        return ReminderState.NO_ADDRESS
    letter = messaging.Letter(
        due.customer_id,
        usable[0].id,
        TEMPLATE,
        {"due_on": due.due_on, "amount": due.amount},
        case_id=due.case_id,
    )
    try:
        messaging.send_message(
            letter,
            actor=ACTOR,
            at=at,
            then=lambda queued: _keep(
                due,
                ReminderState.QUEUED,
                at,
                permit_id=queued.permit_id,
                message_id=queued.message_id,
            ),
        )
    except contact.ContactDenied as denied:
        again_at = denied.verdict.earliest or at + _try_again(at)
        with suppress(UnderWay):
            _keep(due, ReminderState.DENIED, at, permit_id=denied.permit_id, again_at=again_at)
        return ReminderState.DENIED
    except UnderWay:
        return ReminderState.QUEUED
    return ReminderState.QUEUED


def _try_again(at: datetime) -> timedelta:
    day = local_day(at, queries.zone())
    return timedelta(hours=int(pack(queries.POLICY).value(RULE, "try_again_hours", day).value))


def _keep(
    due: _Due,
    state: ReminderState,
    at: datetime,
    permit_id: int | None = None,
    message_id: int | None = None,
    again_at: datetime | None = None,
) -> None:
    """Put it on record. Raises UnderWay where another run has the reminder on its way already."""
    whose: dict[str, Any] = {"promise_id": due.promise_id, "instalment_id": due.instalment_id}
    with transaction.atomic():
        found = Reminder.objects.select_for_update(of=("self",)).filter(**whose).first()
        if found is not None and found.is_under_way:
            raise UnderWay
        entry = record(
            actor=ACTOR,
            action=f"reminder_{state}",
            at=at,
            subject=due.subject,
            customer_id=due.customer_id,
            details={"due_on": due.due_on.isoformat(), "permit": permit_id},
        )
        Reminder.objects.update_or_create(
            **whose,
            defaults={
                "customer_id": due.customer_id,
                "due_on": due.due_on,
                "state": state,
                "permit_id": permit_id,
                "message_id": message_id,
                "tried_at": at,
                "again_at": again_at,
                "journal_entry": entry,
            },
        )
