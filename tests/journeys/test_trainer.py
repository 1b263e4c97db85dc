"""A trainer writes a version of a course, two others approve it, it is assigned and passed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import Keys, fits, fits_a_phone, sign_in
from tests.journeys.test_reviewer import sign_out
from tests.journeys.test_training import pass_course

pytestmark = pytest.mark.journey

COURSE = {"zh-hans": "wording", "en": "hardship"}
LEARNER = {"zh-hans": ("林静", "lin"), "en": ("陈晨", "chen")}
NOTE = {"zh-hans": "补充一条提示", "en": "one more hint"}


def test_a_course_is_written_approved_by_two_assigned_and_passed(
    page: Page, site: Site, language: str
) -> None:
    course, (name, username) = COURSE[language], LEARNER[language]
    sign_in(page, site, "zhou", language)
    version = write(page, course, NOTE[language])
    sign_out(page)
    for officer in ("he", "pan"):
        sign_in(page, site, officer, language)
        page.goto(version)
        page.locator("form[action$='/approve/'] button").press("Enter")
        expect(page.locator(".notice.ok").first).to_be_visible()
        if officer == "pan":
            expect(page.locator("h1 .badge")).to_have_class("badge ok")
            assign(page, name, course)
        sign_out(page)

    sign_in(page, site, username, language)
    pass_course(page, Keys(page), course, language)
    sign_out(page)

    sign_in(page, site, "he", language)
    page.goto("/training/certificates/")
    page.locator("main tbody tr", has_text=name).locator("a").press("Enter")
    expect(page.locator("section[aria-labelledby=exercises] .badge.ok").first).to_be_visible()
    expect(page.locator("section[aria-labelledby=tests] .badge.ok").first).to_be_visible()


def write(page: Page, course: str, note: str) -> str:
    """A new version whose lessons' order is as before, submitted; gives its address."""
    page.goto("/training/courses/")
    fits(page)
    page.locator(f"form[action$='/courses/{course}/begin/'] button").press("Enter")
    page.locator("#contents").wait_for()
    page.locator("#note").fill(note)
    page.locator("button[name=submit]").press("Enter")
    expect(page.locator("#contents")).to_have_count(0)
    fits(page)
    fits_a_phone(page)
    return page.url


def assign(page: Page, name: str, course: str) -> None:
    page.goto("/training/certificates/")
    page.locator("main tbody tr", has_text=name).locator("a").press("Enter")
    page.locator("#course").select_option(course)
    page.locator("#reason").fill("v2")
    page.locator("form .button.primary").last.press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
