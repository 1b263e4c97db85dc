"""Signed-in browsers of Django's test client, at a fixed lawful hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from fairdue.portal.signed_in import COOKIE
from fairdue.portal.tests.factory import AT, a_session
from fairdue.portfolio.models import Customer

SignIn = Callable[..., Client]


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
def signed_in(clock: Clock) -> SignIn:
    """A browser in which this cardholder is signed in; pages are in English unless said."""

    def sign_in(customer: Customer, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.cookies[COOKIE] = a_session(customer, clock.at)
        return client

    return sign_in


@pytest.fixture
def stranger(clock: Clock) -> Client:
    """A browser in which nobody is signed in."""
    return Client(headers={"accept-language": "en"})
