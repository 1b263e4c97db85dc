"""A connected system with a token, and a customer to ask about."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from fairdue.api.tests.people import AT, a_person
from fairdue.integration.actions.tokens import make_token
from fairdue.integration.rules.scopes import SCOPES
from fairdue.people.actors import Console
from fairdue.portfolio.models import Customer

BASE = "/api/v1"


class System:
    """Calls the interface over HTTP as another system would."""

    def __init__(self, token: str = "", language: str = "en") -> None:
        self.client = Client(headers={"Accept-Language": language})
        self.token = token
        self._keys = count(1)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(BASE + path, query, headers=self._headers())

    def post(
        self, path: str, body: Any = None, *, key: str | None = "", **more: Any
    ) -> HttpResponse:
        """Under a new key unless one is given; None sends none."""
        headers = self._headers()
        if key is not None:
            headers["Idempotency-Key"] = key or f"key-{next(self._keys)}"
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(
            BASE + path, text, content_type="application/json", headers=headers, **more
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


Granted = Callable[..., System]


def granted(
    *scopes: str, name: str = "core-banking", days: int = 30, at: datetime | None = None
) -> System:
    """A system with a token for these scopes, or for all."""
    wanted: Collection[str] = scopes or list(SCOPES)
    made = make_token(name=name, scopes=wanted, days=days, actor=Console(), at=at or AT)
    return System(made[1])


@pytest.fixture(autouse=True)
def clock(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment at which the customer's figures are fresh; it goes on from there."""
    settings.CLOCK = AT.isoformat()
    monkeypatch.setattr("fairdue.config.middleware._STARTED", time.monotonic())


@pytest.fixture
def system(db: None) -> System:
    """May do everything."""
    return granted()


@pytest.fixture
def person(db: None) -> Customer:
    """Owes on one account."""
    return a_person()
