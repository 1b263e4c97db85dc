"""The journal is read newest first, by any filter, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.journal.queries import actions, entries

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


@pytest.fixture
def written() -> list[Entry]:
    with transaction.atomic():
        return [
            record(
                actor=actor, action=action, at=AT + timedelta(hours=hour), customer_id=customer_id
            )
            for hour, (actor, action, customer_id) in enumerate(
                [
                    ("ann", "hold_placed", 1),
                    ("bob", "hold_placed", 2),
                    ("ann", "hold_released", 1),
                    ("night", "promise_settled", None),
                ]
            )
        ]


def test_newest_first(written: list[Entry]) -> None:
    assert entries() == written[::-1]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"customer_id": 1}, [2, 0]),
        ({"action": "hold_placed"}, [1, 0]),
        ({"actor": "ann"}, [2, 0]),
        ({"actor": "ann", "action": "hold_placed"}, [0]),
        ({"since": AT + timedelta(hours=2)}, [3, 2]),
        ({"until": AT + timedelta(hours=2)}, [1, 0]),
        ({"customer_id": 3}, []),
    ],
)
def test_every_filter_narrows(
    written: list[Entry], wanted: dict[str, object], places: list[int]
) -> None:
    assert entries(**wanted) == [written[place] for place in places]  # type: ignore[arg-type]


def test_pages_follow_each_other_without_gap_or_overlap(written: list[Entry]) -> None:
    first = entries(limit=3)
    assert first + entries(limit=3, before_id=first[-1].pk) == written[::-1]


def test_lists_each_action_once(written: list[Entry]) -> None:
    assert actions() == ["hold_placed", "hold_released", "promise_settled"]
