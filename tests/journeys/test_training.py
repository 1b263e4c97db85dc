"""Whoever isn't certified reaches no case, learns, passes, and gets the queue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fairdue.kernel.text import Text
from fairdue.training.actions.shipped import shipped
from fairdue.training.rules.content import Content, read
from tests.journeys.conftest import Site
from tests.journeys.steps import Keys, fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

NEWCOMER = {"zh-hans": "xin", "en": "yi"}
SAID = {
    "zh-hans": "我理解您的心情，此事只与持卡人本人沟通，不会再打扰您。",
    "en": "I understand, and I will respect that. Thank you for telling me.",
}
NEEDED = ("contact", "third_parties", "hardship", "wording", "personal_data")


def in_the_page(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh


def best_answers(content: Content, language: str) -> dict[str, str]:
    """What is right to say, by what the page asks."""
    found = {
        in_the_page(each.ask, language): in_the_page(each.answers[each.right], language)
        for each in content.questions
    }
    for turn in content.talk.turns.values():
        if turn.choices:
            best = max(turn.choices, key=lambda choice: choice.points)
            found[in_the_page(turn.says, language)] = in_the_page(best.say, language)
    return found


def pass_course(page: Page, keys: Keys, course: str, language: str) -> None:
    """Read it, begin its test by T, and answer by number keys."""
    page.goto(f"/training/course/{course}/")
    fits(page)
    keys.press("t")
    answers = best_answers(read(shipped()[course]), language)
    page.locator("input[name=place]").wait_for(state="attached")
    while page.locator("form.answers").count():
        place = int(page.locator("input[name=place]").input_value()) + 1
        typed = page.locator("#typed")
        if typed.count():
            typed.fill(SAID[language])
            page.locator("form.answers .button.primary").press("Enter")
        else:
            asked = page.locator("#asked").evaluate("node => node.lastChild.textContent.trim()")
            said = page.locator(".answer > span").all_inner_texts()
            keys.press(str(said.index(answers[asked]) + 1))
        page.locator(f".strip, input[name=place][value='{place}']").wait_for(state="attached")
    expect(page.locator(".strip")).to_be_visible()


def test_without_a_certificate_no_case_and_with_it_the_queue(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, NEWCOMER[language], language)
    for closed in ("/workbench/", "/customers/1/", "/search/"):
        page.goto(closed)
        assert page.url.endswith("/training/")
    expect(page.locator("#gate")).to_be_visible()
    fits(page)
    fits_a_phone(page)
    keys = Keys(page)
    for course in NEEDED:
        pass_course(page, keys, course, language)
        fits_a_phone(page)
    page.goto("/training/")
    expect(page.locator("#gate")).to_have_count(0)
    page.goto("/workbench/")
    keys.press("n")
    expect(page.locator(".now")).to_be_visible()


def test_a_lead_sees_who_is_certified_and_assigns_an_exercise(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "zhou", language)
    page.goto("/training/certificates/")
    fits(page)
    fits_a_phone(page)
    page.locator("main tbody tr", has_text="王磊").locator("a").click()
    before = page.locator("section[aria-labelledby=exercises] .line").count()
    page.locator("#course").select_option("third_parties" if language == "en" else "personal_data")
    page.locator("#reason").fill("上周的通话" if language == "zh-hans" else "last week's talk")
    page.locator("form .button.primary").last.press("Enter")
    expect(page.locator(".notice.ok").first).to_be_visible()
    assert page.locator("section[aria-labelledby=exercises] .line").count() >= before
    fits(page)
