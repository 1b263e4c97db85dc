"""Reminders before what was agreed is due: once, under a permit, by e-mail."""

from __future__ import annotations

import email
from datetime import date, datetime, timedelta
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fairdue.compliance.actions import place_hold
from fairdue.contact.models import Permit
from fairdue.contact.tests.records import an_address
from fairdue.delivery.tests.conftest import Postbox
from fairdue.kernel.money import Money
from fairdue.messaging.actions import deliver, settle_messages
from fairdue.messaging.models import Message, MessageState
from fairdue.negotiation.actions import record_promise, remind_due, take_back_promise
from fairdue.negotiation.models import Reminder, ReminderState
from fairdue.negotiation.queries import ReminderFacts, reminders
from fairdue.negotiation.rules.reminders import may_remind_on, reminder_days
from fairdue.negotiation.tests.records import AT, TODAY, Debtor, a_debtor, a_member
from fairdue.people.models import Role

database = pytest.mark.django_db(transaction=True)

A_DAY = timedelta(days=1)
DUE_ON = TODAY + timedelta(days=10)


def promised(due_on: date = DUE_ON) -> Debtor:
    debtor = a_debtor()
    an_address(debtor.case.customer)
    record_promise(
        case_id=debtor.case.pk,
        amount=Money(95_000, "CNY"),
        due_on=due_on,
        staff=a_member(),
        at=AT,
    )
    fresh(debtor, AT + timedelta(days=20))
    return debtor


def fresh(debtor: Debtor, at: datetime) -> None:
    """The issuer's file keeps coming, so that figures are never too old to write."""
    debtor.case.customer.last_seen_on = at.date()
    debtor.case.customer.save()


def on(days: int) -> datetime:
    return AT + timedelta(days=days)


def remind_and_send(at: datetime) -> dict[str, int]:
    """With the sender at work, which is a process of its own."""
    found = remind_due(at=at)
    for message in Message.objects.filter(state=MessageState.WAITING):
        deliver(message.pk, at=at)
    return found


@database
def test_a_promise_is_reminded_of_once_in_time_with_amount_and_day(postbox: Postbox) -> None:
    promised()
    assert remind_due(at=on(4)) == {}
    assert remind_and_send(at=on(5)) == {"queued": 1}
    assert remind_due(at=on(5) + timedelta(hours=1)) == {}
    assert remind_due(at=on(6)) == {}
    [envelope] = postbox.got
    read = email.message_from_bytes(envelope.original_content or b"", policy=SMTP)
    body = read.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "人民币950.00元" in text
    assert "2026年3月20日" in text
    assert "欠" not in text
    assert Reminder.objects.get().state == ReminderState.QUEUED


@database
def test_a_denied_reminder_is_kept_with_why_and_tried_again_until_it_may(postbox: Postbox) -> None:
    debtor = promised()
    hold = place_hold(
        customer_id=debtor.case.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=on(5),
        ends_at=on(6),
    )
    assert hold is not None
    assert remind_due(at=on(5)) == {"denied": 1}
    kept = Reminder.objects.get()
    assert kept.state == ReminderState.DENIED
    assert kept.permit is not None
    assert kept.permit.failing == ["LENDER-HOLD"]
    assert remind_due(at=on(5) + timedelta(hours=2)) == {}, "not asked again before time turned it"
    assert remind_and_send(at=on(6) + timedelta(hours=1)) == {"queued": 1}
    assert Permit.objects.count() == 2


@database
def test_each_reminder_is_shown_as_coming_then_denied_with_why_then_sent(postbox: Postbox) -> None:
    debtor = promised()

    def shown(days: int) -> ReminderFacts:
        [only] = reminders(on(days).date(), days=7)
        return only

    coming = shown(4)
    assert (coming.state, coming.at, coming.why) == ("coming", None, ())
    assert coming.missing == Money(95_000, "CNY")
    place_hold(
        customer_id=debtor.case.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=on(5),
        ends_at=on(6),
    )
    remind_due(at=on(5))
    denied = shown(5)
    assert denied.state == "denied"
    assert denied.again_at is not None
    assert any("hold" in why.en.lower() for why in denied.why)
    remind_and_send(at=on(6) + timedelta(hours=1))
    assert shown(6).state == "sent"
    assert reminders(on(1).date(), days=7) == []


@database
def test_at_night_it_waits_for_the_morning(postbox: Postbox) -> None:
    promised()
    night = on(5).replace(hour=15)
    assert remind_due(at=night) == {"denied": 1}
    morning = on(6).replace(hour=1)
    assert remind_and_send(at=morning) == {"queued": 1}


@database
def test_without_an_address_it_says_so_once(postbox: Postbox) -> None:
    debtor = a_debtor()
    record_promise(
        case_id=debtor.case.pk,
        amount=Money(95_000, "CNY"),
        due_on=DUE_ON,
        staff=a_member(),
        at=AT,
    )
    assert remind_due(at=on(5)) == {"no_address": 1}
    assert remind_due(at=on(6)) == {}


@database
def test_nothing_is_reminded_of_that_was_taken_back_or_where_mail_is_not_set_up(
    postbox: Postbox, settings: Settings
) -> None:
    debtor = promised()
    url = settings.SMTP_URL
    settings.SMTP_URL = ""
    assert remind_due(at=on(5)) == {}
    assert not Reminder.objects.exists()
    settings.SMTP_URL = url
    from fairdue.negotiation.models import Promise

    promise = Promise.objects.get(customer_id=debtor.case.customer_id)
    from fairdue.people.models import Staff

    take_back_promise(
        promise_id=promise.pk, staff=Staff.objects.get(username=promise.taken_by), at=AT
    )
    assert remind_due(at=on(5)) == {}


@database
def test_a_reminder_that_never_left_is_sent_the_next_time(postbox: Postbox) -> None:
    promised()
    remind_due(at=on(5))  # and the sender is not there
    assert remind_due(at=on(5) + timedelta(hours=1)) == {}
    settle_messages(at=on(5) + timedelta(hours=1))
    assert Message.objects.get().state == MessageState.WITHDRAWN
    assert remind_and_send(at=on(5) + timedelta(hours=2)) == {"queued": 1}
    assert len(postbox.got) == 1


@given(
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.integers(0, 40),
    st.integers(0, 10),
    st.one_of(st.none(), st.integers(0, 10)),
)
def test_the_days_for_a_reminder_begin_by_law_or_earlier_and_end_before_the_day(
    agreed_on: date, away: int, policy: int, law: int | None
) -> None:
    due_on, days = agreed_on + timedelta(days=away), reminder_days(policy, law)
    assert days >= (law or 0)
    allowed = [
        day
        for day in (agreed_on + timedelta(days=number) for number in range(-1, 45))
        if may_remind_on(day, due_on=due_on, agreed_on=agreed_on, days_before=days)
    ]
    assert all(agreed_on < day < due_on for day in allowed)
    assert all((due_on - day).days <= days for day in allowed)
    if days and away > days:
        assert len(allowed) == days
