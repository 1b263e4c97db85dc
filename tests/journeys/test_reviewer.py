"""A reviewer scores a drawn talk by keyboard; whoever spoke appeals; another reviewer decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import Keys, fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

SPOKE = {"zh-hans": ("王磊", "wang"), "en": ("赵倩", "zhao")}
"""One collector for each language, so that neither journey takes the other's talks."""

WORDS = {
    "zh-hans": ("开场很稳，核身到位。", "我在开场已说明所属机构。", "复听确认，已说明机构。"),
    "en": ("A calm opening.", "I did name the lender.", "Heard again: it was named."),
}


def sign_out(page: Page) -> None:
    page.locator("form[action$='/sign-out/'] button").press("Enter")
    expect(page.locator("input[name=username]")).to_be_visible()


def test_a_reviewer_scores_the_collector_appeals_and_another_reviewer_decides(
    page: Page, site: Site, language: str
) -> None:
    (name, username), (note, reason, because) = SPOKE[language], WORDS[language]
    sign_in(page, site, "he", language)
    scored = score_one_of(page, name, note)
    sign_out(page)

    sign_in(page, site, username, language)
    appeal(page, scored, note, reason)
    sign_out(page)

    sign_in(page, site, "pan", language)
    decide(page, scored, because)
    sign_out(page)

    sign_in(page, site, username, language)
    page.goto(f"/quality/mine/{scored}/")
    expect(page.locator("h1 .badge")).to_contain_text("100 %")
    expect(page.get_by_text(because).first).to_be_visible()


def score_one_of(page: Page, name: str, note: str) -> str:
    """One talk of this person with an item missed, by keys only; gives its number."""
    page.goto("/quality/")
    fits(page)
    fits_a_phone(page)
    row = page.locator("main tbody tr", has_text=name).first
    row.locator("a[data-row]").focus()
    page.keyboard.press("Enter")
    page.locator("#score").wait_for()
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    fits(page)
    fits_a_phone(page)
    items = page.locator("#score-items fieldset").count()
    for place in range(items):
        page.keyboard.press("2" if place == 1 else "1")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type(note)
    page.locator("#score button.primary").press("Enter")
    expect(page.locator(".notice.ok").first).to_contain_text("90")
    return number


def appeal(page: Page, number: str, note: str, reason: str) -> None:
    page.goto("/quality/mine/")
    fits(page)
    fits_a_phone(page)
    page.locator(f"a[href$='/mine/{number}/']").press("Enter")
    expect(page.get_by_text(note).first).to_be_visible()
    expect(page.locator(".score-item.not_met")).to_have_count(1)
    fits(page)
    fits_a_phone(page)
    page.locator("#reason").fill(reason)
    page.locator("section[aria-labelledby=appeal] button").press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
    expect(page.locator("#reason")).to_have_count(0)


def decide(page: Page, number: str, because: str) -> None:
    page.goto("/quality/?state=appeals")
    page.locator(f"a[href$='/talks/{number}/']").press("Enter")
    page.locator("#score").wait_for()
    Keys(page).press("j")
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.locator("#note").fill(because)
    page.locator("button[value=change]").press("Enter")
    expect(page.locator("h1 .badge").last).to_contain_text("100 %")
    fits(page)


def test_reviewers_see_how_far_they_agree_and_any_draw_comes_out_the_same(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "he", language)
    for address in ("calibration", "people", "sampling", "sheets"):
        page.goto(f"/quality/{address}/")
        fits(page)
        fits_a_phone(page)
    page.goto("/quality/sampling/")
    page.locator("a[href^='?again=']").first.press("Enter")
    expect(page.locator(".badge.ok")).to_be_visible()
    page.goto("/quality/people/")
    page.locator("section[aria-labelledby=people] a").first.press("Enter")
    page.locator("#words").fill("核身很到位。" if language == "zh-hans" else "Well done.")
    page.locator("form .button.primary").last.press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
    fits(page)
    fits_a_phone(page)
