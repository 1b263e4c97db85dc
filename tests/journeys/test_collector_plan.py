"""A collector agrees a plan by keyboard within its budget; a lead approves what goes beyond."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.cases import Found, callable_cases
from tests.journeys.conftest import Site
from tests.journeys.steps import Keys, downloaded, fits, fits_a_phone, sign_in
from tests.journeys.test_collector import CASE

pytestmark = pytest.mark.journey

PLAN_KEYS_MAX = 10
PROMISE_KEYS_MAX = 6
PROMISE_SECONDS_MAX = 12
COLLECTORS = {"zh-hans": "lin", "en": "zhao"}
CAUSE, SECOND = "1", "2"
SLOW_MS, WAIT_MS = 600, 15_000


@pytest.fixture(scope="module")
def cases(site: Site) -> Iterator[Found]:
    """Cases that may be called, one after the other."""
    return iter(callable_cases(site))


@pytest.fixture
def found(cases: Iterator[Found]) -> Found:
    """The case of this test, which no other test has."""
    return next(cases)


@pytest.fixture
def keys(page: Page, site: Site, language: str, found: Found) -> Keys:
    """A collector's keyboard with the case of this test in hand."""
    sign_in(page, site, COLLECTORS[language], language)
    keys = Keys(page)
    page.goto("/workbench/")
    if page.locator(".called").count():  # nobody takes a case while a call waits for its outcome
        keys.press("1")
        expect(page.locator(".called")).to_have_count(0)
    page.goto(f"/customers/{found.customer}/")
    page.locator(f"form[action='/workbench/take/{found.case}/'] button").press("Enter")
    expect(page.locator(f".now {CASE}").first).to_have_value(str(found.case))
    return keys


def call(page: Page, keys: Keys) -> None:
    """Open the call."""
    keys.press("d")
    expect(page.locator(".called-number")).to_be_visible()


def gone(page: Page, found: Found) -> None:
    """The case is done and said to be; the next one is on screen, if there is one."""
    expect(page.locator("#toast .toast")).to_be_visible()
    expect(page.locator(f".now {CASE}[value='{found.case}']")).to_have_count(0)


def slowly(page: Page, address: str) -> None:
    """Let the server's answer to an address take its time."""

    def wait(route: Route) -> None:
        page.wait_for_timeout(SLOW_MS)
        route.continue_()

    page.route(address, wait)


def suggestions(page: Page, keys: Keys, a_month: str) -> None:
    """From the open call to what is suggested."""
    keys.press("l")
    expect(page.locator("#plan-ask")).to_be_visible()
    keys.press(CAUSE)
    expect(page.locator("#plan-high")).to_be_focused()
    keys.figures(a_month)
    keys.press("Enter")
    expect(page.locator("#plan-form .offer").first).to_be_visible()


def test_a_promise_is_recorded_within_its_budget(page: Page, keys: Keys, found: Found) -> None:
    """From the dial key on: the call, the promise, the next case."""
    started, before = time.monotonic(), keys.gestures
    for key in ("d", "p"):
        keys.press(key)
    keys.figures("500")
    for key in ("Tab", "Enter"):
        keys.press(key)
    gone(page, found)
    assert keys.gestures - before <= PROMISE_KEYS_MAX
    assert time.monotonic() - started <= PROMISE_SECONDS_MAX


def test_a_plan_is_agreed_within_its_budget_and_stands_in_the_file(
    page: Page, keys: Keys, found: Found, tmp_path: Path
) -> None:
    before = keys.gestures
    call(page, keys)
    suggestions(page, keys, "1500")
    keys.press(SECOND)
    expect(page.locator(".offer input").nth(1)).to_be_checked()
    fits(page)
    keys.press("Enter")
    gone(page, found)
    assert keys.gestures - before <= PLAN_KEYS_MAX

    page.goto(f"/customers/{found.customer}/")
    agreed = page.locator("#agreements details").first
    expect(agreed.locator(".badge.ok").first).to_be_visible()
    expect(agreed.locator("tbody tr").first).to_be_visible()
    fits_a_phone(page)
    document = downloaded(page, "#agreements form[action$='/pdf/'] button >> nth=0", tmp_path)
    pages = pypdf.PdfReader(io.BytesIO(document.read_bytes())).pages
    assert len(pages[0].extract_text()) > 100


def test_a_plan_is_taken_back_like_any_outcome(page: Page, keys: Keys, found: Found) -> None:
    call(page, keys)
    suggestions(page, keys, "1500")
    keys.press("Enter")
    gone(page, found)
    keys.press("u")
    expect(page.locator(f".now {CASE}").first).to_have_value(str(found.case))
    keys.press("1")
    expect(page.locator(".called")).to_have_count(0)


def test_no_key_is_lost_while_the_plan_is_looked_up(page: Page, keys: Keys) -> None:
    """Struck at once after opening, changing and shaping, each reaches its field."""
    call(page, keys)
    slowly(page, "**/plan/**")
    for key in ("l", CAUSE, "9", "0", "1"):
        page.keyboard.press(key)
    expect(page.locator("#plan-high")).to_have_value("901", timeout=WAIT_MS)
    expect(page.locator("#plan-ask [name=cause]").first).to_be_checked()
    for key in ("Enter", "f", "8", "0", "0", "0", "Backspace"):
        page.keyboard.press(key)
    expect(page.locator("#plan-high")).to_have_value("800", timeout=WAIT_MS)
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    expect(page.locator("#plan-amount")).to_be_focused(timeout=WAIT_MS)
    first = page.locator("#plan-number").input_value()
    page.locator("#plan-amount").select_text()
    another = "31" if first != "31" else "29"
    for key in ("7", "0", "0", "Tab", *another, "Tab"):
        page.keyboard.press(key)
    expect(page.locator("#plan-number")).to_have_value(another, timeout=WAIT_MS)
    expect(page.locator("#plan-amount")).not_to_have_value("700")
    page.unroute_all(behavior="wait")


def test_what_goes_beyond_is_approved_by_a_lead_with_a_reason(
    page: Page, keys: Keys, found: Found, site: Site, language: str
) -> None:
    file = f"/customers/{found.customer}/"
    call(page, keys)
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

    page.goto("about:blank")  # or what the page asks for meanwhile would lead to signing in
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
