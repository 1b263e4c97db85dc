"""A collector agrees a plan by keyboard within its budget; a lead approves what goes beyond."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import Keys, downloaded, fits, fits_a_phone, sign_in
from tests.journeys.test_collector import CASE, case_on_screen, take_a_case

pytestmark = pytest.mark.journey

PLAN_KEYS_MAX = 10
COLLECTORS = {"zh-hans": "lin", "en": "zhao"}
CAUSE, SECOND = "1", "2"


@pytest.fixture
def keys(page: Page, site: Site, language: str) -> Keys:
    """A collector's keyboard with a call open; one person per language."""
    sign_in(page, site, COLLECTORS[language], language)
    keys = Keys(page)
    take_a_case(page, keys)
    keys.press("d")
    expect(page.locator(".called-number")).to_be_visible()
    return keys


def file_of_case(page: Page) -> str:
    """The address of the customer's file whose case is on screen."""
    return str(page.locator(".who a").get_attribute("href"))


def suggestions(page: Page, keys: Keys, a_month: str) -> None:
    """From the open call to what is suggested."""
    keys.press("l")
    expect(page.locator("#plan-ask, #plan-form")).to_be_visible()
    if page.locator("#plan-form").count():
        keys.press("f")
    expect(page.locator("#plan-ask")).to_be_visible()
    if not page.locator("#plan-ask [name=cause]:checked").count():
        keys.press(CAUSE)
    expect(page.locator("#plan-high")).to_be_focused()
    keys.figures(a_month)
    keys.press("Enter")
    expect(page.locator("#plan-form .offer").first).to_be_visible()


def test_a_plan_is_agreed_within_its_budget_and_stands_in_the_file(
    page: Page, keys: Keys, tmp_path: Path
) -> None:
    case, file = case_on_screen(page), file_of_case(page)
    before = keys.gestures
    suggestions(page, keys, "1500")
    if page.locator(".offer").count() > 1:
        keys.press(SECOND)
        expect(page.locator(".offer input").nth(1)).to_be_checked()
    fits(page)
    keys.press("Enter")
    expect(page.locator("#toast .toast")).to_be_visible()
    assert keys.gestures - before <= PLAN_KEYS_MAX
    expect(page.locator(f".now {CASE}").first).not_to_have_value(case)

    page.goto(file)
    agreed = page.locator("#agreements details").first
    expect(agreed.locator(".badge.ok").first).to_be_visible()
    expect(agreed.locator("tbody tr").first).to_be_visible()
    fits_a_phone(page)
    document = downloaded(page, "#agreements form[action$='/pdf/'] button >> nth=0", tmp_path)
    pages = pypdf.PdfReader(io.BytesIO(document.read_bytes())).pages
    assert len(pages[0].extract_text()) > 100


def test_a_plan_is_taken_back_like_any_outcome(page: Page, keys: Keys) -> None:
    case = case_on_screen(page)
    suggestions(page, keys, "1500")
    keys.press("Enter")
    expect(page.locator("#toast .toast")).to_be_visible()
    keys.press("u")
    expect(page.locator(f".now {CASE}").first).to_have_value(case)
    keys.press("1")
    expect(page.locator(".called")).to_have_count(0)


def test_what_goes_beyond_is_approved_by_a_lead_with_a_reason(
    page: Page, keys: Keys, site: Site, language: str
) -> None:
    file = file_of_case(page)
    suggestions(page, keys, "300")
    keys.press("e")
    expect(page.locator("#plan-amount")).to_be_focused()
    page.locator("#plan-amount").select_text()
    number = page.locator("#plan-number").input_value()
    keys.figures("700")
    keys.press("Tab")
    expect(page.locator("#plan-number")).not_to_have_value(number)
    page.locator("#plan-form .button.primary").press("Enter")
    expect(page.locator("#toast .toast")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, site, "zhou", language)
    page.goto("/approvals/")
    fits(page)
    waiting = page.locator(".approval").filter(has=page.locator(f"a[href^='{file}']"))
    reason = "客户下月有奖金" if language == "zh-hans" else "a bonus is due next month"
    waiting.locator("textarea").fill(reason)
    waiting.locator("button[value=approve]").click()
    expect(page.locator(f".approval a[href^='{file}']")).to_have_count(0)
    fits_a_phone(page)
    page.goto(file)
    page.locator("#agreements summary").first.click()
    expect(page.locator("#agreements details").first).to_contain_text(reason)
    page.locator("[data-open^=accept-]").first.click()
    page.locator("dialog[open] [name=cost_shown]").check()
    page.locator("dialog[open] .button.primary").click()
    expect(page.locator("#agreements .badge.ok").first).to_be_visible()
