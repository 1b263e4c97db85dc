"""An e-mail that came back marks an address only where nobody is there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.models import Attempt, Channel
from fairdue.contact.tests.records import a_case, an_address
from fairdue.journal.models import Entry
from fairdue.messaging.actions.returned import note_dead_address
from fairdue.messaging.queries.returned import is_dead_address
from fairdue.portfolio.models import ContactPoint

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


def a_point() -> ContactPoint:
    case, _phones = a_case()
    return an_address(case.customer)


def attempt_to(point: ContactPoint, channel: str = Channel.EMAIL) -> Attempt:
    return Attempt(contact_point=point, customer=point.customer, channel=channel)


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_marked_once_and_journalled() -> None:
    point = a_point()
    assert note_dead_address(attempt_to(point), "5.1.1", at=AT)
    assert not note_dead_address(attempt_to(point), "5.1.1", at=AT)
    point.refresh_from_db()
    assert point.invalid_since == date(2026, 3, 10)
    [entry] = Entry.objects.filter(action="contact_point_marked_invalid")
    assert entry.details == {"since": "2026-03-10", "code": "5.1.1"}
    assert entry.actor == "carriers"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["4.2.2", "5.2.2", "5.7.1", "5.0.0", "4.1.1", "", "delivered"])
def test_what_failed_for_another_reason_or_for_now_changes_nothing(code: str) -> None:
    point = a_point()
    assert not note_dead_address(attempt_to(point), code, at=AT)
    point.refresh_from_db()
    assert point.invalid_since is None


@pytest.mark.django_db
def test_a_text_that_did_not_arrive_says_nothing_of_a_number() -> None:
    point = a_point()
    assert not note_dead_address(attempt_to(point, Channel.SMS), "5.1.1", at=AT)


@given(st.text(max_size=12))
def test_only_codes_of_the_policy_mean_that_nobody_is_there(code: str) -> None:
    assert is_dead_address(code, AT) == (
        code in {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
    )
