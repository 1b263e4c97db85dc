"""Every page of the cardholder, with content on it, can be read and worked by everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import faults
from tests.journeys.cardholders import another, sign_in
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
OUTSIDE = ("/my/sign-in/", "/my/sign-in/code/", "/genuine/", "/genuine/ABCD-EFGH/")
PLAIN = (
    *("/my/", "/my/more/", "/my/pay/", "/my/plan/", "/my/plan/shape/", "/my/budget/"),
    *("/my/agreements/", "/my/hardship/", "/my/disputes/", "/my/complaints/", "/my/contact/"),
    *("/my/contacts/", "/my/record/", "/my/learn/", "/my/file/", "/my/papers/", "/my/stop/"),
    *("/my/representative/", "/my/devices/", "/my/there-is-no-such-page/"),
)


def check(page: Page, language: str, addresses: tuple[str, ...] | list[str]) -> list[str]:
    """What is wrong on these pages, each with its address."""
    found: list[str] = []
    for address in addresses:
        page.goto(address)
        found += [f"{address}: {each}" for each in faults(page, LANGUAGES[language])]
    return found


def with_content(page: Page) -> list[str]:
    """Say and do one of each; the addresses of what came of it."""
    made = []
    page.goto("/my/plan/")
    page.fill("[name=low]", "300")
    page.fill("[name=high]", "4000")
    page.click("main form button.primary")
    page.click("main .my-offer form button.primary")
    expect(page).to_have_url(re.compile(r"/my/agreements/\d+/$"))
    made.append(page.url)
    page.goto("/my/pay/")
    page.click("main form button.primary")
    expect(page).to_have_url(re.compile(r"/my/pay/\w{8,}/"))
    made += [page.url, page.url + "?back=1"]
    page.goto("/my/hardship/")
    page.locator("[name=reason]").first.check()
    page.click("main form button.primary")
    made.append(page.url)
    for address in ("/my/disputes/", "/my/complaints/"):
        page.goto(address)
        page.locator("main input[type=radio]").first.check()
        page.fill("[name=statement]", "It was like this.")
        page.click("main form button.primary")
        expect(page).to_have_url(re.compile(address + r"\d+/$"))
        made.append(page.url)
    return made


def test_pages_for_who_is_not_signed_in(phone: Page, language: str) -> None:
    assert check(phone, language, OUTSIDE) == []


def test_every_page_of_the_cardholder(phone: Page, site: Site, language: str) -> None:
    sign_in(phone, site, another(site))
    made = with_content(phone)
    assert check(phone, language, [*PLAIN, *made]) == []


BROKEN = """<!doctype html><html lang="en"><title>t</title><body style="background:#fff">
<h1>One</h1><h3>Three</h3><p style="color:#999">a pale line</p><p>b</p><p>c</p><p>d</p>
<input name="nameless"><button style="width:12px;height:12px;padding:0;border:0">x</button>
<input type="range" aria-label="amount"><a href="#" style="outline:none">unseen focus</a>
<main><div style="width:700px">wide</div></main>"""


def test_the_check_finds_what_is_wrong(phone: Page) -> None:
    phone.set_content(BROKEN)
    found = " ".join(faults(phone, "zh-Hans"))
    for rule in ("contrast", "name:", "value in words", "heading order", "lang en", "target"):
        assert rule in found, found
    assert "focus" in found
    assert "at 320" in found
