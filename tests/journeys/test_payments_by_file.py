"""Payments in the issuer's files keep, break, cure and complete agreements without a hand."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fairdue.negotiation.rules.agreements import (
    ACTIVE,
    BREACHED,
    COMPLETED,
    CURED,
    INSTALMENT_NAMES,
    MISSED,
    OPEN,
    PAID,
    STATE_NAMES,
)
from tests.journeys.cases import Found, open_cases, program
from tests.journeys.conftest import VIEWPORTS, Demonstration, Site, run, served
from tests.journeys.steps import fits, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # an installation of its own

PASSWORD = "fairdue-demo"
NIGHT = "T06:00:00+08:00"
TODAY = "2026-03-10"
FIRST, SECOND = "2026-03-11", "2026-03-18"
GRACE_IS_OVER, LATE = "2026-03-15", "2026-03-16"
EACH = "200.00"
COLUMNS = ("customer_ref", "kind", "currency", "principal", "instalments", "every", "first_due_on")
CAN_PAY = """
import sys
from datetime import timedelta
from fairdue.config.middleware import now
from fairdue.negotiation.actions import record_assessment
from fairdue.people.models import Staff
lin = Staff.objects.get(username="lin")
for customer in sys.argv[1:]:
    record_assessment(
        customer_id=int(customer), currency="CNY", depth="quick",
        figures={"high": 1_000_00}, actor=lin, at=now() - timedelta(hours=1),
    )
print("done")
"""
"""Notes that each can set aside a thousand a month, as told an hour ago: each process has a clock
of its own, which starts at the same moment."""


@pytest.fixture(scope="module")
def home(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation of its own: its days go on, which no other journey's may."""
    environment = demonstration.copied_to(tmp_path_factory.mktemp("days"))
    return Site("", PASSWORD, environment)


def agree(home: Site, people: list[Found], folder: Path) -> None:
    """Two instalments a week apart with each, from a file."""
    program(home, CAN_PAY, *(str(each.customer) for each in people))
    file = folder / "agreements.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        lines = csv.writer(opened)
        lines.writerow(
            (
                "customer_ref",
                "kind",
                "currency",
                "principal",
                "instalments",
                "every",
                "first_due_on",
            )
        )
        for each in people:
            lines.writerow((each.customer_ref, "short_plan", "CNY", "400.00", 2, "week", FIRST))
    told = run(home.environment, "agreements", "import", str(file), "--staff", "lin")
    assert f"{len(people)} active" in told, told


def a_night(home: Site, day: str, paid: list[tuple[Found, str]], folder: Path) -> Site:
    """The issuer's files of a day, with what was paid and when, and the night after them.

    Gives the installation on that morning.
    """
    environment = home.environment | {"FAIRDUE_CLOCK": f"{day}{NIGHT}"}
    made = folder / day
    shutil.copytree(Path(environment["FAIRDUE_VAR"]) / "generated" / TODAY, made)
    with (made / "payments.csv").open("a", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(
            (f"F{day}-{number}", each.account_ref, on, EACH, "CNY")
            for number, (each, on) in enumerate(paid)
        )
    names = ("accounts", "customers", "payments")
    files = [f"{name}={made / name}.csv" for name in names]
    run(environment, "intake", *files, "--mapping", "generic-cn", "--as-of", day)
    run(environment, "nightly")
    return Site("", PASSWORD, environment | {"FAIRDUE_CLOCK": f"{day}T10:00:00+08:00"})


@contextmanager
def desk(browser: Browser, morning: Site, language: str) -> Iterator[Page]:
    """A lead's tab on that morning."""
    context = browser.new_context(
        base_url=morning.address,
        locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
        viewport=VIEWPORTS["wide"],  # type: ignore[arg-type]
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, morning, "zhou", language)
    yield page
    context.close()


def states(page: Page, found: Found) -> tuple[str, list[str]]:
    """What the customer's file says of the agreement, and of its instalments in order."""
    page.goto(f"/customers/{found.customer}/")
    agreement = page.locator("#agreements details").first
    expect(agreement).to_be_visible()
    fits(page)
    if agreement.get_attribute("open") is None:
        agreement.locator("summary").click()
    rows = agreement.locator("tbody tr")
    expect(rows).to_have_count(2)
    return (
        agreement.locator("summary .badge").inner_text().strip(),
        [rows.nth(place).locator("td").last.inner_text().strip() for place in range(2)],
    )


def look(browser: Browser, morning: Site, said: list[tuple[Found, str, list[str]]]) -> None:
    """The files say so in both languages, and what is breached is on the list."""
    with served(morning.environment) as address:
        for language in ("zh-hans", "en"):
            with desk(browser, Site(address, PASSWORD), language) as page:
                for found, state, instalments in said:
                    assert states(page, found) == (
                        STATE_NAMES[state].in_language(language),
                        [INSTALMENT_NAMES[each].in_language(language) for each in instalments],
                    )
                page.goto("/agreed/")
                fits(page)
                for found, state, _instalments in said:
                    there = page.locator(f"main table a[href^='/customers/{found.customer}/']")
                    expect(there).to_have_count(1 if state == BREACHED else 0)


def test_files_keep_break_cure_and_complete_agreements(
    browser: Browser, home: Site, tmp_path: Path
) -> None:
    keeps, misses = open_cases(home)[:2]
    agree(home, [keeps, misses], tmp_path)

    morning = a_night(home, GRACE_IS_OVER, [(keeps, FIRST)], tmp_path)
    look(browser, morning, [(keeps, ACTIVE, [PAID, OPEN]), (misses, BREACHED, [MISSED, OPEN])])

    morning = a_night(home, SECOND, [(keeps, SECOND), (misses, LATE)], tmp_path)
    look(browser, morning, [(keeps, COMPLETED, [PAID, PAID]), (misses, CURED, [PAID, OPEN])])
