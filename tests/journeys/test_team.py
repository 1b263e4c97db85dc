"""A lead plans a week; colleagues ask, answer, hand over and take over a case by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.cases import program
from tests.journeys.conftest import VIEWPORTS, Site, watched
from tests.journeys.steps import fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

HIRE = """
import json
import sys
from datetime import timedelta
from fairdue.config.middleware import now
from fairdue.contact import queries as contact
from fairdue.contact.models import Channel
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.queries import contact_points
from fairdue.training.tests.records import certified
from fairdue.work.models import BY_TELEPHONE, QueueItem

language, password = sys.argv[1:]
at = now()
team = Team.objects.create(code=f"crew-{language}", name=f"Crew {language}")
people = {}
for name, role in (("boss", Role.LEAD), ("holder", Role.COLLECTOR), ("colleague", Role.COLLECTOR)):
    people[name] = certified(Staff.objects.create_user(
        username=f"{name}_{language}", password=password, role=role, team=team,
        last_name=name.title()))
free = QueueItem.objects.exclude(state="taken").filter(
    assigned_to=None, treatment__in=BY_TELEPHONE, case__closed_on=None)
for item in free.select_related("case").order_by("-pk"):
    who = item.case.customer_id
    phones = [each for each in contact_points(who) if each.kind == "phone"]
    if phones and contact.may_i(
        customer_id=who, at=at, contact_point_id=phones[0].id)[Channel.CALL].allowed:
        break
else:
    raise SystemExit("no case is free that may be called")
QueueItem.objects.filter(pk=item.pk).update(
    team=team, assigned_to=people["holder"], state="waiting", available_at=at, done_at=None,
    needs=None, hardness=0)
print(json.dumps({"case": item.case_id, "customer": who} | {
    name: person.username for name, person in people.items()}))
"""
"""A crew of its own with one case of its own, so that nobody else's work is touched."""


@dataclass(frozen=True)
class Crew:
    """Sign-in names, and the case they work."""

    case: int
    customer: int
    boss: str
    holder: str
    colleague: str


@pytest.fixture
def crew(site: Site, language: str) -> Crew:
    short = {"zh-hans": "zh", "en": "en"}[language]
    return Crew(**json.loads(program(site, HIRE, short, site.password)))


@pytest.fixture
def desk_of(browser: Browser, site: Site, language: str) -> Iterator[Callable[[str], Page]]:
    """A browser of one's own in which somebody is signed in."""
    contexts, problems = [], []

    def opened(name: str) -> Page:
        context = browser.new_context(
            base_url=site.address,
            locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
            viewport=VIEWPORTS["wide"],  # type: ignore[arg-type]
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        problems.append(watched(page))
        sign_in(page, site, name, language)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not any(problems), problems


def ask(page: Page, key: str, words: str, colleague: str = "") -> None:
    """From the workbench or the file: the dialog, its key, the words, and away."""
    page.keyboard.press("t") if page.locator("[data-key=t]").count() else page.locator(
        "[data-open=teamwork]"
    ).click()
    expect(page.locator("#ask-words")).to_be_visible()
    page.locator(f"#teamwork [data-key='{key}'] input").press("Space")
    if colleague:
        page.locator("#ask-colleague").select_option(label=colleague)
    page.locator("#ask-words").fill(words)
    page.locator("#teamwork .button.primary").press("Enter")
    expect(page.locator("#teamwork .notice.ok")).to_be_visible()
    page.keyboard.press("Escape")


def test_a_case_passes_from_hand_to_hand_with_what_is_known_of_it(
    crew: Crew, desk_of: Callable[[str], Page], language: str
) -> None:
    boss = desk_of(crew.boss)
    boss.goto("/team/")
    fits(boss)
    boss.locator("[data-open=plan]").click()
    boss.locator("#plan-staff").select_option(label="Holder")
    boss.locator("#plan .button.primary").press("Enter")
    expect(boss.locator(".calendar .span.shift").first).to_contain_text("09:00–17:30")
    boss.locator("[data-open=goal]").click()
    boss.locator("#goal .button.primary").press("Enter")
    expect(boss.locator(".aims")).to_contain_text("99%")
    fits_a_phone(boss)

    holder = desk_of(crew.holder)
    holder.keyboard.press("n")
    expect(holder.locator(f".now input[name=case][value='{crew.case}']").first).to_be_attached()
    fits(holder, room_for_scrolling=False)
    opinion = "先谈分期还是困难申请？" if language == "zh-hans" else "A plan, or hardship first?"
    ask(holder, "2", opinion, "Colleague")
    ask(holder, "1", "15:00 回电" if language == "zh-hans" else "Call back at three")
    holder.locator("#note-text").fill(f"@{crew.boss} ok")
    expect(holder.locator("#note-saved")).not_to_be_empty()

    colleague = desk_of(crew.colleague)
    expect(colleague.locator(".bar-count")).to_have_text("1")
    colleague.keyboard.press("i")
    expect(colleague).to_have_url("/inbox/")
    fits(colleague)
    fits_a_phone(colleague)
    colleague.keyboard.press("1")
    expect(colleague.locator(".written").first).to_have_text(opinion)
    assert colleague.locator("main form").count() == 1, "the case is there to read only"
    fits(colleague)
    fits_a_phone(colleague)
    advice = "困难申请" if language == "zh-hans" else "Hardship"
    colleague.locator("#words-answer").fill(advice)
    colleague.locator("main .button.primary").press("Enter")
    expect(colleague).to_have_url("/inbox/")

    colleague.goto(f"/customers/{crew.customer}/")
    ask(colleague, "4", "认识该客户" if language == "zh-hans" else "I know them")
    holder.locator(".page-head, #content").first.focus()
    holder.keyboard.press("i")
    expect(holder.locator("main")).to_contain_text(advice)
    holder.keyboard.press("1")
    expect(holder.locator("#decide")).to_be_visible()
    holder.keyboard.press("a")
    expect(holder.locator("#decide")).to_have_count(0)
    expect(holder).to_have_url("/inbox/")

    colleague.goto("/workbench/")
    colleague.wait_for_load_state("networkidle")
    colleague.keyboard.press("n")
    expect(colleague.locator(f".now input[name=case][value='{crew.case}']").first).to_be_attached()
    expect(colleague.locator(".handover")).to_be_visible()
    fits(colleague, room_for_scrolling=False)
    colleague.locator(".handover button").press("Enter")
    expect(colleague.locator(".handover")).to_have_count(0)

    boss.goto("/inbox/")
    expect(boss.locator(".inbox-line")).to_contain_text(f"@{crew.boss}")
    boss.keyboard.press("1")
    expect(boss.locator(".written")).to_contain_text(f"@{crew.boss}")
    boss.keyboard.press("r")
    expect(boss.locator(".written")).to_have_count(0)
    expect(boss.locator(".inbox-line")).to_have_count(0)
