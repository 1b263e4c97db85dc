"""Transcripts handed in by another system: kept once, with the scope alone, refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from fairdue.api.tests.conftest import granted
from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import a_member, a_team
from fairdue.people.models import Role
from fairdue.quality.models import Transcript
from fairdue.quality.tests.test_taking_in import a_talk


@pytest.fixture
def attempt(db: None) -> Attempt:
    return a_talk(a_member(Role.COLLECTOR, a_team()))


def body(attempt: Attempt, **more: Any) -> dict[str, Any]:
    said = [
        {"speaker": "collector", "text": "您好", "begins_seconds": 0, "ends_seconds": 1.5},
        {"speaker": "customer", "text": "不要再给我打电话了。", "begins_seconds": 2},
    ]
    return {"attempt_id": attempt.pk, "language": "zh", "lines": said, **more}


def test_a_transcript_is_kept_once_and_tells_what_is_to_be_reviewed(attempt: Attempt) -> None:
    system = granted("transcripts:write")
    first = system.post("/transcripts", body(attempt))
    assert first.status_code == 201, first.content
    told = first.json()
    assert (told["attempt_id"], told["lines"]) == (attempt.pk, 2)
    assert told["findings"] > 0
    again = system.post("/transcripts", body(attempt)).json()
    assert (again["id"], again["digest"], again["findings"]) == (told["id"], told["digest"], 0)


def test_it_needs_its_scope(attempt: Attempt) -> None:
    refused = granted("payments:write").post("/transcripts", body(attempt))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert not Transcript.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"call_id": 1},
        {"attempt_id": None},
        {"lines": []},
        {"lines": [{"speaker": "nobody", "text": "x"}]},
        {"lines": [{"speaker": "customer", "text": "x", "begins_seconds": 3, "ends_seconds": 2}]},
        {"lines": [{"speaker": "customer", "text": "x", "begins_seconds": -1}]},
        {"attempt_id": 2**40},
    ],
)
def test_what_can_not_be_is_refused(attempt: Attempt, wrong: dict[str, Any]) -> None:
    answer = granted("transcripts:write").post("/transcripts", body(attempt, **wrong))
    assert answer.status_code == 422, answer.content
    assert not Transcript.objects.exists()
