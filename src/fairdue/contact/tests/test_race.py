"""Hundreds ask at once for the last lawful call of the day: exactly one gets it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from fairdue.contact.actions import ContactDenied, dial
from fairdue.contact.actions.asking import CallOpen, WithColleague
from fairdue.contact.door import LOCK, REQUEST
from fairdue.contact.models import Attempt, Outcome, Permit
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.contact.tests.test_door import put_on_record
from fairdue.delinquency.models import Case
from fairdue.journal.queries import entries
from fairdue.people.models import Staff
from fairdue.portfolio.models import ContactPoint

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS = 1_000
AT_ONCE = 40
"""Connections of their own; the embedded server takes 100."""


@pytest.fixture
def without_the_lock() -> Iterator[None]:
    """The same function, but for the one line that takes the person's lock."""
    assert LOCK in REQUEST
    try:
        with connection.cursor() as cursor:
            cursor.execute(REQUEST.replace(LOCK, ""))
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(REQUEST)


def with_one_call_left() -> tuple[Case, ContactPoint]:
    case, [phone] = a_case()
    for _ in range(2):
        put_on_record(case, phone, MORNING, Outcome.REFUSES)
    return case, phone


def everyone_dials(case: Case, phone: ContactPoint, requests: int) -> Counter[bool]:
    """How many got through (True) and how many were denied."""
    staff = [a_member() for _ in range(requests)]
    start = threading.Barrier(AT_ONCE)

    def some(mine: list[Staff]) -> list[bool]:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return [gets_through(case, phone, member) for member in mine]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = pool.map(some, [staff[first::AT_ONCE] for first in range(AT_ONCE)])
        return Counter(through for share in shares for through in share)


def gets_through(case: Case, phone: ContactPoint, member: Staff) -> bool:
    """Do the rules let them, even if a colleague's call that has just begun does not?"""
    try:
        dial(case_id=case.pk, contact_point_id=phone.pk, staff=member, at=MORNING)
    except ContactDenied:
        return False
    except WithColleague:
        return True
    return True


def test_exactly_one_of_many_gets_the_last_lawful_call() -> None:
    case, phone = with_one_call_left()
    assert everyone_dials(case, phone, REQUESTS) == {True: 1, False: REQUESTS - 1}
    assert Attempt.objects.filter(outcome="").count() == 1
    assert Permit.objects.filter(granted=False).count() == REQUESTS - 1
    assert len(entries(case.customer_id, limit=REQUESTS + 1)) == REQUESTS


def test_without_the_lock_more_than_one_would(without_the_lock: None) -> None:
    through = 0
    for _ in range(10):
        case, phone = with_one_call_left()
        through = everyone_dials(case, phone, AT_ONCE)[True]
        if through > 1:
            break
    assert through > 1, "the race above could not fail, so it proves nothing"


def test_two_clicks_of_one_person_open_one_call() -> None:
    case, [phone] = a_case()
    member = a_member()
    start = threading.Barrier(6)

    def click(_: int) -> bool:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return gets_through(case, phone, member)
        except CallOpen:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(click, range(6))) == 1
    assert Attempt.objects.count() == 1
    assert Permit.objects.count() == 1
