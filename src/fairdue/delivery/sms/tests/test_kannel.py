"""A text reaches a telephone through Kannel, and Kannel tells us what became of it."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from pytest_django import Settings

from fairdue.delivery import (
    DeliveryError,
    DeliveryUnknown,
    Message,
    Report,
    carriers,
    new_key,
    send,
)
from fairdue.delivery.sms import opened
from fairdue.delivery.sms.callbacks import PATH, proves
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.kannel import Kannel, read_inbound, read_report
from fairdue.delivery.sms.tests.counterparts import Called, RunningKannel, wait_for

TO = "+86 138 0013 8000"
NUMBER = "8613800138000"
CHINESE = "您的信用卡账单已出，如有困难请与我们联系，我们会与您一起商量可行的办法。" * 6


def text(said: str) -> Message:
    return Message("sms", TO, "", said, key=new_key())


def test_a_text_arrives_whole_and_its_receipt_comes_to_an_address_of_its_own(
    kannel: RunningKannel, called: Called
) -> None:
    message = text(CHINESE[:200] + "🙂")
    with closing(carriers()["kannel"]) as carrier:
        receipt = carrier.send(message)
    assert (receipt.how, receipt.reference) == ("kannel", message.key)
    assert kannel.got() == [(f"+{NUMBER}", CHINESE[:200] + "🙂")]
    wait_for(lambda: [path for path, _, _ in called.calls if path.endswith("?s=1")])
    told = set()
    for path, _, body in called.calls:
        address, _, state = path.partition("?s=")
        _, _, rest = address.partition(PATH)
        _, key, proof = rest.split("/")
        assert (key, body) == (message.key, b"")
        assert proves(key, proof)
        told.add(read_report(key, state))
    assert Report("kannel", "", message.key, "delivered", "1", None) in told


def test_a_code_is_sent_without_asking_for_a_receipt(kannel: RunningKannel, called: Called) -> None:
    send(Message("sms", TO, "", "Your code is {1234} €"))
    assert kannel.got() == [(f"+{NUMBER}", "Your code is {1234} €")]
    assert not called.calls


def test_what_customers_write_is_handed_over_with_number_and_words(
    kannel: RunningKannel, called: Called
) -> None:
    kannel.telephones(f"{NUMBER} 10690001 ucs2 %90%00%8B%A2")
    wait_for(lambda: called.calls)
    _, headers, body = called.calls[0]
    got = read_inbound(headers, body, "secret")
    assert got is not None
    assert (got.sender, got.to, got.text) == (NUMBER, "10690001", "退订")
    again = read_inbound(headers, body, "secret")
    assert again == got
    kannel.telephones(f"{NUMBER} 10690001 text STOP now")
    wait_for(lambda: len(called.calls) > 1)
    _, headers, body = called.calls[1]
    other = read_inbound(headers, body, "secret")
    assert other is not None
    assert (other.text, other.reference == got.reference) == ("STOP now", False)


def test_a_text_that_waits_for_the_network_survives_a_killed_gateway(
    kannel: RunningKannel, called: Called
) -> None:
    kannel.telephones_off()
    message = text("您好")
    with closing(Kannel(gateway_of(kannel.url))) as carrier:
        carrier.send(message)
        kannel.kill()
        with pytest.raises(DeliveryError, match="did not answer") as told:
            carrier.send(text("two"))
        assert told.value.again
        assert not isinstance(told.value, DeliveryUnknown)
        kannel.start()
        assert kannel.got() == [(f"+{NUMBER}", "您好")]
        wait_for(lambda: [path for path, _, _ in called.calls if message.key in path])
        carrier.send(text("three"))
    assert [said for _, said in kannel.got(2)] == ["您好", "three"]


def test_a_wrong_password_is_told_plainly_and_nothing_is_logged(
    kannel: RunningKannel, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert opened.try_out() == f"127.0.0.1:{kannel.port}"
    settings.SMS_URL = kannel.url.replace(":secret@", ":wrong@")
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(DeliveryError, match="name or password in FAIRDUE_SMS_URL"):
            opened.try_out()
        with pytest.raises(DeliveryError, match="name or password") as told:
            send(text("hello"))
    assert told.value.again  # no message is at fault
    for secret in ("wrong", NUMBER, "hello"):
        assert secret not in caplog.text + str(told.value)


@pytest.fixture
def answering(settings: Settings) -> Iterator[list[bytes]]:
    """A gateway that reads a request and answers what is put here, or hangs up."""
    answers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(65536)
                    peer.sendall(answers.pop(0) if answers else b"")

        threading.Thread(target=serve, daemon=True).start()
        settings.SMS_URL = f"kannel+http://bank:secret@127.0.0.1:{server.getsockname()[1]}"
        yield answers
        server.shutdown(socket.SHUT_RDWR)


def test_a_gateway_that_hangs_up_may_have_taken_the_message(answering: list[bytes]) -> None:
    with pytest.raises(DeliveryUnknown):
        send(text("hello"))


@pytest.mark.parametrize(
    ("status", "again"), [(503, True), (429, True), (400, False), (404, False), (200, False)]
)
def test_what_a_gateway_answers_is_told(answering: list[bytes], status: int, again: bool) -> None:
    answering.append(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
    with pytest.raises(DeliveryError, match=str(status)) as told:
        send(text("hello"))
    assert told.value.again is again
    assert not isinstance(told.value, DeliveryUnknown)


def test_numbers_that_mean_nothing_and_texts_of_nobody_are_let_go() -> None:
    assert read_report("k", "3") is None
    assert read_report("k", "") is None
    assert read_inbound({"X-Kannel-To": "1"}, b"hi", "s") is None
