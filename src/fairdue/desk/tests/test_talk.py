"""The script and the best hours beside the case in hand, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fairdue.desk.tests import factory
from fairdue.desk.tests.factory import Worked
from fairdue.people.models import Role, Staff

SignIn = Callable[[Staff], Client]
Office = tuple[Staff, list[Worked]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return factory.an_office(3)


@pytest.fixture
def bench(office: Office, signed_in: SignIn) -> Client:
    staff, _ = office
    client = signed_in(staff)
    client.post("/workbench/next/")
    return client


def test_a_talk_goes_from_step_to_step_and_stops_at_its_ends(office: Office, bench: Client) -> None:
    _staff, (first, *_) = office
    address = f"/workbench/talk/{first.case.pk}/"
    opening = bench.get(address).content.decode()
    assert "1/6" in opening
    assert "past due" not in opening
    assert 'data-key="["' not in opening
    assert "past due" in bench.get(address, {"step": "2"}).content.decode()
    last = bench.get(address, {"step": "99"}).content.decode()
    assert "6/6" in last
    assert 'data-key="]"' not in last
    assert bench.get(address, {"step": "x"}).content.decode() == opening


def test_the_best_hours_are_told_with_the_reason(office: Office, bench: Client) -> None:
    _staff, (first, *_) = office
    page = bench.get(f"/workbench/best-way/{first.case.pk}/").content.decode()
    assert "Nothing was tried yet" in page
    assert "30%" in page


def test_of_a_case_in_other_hands_nothing_is_told(office: Office, bench: Client) -> None:
    _staff, (_first, second, _third) = office
    for name in ("talk", "best-way"):
        page = bench.get(f"/workbench/{name}/{second.case.pk}/").content.decode()
        assert page.strip() == ""


def test_other_roles_have_no_talks(office: Office, signed_in: SignIn) -> None:
    _staff, (first, *_) = office
    client = signed_in(factory.a_member("officer", Role.COMPLIANCE))
    for name in ("talk", "best-way"):
        assert client.get(f"/workbench/{name}/{first.case.pk}/").status_code == 403
