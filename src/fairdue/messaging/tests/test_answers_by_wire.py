"""An answer that comes in over a real gateway or mail server stops what waits, at once."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from fairdue.compliance.models import ContactRequest
from fairdue.contact.actions import ContactDenied
from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery import Inbound, Report
from fairdue.delivery.mail.smtp import Smtp
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.kannel import read_inbound
from fairdue.delivery.sms.smpp import Smpp
from fairdue.delivery.sms.tests.counterparts import (
    Called,
    RunningKannel,
    RunningSmsc,
    called,
    kannel,
    smsc,
    start_kannel,
    wait_for,
)
from fairdue.delivery.tests.conftest import Postbox
from fairdue.kernel.money import Money
from fairdue.messaging.actions import (
    Letter,
    deliver,
    hand_over,
    send_message,
    take_inbound,
    take_report,
    take_turns,
)
from fairdue.messaging.models import Answer, AnswerState, Message, MessageState
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.masking import mask_phone
from fairdue.vault.sealing import vault

__all__ = ["called", "kannel", "smsc", "start_kannel"]

pytestmark = pytest.mark.django_db(transaction=True)
SOON = MORNING + timedelta(seconds=10)
VALUES = {"due_on": date(2026, 3, 13), "amount": Money(95_000, "CNY")}
NUMBER = "13800138000"


def a_number(number: str = NUMBER) -> ContactPoint:
    case, _ = a_case(phones=0)
    return ContactPoint.objects.create(
        customer=case.customer, kind="phone", value_masked=mask_phone(number),
        value_sealed=vault().seal(number), value_index=vault().blind_index("phone", number),
    )  # fmt: skip


def queued(point: ContactPoint, channel: str) -> Message:
    letter = Letter(point.customer_id, point.pk, "payment_reminder", VALUES, channel=channel)
    return Message.objects.get(pk=send_message(letter, actor="reminders", at=MORNING).message_id)


@pytest.fixture
def smpp(smsc: RunningSmsc, settings: Settings) -> Iterator[Smpp]:
    settings.SMS_URL = smsc.url(source="10690001")
    with closing(Smpp(gateway_of(settings.SMS_URL))) as opened:
        list(opened.collect())  # binds
        yield opened


def taken(carrier: Smpp) -> Answer:
    """The next text that somebody wrote, taken as the sender takes it."""
    got: list[Inbound] = []

    def look() -> bool:
        for each in carrier.collect():
            if isinstance(each, Report):
                take_report(each, at=SOON)
            else:
                take_inbound(each, at=SOON)
                got.append(each)
        return bool(got)

    wait_for(look)
    return Answer.objects.get(inbound__reference=got[0].reference)


@pytest.mark.parametrize("said", ["别再发了", "TD", "请你们以后不要再给我发短信了，谢谢"])
def test_a_stop_by_text_leaves_nothing_to_be_sent(smsc: RunningSmsc, smpp: Smpp, said: str) -> None:
    message = queued(a_number(), "sms")
    smsc.give(said.encode("utf-16-be"), data_coding=8)
    assert taken(smpp).state == AnswerState.DONE
    message.refresh_from_db()
    assert (message.state, message.problem) == (MessageState.WITHDRAWN, "opted_out")
    claimed = take_turns([], carrier="smpp", channels=["sms"], most=9, at=SOON)
    for each in claimed:
        hand_over(smpp, each)
    assert not smsc.got(), "nothing left by SMS"


def test_a_doubtful_text_pauses_and_nothing_more_may_be_written(
    smsc: RunningSmsc, smpp: Smpp
) -> None:
    point = a_number()
    message = queued(point, "sms")
    smsc.give("能不能晚点再发?".encode("utf-16-be"), data_coding=8)
    assert taken(smpp).state == AnswerState.DOUBTFUL
    message.refresh_from_db()
    assert (message.state, message.problem) == (MessageState.WITHDRAWN, "in_doubt")
    with pytest.raises(ContactDenied):
        queued_later(point)
    assert not smsc.got()


def queued_later(point: ContactPoint) -> None:
    letter = Letter(point.customer_id, point.pk, "payment_reminder", VALUES, channel="sms")
    send_message(letter, actor="reminders", at=MORNING + timedelta(days=2))


def test_a_quote_is_no_stop_but_is_read(smsc: RunningSmsc, smpp: Smpp) -> None:
    point = a_number()
    smsc.give("他说“退订”，笑死我了".encode("utf-16-be"), data_coding=8)
    answer = taken(smpp)
    assert (answer.state, answer.wants) == (AnswerState.DOUBTFUL, [])
    asked = ContactRequest.objects.get(customer_id=point.customer_id)
    assert asked.reason.startswith("LENDER-ANSWERS"), "a pause, and no request of theirs"


@pytest.mark.slow
def test_a_stop_through_kannel_stops_at_once(
    kannel: RunningKannel, called: Called, settings: Settings
) -> None:
    settings.SMS_URL = kannel.url
    message = queued(a_number(), "sms")
    kannel.telephones(f"86{NUMBER} 10690001 ucs2 %52%2B%51%8D%53%D1%4E%86")
    wait_for(lambda: called.calls)
    _, headers, body = called.calls[0]
    got = read_inbound(headers, body, "secret")
    assert got is not None
    assert got.text == "别再发了"
    take_inbound(got, at=SOON)
    assert Answer.objects.get().state == AnswerState.DONE
    assert deliver(message.pk, at=SOON) is None
    message.refresh_from_db()
    assert message.state == MessageState.WITHDRAWN


@pytest.mark.parametrize(
    ("said", "state"),
    [("别再发了", AnswerState.DONE), ("能不能晚点再发?", AnswerState.DOUBTFUL)],
)
def test_the_same_by_email(postbox: Postbox, hearing: Smtp, said: str, state: AnswerState) -> None:
    case, _ = a_case()
    address = an_address(case.customer)
    message = queued(address, "email")
    letter = EmailMessage()
    letter["From"] = sender = vault().unseal(address.value_sealed)
    letter["To"], letter["Subject"] = "answers@bank.example", "Re: 还款提醒"
    letter.set_content(said)
    assert hearing.listener is not None
    with smtplib.LMTP("127.0.0.1", hearing.listener.port, "mx.test") as line:
        line.sendmail(sender, ["answers@bank.example"], letter.as_bytes())
    for told in hearing.collect():
        assert isinstance(told, Inbound)
        take_inbound(told, at=SOON)
    assert Answer.objects.get().state == state
    assert deliver(message.pk, at=SOON) is None
    message.refresh_from_db()
    assert message.state == MessageState.WITHDRAWN
    assert not postbox.got
