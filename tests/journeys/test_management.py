"""Management and the lead see the same number everywhere, and open it to its formula and rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

AUDIENCES = ("lead", "compliance", "strategist", "management")


def numbers(page: Page) -> dict[str, str]:
    """What the tiles of this page say: value and parts, by the figure's address and slice."""
    found = {}
    for tile in page.locator("main a.tile").all():
        address = str(tile.get_attribute("href"))
        found[address] = tile.locator(".tile-value").inner_text()
    return found


def test_two_people_see_one_number_and_open_it(page: Page, site: Site, language: str) -> None:
    seen: dict[str, set[str]] = {}
    for name in ("lu", "zhou"):
        sign_in(page, site, name, language)
        for audience in AUDIENCES:
            page.goto(f"/dashboard/{audience}/")
            fits(page)
            for address, value in numbers(page).items():
                seen.setdefault(address, set()).add(value)
        page.goto("/figures/")
        for address, value in numbers(page).items():
            seen.setdefault(address, set()).add(value)
        page.locator("form[action*='sign-out'] button").click()
        expect(page.locator("input[name=username]")).to_be_visible()
    assert len(seen) > 30
    assert {address: values for address, values in seen.items() if len(values) > 1} == {}


def test_management_starts_at_its_dashboard_and_sees_nobodys_name(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "lu", language)
    expect(page).to_have_url(f"{site.address}/dashboard/")
    assert page.locator("main figure svg").count() >= 3
    fits_a_phone(page)
    page.goto("/dashboard/compliance/")
    tile = page.locator("main a.tile[href*='proof_coverage']")
    value = tile.locator(".tile-value").inner_text()
    tile.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".formula")).to_be_visible()
    expect(page.locator(".opened-number")).to_have_text(value)
    rows = page.locator("main table tbody tr")
    assert rows.count() > 0
    masked = page.locator("main table").inner_text()
    assert "*" not in masked
    for address in ("/search/", "/queue/", "/journal/"):
        answer = page.request.get(f"{site.address}{address}")
        assert answer.status == 403, address


def test_tiles_come_again_within_five_seconds(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "lu", language)
    counted = page.locator("#counted-at")
    shown = counted.inner_text()
    expect(counted).not_to_have_text(shown, timeout=15_000)


def test_the_printed_page_has_figures_and_no_buttons(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "lu", language)
    page.goto("/dashboard/")
    page.emulate_media(media="print")
    expect(page.locator("main a.tile").first).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".app-bar")).to_be_hidden()
