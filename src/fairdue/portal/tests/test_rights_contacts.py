"""Every contact made with a cardholder, as they see it themselves."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.models import Channel, Outcome
from fairdue.delinquency.models import Case
from fairdue.people.models import Role, Staff
from fairdue.portal.rights.wording import CAME_OF_IT, MADE
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.training.tests.records import certified

pytestmark = pytest.mark.django_db(transaction=True)


def call(customer: Customer, clock: Clock, outcome: str = "promise") -> Staff:
    member, new = Staff.objects.get_or_create(
        username="zhanglihua", last_name="张", first_name="丽华", role=Role.COLLECTOR
    )
    if new:
        certified(member)
    attempt = dial(
        case_id=Case.objects.get(customer=customer).pk,
        contact_point_id=ContactPoint.objects.filter(customer=customer, kind="phone")[0].pk,
        staff=member,
        at=clock.at,
    )
    clock.wait(minutes=1)
    record_outcome(attempt_id=attempt.pk, outcome=outcome, staff=member, at=clock.at)
    return member


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_whatever_came_of_a_contact_has_words_for_the_person() -> None:
    assert set(CAME_OF_IT) == set(Outcome)
    assert set(MADE) == set(Channel)


def test_shows_when_how_and_why_but_never_who(signed_in: SignIn, clock: Clock) -> None:
    me = factory.a_cardholder(2)
    member = call(me, clock)
    page = words(signed_in(me).get(reverse("my-contacts")).content)
    assert "A call · 10 Mar 2026 10:30" in page
    assert "You promised a payment" in page
    assert "outside the quiet hours from 22:00 to 08:00" in page
    assert "GB/T 45251-2025" in page
    assert "of at most 60" in page
    assert member.username not in page
    assert "丽华" not in page


def test_says_nothing_of_anothers_contacts(signed_in: SignIn, clock: Clock) -> None:
    call(factory.a_cardholder(77), clock)
    page = words(signed_in(factory.a_cardholder(2)).get(reverse("my-contacts")).content)
    assert "Nobody has contacted you" in page


def test_judges_nobody(signed_in: SignIn, clock: Clock) -> None:
    me = factory.a_cardholder(2)
    call(me, clock, "abuse")
    page = words(signed_in(me).get(reverse("my-contacts")).content)
    assert "We spoke with you" in page
    assert "buse" not in page


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999", "2"])
def test_a_page_that_is_not_there_is_empty_and_no_error(signed_in: SignIn, asked: str) -> None:
    answer = signed_in(factory.a_cardholder(2)).get(reverse("my-contacts"), {"page": asked})
    assert answer.status_code == 200
