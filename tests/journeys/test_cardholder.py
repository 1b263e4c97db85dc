"""A cardholder on a phone: from the link of a message to a plan kept to its end, alone."""

from __future__ import annotations

import email
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import VIEWPORTS, Site

pytestmark = pytest.mark.journey

WAIT_SECONDS_MAX = 30
TAPS_MAX = 5

CHOOSE = """
import json, sys
import django
django.setup()
from fairdue.compliance.queries import holds_of
from fairdue.config.middleware import now
from fairdue.delinquency.queries import open_case_of
from fairdue.identity.actions.links import issue_link
from fairdue.people.actors import Unattended
from fairdue.portfolio.models import ContactPoint
from fairdue.portfolio.queries import accounts_of, total_owed
from fairdue.vault.sealing import vault

skip = int(sys.argv[1])
for point in ContactPoint.objects.filter(kind="email", invalid_since=None).order_by("pk"):
    who = point.customer
    owed = total_owed(who.pk)
    case = open_case_of(who.pk)
    if list(owed) != ["CNY"] or not 50_000 < owed["CNY"].minor < 800_000 or case is None:
        continue
    if len(accounts_of(who.pk)) != 1 or not who.id_number_sealed:
        continue
    if any(hold.released_at is None for hold in holds_of(who.pk)):
        continue
    if skip:
        skip -= 1
        continue
    link = issue_link(
        customer_id=who.pk, contact_point_id=point.pk, actor=Unattended("reminder"), at=now()
    )
    print(json.dumps({
        "link": link.url_path,
        "fact": vault().unseal(bytes(who.id_number_sealed))[-4:],
        "owed": owed["CNY"].minor,
    }))
    break
"""
"""Finds somebody with one card behind, and issues the link that a reminder carries."""


@pytest.fixture
def someone(site: Site, language: str) -> dict[str, Any]:
    """A cardholder behind on one card, one per language: link, second fact and what is owed."""
    skip = {"zh-hans": "0", "en": "1"}[language]
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "fairdue.config.settings"}
    found = subprocess.run(
        [sys.executable, "-c", CHOOSE, skip],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return dict(json.loads(found.stdout.strip().splitlines()[-1]))


@pytest.fixture
def phone(browser: Browser, site: Site, language: str) -> Iterator[Page]:
    """A phone's browser. Script errors and failed requests fail the journey at its end."""
    context = browser.new_context(
        base_url=site.address,
        locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
        viewport=VIEWPORTS["phone"],  # type: ignore[arg-type]
        timezone_id="Asia/Shanghai",
        has_touch=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "response",
        lambda answer: (
            problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )
    yield page
    context.close()
    assert not problems, problems


def fits(page: Page) -> None:
    """The page that was asked for is there, and nothing of it sticks out sideways."""
    expect(page.locator(".my-foot")).to_be_visible()
    steps.fits(page)


def messages(site: Site) -> list[Path]:
    outbox = Path(site.environment["FAIRDUE_VAR"]) / "outbox"
    files = [each for each in outbox.glob("*") if not each.name.startswith(".")]
    return sorted(files, key=lambda each: each.stat().st_mtime_ns)


def code_in(path: Path) -> str:
    body = email.message_from_bytes(path.read_bytes(), policy=SMTP).get_body(("plain",))
    assert body is not None
    found = re.search(r"\b(\d{6})\b", body.get_content())
    assert found, "the message carries no code"
    return found[1]


def sign_in_by_code(page: Page, site: Site, someone: dict[str, Any]) -> None:
    """Follow the link, give the second fact, read the code from the message, type it."""
    before = messages(site)
    page.goto(someone["link"])
    fits(page)
    page.fill("[name=second_fact]", someone["fact"])
    page.click("main button.primary")
    give_up = time.monotonic() + WAIT_SECONDS_MAX
    while len(messages(site)) == len(before) and time.monotonic() < give_up:
        time.sleep(0.2)
    page.fill("[name=code]", code_in(messages(site)[-1]))
    page.click("main button.primary")
    expect(page).to_have_url(re.compile(r"/my/$"))


def choose_a_plan(page: Page, owed_minor: int) -> int:
    """Say what can be set aside, take the plan that is over soonest, agree; how many payments."""
    page.click(".my-bar a[href='/my/plan/']")
    fits(page)
    high = owed_minor // 100 * 6 // 10
    page.fill("[name=low]", str(high // 2))
    page.fill("[name=high]", str(high))
    page.click("main form button.primary")
    page.click("a[href^='/my/plan/shape/?currency=CNY']:not([href*=from])")
    months = page.locator("#months-slide")
    months.focus()
    page.keyboard.press("Home")
    expect(page.locator("#months")).to_have_value(str(months.get_attribute("min")))
    page.wait_for_load_state("networkidle")
    fits(page)
    page.click("#shaped form[method=post] button.primary")
    expect(page).to_have_url(re.compile(r"/my/agreements/\d+/$"))
    payments = page.locator("ol.my-lines > li").count()
    page.check("[name=cost_shown]")
    page.click("form[action$='/yes/'] button.primary")
    expect(page.locator(".badge.ok").first).to_be_visible()
    fits(page)
    return payments


def pay_an_instalment(page: Page) -> None:
    """From the start page: to the test gateway, and back to a payment that is noted."""
    page.goto("/my/")
    page.click("main a.button.primary[href^='/my/pay/?currency']")
    expect(page.locator("[name=purpose][value=instalment]")).to_be_checked()
    fits(page)
    page.click("main form button.primary")
    page.click("#payment-state a.button.primary")
    expect(page.locator("[name=answer][value=approved]")).to_be_checked()
    page.click("form button")
    expect(page).to_have_url(re.compile(r"/my/pay/\w+/"))
    expect(page.locator("#payment-state .notice.ok")).to_be_visible(timeout=20_000)


def test_from_a_reminder_to_a_kept_plan_without_a_collector(
    phone: Page, site: Site, someone: dict[str, Any]
) -> None:
    sign_in_by_code(phone, site, someone)
    fits(phone)
    expect(phone.locator(".my-sum").first).to_be_visible()
    payments = choose_a_plan(phone, someone["owed"])
    assert 1 < payments <= 4
    for _ in range(payments):
        pay_an_instalment(phone)
    phone.goto("/my/agreements/")
    fits(phone)
    phone.click("main .my-menu a")
    expect(phone.locator(".notice.ok")).to_be_visible()
    still = phone.locator(".my-lines dd").last
    expect(still).to_contain_text("0.00")


def test_everything_is_five_taps_away(phone: Page, site: Site, someone: dict[str, Any]) -> None:
    sign_in_by_code(phone, site, someone)
    phone.click(".my-bar a[href='/my/more/']")
    pages = phone.locator("main .my-menu a").evaluate_all("all => all.map(each => each.pathname)")
    assert len(pages) > TAPS_MAX
    for address in pages:  # one tap to "More", one to the page
        phone.goto("/my/more/")
        phone.click(f"main .my-menu a[href='{address}']")
        expect(phone.locator("h1")).to_be_visible()
        fits(phone)
