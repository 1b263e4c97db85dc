"""A collector dials by key, talks to a telephone that is really there, and hears the recording.

baresip carries the calls, sipp is the collector's and the customer's telephone.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from fairdue.telephony.tests.phones import MakePhone, free_port, loudest, sip_phone, strength
from tests.journeys.conftest import Demonstration, Site, served
from tests.journeys.steps import Keys, fits, fits_a_phone, sign_in
from tests.journeys.test_collector import case_on_screen, take_a_case

__all__ = ["sip_phone"]

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # an installation of its own

OURS, THEIRS = 1000, 400
"""What either side says, in hertz."""

TALK_SECONDS = 7
PACKAGES = {"baresip": "baresip-core", "sipp": "sip-tester"}
customers, reception = free_port(), free_port()


@pytest.fixture(scope="module")
def site(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own whose calls go by SIP to one telephone, whatever is dialled."""
    for program, package in PACKAGES.items():
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: {package})")
    environment = demonstration.copied_to(tmp_path_factory.mktemp("telephone"))
    line = f"proxy=sip:127.0.0.1:{customers}&from=sip:95588@127.0.0.1&interface=127.0.0.1"
    line += f"&listen=127.0.0.1:{reception}"
    with served(environment | {"FAIRDUE_PHONE_URL": f"baresip:?{line}"}) as address:
        yield Site(address, demonstration.password, environment)


@pytest.fixture
def keys(page: Page, site: Site, language: str) -> Keys:
    """A collector at work whose telephone isn't set yet."""
    sign_in(page, site, {"zh-hans": "lin", "en": "zhao"}[language], language)
    return Keys(page)


def set_telephone(page: Page, address: str) -> None:
    page.goto("/my-telephone/")
    page.locator("#telephone").fill(address)
    page.keyboard.press("Enter")
    expect(page.locator(".workbench")).to_be_visible()
    page.wait_for_load_state("networkidle")  # keys act once their script is there


def test_a_call_is_dialled_talked_on_wrapped_up_and_heard_again(
    page: Page, keys: Keys, sip_phone: MakePhone
) -> None:
    set_telephone(page, "sip:phone@127.0.0.1:9")
    take_a_case(page, keys)
    case, customer_url = case_on_screen(page), page.locator(".who a").get_attribute("href")
    collector = sip_phone("answers", tone=OURS)
    customer = sip_phone("answers", tone=THEIRS, port=customers)
    page.evaluate(
        "address => fetch('/my-telephone/', {method: 'POST', body: new URLSearchParams({telephone:"
        " address, csrfmiddlewaretoken: document.querySelector('[name=csrfmiddlewaretoken]').value"
        "})})",
        collector.address,
    )

    page.keyboard.press("d")
    expect(page.locator(".line-call")).to_be_visible()
    expect(page.locator(".called-name")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(re.compile(r"(?<!\d)1\d{10}(?!\d)"))
    expect(page.locator(".line-time")).to_be_visible(timeout=15_000)
    fits(page, room_for_scrolling=False)
    outcomes_are_in_sight(page)
    page.wait_for_timeout(1000 * TALK_SECONDS)
    assert loudest(customer.ear.heard()[-8_000:]) == pytest.approx(OURS, abs=5)
    assert strength(collector.ear.heard()[-8_000:], THEIRS) > 0.1

    page.keyboard.press("h")
    expect(page.locator(".line-call.over")).to_be_visible(timeout=10_000)
    outcomes_are_in_sight(page)
    assert collector.went_well()
    assert customer.went_well()
    fits_a_phone(page)
    page.keyboard.press("9")  # one key wraps up
    expect(page.locator("#toast .toast")).to_be_visible()
    assert page.locator(".now").count() == 0 or case_on_screen(page) != case

    page.goto(str(customer_url))
    page.locator(".moment a").first.click()
    page.locator("#listen-reason").fill("training")
    page.keyboard.press("Enter")
    player = page.locator("#player")
    expect(player).to_be_visible()
    plays(page)
    fits_a_phone(page)


def outcomes_are_in_sight(page: Page) -> None:
    """No key is below the edge of its panel: nobody scrolls while a customer waits."""
    expect(page.locator(".proof-both-ways b")).to_be_visible()
    over = page.evaluate(
        "() => { const panel = document.querySelector('.now .panel-body');"
        " return panel.scrollHeight - panel.clientHeight }"
    )
    assert over <= 0, f"{over} pixels are out of sight"


def plays(page: Page) -> None:
    """The sound has a length, goes on, and can be entered anywhere."""
    page.wait_for_function("() => document.getElementById('player').duration > 0")
    assert page.evaluate("() => document.getElementById('player').duration") >= TALK_SECONDS - 1
    page.evaluate("() => { const p = document.getElementById('player'); p.muted = true; p.play() }")
    page.wait_for_function("() => document.getElementById('player').currentTime > 0.5")
    page.evaluate("() => { document.getElementById('player').currentTime = 2 }")
    page.wait_for_function("() => document.getElementById('player').currentTime > 2.1")


def test_a_busy_line_takes_one_key(page: Page, keys: Keys, sip_phone: MakePhone) -> None:
    collector = sip_phone("answers", tone=OURS)
    sip_phone("busy", port=customers)
    set_telephone(page, collector.address)
    take_a_case(page, keys)
    case = case_on_screen(page)
    page.keyboard.press("d")
    expect(page.locator("#line[data-suggests=busy]")).to_be_visible(timeout=15_000)
    page.keyboard.press("2")
    expect(page.locator("#toast .toast")).to_be_visible()
    assert page.locator(".now").count() == 0 or case_on_screen(page) != case


def test_no_key_is_lost_where_the_strip_looks_while_the_desk_answers(
    page: Page, keys: Keys, sip_phone: MakePhone
) -> None:
    collector = sip_phone("answers", tone=OURS)
    sip_phone("busy", port=customers)
    set_telephone(page, collector.address)
    take_a_case(page, keys)
    case = case_on_screen(page)

    def late(route: Route) -> None:
        answer = route.fetch()  # the call is opened, and the page doesn't know it yet
        page.wait_for_timeout(1000 * TALK_SECONDS)
        route.fulfill(response=answer)

    page.route("**/workbench/dial/", late)
    page.keyboard.press("d")
    expect(page.locator("#line[data-suggests=busy]")).to_be_visible(timeout=20_000)
    page.keyboard.press("2")
    expect(page.locator("#toast .toast")).to_be_visible()
    assert page.locator(".now").count() == 0 or case_on_screen(page) != case


def test_a_call_nobody_lifted_for_asks_for_no_outcome(
    page: Page, keys: Keys, sip_phone: MakePhone
) -> None:
    away = sip_phone("declines")
    set_telephone(page, away.address)
    take_a_case(page, keys)
    case = case_on_screen(page)
    page.keyboard.press("d")
    expect(page.locator(".now .notice.warn[role=alert]")).to_be_visible(timeout=15_000)
    expect(page.locator(".now [data-key=d]")).to_be_visible()
    expect(page.locator(".outcomes [data-key='1']")).to_be_disabled()
    assert case_on_screen(page) == case


def test_a_customer_who_calls_is_answered_and_heard_again(
    page: Page, keys: Keys, sip_phone: MakePhone
) -> None:
    set_telephone(page, "")
    take_a_case(page, keys)
    customer_url = page.locator(".who a").first.get_attribute("href")
    page.keyboard.press("d")
    number = page.locator(".called-number").inner_text()
    page.keyboard.press("1")
    expect(page.locator("#toast .toast")).to_be_visible()

    collector = sip_phone("answers", tone=OURS)
    set_telephone(page, collector.address)
    there = f"95588@127.0.0.1:{reception}"
    talk_ms = 1000 * (TALK_SECONDS + 2)  # the beginning is the notice that it is recorded
    caller = sip_phone("calls", tone=THEIRS, pause_ms=talk_ms, calls=there, caller=number)
    banner = page.locator(".line-caller")
    expect(banner).to_contain_text("*", timeout=15_000)
    expect(page.locator("body")).not_to_contain_text(number)
    fits_a_phone(page)
    banner.get_by_role("button").press("Enter")
    expect(page.locator(".line-time")).to_be_visible(timeout=15_000)
    assert page.locator(".who a").first.get_attribute("href") == customer_url
    assert caller.went_well()
    assert collector.went_well()
    expect(page.locator(".line-call")).to_have_count(0, timeout=10_000)
    page.goto(str(customer_url))
    expect(page.locator("body")).to_contain_text(re.compile("客户来电|Customer called"))
    page.locator(".moment a[href^='/recordings/']").first.click()
    page.locator("#listen-reason").fill("training")
    page.keyboard.press("Enter")
    plays(page)
