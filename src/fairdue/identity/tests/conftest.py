"""Messages go into a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def outbox_of_the_test(settings: Settings, tmp_path: Path) -> None:
    from fairdue.vault.sealing import vault

    vault()  # with the keys of this installation, before its data folder seems to be another
    settings.VAR, settings.OUTBOX, settings.SMTP_URL = tmp_path, True, ""
