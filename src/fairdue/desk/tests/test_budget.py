"""Income and spending at the desk: asked gently, reckoned as answered, kept by who may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from fairdue.desk.tests import factory
from fairdue.desk.tests.factory import Worked
from fairdue.journal.models import Entry
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.models import Assessment
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]
Office = tuple[Staff, list[Worked]]
ANSWERS = {"currency": "CNY", "adults": "1", "children_number": "0", "wages": "6000"}


@pytest.fixture
def office() -> Office:
    return factory.an_office(2)


@pytest.fixture
def desk(office: Office, signed_in: SignIn) -> Client:
    return signed_in(office[0])


def address(worked: Worked) -> str:
    return f"/customers/{worked.customer.pk}/budget/"


def test_every_question_has_words_to_say_and_what_is_usual(desk: Client, office: Office) -> None:
    page = desk.get(address(office[1][0])).content.decode()
    assert "What does your home cost you a month, rent or mortgage?" in page
    assert re.search(r'id="usual-food">usually ¥?450', page)
    assert 'id="usual-children"></span>' in page


def test_answers_are_reckoned_without_keeping_them(desk: Client, office: Office) -> None:
    sent = ANSWERS | {"food": "100", "children_number": "2"}
    answer = desk.post(address(office[1][0]), sent, headers={"hx-request": "true"})
    page = answer.content.decode()
    assert 'class="sum"' in page
    assert "less than most households need" in page
    assert re.search(r'id="usual-children" hx-swap-oob="true">usually', page)
    assert not Assessment.objects.exists()


def test_nothing_is_reckoned_before_any_income(desk: Client, office: Office) -> None:
    sent = {"currency": "CNY", "food": "900"}
    page = desk.post(address(office[1][0]), sent, headers={"hx-request": "true"}).content.decode()
    assert "Begin with what comes in" in page
    assert "alert" not in page


def test_who_has_less_than_they_spend_is_offered_help(desk: Client, office: Office) -> None:
    sent = ANSWERS | {"wages": "0", "housing": "2000"}
    page = desk.post(address(office[1][0]), sent).content.decode()
    assert "record hardship" in page
    assert "more goes out than comes in" in page


def test_the_result_is_kept_sealed_and_leads_back_to_the_file(desk: Client, office: Office) -> None:
    staff, [worked, _other] = office
    kept = desk.post(address(worked), ANSWERS | {"housing": "1777", "do": "keep"})
    assert kept["Location"] == f"/customers/{worked.customer.pk}/#able"
    found = negotiation.capacity(worked.customer.pk, "CNY", factory.AT)
    assert found is not None
    assert found.depth == "full"
    assert 0 < found.low_minor <= found.high_minor < 600_000
    entry = Entry.objects.get(action="capacity_recorded")
    assert (entry.actor, entry.customer_id) == (staff.username, worked.customer.pk)
    assert "1777" not in str(entry.details)
    file = desk.get(f"/customers/{worked.customer.pk}/").content.decode()
    assert "Kept: " in file
    assert "income and spending" in file
    assert "1777" not in desk.get(address(worked)).content.decode()


def test_from_the_plan_it_leads_back_into_the_plan(desk: Client, office: Office) -> None:
    worked = office[1][0]
    desk.post("/workbench/next/")
    figures = {"currency": "CNY", "cause": "lost_work", "high": "", "next": "budget"}
    leads = desk.post(
        f"/workbench/plan/{worked.case.pk}/figures/", figures, headers={"hx-request": "true"}
    )
    assert leads["HX-Redirect"] == f"{address(worked)}?currency=CNY&from=plan"
    asked = desk.get(leads["HX-Redirect"]).content.decode()
    assert 'name="from" value="plan"' in asked
    kept = desk.post(address(worked), ANSWERS | {"from": "plan", "do": "keep"})
    assert kept["Location"] == "/workbench/?plan=CNY"
    bench = desk.get(kept["Location"]).content.decode()
    assert re.search(r'id="plan"[^>]*data-open-now', bench)
    offers = desk.get(f"/workbench/plan/{worked.case.pk}/?currency=CNY").content.decode()
    assert 'name="offer"' in offers
    assert address(worked) in offers


@pytest.mark.parametrize("wrong", ["lots", "-5", "99999999999"])
def test_what_is_no_amount_is_named_and_what_was_typed_stays(
    wrong: str, desk: Client, office: Office
) -> None:
    answer = desk.post(address(office[1][0]), ANSWERS | {"housing": wrong, "do": "keep"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Rent or mortgage" in page
    assert f'value="{wrong}"' in page
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.STRATEGIST, Role.ADMINISTRATOR])
def test_nobody_else_may_ask_or_keep(role: Role, office: Office, signed_in: SignIn) -> None:
    worked = office[1][0]
    stranger = signed_in(factory.a_member("someone", role))
    assert stranger.get(address(worked)).status_code == 403
    assert stranger.post(address(worked), ANSWERS | {"do": "keep"}).status_code == 403
    assert Client().get(address(worked)).status_code == 302
    assert not Assessment.objects.exists()


def test_compliance_sees_the_range_and_no_way_to_ask(office: Office, signed_in: SignIn) -> None:
    worked = office[1][0]
    officer = signed_in(factory.a_member("officer", Role.COMPLIANCE))
    page = officer.get(f"/customers/{worked.customer.pk}/").content.decode()
    assert "Not known in CNY" in page
    assert address(worked) not in page


def test_a_lead_may_keep_it_too(office: Office, signed_in: SignIn) -> None:
    worked = office[1][0]
    lead = signed_in(factory.a_member("boss", Role.LEAD))
    assert lead.post(address(worked), ANSWERS | {"do": "keep"}).status_code == 302
    assert negotiation.capacity(worked.customer.pk, "CNY", factory.AT) is not None


def test_it_is_kept_for_nobody_else(desk: Client, office: Office) -> None:
    _staff, [worked, other] = office
    desk.post(address(worked), ANSWERS | {"do": "keep"})
    assert negotiation.capacity(other.customer.pk, "CNY", factory.AT) is None
    assert desk.get("/customers/0/budget/").status_code == 404
    assert desk.get(address(worked), {"currency": "USD"}).status_code == 404
