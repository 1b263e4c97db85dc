"""A fresh installation takes in 30,000 real accounts, and one becomes a worked case.

The administrator does it all in the browser: adds a collector, uploads the file, looks at the
preview, takes it in, runs the night. The file has no persons, so nobody can be called; the
collector learns of a hardship by other means, and the case rests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.cases import program
from tests.journeys.conftest import VIEWPORTS, Site, fresh_environment, run, served
from tests.journeys.steps import Keys, fits, fits_a_phone, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # an installation of its own

FILE = Path(__file__).resolve().parents[3] / "shared/data/uci_credit_card/portfolio.csv.gz"
AS_OF = "2026-03-09"
LONG = 60_000
CERTIFY = """
from fairdue.people.models import Staff
from fairdue.training.tests.records import certified
print(certified(Staff.objects.get(username="first")).pk)
"""
"""The newcomer has learnt what collectors must know; how is a journey of its own."""


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with an administrator and one team, and nothing else."""
    if not FILE.exists():
        pytest.skip(f"the public card portfolio is not at {FILE.parent.name}/{FILE.name}")
    environment = fresh_environment(tmp_path_factory.mktemp("fresh"))
    run(environment, "migrate")
    run(environment, "team", "one", "催收一组")
    told = run(environment, "administrator", "root-admin")
    password = told.strip().rsplit(" ", maxsplit=1)[-1]
    with served(environment) as address:
        yield Site(address, password, environment)


@pytest.fixture(scope="module")
def desk(browser: Browser, empty_site: Site) -> Iterator[Page]:
    """One tab through the whole journey."""
    context = browser.new_context(
        base_url=empty_site.address,
        viewport=VIEWPORTS["wide"],  # type: ignore[arg-type]
        locale="en-GB",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    yield page
    context.close()


def take_the_file_in(page: Page) -> None:
    page.goto("/intake/new/")
    page.locator("select[name=mapping]").select_option("uci-credit-card")
    page.locator("input[name=as_of]").fill(AS_OF)
    page.locator("input[type=file]").set_input_files(FILE)
    page.locator("main .button.primary").click()
    expect(page.locator("#preview .strip-value").nth(1)).to_have_text("30,000", timeout=LONG)
    fits_a_phone(page)
    page.locator("form[action$='/run/'] .button.primary").click()
    page.wait_for_url("**/intake/runs/*/", timeout=LONG)
    expect(page.locator(".strip-value").nth(1)).to_have_text("30,000")
    expect(page.locator(".strip-value").nth(2)).to_have_text("0")


def run_the_night(page: Page) -> None:
    page.goto("/nights/")
    page.locator("form[action$='/nights/run/'] .button").click()
    row = page.locator("main table tbody tr", has=page.locator(f"a[href$='/{AS_OF}/']"))
    for _ in range(60):
        page.goto("/nights/")
        if row.count():
            break
        page.wait_for_timeout(500)
    expect(row).to_contain_text("6,818")


def add_a_collector(page: Page) -> str:
    page.goto("/staff/add/")
    page.locator("input[name=username]").fill("first")
    page.locator("input[name=last_name]").fill("钱")
    page.locator("select[name=role]").select_option("collector")
    page.locator("select[name=team]").select_option(index=1)
    page.locator("main .button.primary").first.click()
    return page.locator("dl.facts code").inner_text()


def test_from_the_file_to_a_worked_case(desk: Page, empty_site: Site) -> None:
    sign_in(desk, empty_site, "root-admin", "en")
    fits(desk)
    take_the_file_in(desk)
    run_the_night(desk)
    password = add_a_collector(desk)
    program(empty_site, CERTIFY)
    desk.locator(".app-bar form[action='/sign-out/'] button").click()

    sign_in(desk, Site(empty_site.address, password), "first", "en")
    keys = Keys(desk)
    keys.press("n")
    expect(desk.locator(".now")).to_be_visible()
    expect(desk.locator("#may-call .answer.stop")).to_be_visible()
    expect(desk.locator(".strip, .money").first).to_contain_text(re.compile("M[1-7]"))
    case = str(desk.locator(".now input[name=case]").first.get_attribute("value"))
    keys.press("v")
    desk.locator("#circumstance-note").fill("Lost work in January; wrote to us by letter")
    desk.locator("dialog#circumstance .button.primary").press("Enter")
    expect(desk.locator("#toast .toast")).to_be_visible()

    desk.goto("/search/")
    desk.locator("#search-for").fill(f"{int(case):06d}")
    desk.keyboard.press("Enter")
    desk.locator("#found a").first.click()
    expect(desk.locator("main")).to_contain_text("Hardship")
