"""A month is corrected by two people, sent to the credit database, and its answer noted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fairdue.credit_record.pboc.reading import check_file
from tests.journeys.conftest import Site
from tests.journeys.steps import downloaded, fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

MONTH = "/credit/pboc/2026-2/"


def a_history(page: Page, language: str) -> str:
    """Somebody's history of whom the month is held back; another person in the other language."""
    page.goto(MONTH)
    page.locator("details.step summary").first.press("Enter")
    whose = page.locator("details.step[open] a[href*='/credit/customers/']")
    found = (whose.first if language == "en" else whose.last).get_attribute("href")
    assert found is not None
    return found


def test_a_month_is_corrected_by_two_people(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    history = a_history(page, language)
    sign_in_as(page, site, "zhou", language)
    page.goto(history)
    fits(page)
    fits_a_phone(page)
    page.locator("#correct-month").fill("2026-02")
    page.locator("#correct-character").select_option("N")
    reason = "还款已到账" if language == "zh-hans" else "The payment had arrived"
    page.locator("#correct-reason").fill(reason)
    page.locator("form[action$='/correct/'] .button.primary").press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
    expect(page.locator("button[value=approve]")).to_have_count(0)  # not by who proposed it
    sign_in_as(page, site, "he", language)
    page.goto("/credit/")
    expect(page.locator(f"a[href='{history}']")).to_be_visible()
    page.goto(history)
    page.locator("button[value=approve]").press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
    expect(page.locator("button[value=approve]")).to_have_count(0)


def test_a_month_is_sent_and_answered(
    page: Page, site: Site, language: str, tmp_path: Path
) -> None:
    sign_in(page, site, "he", language)
    page.goto("/credit/")
    fits(page)
    fits_a_phone(page)
    page.locator(f"a[href='{MONTH}']").press("Enter")
    expect(page).to_have_url(re.compile(MONTH))
    fits(page)
    fits_a_phone(page)
    page.locator("form[action$='/make/'] .button").press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
    file = downloaded(page, "form[action$='/open/'] button >> nth=0", tmp_path)
    report = check_file(file.read_bytes())
    assert report.details
    assert not report.faults
    page.locator("form[action$='/sent/'] .button").first.press("Enter")
    expect(page.locator("form[action$='/answer/']")).to_be_visible()
    account = file.read_text("utf-8").splitlines()[1].split("|")[1]
    told = f"account_ref,code,reason\n{account},E17,unreadable\n".encode()
    page.locator("input[name=rejected]").set_input_files(
        {"name": "answer.csv", "mimeType": "text/csv", "buffer": told}
    )
    page.locator("form[action$='/answer/'] .button").press("Enter")
    expect(page.locator("section[aria-labelledby=rejected]")).to_contain_text("E17")
    fits(page)


def sign_in_as(page: Page, site: Site, name: str, language: str) -> None:
    """The next person at the same screen."""
    page.goto("about:blank")
    page.context.clear_cookies()
    sign_in(page, site, name, language)
