"""What holds on every page of the desk: signing in, languages, safe templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error

import fairdue.desk
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock
from fairdue.people.models import Role, Staff

DESK = Path(fairdue.desk.__file__).parent
TEMPLATES = sorted((DESK / "templates").rglob("*.html"))
DRAWN_HERE = {
    f"{chart}.svg|safe"
    for chart in (
        *("chart", "each.chart", "picture.chart", "pressure"),
        *("card.calibration", "card.drift"),
    )
}
"""What reporting.charts draws, with all words in it escaped, and may be on a page as it is."""

OTHER_PEOPLE = re.compile(
    r"relative|kin\b|spouse|parent|employer|colleague_|emergency|亲属|联系人|单位电话|配偶|父母",
    re.IGNORECASE,
)


@pytest.mark.django_db
class TestSigningIn:
    def test_shows_the_form_to_strangers(self, clock: Clock) -> None:
        page = Client(headers={"accept-language": "en"}).get("/sign-in/").content.decode()
        assert 'autocomplete="current-password"' in page

    def test_leads_a_collector_to_the_workbench(self, clock: Clock) -> None:
        factory.a_member()
        sent = {"username": "collector", "password": factory.PASSWORD}
        answer = Client().post("/sign-in/", sent, follow=True)
        assert answer.redirect_chain[-1][0] == "/workbench/"

    def test_says_that_name_and_password_do_not_match(self, clock: Clock) -> None:
        client = Client(headers={"accept-language": "en"})
        answer = client.post("/sign-in/", {"username": "nobody", "password": "wrong"})
        assert "do not match" in answer.content.decode()

    @pytest.mark.parametrize("role", list(Role))
    def test_every_role_has_a_page_to_start_at(
        self, role: Role, signed_in: Callable[[Staff], Client]
    ) -> None:
        answer = signed_in(factory.a_member("someone", role)).get("/", follow=True)
        assert answer.status_code == 200


@pytest.mark.django_db
class TestLanguages:
    def test_switches_and_stays_on_the_page(self, clock: Clock) -> None:
        client = Client(headers={"accept-language": "en"})
        sent = {"language": "zh-hans", "next": "/sign-in/?next=/workbench/"}
        answer = client.post("/language/", sent)
        assert answer.headers["Location"] == "/sign-in/?next=/workbench/"
        page = client.get("/sign-in/").content.decode()
        assert 'lang="zh-Hans"' in page

    def test_is_never_led_to_another_site(self, clock: Clock) -> None:
        sent = {"language": "en", "next": "https://example.org/"}
        answer = Client().post("/language/", sent)
        assert "example.org" not in answer.headers["Location"]


@pytest.mark.django_db
def test_an_unknown_address_gets_a_page_of_ours(signed_in: Callable[[Staff], Client]) -> None:
    answer = signed_in(factory.a_member()).get("/no-such-page/")
    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()


def test_a_failure_of_ours_has_a_page_that_needs_nothing(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert b"fairdue.css" in answer.content


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_scripts_or_handlers(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text
    assert set(re.findall(r"[\w.]+\|safe", text)) <= DRAWN_HERE


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_place_for_other_people(template: Path) -> None:
    assert not OTHER_PEOPLE.search(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_is_protected(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    forms = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', text, re.DOTALL)
    assert all("csrf_token" in form for form in forms)
