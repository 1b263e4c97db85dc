"""A collector works cases by keyboard alone, within the budgets, under permits."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import Keys, fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

CASE = "input[name=case]"
PROMISE_KEYS_MAX = 6
PROMISE_SECONDS_MAX = 12


def case_on_screen(page: Page) -> str:
    return str(page.locator(f".now {CASE}").first.get_attribute("value"))


def take_a_case(page: Page, keys: Keys) -> None:
    """The case in hand or the next one; those who can't be called now are put aside."""
    page.wait_for_load_state("networkidle")  # keys count once the page listens
    if page.locator(".now").count() == 0:
        keys.press("n")
    expect(page.locator(".now")).to_be_visible()
    while page.locator(".now [data-key=d]:not([aria-disabled])").count() == 0:
        case = case_on_screen(page)
        keys.press("n")
        expect(page.locator(f".now {CASE}").first).not_to_have_value(case)


@pytest.fixture
def keys(page: Page, site: Site, language: str) -> Keys:
    """A collector's keyboard, signed in with a case in hand; one person per language."""
    sign_in(page, site, {"zh-hans": "lin", "en": "zhao"}[language], language)
    keys = Keys(page)
    take_a_case(page, keys)
    return keys


def test_no_answer_takes_one_key_and_can_be_taken_back(page: Page, keys: Keys) -> None:
    first = case_on_screen(page)
    fits(page, room_for_scrolling=False)
    expect(page.locator("#may-call .answer.ok")).to_be_visible()
    assert not page.locator(".called-number").count()

    keys.press("d")
    expect(page.locator(".called-number")).to_have_text(re.compile(r"^\d{11}$"))
    before = keys.gestures
    keys.press("1")
    expect(page.locator("#toast .toast")).to_be_visible()
    assert keys.gestures - before == 1
    assert case_on_screen(page) != first
    expect(page.locator("body")).not_to_contain_text(re.compile(r"(?<!\d)1\d{10}(?!\d)"))

    keys.press("u")
    expect(page.locator(f".now {CASE}").first).to_have_value(first)
    expect(page.locator(".called")).to_be_visible()
    keys.press("1")
    expect(page.locator(".called")).to_have_count(0)
    fits_a_phone(page)


def test_a_promise_is_recorded_within_its_budget(page: Page, keys: Keys) -> None:
    case = case_on_screen(page)
    keys.press("d")
    started, before = time.monotonic(), keys.gestures
    keys.press("p")
    expect(page.locator("dialog#promise")).to_be_visible()
    keys.figures("500")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#toast .toast")).to_be_visible()
    assert keys.gestures - before <= PROMISE_KEYS_MAX
    assert time.monotonic() - started <= PROMISE_SECONDS_MAX
    assert case_on_screen(page) != case


def test_a_bad_promise_says_what_to_mend_and_keeps_what_was_typed(page: Page, keys: Keys) -> None:
    case = case_on_screen(page)
    keys.press("d")
    keys.press("p")
    keys.figures("999999999")
    keys.press("Enter")
    expect(page.locator("dialog#promise [role=alert]")).to_be_visible()
    expect(page.locator("#promise-amount")).to_have_value("999999999")
    assert case_on_screen(page) == case
    keys.press("Escape")
    expect(page.locator("dialog#promise")).to_be_hidden()
    page.wait_for_timeout(300)  # what is struck while a refusal settles is let go
    keys.press("1")
    expect(page.locator(".called")).to_have_count(0)
    assert case_on_screen(page) != case


def test_a_dispute_stops_contact_and_says_so(page: Page, keys: Keys, language: str) -> None:
    case = case_on_screen(page)
    keys.press("x")
    expect(page.locator("dialog#dispute")).to_be_visible()
    told = {"zh-hans": "金额与账单不符", "en": "The amount is not what I was billed"}[language]
    keys.figures(told)
    page.locator("dialog#dispute .button.primary").press("Enter")
    expect(page.locator(f".now {CASE}[value='{case}']")).to_have_count(0)
    expect(page.locator("#toast .toast")).to_be_visible()

    page.goto("/search/")
    page.locator("#search-for").fill(f"{int(case):06d}")
    page.keyboard.press("Enter")
    page.locator("#found a").first.click()
    expect(page.locator("main")).to_contain_text({"zh-hans": "争议", "en": "Dispute"}[language])
    expect(page.locator("main")).to_contain_text(told)
    fits_a_phone(page)


def test_keys_struck_faster_than_the_server_answers_reach_the_right_form(
    page: Page, keys: Keys
) -> None:
    case = case_on_screen(page)
    page.route("**/workbench/dial/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    for key in ("d", "p", "1", "2", "3"):
        page.keyboard.press(key)
    expect(page.locator("#promise-amount")).to_have_value("123")
    assert case_on_screen(page) == case
    page.keyboard.press("Enter")
    expect(page.locator("#toast .toast")).to_be_visible()


def test_every_explanation_is_one_key_away(page: Page, keys: Keys) -> None:
    for key, dialog in (("e", "explain"), ("w", "why"), ("?", "help"), ("c", "callback")):
        keys.press(key)
        expect(page.locator(f"dialog#{dialog}")).to_be_visible()
        keys.press("Escape")
        expect(page.locator(f"dialog#{dialog}")).to_be_hidden()


def test_a_collector_does_not_open_the_leads_pages(page: Page, keys: Keys) -> None:
    for address in ("/queue/", "/journal/", "/staff/", "/reveals/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403, address
