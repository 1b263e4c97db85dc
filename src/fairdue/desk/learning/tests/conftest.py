"""Staff of every role, signed in, a clock, and the courses that come with Fairdue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fairdue.desk.tests.factory import AT, a_team
from fairdue.people.models import Role, Staff
from fairdue.training.actions.shipped import install_shipped

SignIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _demonstration_clock(settings: Any, tmp_path: Path) -> None:
    """It is 10 March 2026, about ten in the morning, in a folder of its own."""
    settings.CLOCK = "2026-03-10T10:30:00+08:00"
    settings.VAR = tmp_path


@pytest.fixture
def staff(db: None) -> dict[Role, Staff]:
    """One of every role in one team, nobody certified."""
    install_shipped(at=AT)
    team = a_team()
    return {role: Staff.objects.create(username=role, role=role, team=team) for role in Role}


@pytest.fixture
def as_role(staff: dict[Role, Staff]) -> SignIn:
    """A client signed in as the one of a role."""

    def sign_in(role: Role) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(staff[role])
        return client

    return sign_in
