"""A team lead sees the queue live, gives work to others, and opens every figure."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.steps import downloaded, fits, fits_a_phone, sign_in

pytestmark = pytest.mark.journey


def test_gives_a_case_to_a_collector_with_a_reason(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "zhou", language)
    page.goto("/queue/?state=waiting")
    fits(page)
    row = page.locator("#live tbody").first.locator("tr").nth(3)
    number = row.locator("th").inner_text()
    row.locator("input[name=item]").check()
    page.locator("[data-open=reallocate]").click()
    choice = page.locator("dialog#reallocate optgroup").nth(1).locator("option").first
    person = str(choice.text_content()).split(" · ", maxsplit=1)[0]
    page.locator("#to").select_option(value=choice.get_attribute("value"))
    reason = "语言能力" if language == "zh-hans" else "speaks the customer's language"
    page.locator("#why").fill(reason)
    page.locator("dialog#reallocate .button.primary").click()
    expect(page.locator("#live")).to_be_visible()

    page.goto("/queue/?state=waiting&staff=" + str(choice_id(page, person)))
    expect(page.locator("#live tbody").first).to_contain_text(number)
    fits_a_phone(page)


def choice_id(page: Page, person: str) -> str:
    """The value that stands for a person in the queue's filter."""
    option = page.locator("#staff option", has_text=person).first
    return str(option.get_attribute("value"))


def test_the_queue_refreshes_itself(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "zhou", language)
    page.goto("/queue/")
    clock = page.locator("#live .strip-item.end .strip-value")
    shown = clock.inner_text()
    expect(clock).not_to_have_text(shown, timeout=15_000)


def test_figures_open_to_formula_and_rows(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "zhou", language)
    page.goto("/figures/")
    fits(page)
    assert page.locator("main svg[role], main figure svg, main .chart svg").count() >= 3
    page.locator("main a[href*='/figures/']").first.click()
    expect(page.locator(".formula")).to_be_visible()
    assert page.locator("main table tbody tr").count() > 0
    fits_a_phone(page)


def test_figures_leave_as_excel_and_pdf(
    page: Page, site: Site, language: str, tmp_path: Path
) -> None:
    sign_in(page, site, "zhou", language)
    page.goto("/figures/")
    book = openpyxl.load_workbook(
        downloaded(
            page, "form[action*='/export/xlsx'] button, [formaction*='/export/xlsx']", tmp_path
        )
    )
    assert sum(sheet.max_row for sheet in book) > 10
    page.goto("/figures/")
    paper = pypdf.PdfReader(
        downloaded(
            page, "form[action*='/export/pdf'] button, [formaction*='/export/pdf']", tmp_path
        )
    )
    assert "M1" in "".join(sheet.extract_text() for sheet in paper.pages)
