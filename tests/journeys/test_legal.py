"""The strategy's legal case becomes a payment order: approved by two others, its application
written and released, its deadline kept, its fee and a recovery booked. Who is protected goes
nowhere, counsel see their own matters only.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.journeys.accessibility import faults
from tests.journeys.cases import program
from tests.journeys.conftest import Site
from tests.journeys.steps import fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
TODAY = "2026-03-10"
PAY = """
import sys
from fairdue.config.middleware import now
from fairdue.kernel.money import Money
from fairdue.legal.models import Matter
from fairdue.legal.queries.matters import accounts_of
from fairdue.people.actors import Machine
from fairdue.portfolio.actions.payments import record_payment
matter = Matter.objects.get(pk=int(sys.argv[1]))
account = accounts_of(matter)[0].account
paid = record_payment(
    account_ref=account.account_ref, payment_ref=f"journey-{matter.pk}",
    amount=Money(123456, matter.currency), paid_on=now().date(), source="api",
    actor=Machine("core"), at=now(),
)
print(paid.id)
"""
DEMAND = """
import sys
from datetime import timedelta
from fairdue.config.middleware import now
from fairdue.contact.actions import ContactDenied, dial, record_outcome
from fairdue.contact.models import Outcome
from fairdue.delinquency.queries import open_case_of
from fairdue.people.models import Staff
from fairdue.portfolio.queries import contact_points
lin = Staff.objects.get(username="lin")
for customer in map(int, sys.argv[1:]):
    points = contact_points(customer)
    phones = [each for each in points if each.kind == "phone"]
    if not any(each.kind == "address" for each in points):
        continue  # no court can be told where they live
    try:
        attempt = dial(
            case_id=open_case_of(customer).id, contact_point_id=phones[0].id, staff=lin, at=now()
        )
    except (ContactDenied, IndexError):
        continue
    record_outcome(
        attempt_id=attempt.pk, outcome=Outcome.REFUSES, staff=lin, at=now() + timedelta(seconds=1)
    )
    print(customer)
    break
"""
"""A collector asks the first who may be called for payment, who refuses: a court wants to know."""
PROTECT = """
import sys
from fairdue.compliance.actions import place_hold
from fairdue.compliance.models import HoldKind
from fairdue.config.middleware import now
from fairdue.people.models import Staff
place_hold(customer_id=int(sys.argv[1]), kind=HoldKind.VULNERABILITY, reason="told on the phone",
           staff=Staff.objects.get(username="lin"), at=now())
print("protected")
"""


def step(page: Page, name: str) -> None:
    """Open a step's form on a matter's page by keyboard, unless it stands open."""
    details = page.locator(f"details.step:has(form[action$='/do/{name}/'])")
    if details.get_attribute("open") is None:
        details.locator("summary").press("Enter")


def send(page: Page, name: str) -> None:
    form = page.locator(f"form[action$='/do/{name}/']")
    form.locator("button").press("Enter")
    page.wait_for_load_state("networkidle")


def happened(page: Page, kind: str, on: str, paper: Path | None = None) -> None:
    step(page, "happened")
    form = page.locator("form[action$='/do/happened/']")
    form.locator("[name=kind]").select_option(value=kind)
    form.locator("[name=on]").fill(on)
    if paper is None:
        form.locator("[name=evidence]").fill("paper:1")
    else:
        form.locator("[name=file]").set_input_files(str(paper))
    send(page, "happened")


def as_another(context: BrowserContext, browser: Browser, site: Site, language: str) -> Page:
    """A tab of somebody else's own browser."""
    other = browser.new_context(
        base_url=site.address,
        locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
        viewport={"width": 1366, "height": 768},
        timezone_id="Asia/Shanghai",
    )
    other.set_default_timeout(15_000)
    context.on("close", lambda _closed: other.close())
    return other.new_page()


def opened(page: Page, site: Site, language: str) -> str:
    """Compare the roads of a proposed case that may go to law, and open a matter; its address."""
    page.goto("/matters/proposed/")
    assert faults(page, LANGUAGES[language]) == []
    may_go = page.locator("main tr:has(.badge.ok) a.button")
    links = may_go.evaluate_all("all => all.map(each => each.getAttribute('href'))")
    asked = program(site, DEMAND, *(link.split("/")[3] for link in reversed(links)))
    page.locator(f"main a.button[href^='/matters/new/{asked}/']").press("Enter")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.locator("button[formmethod=get]").press("Enter")
    expect(page.locator("tr:has([value=payment_order]) .badge.ok").last).to_be_visible()
    assert faults(page, LANGUAGES[language]) == []
    fits_a_phone(page)
    page.locator("[name=road][value=payment_order]").check()
    page.locator("#reason").fill("金额明确" if language == "zh-hans" else "a clear claim")
    page.locator("button.primary").press("Enter")
    expect(page).to_have_url(re.compile(r"/matters/\d+/$"))
    return page.url


def test_a_legal_case_becomes_a_payment_order_with_fee_and_recovery(
    page: Page, context: BrowserContext, browser: Browser, site: Site, language: str, tmp_path: Path
) -> None:
    sign_in(page, site, "tang", language)
    address = opened(page, site, language)
    number = address.rstrip("/").rsplit("/", 1)[-1]

    assert page.locator("form[action$='/do/approve/']").count() == 0, "not by who opened it"
    for officer in ("shen", "he"):
        other = as_another(context, browser, site, language)
        sign_in(other, site, officer, language)
        other.goto(address)
        step(other, "approve")
        send(other, "approve")
        expect(other.locator(".notice.ok, .notices .ok")).to_be_visible()
    page.goto(address)
    expect(page.locator(".page-head .badge.ok")).to_be_visible()

    application = written_and_released(page, context, browser, site, language)
    paper = tmp_path / "application.pdf"
    paper.write_bytes(application)
    page.goto(address)
    happened(page, "order_applied", TODAY, paper)
    expect(page.locator("ol.track .here")).to_contain_text(
        "支付令" if language == "zh-hans" else "Payment order"
    )
    deadlines = page.locator("section:has(#deadlines)")
    expect(deadlines).to_contain_text("3月16日" if language == "zh-hans" else "16 Mar")
    happened(page, "order_accepted", TODAY)
    expect(deadlines.locator("tr:has(.badge.ok)")).to_have_count(1)
    assert faults(page, LANGUAGES[language]) == []
    fits_a_phone(page)

    books_a_fee_to_the_cent(page)
    paid = program(site, PAY, number)
    page.reload()
    step(page, "recovery")
    page.locator("form[action$='/do/recovery/'] [name=payment]").select_option(value=paid)
    send(page, "recovery")
    expect(page.locator("section:has(#money) .strip-value").first).to_have_text("¥1,234.56")

    lawyer = as_another(context, browser, site, language)
    sign_in(lawyer, site, "qian", language)
    expect(lawyer.locator("main tbody tr").first).to_be_visible()
    expect(lawyer.locator(f"main tbody a[href='/matters/{number}/']")).to_have_count(0)
    answer = lawyer.goto(address)
    assert answer is not None
    assert answer.status == 404


def written_and_released(
    page: Page, context: BrowserContext, browser: Browser, site: Site, language: str
) -> bytes:
    """The application to the court that is suggested: refused while nobody confirmed the court,
    written, released by two others, taken as PDF; its bytes.
    """
    page.goto(f"{page.url}papers/")
    assert faults(page, LANGUAGES[language]) == []
    page.locator("main a[href$='/papers/new/payment_order/']").press("Enter")
    write = page.locator("form[aria-labelledby=enter] button.primary")
    write.press("Enter")
    expect(page.locator(".notice.stop, .notice.warn").first).to_be_visible()
    page.locator("form[action$='/court/']:has([type=hidden][name=court]) button").first.press(
        "Enter"
    )
    page.wait_for_load_state("networkidle")
    assert faults(page, LANGUAGES[language]) == []
    fits_a_phone(page)
    page.locator("#id_language").select_option("zh-hans")
    write.press("Enter")
    expect(page).to_have_url(re.compile(r"/papers/\d+/$"))
    for officer in ("shen", "he"):
        other = as_another(context, browser, site, language)
        sign_in(other, site, officer, language)
        other.goto(page.url)
        other.locator("form[action$='/do/release/'] button").press("Enter")
        expect(other.locator("form[action$='/do/release/']")).to_have_count(0)
    page.reload()
    expect(page.locator(".panel-head .badge.ok").first).to_be_visible()
    assert faults(page, LANGUAGES[language]) == []
    fits_a_phone(page)
    with page.expect_download() as taken:
        page.locator("form[action$='/file/pdf/'] button").press("Enter")
    application = Path(taken.value.path()).read_bytes()
    said = "".join(each.extract_text() for each in PdfReader(BytesIO(application)).pages)
    for words in ("支付令申请书", "申请人", "被申请人", "人民法院", "大写"):
        assert words in said, words
    return application


def books_a_fee_to_the_cent(page: Page) -> None:
    """A wrong amount is refused with the right one, which is then booked."""
    step(page, "cost")
    form = page.locator("form[action$='/do/cost/']")
    form.locator("[name=kind]").select_option(value="payment_order_fee")
    form.locator("[name=amount]").fill("1.00")
    form.locator("[name=on]").fill(TODAY)
    form.locator("[name=receipt]").fill("R-1")
    send(page, "cost")
    told = page.locator("form[action$='/do/cost/'] .notice").inner_text()
    fee = re.search(r"[\d,]+\.\d\d", told)
    assert fee, told
    form.locator("[name=amount]").fill(fee.group())
    send(page, "cost")
    costs = page.locator("section:has(#money) .strip-value").nth(1)
    expect(costs).to_have_text(f"¥{fee.group()}")


def test_who_is_protected_is_shown_with_the_clause_and_cannot_be_taken_to_law(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "tang", language)
    page.goto("/matters/proposed/")
    barred = page.locator("main tr:has(.badge.stop) a.button")
    if not barred.count():
        link = page.locator("main tr:has(.badge.ok) a.button").first.get_attribute("href")
        program(site, PROTECT, str(link).split("/")[3])
        page.reload()
    barred.first.press("Enter")
    expect(page.locator("section:has(#barred) .badge.stop").first).to_have_text("LENDER-ROADS")
    expect(page.locator("button.primary")).to_be_disabled()
    fits(page)


def test_the_pages_of_matters_can_be_read_and_worked_by_everybody(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "tang", language)
    page.goto("/matters/")
    found = faults(page, LANGUAGES[language])
    page.locator("main tbody a").first.press("Enter")
    page.locator(".tabs a[href*='/limitation/']").press("Enter")
    expect(page.locator(".clock-lines").first).to_be_visible()
    found += faults(page, LANGUAGES[language])
    page.goto("/matters/counsel/")
    found += faults(page, LANGUAGES[language])
    assert found == []
    fits_a_phone(page)
