"""The way to a clean credit record, and lessons, by the law that protects the cardholder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from fairdue.credit_record.tests.records import two_months
from fairdue.negotiation.queries.agreements import agreement_known
from fairdue.portal.rights.lessons import BY_LAW, lessons
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import SignIn
from fairdue.portal.tests.test_plans import agree, tell
from fairdue.portfolio.models import Account, Customer

pytestmark = pytest.mark.django_db


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_shows_by_which_day_a_small_record_is_hidden_when_it_is_paid_in_time(
    signed_in: SignIn,
) -> None:
    page = words(signed_in(factory.a_cardholder(2)).get(reverse("my-record")).content)
    assert "¥3,214.50 past due" in page
    assert "The day you pay" in page
    assert "12363" in page


def test_a_day_to_pay_gives_every_step_its_day(signed_in: SignIn) -> None:
    browser = signed_in(factory.a_cardholder(2))
    page = words(browser.get(reverse("my-record"), {"paid_on": "2026-05-20"}).content)
    assert "21 May 2031" in page
    assert "State Council Decree 631) art. 16" in page


def test_a_plan_that_is_kept_gives_the_steps_their_days(signed_in: SignIn) -> None:
    browser = signed_in(factory.a_cardholder(2))
    tell(browser)
    agreed = agree(browser)
    last = max(each.due_on for each in agreement_known(agreed.pk).instalments)
    page = words(browser.get(reverse("my-record")).content)
    assert "By the plan you are keeping." in page
    assert f"{last.day} {last:%b %Y}" in page


@pytest.mark.parametrize("asked", ["2026-03-09", "2099-01-01", "soon", ""])
def test_refuses_a_day_that_is_over_or_far_away_but_shows_the_steps(
    signed_in: SignIn, asked: str
) -> None:
    answer = signed_in(factory.a_cardholder(2)).get(reverse("my-record"), {"paid_on": asked})
    assert answer.status_code == 422
    assert "past due" in answer.content.decode()


def test_who_is_not_past_due_is_told_so(signed_in: SignIn) -> None:
    factory.a_cardholder(77)
    page = signed_in(factory.a_customer(2)).get(reverse("my-record")).content.decode()
    assert "Nothing is past due" in page


@pytest.mark.parametrize(
    ("law", "says"),
    [("CN", "kept for 5 years"), ("US", "7 years from when"), ("UK", "6 years later")],
)
def test_lessons_follow_the_law_of_the_person_and_cite_it(
    signed_in: SignIn, law: str, says: str
) -> None:
    me = factory.a_cardholder(2)
    Customer.objects.filter(pk=me.pk).update(jurisdiction=law)
    page = words(signed_in(me).get(reverse("my-learn")).content)
    assert says in page
    assert "The minimum payment" in page


@pytest.mark.parametrize("law", sorted(BY_LAW))
def test_every_lesson_with_figures_says_where_they_stand(law: str) -> None:
    found = {each.key: each for each in lessons(law, factory.AS_OF)}
    for draft in BY_LAW[law]:
        assert len(found[draft.key].says) == len(draft.says)
        assert found[draft.key].sources


def test_a_cardholder_sees_each_month_as_the_database_is_told_it(
    signed_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    cardholder, other = factory.a_cardholder(2), factory.a_cardholder(3)
    account = Account.objects.get(customer=cardholder)
    two_months(account.account_ref, cardholder.customer_ref)
    page = words(signed_in(cardholder).get(reverse("my-record")).content)
    assert "What each month says" in page
    assert "2 minimum payments missed in a row" in page and "3 minimum payments" in page
    assert "Nothing proves that the person was told before" in page
    assert "What each month says" not in words(signed_in(other).get(reverse("my-record")).content)
