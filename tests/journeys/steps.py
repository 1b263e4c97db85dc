"""What people do on any page: sign in, press keys, wait for the server's answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import VIEWPORTS, Site

CJK = r"[\u4e00-\u9fff]"


def sign_in(page: Page, site: Site, name: str, language: str) -> None:
    """By keyboard only, then switch the language if the page speaks another."""
    page.goto("/sign-in/")
    page.locator("input[name=username]").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(site.password)
    page.keyboard.press("Enter")
    expect(page.locator("nav[aria-label] .nav")).to_be_visible()
    shown = page.locator("html").get_attribute("lang")
    if (shown == "en") != (language == "en"):
        page.locator("button[name=language]").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hans")


def follow(link: Locator) -> None:
    """Click what leads to another page, and be there."""
    with link.page.expect_navigation():
        link.click()


@dataclass
class Keys:
    """Presses keys and counts them: figures typed apart from gestures."""

    page: Page
    gestures: int = field(default=0)

    def press(self, key: str) -> None:
        """One key, and the answer it brings."""
        self.gestures += 1
        self.page.keyboard.press(key)
        self.page.wait_for_load_state("networkidle")

    def figures(self, text: str) -> None:
        """Typed figures, which no budget counts."""
        self.page.keyboard.type(text)


def fits(page: Page, room_for_scrolling: bool = True) -> None:
    """Nothing sticks out sideways; with no room for scrolling, nor below."""
    page.wait_for_load_state()  # a page that has only begun to come has no size
    size = page.locator("html").evaluate(
        "html => [html.scrollWidth, innerWidth, html.scrollHeight, innerHeight]"
    )
    assert size[0] <= size[1], f"{page.url} is {size[0]} wide on a screen of {size[1]}"
    if not room_for_scrolling:
        assert size[2] <= size[3], f"{page.url} is {size[2]} high on a screen of {size[3]}"


def fits_a_phone(page: Page) -> None:
    """The same page on a phone has no sideways scrolling."""
    page.set_viewport_size(VIEWPORTS["phone"])  # type: ignore[arg-type]
    fits(page)
    page.set_viewport_size(VIEWPORTS["wide"])  # type: ignore[arg-type]


def downloaded(page: Page, selector: str, folder: Path) -> Path:
    """Click and keep the file it brings."""
    with page.expect_download() as waiting:
        page.locator(selector).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
