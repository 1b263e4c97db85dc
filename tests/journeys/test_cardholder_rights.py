"""A cardholder's rights on a phone: asked for, got, and shown to be so."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from fairdue.identity.rules.contact_codes import ALPHABET, CodeParts, write_code
from tests.journeys.cardholders import another, fits, reminded, sign_in
from tests.journeys.conftest import Site, run

pytestmark = pytest.mark.journey

TABS_MAX = 120
CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z-])")
"""As it stands in a message, where a Chinese word may touch it."""
A_DAY = re.compile(r"\d{1,2} \w{3} \d{4}|\d{4}年\d{1,2}月\d{1,2}日")
HAS_FOCUS = "each => each === document.activeElement"


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, and see that it shows."""
    for _ in range(TABS_MAX):
        if wanted.evaluate(HAS_FOCUS):
            shown = wanted.evaluate("each => getComputedStyle(each).boxShadow")
            assert shown != "none", "the focus can't be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} can't be reached by the keyboard")


def test_who_cannot_cope_is_answered_at_once(phone: Page, site: Site) -> None:
    sign_in(phone, site, another(site))
    phone.click(".my-bar a[href='/my/hardship/']")
    fits(phone)
    phone.locator("[name=reason]").first.check()
    phone.locator("[name=circumstances]").last.check()
    phone.click("main form button.primary")
    expect(phone).to_have_url(re.compile(r"/my/hardship/decision/$"))
    fits(phone)
    assert phone.locator("main .my-lines li").count() >= 1
    expect(phone.locator("[aria-labelledby=why] p").first).not_to_be_empty()
    expect(phone.locator("[aria-labelledby=person]")).to_contain_text(A_DAY)


def test_a_dispute_by_keyboard_alone_stops_collection(phone: Page, site: Site) -> None:
    sign_in(phone, site, another(site))
    tab_to(phone, phone.locator("main a[href='/my/disputes/']"))
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile(r"/my/disputes/$"))
    tab_to(phone, phone.locator("[name=ground]").first)
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    tab_to(phone, phone.locator("[name=statement]"))
    phone.keyboard.type("I paid on the third.")
    tab_to(phone, phone.locator("main form button.primary"))
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile(r"/my/disputes/\d+/$"))
    fits(phone)
    expect(phone.locator("main")).to_contain_text("I paid on the third.")
    expect(phone.locator(".notice.ok").last).to_contain_text(A_DAY)
    assert phone.locator(".my-steps .done").count() == 1


def test_a_complaint_has_its_clock_and_can_be_taken_back(phone: Page, site: Site) -> None:
    sign_in(phone, site, another(site))
    phone.goto("/my/complaints/")
    phone.locator("[name=about]").nth(1).check()
    phone.fill("[name=statement]", "Three calls in one morning.")
    phone.click("main form button.primary")
    expect(phone).to_have_url(re.compile(r"/my/complaints/\d+/$"))
    fits(phone)
    days = phone.locator("[aria-labelledby=clock] dd")
    expect(days).to_have_count(2)
    for number in range(2):
        expect(days.nth(number)).to_contain_text(A_DAY)
    phone.click("details.my-more summary")
    phone.click("details.my-more form button")
    expect(phone.locator("details.my-more")).to_have_count(0)


def test_preferences_hold_and_contact_stops_when_asked_to(phone: Page, site: Site) -> None:
    sign_in(phone, site, another(site))
    phone.goto("/my/contact/")
    phone.uncheck("[name=channels][value=visit]")
    phone.click("[aria-labelledby=channels] form button")
    expect(phone.locator("[name=channels][value=visit]")).not_to_be_checked()
    phone.click("form[action$='/not-at-work/'] button")
    expect(phone.locator("form[action$='/not-at-work/']")).to_have_count(0)
    fits(phone)
    phone.click("main a[href='/my/stop/']")
    phone.click("main form button.primary")
    expect(phone.locator("main form[action$='/withdraw/']")).to_be_visible()
    phone.goto("/my/contact/")
    expect(phone.locator(".notice a[href='/my/stop/']")).to_be_visible()
    phone.goto("/my/stop/")
    phone.click("main form[action$='/withdraw/'] button")
    phone.goto("/my/stop/")
    expect(phone.locator("main form button.primary")).to_be_visible()


def test_the_file_taken_along_is_proven_by_anybody(phone: Page, site: Site, tmp_path: Path) -> None:
    someone = another(site)
    sign_in(phone, site, someone)
    phone.goto("/my/file/")
    fits(phone)
    with phone.expect_download() as taking:
        phone.click("main form button.primary")
    taken = tmp_path / "mine.zip"
    taking.value.save_as(taken)
    with zipfile.ZipFile(taken) as archive:
        assert someone.address in archive.read("my-file.json").decode()
        proof = tmp_path / "proof.jsonl"
        proof.write_bytes(archive.read("proof.jsonl"))
    assert run(site.environment, "verify", str(proof))
    forged = tmp_path / "forged.jsonl"
    forged.write_bytes(proof.read_bytes().replace(b"sign_in", b"sign-in", 1))
    with pytest.raises(AssertionError):
        run(site.environment, "verify", str(forged))


def test_a_code_is_told_genuine_forged_or_altered(phone: Page, site: Site) -> None:
    someone = another(site, untouched=True)
    words = reminded(site, someone, someone.owed // 2)
    found = CODE.search(words)
    assert found, words
    last = ALPHABET[(ALPHABET.index(found[0][-1]) + 1) % len(ALPHABET)]
    for code, tone in (
        (found[0], "ok"),
        (write_code(CodeParts(12345, 67890)), "error"),
        (found[0][:-1] + last, "warn"),
    ):
        phone.goto("/genuine/")
        phone.fill("[name=code]", code)
        phone.click("main form button.primary")
        expect(phone.locator(f".answer.{tone}")).to_be_visible()
        fits(phone)
