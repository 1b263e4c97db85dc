"""Telephones for the tests of lines, and a folder of the test's own for what lines write."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from fairdue.telephony.tests.baresip_lines import open_line
from fairdue.telephony.tests.phones import sip_phone

__all__ = ["open_line", "sip_phone"]


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.PHONE_URL = ""


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir(mode=0o700)
    return folder
