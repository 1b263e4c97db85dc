"""An office whose telephone does what the test says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from fairdue.calls.tests.telephone import Office, wait_until_nobody_is_there


@pytest.fixture
def office(db: None, settings: Settings, tmp_path: Path) -> Iterator[Office]:
    """With an operator at work, and recordings in a folder of their own."""
    settings.VAR = tmp_path
    settings.PHONE_URL = "scripted:"
    wait_until_nobody_is_there()
    office = Office()
    office.operator.begin()
    yield office
    office.operator.run(lambda: True)
