"""The sender as a process: killed or cut off, or without its database, it loses nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import MORNING
from fairdue.delivery import Report
from fairdue.delivery.tests.conftest import Loose
from fairdue.messaging.actions import take_report
from fairdue.messaging.models import Message, MessageState
from fairdue.messaging.tests.outside import (
    Counterpart,
    Office,
    OwnServer,
    SenderProcess,
    own_database,
    until,
)

__all__ = ["own_database"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS = 10
MANY = 120


@dataclass
class Line:
    """A mail server and a sender that knows it."""

    box: Counterpart
    controller: Any
    sender: SenderProcess

    def kill_once(self) -> None:
        """For the counterpart to call: the sender is gone before the next answer."""
        self.box.on_recipient = self.box.on_words = self.box.on_taken = None
        self.sender.kill()


@pytest.fixture
def line(own_database: OwnServer, settings: Settings) -> Iterator[Line]:
    box = Counterpart()
    controller: Any = Loose(box, hostname="127.0.0.1", port=0)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{controller.port}?timeout=5"
    settings.MAIL_FROM = "help@bank.example"
    sender = SenderProcess(
        environment={
            "FAIRDUE_SMTP_URL": settings.SMTP_URL,
            "FAIRDUE_MAIL_FROM": settings.MAIL_FROM,
        }
    )
    yield Line(box, controller, sender)
    if sender.process is not None and sender.process.poll() is None:
        sender.stop()
    controller.stop()


def finish(line: Line, office: Office) -> None:
    """A fresh sender sends what is left and is stopped in order."""
    line.sender.start()
    until(lambda: office.left() == 0)
    assert line.sender.stop() == 0


def in_one_known_state(line: Line, office: Office, unknown_max: int) -> set[str]:
    """Both sides agree, and only what was under way at a fault is unknown. Gives the unknown."""
    states = office.by_state()
    unknown = states.get(MessageState.UNCONFIRMED, set())
    sent = states.get(MessageState.SENT, set())
    assert sum(map(len, states.values())) == office.number
    assert states.keys() <= {MessageState.UNCONFIRMED, MessageState.SENT}
    assert set(line.box.took.values()) <= {1}, "none was handed over twice"
    assert sent <= line.box.took.keys() <= sent | unknown
    assert len(unknown) <= unknown_max
    outcomes = Attempt.objects.filter(outcome="unconfirmed").count()
    assert outcomes == len(unknown)
    return unknown


def reconcile(line: Line, unknown: set[str]) -> None:
    """What the other side tells settles what it took, and nothing else."""
    for key in line.box.took:
        take_report(Report("smtp", "", key, "delivered", "2.0.0", MORNING), at=MORNING)
    delivered = Message.objects.filter(state=MessageState.DELIVERED)
    assert set(delivered.values_list("key", flat=True)) == set(line.box.took)
    left = Message.objects.filter(state=MessageState.UNCONFIRMED).values_list("key", flat=True)
    assert set(left) == unknown - line.box.took.keys()


@pytest.mark.parametrize("step", ["on_recipient", "on_words", "on_taken"])
def test_killed_at_a_step_of_handing_over(line: Line, step: str) -> None:
    office = Office(4)
    setattr(line.box, step, line.kill_once)
    line.sender.start()
    until(lambda: line.sender.process is not None and line.sender.process.poll() is not None)
    finish(line, office)
    unknown = in_one_known_state(line, office, unknown_max=1)
    assert len(unknown) == 1, "the one that was being handed over is named"
    reconcile(line, unknown)


def test_killed_ten_times_at_random(line: Line) -> None:
    chance = random.Random(10)
    office = Office(MANY)
    for kill in range(1, KILLS + 1):
        line.sender.start()
        share = office.number * kill // (KILLS + 2)
        until(lambda share=share: line.box.took.total() >= share or office.left() == 0)  # type: ignore[misc]
        time.sleep(chance.random() / 50)
        line.sender.kill()
    finish(line, office)
    reconcile(line, in_one_known_state(line, office, unknown_max=KILLS))


def test_the_database_is_gone_in_the_middle(line: Line, own_database: OwnServer) -> None:
    office = Office(MANY // 2)
    line.sender.start()
    until(lambda: line.box.took.total() >= MANY // 8)
    connection.close()
    own_database.stop_at_once()
    time.sleep(1)
    own_database.start()
    until(lambda: office.left() == 0)
    assert line.sender.stop() == 0, "the same process went on"
    unknown = in_one_known_state(line, office, unknown_max=1)
    reconcile(line, unknown)


def test_the_mail_server_cuts_the_line_and_is_away_for_a_while(line: Line) -> None:
    office = Office(12)
    line.box.drop = 2
    line.sender.start()
    until(lambda: line.box.took.total() >= 4)
    until(lambda: office.left() == 0)
    assert line.sender.stop() == 0
    unknown = in_one_known_state(line, office, unknown_max=2)
    assert len(unknown) == 2
    reconcile(line, unknown)


def test_two_senders_share_no_message(line: Line) -> None:
    office = Office(30)
    second = SenderProcess(environment=line.sender.environment)
    line.sender.start()
    second.start()
    until(lambda: line.box.took.total() >= 5)
    line.sender.kill()  # the other takes over, whichever served
    try:
        until(lambda: office.left() == 0)
    finally:
        assert second.stop() == 0
    reconcile(line, in_one_known_state(line, office, unknown_max=1))


def test_what_waited_too_long_is_withdrawn_and_never_sent(line: Line) -> None:
    office = Office(3)
    line.sender.at = MORNING + timedelta(minutes=2)
    finish(line, office)
    assert not line.box.took
    assert {*office.by_state()} == {MessageState.WITHDRAWN}
