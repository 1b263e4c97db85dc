"""Staff of every role, signed in, and cases in a queue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fairdue.people.models import Role, Staff, Team
from fairdue.reporting.tests.conftest import two_days
from fairdue.reporting.tests.records import make_case, make_queue_item, make_staff
from fairdue.work.models import QueueItem

__all__ = ["two_days"]

SignIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _demonstration_clock(settings: Any, tmp_path: Path) -> None:
    """It is 10 March 2026, about ten in the morning, in a folder of its own."""
    settings.CLOCK = "2026-03-10T10:30:00+08:00"
    settings.VAR = tmp_path


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(code="early", name="Early")


@pytest.fixture
def staff(team: Team) -> dict[Role, Staff]:
    return {role: make_staff(f"{role.value}1", role, team) for role in Role}


@pytest.fixture
def as_role(staff: dict[Role, Staff]) -> SignIn:
    """Signs in a member of staff of a role, in English."""

    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(staff[role])
        return client

    return sign_in


@pytest.fixture
def queue(team: Team) -> list[QueueItem]:
    return [make_queue_item(make_case(number), team) for number in (1, 2, 3)]
