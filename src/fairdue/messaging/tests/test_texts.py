"""Texts: from the record to a telephone and back, through real gateways."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from fairdue import delivery
from fairdue.contact.models import Attempt, Outcome
from fairdue.contact.tests.records import MORNING, a_case
from fairdue.delivery.sms.callbacks import PATH, receipt_url
from fairdue.delivery.sms.tests.counterparts import (
    INBOUND_SECRET,
    RunningKannel,
    RunningSmsc,
    wait_for,
)
from fairdue.identity.queries.finding import kinds_offered
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.messaging.actions import (
    Letter,
    deliver,
    send_message,
    take_inbound,
    take_kept_reports,
    take_report,
)
from fairdue.messaging.models import InboundMessage, Message, MessageState, Receipt
from fairdue.portfolio.actions import open_for_sending
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)

INBOUND = f"{PATH}inbound/{INBOUND_SECRET}"
WROTE = {"X-Kannel-From": "8613800138000", "X-Kannel-To": "10690001", "X-Kannel-Coding": "0"}


@pytest.fixture(autouse=True)
def nothing_unanswered(settings: Settings) -> None:
    """Gateways of tests count their ids from 1 each time; an earlier one's are none of theirs."""
    (Path(settings.VAR) / "delivery" / "smpp-unanswered").unlink(missing_ok=True)


@pytest.fixture
def wired(
    start_kannel: Callable[[str], RunningKannel], live_server: LiveServer, settings: Settings
) -> RunningKannel:
    """Kannel with this very site behind it."""
    settings.PUBLIC_URL, settings.OUTBOX = live_server.url, False
    running = start_kannel(f"{live_server.url}{INBOUND}")
    settings.SMS_URL = running.url
    return running


def queued() -> Message:
    case, [phone] = a_case()
    values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
    letter = Letter(case.customer_id, phone.pk, "payment_reminder", values, channel="sms")
    found = send_message(letter, actor="reminders", at=MORNING)
    return Message.objects.get(pk=found.message_id)


def number_of(message: Message) -> str:
    return open_for_sending(message.attempt.contact_point_id)


def state_of(message: Message) -> MessageState:
    take_kept_reports(at=MORNING)
    message.refresh_from_db()
    return MessageState(message.state)


def test_a_text_goes_through_kannel_to_the_telephone_and_is_known_as_delivered(
    wired: RunningKannel,
) -> None:
    message = queued()
    assert deliver(message.pk, at=MORNING) in (MessageState.SENT, MessageState.DELIVERED)
    [(number, words)] = wired.got()
    assert number == number_of(message)
    assert "950.00" in words
    wait_for(lambda: state_of(message) == MessageState.DELIVERED)
    assert Attempt.objects.get(pk=message.attempt_id).outcome == Outcome.SENT


def test_what_a_customer_writes_comes_through_kannel_to_their_record(
    wired: RunningKannel,
) -> None:
    message = queued()
    number = number_of(message).lstrip("+")
    wired.telephones(f"{number} 10690001 ucs2 %90%00%8B%A2")
    wait_for(InboundMessage.objects.exists)
    got = InboundMessage.objects.get()
    assert got.customer_id == message.customer_id
    assert json.loads(vault().unseal(got.words_sealed))["body"] == "退订"
    assert number not in str([*Entry.objects.values("details", "subject")])


def test_a_text_whose_line_was_lost_is_unconfirmed_until_its_receipt_comes(
    smsc: RunningSmsc, settings: Settings
) -> None:
    settings.SMS_URL, settings.OUTBOX = smsc.url(), False
    smsc.order("set", drop_at=1)
    message = queued()
    # The words of the reminder take several parts; the first is lost with the line, so the rest
    # never goes, and even its arrival proves nothing.
    assert deliver(message.pk, at=MORNING) == MessageState.UNCONFIRMED
    [first] = smsc.got()
    total = bytes.fromhex(first["short_message"])[4]
    assert total > 1
    with closing(delivery.carriers()["smpp"]) as carrier:
        list(carrier.collect())
        asked = {"esm_class": 4, "user_message_reference": first["user_message_reference"]}
        for receipt in (b"id:1 stat:DELIVRD", b"id:1 stat:DELIVRD", b"id:1 stat:UNDELIV err:001"):
            smsc.give(receipt, source_addr=first["destination_addr"], **asked)
            for told in wait_for(lambda: list(carrier.collect())):
                assert isinstance(told, delivery.Report)
                take_report(told, at=MORNING)
            expected = "not_delivered" if b"UNDELIV" in receipt else "unconfirmed"
            assert state_of(message) == expected
    assert Receipt.objects.filter(message=message).count() == 2


def test_a_text_of_parts_is_delivered_when_each_was_and_doubles_change_nothing(
    smsc: RunningSmsc, settings: Settings
) -> None:
    settings.SMS_URL, settings.OUTBOX = smsc.url(), False
    message = queued()
    assert deliver(message.pk, at=MORNING) == MessageState.SENT
    parts = len(smsc.got())
    assert parts > 1
    with closing(delivery.carriers()["smpp"]) as carrier:
        list(carrier.collect())
        states = []
        for number in [*range(1, parts + 1), 1]:
            smsc.give(f"id:{number} stat:DELIVRD err:000".encode(), esm_class=4)
            for told in wait_for(lambda: list(carrier.collect())):
                assert isinstance(told, delivery.Report)
                take_report(told, at=MORNING)
            states.append(state_of(message))
    assert states == ["sent"] * (parts - 1) + ["delivered"] * 2


def test_a_long_answer_over_smpp_is_kept_once_and_sealed(
    smsc: RunningSmsc, settings: Settings
) -> None:
    settings.SMS_URL, settings.OUTBOX = smsc.url(), False
    said = "我暂时没有能力还款，请问可以分期吗？" * 8
    octets = said.encode("utf-16-be")
    with closing(delivery.carriers()["smpp"]) as carrier:
        list(carrier.collect())
        for number, part in enumerate((octets[:134], octets[134:268], octets[268:]), 1):
            header = bytes([5, 0, 3, 9, 3, number])
            smsc.give(header + part, esm_class=0x40, data_coding=8)
        [got] = wait_for(lambda: list(carrier.collect()))
    assert isinstance(got, delivery.Inbound)
    assert take_inbound(got, at=MORNING) is not None
    assert take_inbound(got, at=MORNING) is None
    kept = InboundMessage.objects.get()
    assert json.loads(vault().unseal(kept.words_sealed))["body"] == said


def test_telephone_numbers_are_offered_for_codes_once_there_is_a_gateway(
    settings: Settings,
) -> None:
    settings.SMTP_URL, settings.SMS_URL, settings.OUTBOX = "", "", False
    assert kinds_offered() == ()
    settings.SMS_URL = "smpp://bank:secret@127.0.0.1"
    assert kinds_offered() == ("phone",)


def test_an_address_that_nobody_was_given_is_no_address(client: Client, settings: Settings) -> None:
    settings.SMS_URL = f"kannel+http://bank:secret@127.0.0.1?inbound={INBOUND_SECRET}"
    asked = [
        client.get(f"{PATH}nothing"),
        client.get(reverse("text-receipt", args=["somekey", "0" * 32]) + "?s=1"),
        client.post(reverse("text-inbound", args=["a-secret-of-nobody"]), headers=WROTE),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert not Receipt.objects.exists()
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("url", ["", "smpp://bank:secret@127.0.0.1", "nonsense"])
def test_without_a_secret_nobody_hands_texts_over(
    client: Client, settings: Settings, url: str
) -> None:
    settings.SMS_URL = url
    assert client.post(f"{PATH}inbound/-", b"hi", "text/plain", headers=WROTE).status_code == 404


def test_a_receipt_of_a_message_that_is_gone_tells_its_caller_nothing(client: Client) -> None:
    url = receipt_url("unknownkey")
    assert client.get(f"{url}?s=1").status_code == 202
    assert client.get(f"{url}?s=99").status_code == 202
    assert client.get(url).status_code == 202
    assert client.post(f"{url}?s=1").status_code == 405
    assert not Receipt.objects.exists(), "it is taken with others"
    assert take_kept_reports(at=MORNING) == 1
    assert Receipt.objects.get().message_id is None


def test_receipts_of_many_that_call_at_once_are_taken_together(
    client: Client, settings: Settings
) -> None:
    settings.SMS_URL = f"kannel+http://bank:secret@127.0.0.1?inbound={INBOUND_SECRET}"
    messages = [queued() for _ in range(3)]
    for message in messages:
        for told in ("8", "1", "8", "1"):
            assert client.get(f"{receipt_url(message.key)}?s={told}").status_code == 202
    assert take_kept_reports(at=MORNING) == 12
    assert take_kept_reports(at=MORNING) == 0
    assert Receipt.objects.count() == 6, "each once, however often it was told"
    assert {state_of(message) for message in messages} == {MessageState.DELIVERED}
    outcomes = Attempt.objects.values_list("outcome", flat=True)
    assert set(outcomes) == {Outcome.SENT}


def test_texts_are_taken_once_and_nothing_of_them_is_logged(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_URL = f"kannel+http://bank:secret@127.0.0.1?inbound={INBOUND_SECRET}"
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            got = client.post(INBOUND, b"please call", "text/plain; charset=UTF-8", headers=WROTE)
            assert (got.status_code, got.content) == (202, b"")
        no_sender = {"X-Kannel-To": "1"}
        assert client.post(INBOUND, b"x", "text/plain", headers=no_sender).status_code == 400
        huge = client.post(INBOUND, b"x" * 20_001, "text/plain", headers=WROTE)
        assert huge.status_code == 413
        assert client.get(INBOUND).status_code == 405
    assert InboundMessage.objects.count() == 1
    assert "13800138000" not in caplog.text
    assert "please call" not in caplog.text


def test_the_addresses_that_gateways_are_given_are_those_that_we_answer() -> None:
    assert reverse("text-receipt", args=["k", "p"]) == f"{PATH}receipts/k/p"
    assert reverse("text-inbound", args=["s"]) == f"{PATH}inbound/s"
