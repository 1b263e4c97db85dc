"""A compliance officer checks what was refused, who saw what, and the rules behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fairdue.journal.verify import BROKEN, SOUND, verify
from tests.journeys.conftest import Site
from tests.journeys.steps import fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey

FROM_THE_START = "first=2025-11-01&last=2026-03-31"


def test_opens_a_denial_to_its_clauses(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    page.goto(f"/denials/?{FROM_THE_START}")
    fits(page)
    page.locator("main table a[href*='/denials/']").first.click()
    expect(page).to_have_url(re.compile(r"/denials/\d+/"))
    expect(page.locator("main")).to_contain_text(re.compile(r"CN-[A-Z]+-\d+"))
    fits_a_phone(page)


def test_every_call_stands_in_the_journal_with_its_rules(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "he", language)
    page.goto(f"/journal/?action=permit_granted&{FROM_THE_START}")
    entries = page.locator("main tbody tr")
    assert entries.count() > 0
    expect(entries.first).to_contain_text("CN-HOURS-01")
    fits_a_phone(page)


def test_sees_who_opened_personal_data_and_why(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    page.goto(f"/reveals/?{FROM_THE_START}")
    reveals = page.locator("main tbody tr")
    assert reveals.count() > 0
    for reveal in reveals.all():
        assert reveal.locator("td").last.inner_text().strip(), "a reveal without a reason"


def test_puts_right_what_was_found_late(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    page.goto("/found/")
    fits(page)
    page.locator("main table a[href*='/found/']").last.click()
    expect(page).to_have_url(re.compile(r"/found/\d+/"))
    expect(page.locator("main")).to_contain_text(re.compile(r"LENDER-[A-Z]+|CN-"))
    tasks = page.locator("main form[action$='/done/']")
    before = tasks.count()
    assert before > 0
    tasks.first.locator("input[name=note]").fill(
        "已致歉并更正" if language == "zh-hans" else "Apologised and corrected"
    )
    tasks.first.locator("button.primary").press("Enter")
    expect(tasks).to_have_count(before - 1)
    fits_a_phone(page)


def test_releases_a_hold_with_a_reason(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    page.goto("/holds/")
    held = page.locator("main tbody tr").count()
    assert held > 0
    page.locator("main tbody tr [data-open^=release]").first.click()
    page.locator("dialog[open] textarea").fill(
        "已核实,可恢复联系" if language == "zh-hans" else "Checked; contact may go on"
    )
    page.locator("dialog[open] .button.primary").click()
    page.goto("/holds/")
    assert page.locator("main tbody tr").count() == held - 1 or held > 20
    fits(page)


def test_reads_a_rule_with_its_source(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    page.goto("/rules/")
    main = page.locator("main")
    expect(main).to_contain_text("CN-HOURS-01")
    fits_a_phone(page)
    main.locator("a[href$='/CN-HOURS-01/']").click()
    expect(main).to_contain_text("GB/T 45251-2025")
    fits_a_phone(page)


def test_takes_a_complaint_from_receipt_to_the_contact_at_fault(
    page: Page, site: Site, language: str
) -> None:
    sign_in(page, site, "he", language)
    page.goto("/complaints/")
    fits(page)
    fits_a_phone(page)
    rows = page.locator("main tbody tr")
    assert rows.count() > 0
    number = {"zh-hans": 0, "en": 1}[language]
    rows.nth(number).locator("a").first.click()
    expect(page).to_have_url(re.compile(r"/complaints/\d+/"))
    expect(page.locator("main")).to_contain_text(re.compile(r"20\d\d-\d\d-\d\d"))
    fits(page)
    fits_a_phone(page)


def test_checks_the_journal_and_exports_a_proof_that_verifies(
    page: Page, site: Site, language: str, tmp_path: Path
) -> None:
    sign_in(page, site, "he", language)
    page.goto(f"/journal/?action=permit_denied&{FROM_THE_START}")
    page.locator("main tbody tr a[href*='/customers/']").first.click()
    ref = page.locator("main").inner_text()
    found = re.search(r"\bC\d{10}\b", ref)
    assert found, ref[:400]
    page.goto("/proof/")
    fits(page)
    fits_a_phone(page)
    page.locator("#proof-text").fill(found[0])
    page.keyboard.press("Enter")
    page.locator("main [data-open^=export]").first.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea, input[name=reason]").first.fill(
        "监管检查" if language == "zh-hans" else "Asked for by the regulator"
    )
    with page.expect_download() as download:
        dialog.locator(".button.primary").press("Enter")
    bundle = tmp_path / "proof.jsonl"
    download.value.save_as(bundle)
    assert verify([str(bundle)], []) == SOUND
    bundle.write_bytes(bundle.read_bytes().replace(b"permit_denied", b"permit_granted", 1))
    assert verify([str(bundle)], []) == BROKEN


def test_sees_what_a_late_fact_made_of_a_contact(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "he", language)
    page.goto("/found/?state=all")
    fits(page)
    fits_a_phone(page)
    page.locator("main tbody a[href^='/found/']").first.click()
    expect(page).to_have_url(re.compile(r"/found/\d+/"))
    expect(page.locator("main")).to_contain_text(re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"))
    fits_a_phone(page)
