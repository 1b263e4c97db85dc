"""Signing in on the pages: what is typed, what is sent, what is said, and what ends it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from fairdue.delivery.outbox import waiting
from fairdue.identity.actions.links import issue_link
from fairdue.identity.actions.sending_codes import send_code
from fairdue.identity.models import SignInRequest
from fairdue.people.actors import Cardholder
from fairdue.portal.signed_in import COOKIE
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, HOME = "/my/sign-in/", "/my/sign-in/code/", "/my/"


@pytest.fixture(autouse=True)
def outbox(settings: LazySettings, tmp_path: Path) -> None:
    vault()  # with the keys of this installation, before its data folder seems to be another
    settings.VAR, settings.OUTBOX, settings.SMTP_URL = tmp_path, True, ""


@pytest.fixture
def me() -> Customer:
    return factory.a_cardholder(1)


def ask(client: Client, contact: str = factory.email_of(1), fact: str = "001X") -> None:
    """Ask as a browser does, and let the messenger work."""
    answer = client.post(SIGN_IN, {"contact": contact, "second_fact": fact})
    assert answer.status_code == 302, answer.content.decode()
    newest = SignInRequest.objects.latest("pk")
    send_code(request_id=newest.pk, at=newest.asked_at)


def sent_code() -> str:
    found = re.search(r"\b(\d{6})\b", list(waiting())[-1].text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Example Bank Credit Card Centre"), ("zh-hans", "示例银行信用卡中心")],
)
@pytest.mark.parametrize("address", [SIGN_IN, "/genuine/"])
def test_the_pages_are_the_lenders_by_name(address: str, language: str, name: str) -> None:
    page = Client(headers={"accept-language": language}).get(address).content.decode()
    assert f" · {name}</title>" in page
    assert re.search(rf'class="brand"[^>]*>{name}</a>', page)
    assert "Fairdue" not in page


def test_a_code_and_a_second_fact_open_the_pages(stranger: Client, me: Customer) -> None:
    ask(stranger)
    answer = stranger.post(CODE, {"code": sent_code(), "next": "/my/pay/"})
    assert (answer.status_code, answer["Location"]) == (302, "/my/pay/")
    cookie = stranger.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["path"] == "/my/"
    assert stranger.get(HOME).status_code == 200
    assert stranger.get(SIGN_IN).status_code == 302


def test_says_the_same_to_who_fits_and_to_who_does_not(stranger: Client, me: Customer) -> None:
    pages = []
    for contact in (factory.email_of(1), "nobody@example.org"):
        asked = stranger.post(SIGN_IN, {"contact": contact, "second_fact": "001X"})
        assert asked.status_code == 302
        page = stranger.get(asked["Location"]).content.decode()
        wrong = stranger.post(CODE, {"code": "000000"}).content.decode()
        pages.append(
            [re.sub(r'csrf\w*"[^>]*|"X-CSRFToken[^}]*', "", each) for each in (page, wrong)]
        )
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("contact", "fact", "said"),
    [
        ("", "001X", "phone number or an e-mail"),
        (factory.email_of(1), "", "last four"),
        ("<script>", "001X", "phone number or an e-mail"),
    ],
)
def test_says_what_is_wrong_with_what_was_typed(
    stranger: Client, contact: str, fact: str, said: str
) -> None:
    answer = stranger.post(SIGN_IN, {"contact": contact, "second_fact": fact})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_a_code_is_of_use_in_the_browser_that_asked_only(
    stranger: Client, clock: Clock, me: Customer
) -> None:
    ask(stranger)
    answer = Client(headers={"accept-language": "en"}).post(CODE, {"code": sent_code()})
    assert answer.status_code == 422
    assert "in this browser" in answer.content.decode()


def test_wrong_codes_lock_for_a_while(stranger: Client, clock: Clock, me: Customer) -> None:
    ask(stranger)
    for _ in range(5):
        answer = stranger.post(CODE, {"code": "000000"})
    answer = stranger.post(CODE, {"code": sent_code()})
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "Please wait" in page
    assert "possible again after" in page
    assert stranger.get(HOME).status_code == 302


def test_the_link_of_a_message_stands_for_the_address(
    stranger: Client, clock: Clock, me: Customer
) -> None:
    point = ContactPoint.objects.get(customer=me, kind="email")
    link = issue_link(
        customer_id=me.pk, contact_point_id=point.pk, actor=Cardholder(me.pk), at=clock.at
    )
    page = stranger.get(link.url_path).content.decode()
    assert 'name="contact"' not in page
    assert factory.email_of(1) not in page
    assert stranger.post(link.url_path, {"second_fact": "001X"}).status_code == 302
    newest = SignInRequest.objects.latest("pk")
    send_code(request_id=newest.pk, at=newest.asked_at)
    assert stranger.post(CODE, {"code": sent_code()}).status_code == 302
    assert stranger.get(HOME).status_code == 200
    stranger.post("/my/sign-out/")
    assert "no longer works" in stranger.get(link.url_path).content.decode()


def test_a_link_that_no_longer_works_says_so_and_asks_for_the_address(
    stranger: Client, clock: Clock, me: Customer
) -> None:
    point = ContactPoint.objects.get(customer=me, kind="email")
    link = issue_link(
        customer_id=me.pk, contact_point_id=point.pk, actor=Cardholder(me.pk), at=clock.at
    )
    clock.wait(days=60)
    over = stranger.get(link.url_path).content.decode()
    made_up = stranger.get("/my/sign-in/made-up/").content.decode()
    for page in (over, made_up):
        assert "This link no longer works" in page
        assert 'name="contact"' in page
    sent = {"contact": factory.email_of(1), "second_fact": "001X"}
    assert stranger.post(link.url_path, sent).status_code == 302


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//x.example/my/", "/workbench/"])
def test_leads_nowhere_else(stranger: Client, me: Customer, wanted: str) -> None:
    ask(stranger)
    answer = stranger.post(CODE, {"code": sent_code(), "next": wanted})
    assert answer["Location"] == HOME


def test_other_sign_ins_are_listed_and_ended(signed_in: SignIn, me: Customer) -> None:
    here, there = signed_in(me), signed_in(me)
    devices = reverse("my-devices")
    page = here.get(devices).content.decode()
    assert page.count("last used") == 2
    number = re.search(r'name="session" value="(\d+)"', page)
    assert number
    somebody = signed_in(factory.a_cardholder(2))
    somebody.post(devices, {"session": number[1]})
    assert there.get(HOME).status_code == 200, "nobody ends another's"
    here.post(devices, {"session": number[1]})
    assert there.get(HOME).status_code == 302
    third = signed_in(me)
    here.post(devices, {"session": "others"})
    assert third.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200
