"""Staff of every role, signed in, and a clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fairdue.legal.tests.records import a_member
from fairdue.people.models import Role, Staff
from fairdue.training.tests.records import certified

SignIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _demonstration_clock(settings: Any, tmp_path: Path) -> None:
    """It is 10 March 2026, about ten in the morning, in a folder of its own."""
    settings.CLOCK = "2026-03-10T10:30:00+08:00"
    settings.VAR = tmp_path


@pytest.fixture
def staff(db: None) -> dict[Role, Staff]:
    return {role: certified(a_member(role)) for role in Role}


@pytest.fixture
def as_role(staff: dict[Role, Staff]) -> SignIn:
    """Signs in a member of staff of a role, in English."""

    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(staff[role])
        return client

    return sign_in
