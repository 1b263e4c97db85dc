"""Signed-in browsers of Django's test client, at a fixed lawful hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from fairdue.desk.tests.factory import AT
from fairdue.people.models import Staff


class Clock:
    """The shell's clock, moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def wait(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """What `request.now` reads."""
    clock = Clock(AT)
    monkeypatch.setattr("fairdue.config.middleware.now", lambda: clock.at)
    yield clock


@pytest.fixture
def signed_in(clock: Clock) -> Callable[[Staff], Client]:
    """A browser in which this member of staff is signed in; pages are in English."""

    def sign_in(staff: Staff) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(staff)
        return client

    return sign_in
