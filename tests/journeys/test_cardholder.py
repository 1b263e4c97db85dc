"""A cardholder on a phone: from our reminder to a plan kept to its end, without a collector."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.cardholders import another, fits, reminded, sign_in
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

TAPS_MAX = 5


def link_in(text: str) -> str:
    """Where the message leads: the first address of the cardholder's pages in it."""
    found = re.search(r"https?://[^\s，。；<>]*?(/my/[^\s，。；<>]*)", text)
    assert found, text
    return urlsplit(found[0]).path.rstrip(".")


def choose_a_plan(page: Page, owed_minor: int) -> int:
    """Say what can be set aside, take the plan that is over soonest, agree; how many payments."""
    page.click(".my-bar a[href='/my/plan/']")
    fits(page)
    high = owed_minor // 100 * 6 // 10
    page.fill("[name=low]", str(high // 2))
    page.fill("[name=high]", str(high))
    page.click("main form button.primary")
    page.click("a[href^='/my/plan/shape/?currency=CNY']:not([href*=from])")
    months = page.locator("#months-slide")
    months.focus()
    page.keyboard.press("Home")
    expect(page.locator("#months")).to_have_value(str(months.get_attribute("min")))
    page.wait_for_load_state("networkidle")
    fits(page)
    page.click("#shaped form[method=post] button.primary")
    expect(page).to_have_url(re.compile(r"/my/agreements/\d+/$"))
    payments = page.locator("ol.my-lines > li").count()
    page.check("[name=cost_shown]")
    page.click("form[action$='/yes/'] button.primary")
    expect(page.locator(".badge.ok").first).to_be_visible()
    fits(page)
    return payments


def pay_an_instalment(page: Page) -> None:
    """From the start page: to the test gateway, and back to a payment that is noted."""
    page.goto("/my/")
    page.click("main a.button.primary[href^='/my/pay/?currency']")
    expect(page.locator("[name=purpose][value=instalment]")).to_be_checked()
    fits(page)
    page.click("main form button.primary")
    page.click("#payment-state a.button.primary")
    expect(page.locator("[name=answer][value=approved]")).to_be_checked()
    page.click("form button")
    expect(page).to_have_url(re.compile(r"/my/pay/\w+/"))
    expect(page.locator("#payment-state .notice.ok")).to_be_visible(timeout=20_000)


def test_from_a_reminder_to_a_kept_plan_without_a_collector(phone: Page, site: Site) -> None:
    someone = another(site, untouched=True)
    reminder = reminded(site, someone, someone.owed)
    assert f"{someone.owed / 100:,.2f}" in reminder
    sign_in(phone, site, someone, link_in(reminder))
    fits(phone)
    expect(phone.locator(".my-sum").first).to_be_visible()
    payments = choose_a_plan(phone, someone.owed)
    assert 1 < payments <= 4
    for _ in range(payments):
        pay_an_instalment(phone)
    phone.goto("/my/agreements/")
    fits(phone)
    phone.click("main .my-menu a")
    expect(phone.locator(".notice.ok")).to_be_visible()
    still = phone.locator(".my-first .my-lines dd").last
    expect(still).to_contain_text("0.00")


def test_everything_is_five_taps_away(phone: Page, site: Site) -> None:
    sign_in(phone, site, another(site))
    phone.click(".my-bar a[href='/my/more/']")
    pages = phone.locator("main .my-menu a").evaluate_all("all => all.map(each => each.pathname)")
    assert len(pages) > TAPS_MAX
    for address in pages:  # one tap to "More", one to the page
        phone.goto("/my/more/")
        phone.click(f"main .my-menu a[href='{address}']")
        expect(phone.locator("h1")).to_be_visible()
        fits(phone)
