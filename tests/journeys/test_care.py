"""A collector is abused: one key, a lighter queue, a fair target, a lead who looks after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demonstration, Site, served
from tests.journeys.steps import Keys, downloaded, fits, fits_a_phone, sign_in
from tests.journeys.test_collector import take_a_case

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # an installation of its own

COLLECTORS = {"zh-hans": "lin", "en": "wang"}
"""Of one team, whose lead is zhou."""

OPEN = "tbody tr:has(td:nth-child(5) .badge.warn)"


@pytest.fixture(scope="module")
def site(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own: what is hard moves cases about."""
    environment = demonstration.copied_to(tmp_path_factory.mktemp("care"))
    with served(environment) as address:
        yield Site(address, demonstration.password, environment)


def target_of_the_day(page: Page) -> int:
    return int(re.findall(r"\d+", page.locator(".queue-foot .digits").inner_text())[-1])


def test_abuse_is_one_key_and_costs_the_collector_nothing(
    page: Page, site: Site, language: str, tmp_path: Path
) -> None:
    sign_in(page, site, COLLECTORS[language], language)
    keys = Keys(page)
    take_a_case(page, keys)
    before = target_of_the_day(page)
    keys.press("d")
    expect(page.locator(".called-number")).to_be_visible()
    keys.press("a")
    expect(page.locator(".care-after")).to_be_visible()
    fits(page, room_for_scrolling=False)
    assert downloaded(page, ".care-report button >> nth=0", tmp_path).read_bytes()[:4] == b"%PDF"
    page.reload()
    expect(page.locator(".care-after")).to_be_visible()
    keys.press("2")
    expect(page.locator(".care-after")).to_have_count(0)
    assert target_of_the_day(page) < before
    keys.press("n")
    expect(page.locator(".now")).to_be_visible()

    page.goto("/my-load/")
    expect(page.locator("section[aria-labelledby=bore] .line")).to_have_count(1)
    fits(page)
    fits_a_phone(page)
    page.locator("#text").focus()
    page.keyboard.type("今天很累 / a long day")
    page.locator(".care-write button").press("Enter")
    expect(page.locator(".care-words")).to_contain_text("a long day")


def test_the_lead_looks_after_the_person_and_sees_no_ranking(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "zhou", language)
    page.goto("/incidents/")
    fits(page)
    fits_a_phone(page)
    page.locator(f"{OPEN} th a").first.click()
    expect(page.locator("#facts")).to_be_visible()
    fits(page)
    page.locator("form[action$='/look/'] button").press("Enter")
    expect(page.locator("form[action$='/look/']")).to_have_count(0)
    page.locator("form[action$='/close/'] button").press("Enter")
    expect(page.locator("form[action$='/close/']")).to_have_count(0)
    page.goto("/my-load/")
    expect(page.locator("body")).not_to_contain_text("a long day")
