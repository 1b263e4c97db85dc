"""A strategist changes a threshold, sees who is touched, replays last month, and has it approved by
somebody else; the next night decides by it.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

DAYS = {"zh-hans": "24", "en": "8"}
"""The threshold that each language's journey sets, so that each changes something."""
REPLAYED_SECONDS = 60
CELL = 'tr[data-name="remind-early"] td[data-field="days_past_due"]'


def sign_out(page: Page) -> None:
    page.locator("form[action$='/sign-out/'] button").click()
    page.wait_for_load_state("networkidle")


def step_done(page: Page, name: str) -> None:
    """A dialog opened, answered and sent."""
    page.locator(f"[data-open={name}]").click()
    note = page.locator(f"dialog#{name} textarea")
    if note.count():
        note.fill("少打扰首次逾期的客户。")
    page.locator(f"dialog#{name} .form-actions .button").click()
    expect(page.locator(".notice.ok").first).to_be_visible()


def change_the_threshold(page: Page, days: str) -> None:
    """By keyboard: from the grid's first cell down and across to the threshold, then type."""
    page.locator("#grid td[tabindex='0']").focus()
    wanted, here = page.locator(CELL), f"{CELL}:focus"
    for key, reached in (
        ("ArrowDown", "tr.current[data-name='remind-early']"),
        ("ArrowRight", here),
    ):
        for _ in range(20):
            if page.locator(reached).count():
                break
            page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.keyboard.type("late")
    page.keyboard.press("Enter")
    expect(wanted.locator(".cell-error")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type(f"<= {days}")
    page.keyboard.press("Enter")
    expect(wanted).to_have_class(re.compile("changed"))
    expect(wanted).to_contain_text(f"≤ {days}")
    expect(wanted).to_be_focused()


def replay_last_month(page: Page, proposal: str) -> None:
    """From the proposal to a replay of the last thirty days, and back again."""
    page.locator("a[href*='?challenger=proposal']").click()
    number = proposal.rstrip("/").rpartition("/")[2]
    expect(page.locator("#challenger")).to_have_value(f"proposal:{number}")
    page.locator("form[action$='/replays/ask/'] .button.primary").click()
    expect(page.locator("#moves")).to_be_visible(timeout=REPLAYED_SECONDS * 1000)
    expect(page.locator("table.matrix [class*='moves-']").first).to_be_visible()
    expect(page.locator(".silent").first).to_be_visible()
    fits(page)
    fits_a_phone(page)
    page.locator(f"a[href$='/proposals/{number}/']").click()
    expect(page).to_have_url(proposal)


def version_that_decided(page: Page, site: Site, language: str) -> str:
    """Runs the newest night again and reads from its page which version decided."""
    sign_in(page, site, "admin", language)
    page.goto("/nights/")
    page.locator("input[name=again]").check()
    page.locator("form[action$='/nights/run/'] .button").click()
    newest = page.locator("main table tbody tr").first
    before = newest.locator("td").first.inner_text()
    for _ in range(60):
        page.goto("/nights/")
        running = page.locator("form[action$='/nights/run/'] .button").is_disabled()
        if not running and newest.locator("td").first.inner_text() != before:
            break
        time.sleep(1)
    newest.locator("a").click()
    shown = page.locator("dl.facts", has_text="strategy/").inner_text()
    found = re.search(r"strategy/first\s+(\S+)", shown)
    assert found, shown
    sign_out(page)
    return found.group(1)


def test_a_threshold_goes_from_the_grid_into_the_next_night(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "xu", language)
    expect(page).to_have_url(re.compile("/strategy/$"))
    fits(page)
    page.locator("form[action$='/proposals/start/'] .button.primary").first.click()
    page.wait_for_load_state("networkidle")
    proposal = page.url
    change_the_threshold(page, DAYS[language])
    expect(page.locator(".checks .badge").first).to_be_visible()
    fits(page)
    fits_a_phone(page)

    page.locator(".tabs a").nth(1).click()
    expect(page.locator(".changes ins")).to_have_text(f"≤ {DAYS[language]}")
    expect(page.locator("#effect")).to_be_visible()
    touched = page.locator(".touched-accounts details")
    expect(touched.first).to_be_visible()
    touched.first.locator("summary").press("Enter")
    expect(touched.first.locator(".seen")).to_be_visible()
    fits(page)
    fits_a_phone(page)

    replay_last_month(page, proposal)
    step_done(page, "submit")
    expect(page.locator("[data-open=approve]")).to_have_count(0)
    sign_out(page)

    sign_in(page, site, "gao", language)
    page.goto(proposal)
    step_done(page, "approve")
    step_done(page, "activate")
    page.goto("/strategy/")
    live = page.locator(".strip-value code").first.inner_text()
    sign_out(page)

    assert version_that_decided(page, site, language) == live
