"""Looks up reminders: what was sent, what wasn't allowed and why, and what comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairdue.contact.rules.document import verdict_from
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.messaging.models import MessageState
from fairdue.negotiation.models import (
    AgreementInstalment,
    InstalmentState,
    Promise,
    PromiseState,
    Reminder,
    ReminderState,
)
from fairdue.negotiation.rules.agreements import PERFORMED

SENT, DELIVERED, UNDER_WAY, NOT_DELIVERED = "sent", "delivered", "under_way", "not_delivered"
DENIED, NO_ADDRESS, COMING = "denied", "no_address", "coming"
NAMES: dict[str, Text] = {
    SENT: Text("sent", "已发送"),
    DELIVERED: Text("delivered", "已送达"),
    UNDER_WAY: Text("under way", "发送中"),
    NOT_DELIVERED: Text("not delivered", "未送达"),
    DENIED: Text("not allowed", "未获准"),
    NO_ADDRESS: Text("no e-mail address", "无可用邮箱"),
    COMING: Text("coming", "待提醒"),
}
OF_MESSAGE = {
    MessageState.SENT: SENT,
    MessageState.DELIVERED: DELIVERED,
    MessageState.UNCONFIRMED: SENT,
    MessageState.NOT_DELIVERED: NOT_DELIVERED,
    MessageState.WITHDRAWN: NOT_DELIVERED,
}


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """One reminder, or a promise or instalment of which there will be one."""

    customer_id: int
    what: Text
    missing: Money
    due_on: date
    state: str
    """A key of NAMES."""
    state_name: Text
    why: tuple[Text, ...]
    """Why it wasn't allowed; empty for any other."""
    at: datetime | None
    """When it was last tried; None for what comes."""
    again_at: datetime | None


def reminders(today: date, *, days: int, limit: int = 200) -> list[ReminderFacts]:
    """Of what is due up to `days` before or after today, by due date, then by customer."""
    first, last = today - timedelta(days=days), today + timedelta(days=days)
    kept = (
        Reminder.objects.filter(due_on__range=(first, last))
        .select_related("promise", "instalment__agreement", "message", "permit")
        .order_by("due_on", "customer_id")
    )
    found = [_kept(row) for row in kept[:limit]] + _coming(today, last, limit)
    return sorted(found, key=lambda each: (each.due_on, each.customer_id))[:limit]


def _kept(row: Reminder) -> ReminderFacts:
    of = row.promise or row.instalment
    assert of is not None, "a reminder is of something"
    state = row.state
    if state == ReminderState.QUEUED:
        message = row.message
        state = OF_MESSAGE.get(MessageState(message.state), UNDER_WAY) if message else UNDER_WAY
    denied = row.permit is not None and state == DENIED
    failing = verdict_from(row.permit.verdict).failing if denied and row.permit else ()
    why = tuple(clause.reason for clause in failing)
    return _facts(of, state, why, row.tried_at, row.again_at if state == DENIED else None)


def _coming(today: date, last: date, limit: int) -> list[ReminderFacts]:
    """What falls due after today and wasn't reminded of, or tried, yet."""
    soon = {"due_on__gt": today, "due_on__lte": last}
    tried = Reminder.objects.filter(**soon)
    instalments = (
        AgreementInstalment.objects.filter(
            state=InstalmentState.OPEN, agreement__state__in=PERFORMED, **soon
        )
        .exclude(pk__in=tried.filter(instalment__isnull=False).values("instalment"))
        .select_related("agreement")
        .order_by("due_on", "pk")
    )
    promises = (
        Promise.objects.filter(state=PromiseState.OPEN, **soon)
        .exclude(pk__in=tried.filter(promise__isnull=False).values("promise"))
        .order_by("due_on", "pk")
    )
    return [_facts(each, COMING) for each in instalments[:limit]] + [
        _facts(each, COMING) for each in promises[:limit]
    ]


def _facts(
    of: Promise | AgreementInstalment,
    state: str,
    why: tuple[Text, ...] = (),
    at: datetime | None = None,
    again_at: datetime | None = None,
) -> ReminderFacts:
    if isinstance(of, Promise):
        what, currency = Text("promise", "承诺还款"), of.currency
    else:
        what = Text(f"instalment {of.number}", f"第{of.number}期")
        currency = of.agreement.currency
    missing = Money(max(0, of.amount_minor - of.paid_minor), currency)
    return ReminderFacts(
        of.customer_id, what, missing, of.due_on, state, NAMES[state], why, at, again_at
    )
