"""With a real mail server between us and the world, what it refuses comes back under its key."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from fairdue.delivery import Message, Report, new_key
from fairdue.delivery.mail.server import server_of
from fairdue.delivery.mail.smtp import Smtp, opened
from fairdue.delivery.tests.conftest import Postbox
from fairdue.delivery.tests.postfix import postfix

SECONDS_MAX = 20.0


@pytest.fixture
def relayed(postbox: Postbox, settings: Settings, var: Path) -> Iterator[Smtp]:
    """Our carrier hands to postfix, postfix passes on to the postbox and brings back to us."""
    settings.MAIL_BOUNCES, settings.MAIL_REPLIES = "bounces@bank.test", "answers@bank.test"
    settings.MAIL_FROM, settings.MAIL_LISTEN = "某银行 <help@bank.test>", "lmtp://127.0.0.1:0"
    ours = opened()
    list(ours.collect())
    assert ours.listener is not None
    routes = {
        "final.test": f"smtp:[127.0.0.1]:{postbox.port}",
        "bank.test": f"lmtp:inet:127.0.0.1:{ours.listener.port}",
        "away.test": "smtp:[127.0.0.1]:9",
    }
    with postfix(routes, lifetime="3s", warned="1s") as server:
        settings.SMTP_URL = server.url
        carrier = opened()
        carrier.collect = ours.collect  # type: ignore[method-assign]
        yield carrier
        carrier.close()
    ours.close()


def told(carrier: Smtp, number: int) -> list[Report]:
    """Wait for so many reports."""
    found: list[Report] = []
    give_up = time.monotonic() + SECONDS_MAX
    while len(found) < number and time.monotonic() < give_up:
        found += [each for each in carrier.collect() if isinstance(each, Report)]
        time.sleep(0.05)
    return found


def a_message(to: str) -> Message:
    return Message("email", to, "您的还款协议", "见正文", key=new_key())


def test_an_unknown_recipient_at_the_last_server_comes_back_by_its_key(
    relayed: Smtp, postbox: Postbox
) -> None:
    postbox.refuses["nobody@final.test"] = "550 5.1.1 no such user"
    known, unknown = a_message("someone@final.test"), a_message("nobody@final.test")
    receipts = [relayed.send(each) for each in (known, unknown)]
    found = {each.key: each for each in told(relayed, 2)}
    assert (found[unknown.key].state, found[unknown.key].code) == ("not_delivered", "5.1.1")
    assert found[unknown.key].reference == receipts[1].reference
    assert (found[known.key].state, found[known.key].code) == ("accepted", "2.0.0")
    assert [envelope.rcpt_tos for envelope in postbox.got] == [["someone@final.test"]]


def test_a_server_that_is_away_is_told_as_a_delay_and_then_given_up(relayed: Smtp) -> None:
    sent = a_message("someone@away.test")
    relayed.send(sent)
    found = told(relayed, 2)
    assert [(each.key, each.state) for each in found] == [
        (sent.key, "accepted"),
        (sent.key, "not_delivered"),
    ]
    assert all(each.code.startswith("4.") for each in found)


def test_an_answer_reaches_us_through_the_real_server(relayed: Smtp, settings: Settings) -> None:
    with smtplib.SMTP("127.0.0.1", server_of(settings.SMTP_URL).port) as line:
        line.sendmail(
            "zhang@final.test",
            ["answers@bank.test"],
            "From: zhang@final.test\r\nSubject: Re\r\n\r\n停止发送\r\n".encode(),
        )
    give_up = time.monotonic() + SECONDS_MAX
    found: list[object] = []
    while not found and time.monotonic() < give_up:
        found = list(relayed.collect())
        time.sleep(0.05)
    assert [getattr(each, "text", "") for each in found] == ["停止发送"]
