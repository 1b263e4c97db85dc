"""A team is abused at a door: each is asked on their own phone, without network, how they go on."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.cases import program
from tests.journeys.conftest import Demonstration, Site, opened_phone, served
from tests.journeys.steps import fits, follow, sign_in
from tests.journeys.test_visitor import CODE, OUT, go_offline, set_up, telephone, write_record

__all__ = ["telephone"]

pytestmark = [pytest.mark.journey, pytest.mark.slow]  # an installation of its own

ASKED = "[data-go-on]"
LEFT = """
import json
from django.db.models import Count
from fairdue.visits.models import Visit
rows = Visit.objects.filter(round__visit_team__code="road-1", round__over_since__isnull=False)
print(json.dumps(dict(rows.values_list("fell_out_because").annotate(Count("pk")).order_by())))
"""


@pytest.fixture
def site(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of each journey's own: a round ends once."""
    environment = demonstration.copied_to(tmp_path_factory.mktemp("abuse"))
    with served(environment) as address:
        yield Site(address, demonstration.password, environment)


@pytest.fixture
def companions(browser: Browser, site: Site, language: str) -> Iterator[Page]:
    """The phone of the other of the team."""
    with opened_phone(browser, site, language) as page:
        yield page


def test_after_abuse_the_round_ends_with_one_tap_and_the_lead_is_told(
    telephone: Page, companions: Page, page: Page, site: Site, language: str
) -> None:
    set_up(telephone, site, "ma", language)
    sets_out = telephone.locator(".panel button.primary")
    if sets_out.count():
        sets_out.click()
        expect(sets_out).to_have_count(0)
    visit, *others = json.loads(program(site, OUT))
    assert others, "a round of one visit has no rest"
    telephone.locator("#state").click()
    card = telephone.locator(f'a[href="#visit/{visit}"]')
    expect(card).to_be_visible()

    go_offline(telephone, telephone.context)
    card.click()
    telephone.locator("section.panel button.primary").click()  # I am there
    expect(telephone.locator(".word")).to_be_visible()
    write_record(telephone, visit, "abuse")
    expect(telephone.locator(ASKED)).to_have_count(4)
    expect(telephone.locator("section.word a[href='tel:110']")).to_be_visible()
    fits(telephone)
    telephone.reload()
    telephone.fill("#pin", CODE)
    telephone.keyboard.press("Enter")
    telephone.locator("[data-go-on=end]").focus()
    telephone.keyboard.press("Enter")
    expect(telephone.locator(ASKED)).to_have_count(0)
    fallen = telephone.locator(f'a[href="#visit/{others[0]}"] .badge.stop')
    expect(fallen).to_be_visible()  # without any network
    fits(telephone)

    telephone.goto("/field/#outbox")
    expect(telephone.locator(".out-row")).to_have_count(6)  # there, left, signatures, record, this
    telephone.context.set_offline(False)
    is_handed_in(telephone)
    assert json.loads(program(site, LEFT)).get("team", 0) >= len(others)

    set_up(companions, site, "sun", language)
    expect(companions.locator(ASKED)).to_have_count(4)
    fits(companions)
    companions.locator("[data-go-on=talk]").click()
    expect(companions.locator(ASKED)).to_have_count(0)
    companions.goto("/field/#outbox")
    is_handed_in(companions)
    companions.goto("/field/#today")
    expect(companions.locator(".stop-card").first).to_be_visible()
    expect(companions.locator(ASKED)).to_have_count(0)

    told(page, site, language)


def is_handed_in(page: Page) -> None:
    """Handed in by hand, the outbox says that it is empty."""
    page.locator("#state").click()
    expect(page.locator("section.empty")).to_be_visible(timeout=90_000)
    expect(page.locator(".out-row")).to_have_count(0)


def told(page: Page, site: Site, language: str) -> None:
    """The lead finds the round that ended and who wants to talk, and nothing else of it."""
    sign_in(page, site, "zhou", language)
    page.goto("/inbox/")
    follow(page.locator(".inbox-line", has_text="马超"))
    fits(page)
    follow(page.locator("a[href^='/visits/?day=']"))
    expect(page.locator(".round-head .badge.warn").first).to_be_visible()
    fits(page)
    page.goto("/incidents/")
    expect(page.locator("tbody tr:has(.badge.stop)", has_text="孙悦")).to_have_count(1)
    expect(page.locator("tbody tr:has(.badge.stop)", has_text="马超")).to_have_count(0)
    fits(page)
