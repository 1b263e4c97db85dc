"""Messages without effect are counted; however many there are, the journal is told seldom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdue.integration.actions.suspecting import suspect, tell_the_rest
from fairdue.integration.models import Suspicion
from fairdue.integration.queries.events import suspicions_about
from fairdue.integration.tests.test_tokens import AT
from fairdue.journal.models import Entry

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def told() -> list[tuple[str, str, int]]:
    entries = Entry.objects.filter(action="message_not_believed").order_by("id")
    return [(each.subject, each.details["cause"], each.details["messages"]) for each in entries]


def test_a_flood_makes_one_entry_a_minute_and_none_of_it_is_lost() -> None:
    for number in range(50):
        suspect(source="gateway", cause="signature", at=AT + timedelta(milliseconds=number))
    assert told() == [("system:gateway", "signature", 1)]
    suspect(source="gateway", cause="signature", at=AT + MINUTE)
    assert told()[1:] == [("system:gateway", "signature", 50)]
    (known,) = suspicions_about("gateway")
    assert (known.total, known.last_at) == (51, AT + MINUTE)


def test_what_came_after_the_first_is_told_by_the_hour() -> None:
    for _ in range(3):
        suspect(source="", cause="timestamp", at=AT)
    assert tell_the_rest(AT + MINUTE) == 1
    assert tell_the_rest(AT + MINUTE) == 0
    assert told() == [("", "timestamp", 1), ("", "timestamp", 2)]


def test_each_source_and_cause_is_counted_apart() -> None:
    for source in ("gateway", "bank"):
        for cause in ("signature", "repeated"):
            suspect(source=source, cause=cause, at=AT)
    assert len(told()) == Suspicion.objects.count() == 4
    assert [each.cause for each in suspicions_about("bank")] == ["signature", "repeated"]


def test_a_cause_is_one_of_the_list() -> None:
    with pytest.raises(ValueError, match="no cause"):
        suspect(source="", cause="bad luck", at=AT)


@given(seconds=st.lists(st.integers(0, 600), min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_journal_s_numbers_add_up(seconds: list[int]) -> None:
    """Also when clocks of two processes differ, so that time seems to go back."""
    with transaction.atomic():
        for each in seconds:
            suspect(source="gateway", cause="signature", at=AT + timedelta(seconds=each))
        tell_the_rest(AT + timedelta(seconds=600))
        known = Suspicion.objects.get()
        assert known.total == known.told == len(seconds) == sum(number for *_, number in told())
        assert known.last_at == AT + timedelta(seconds=max(seconds))
        transaction.set_rollback(True)
