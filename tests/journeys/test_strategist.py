"""A strategist changes a threshold, sees who is touched, replays last month, and has it approved by
somebody else; the next night decides by it.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

DAYS = {"zh-hans": "24", "en": "8"}
"""The threshold that each language's journey sets, so that each changes something."""
TRIED_DAYS = {"zh-hans": "21", "en": "11"}
"""Those that are tried on a tenth of the customers."""
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
    with page.expect_navigation():
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
    expect(wanted.locator("input[name=value]")).to_be_focused()
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


def run_the_night(page: Page, site: Site, language: str) -> None:
    """Runs the newest night again, as an administrator, and opens its page."""
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


def version_that_decided(page: Page, site: Site, language: str) -> str:
    """Runs the newest night again and reads from its page which version decided."""
    run_the_night(page, site, language)
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


@pytest.mark.slow
def test_an_approved_change_is_rolled_out_to_a_tenth_of_the_customers(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "xu", language)
    page.locator("form[action$='/proposals/start/'] .button.primary").first.click()
    page.wait_for_load_state("networkidle")
    proposal = page.url
    change_the_threshold(page, TRIED_DAYS[language])
    step_done(page, "submit")
    sign_out(page)
    sign_in(page, site, "gao", language)
    page.goto(proposal)
    step_done(page, "approve")
    sign_out(page)

    sign_in(page, site, "xu", language)
    page.goto(proposal)
    page.locator("a[href$='/roll-out/']").press("Enter")
    page.locator("#name").fill(f"提醒 {language}")
    page.locator("#measure").select_option("paid")
    expect(page.locator("input[name=share][value='100']")).to_be_checked()
    fits(page)
    fits_a_phone(page)
    page.locator(".form-actions .primary").click()
    expect(page).to_have_url(re.compile(r"/experiments/\d+/$"))
    experiment = page.url
    expect(page.locator(".strip-value").first).to_have_text("10%")
    fits(page)
    fits_a_phone(page)
    sign_out(page)

    run_the_night(page, site, language)
    number = experiment.rstrip("/").rpartition("/")[2]
    expect(page.locator("dl.facts", has_text=f"strategy/challenger-{number}")).to_be_visible()
    sign_out(page)

    sign_in(page, site, "xu", language)
    page.goto(experiment)
    challenged, others = (
        int(page.locator(".strip-value").nth(place).inner_text().replace(",", ""))
        for place in (1, 2)
    )
    assert challenged and 0.03 < challenged / (challenged + others) < 0.2
    expect(page.locator(".meter")).to_have_count(3)
    fits(page)
    fits_a_phone(page)

    step_done(page, "stop")
    expect(page.locator(".strip-value").first).to_have_text("0%")
    page.locator(".crumbs a").press("Enter")
    expect(page.locator("main")).to_contain_text(f"提醒 {language}")
    fits(page)
    fits_a_phone(page)


def cell(page: Page, field: str, row: str = "remind-early") -> Locator:
    return page.locator(f'tr[data-name="{row}"] td[data-field="{field}"]')


def answers_take(page: Page, milliseconds: int) -> None:
    """The network between this page and the server from now on, as Chromium plays it."""
    network = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.emulateNetworkConditions", network | {"latency": milliseconds})


def test_a_quick_typist_loses_nothing_while_the_server_answers_slowly(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "xu", language)
    page.goto("/strategy/")
    page.locator("form[action$='/proposals/start/'] .button.primary").first.click()
    page.wait_for_load_state("networkidle")
    keys, waiting = page.keyboard, page.locator("#grid td[aria-busy]")
    answers_take(page, 700)

    # One cell after the other in the same row, each saved while the next is being typed.
    cell(page, "past_due").click()
    keys.type(">= CNY 100")
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    for typed in (">= 1", "0", "<= 1"):
        keys.type(typed)
        keys.press("Tab")
    keys.type(">= 2")
    expect(waiting).not_to_have_count(0)
    expect(waiting).to_have_count(0)
    typing = page.locator("#grid td form [name=value]")
    expect(typing).to_be_focused()
    expect(typing).to_have_value(">= 2")
    keys.type("0")
    keys.press("Enter")

    # What can't be taken, corrected before the server says so.
    cell(page, "days_past_due").click()
    keys.type("late")
    keys.press("Enter")
    keys.type("<= 9")
    page.wait_for_timeout(1500)
    expect(typing).to_have_value("<= 9")
    keys.press("Enter")
    expect(waiting).to_have_count(0)

    # The row moved twice, and typed in meanwhile.
    place = int(str(page.locator("tr[data-name='remind-early']").get_attribute("data-place")))
    keys.press("Alt+ArrowUp")
    keys.press("Alt+ArrowUp")
    keys.type("<= 11")
    row = page.locator("tr[data-name='remind-early']")
    expect(row).to_have_attribute("data-place", str(place - 2))
    expect(typing).to_be_focused()
    expect(typing).to_have_value("<= 11")
    keys.press("Enter")
    expect(waiting).to_have_count(0)

    page.reload()
    shown = {"past_due": "≥ CNY 100", "bucket": "≥ M1", "broken_promises": "0"}
    shown |= {"times_before": "≤ 1", "days_past_due": "≤ 11"}
    for field, words in shown.items():
        expect(cell(page, field)).to_have_text(re.compile(f"^{words}"))
    expect(row).to_have_attribute("data-place", str(place - 2))


def test_what_was_typed_stays_when_no_answer_comes(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "xu", language)
    page.goto("/strategy/")
    page.locator("form[action$='/proposals/start/'] .button.primary").first.click()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    cell(page, "days_past_due").click()
    page.keyboard.type("<= 7")
    page.keyboard.press("Enter")
    expect(cell(page, "days_past_due").locator("[role=alert]")).to_be_visible()
    typing = cell(page, "days_past_due").locator("[name=value]")
    expect(typing).to_have_value("<= 7")
    expect(typing).to_be_focused()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(cell(page, "days_past_due")).to_have_text(re.compile("^≤ 7"))
