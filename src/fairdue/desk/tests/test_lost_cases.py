"""Cases that left a collector's hands without their doing: the page says so, calls are ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl
import pytest
from django.db import transaction
from django.test import Client

from fairdue.contact import queries as contact
from fairdue.delinquency.models import Case
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock
from fairdue.desk.tests.factory import Worked
from fairdue.people.models import Staff
from fairdue.work import queries as work
from fairdue.work.actions import refill_queue
from fairdue.work.actions.refill import SCHEMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> tuple[Staff, list[Worked]]:
    return factory.an_office(3)


@pytest.fixture
def bench(office: tuple[Staff, list[Worked]], signed_in: Callable[[Staff], Client]) -> Client:
    """A collector who has just taken the first case."""
    client = signed_in(office[0])
    client.post("/workbench/next/")
    return client


def close_in_the_night(worked: Worked, at: datetime) -> None:
    """The customer paid; the night finds it, closes the case and makes the queue anew."""
    Case.objects.filter(pk=worked.case.pk).update(closed_on=at.date(), exit_reason="paid")
    with transaction.atomic():
        refill_queue(pl.DataFrame(schema=SCHEMA), at.date(), at)


def test_says_kindly_that_the_night_closed_the_case_in_hand(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, *_) = office
    close_in_the_night(first, clock.at)
    assert work.taken(staff) is None
    page = bench.get("/workbench/").content.decode()
    assert f"The night closed case {first.case.number}" in page
    fourth = factory.a_case(4)
    page = bench.post("/workbench/next/").content.decode()
    assert f"The night closed case {first.case.number}" in page
    assert fourth.case.number in page
    assert "The night closed" not in bench.get("/workbench/").content.decode()


def test_a_call_open_on_a_case_the_night_closed_still_gets_its_outcome(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, *_) = office
    bench.post("/workbench/dial/", {"case": first.case.pk, "contact_point": first.phone.pk})
    close_in_the_night(first, clock.at)
    fourth = factory.a_case(4)
    page = bench.post("/workbench/next/").content.decode()
    assert "waits for its outcome" in page
    assert f"The night closed case {first.case.number}" in page
    assert work.taken(staff) is None
    assert first.number in bench.post("/workbench/show-again/").content.decode()
    attempt = contact.open_attempt(staff)
    assert attempt is not None
    sent = {"case": first.case.pk, "attempt": attempt.id, "outcome": "paid"}
    page = bench.post("/workbench/outcome/", sent).content.decode()
    assert contact.attempts_of(first.customer.pk)[0].outcome == "paid"
    assert 'name="token"' not in page
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == fourth.case.pk
