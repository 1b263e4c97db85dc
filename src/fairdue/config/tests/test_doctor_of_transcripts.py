"""The doctor says what writes recordings down, and what to mend where that can't be."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from pytest_django import Settings

from fairdue.config.doctor import Level
from fairdue.config.doctor.transcripts import transcripts


def test_that_nothing_writes_recordings_down_is_said_and_no_problem() -> None:
    with override("en"):
        (found,) = transcripts()
    assert (found.level, "none" in found.text) == (Level.OK, True)


@pytest.mark.parametrize("named", ["nowhere.At", "fairdue.wording.Line"])
def test_a_transcriber_that_is_none_is_a_problem(named: str, settings: Settings) -> None:
    settings.TRANSCRIBER = named
    (found,) = transcripts()
    assert (found.level, "FAIRDUE_TRANSCRIBER" in found.mend) == (Level.PROBLEM, True)
