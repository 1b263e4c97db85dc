"""A month's report makes itself, is mailed, reproduces figure by figure, and is opened at the desk.

The worker does it, on a copy of the demonstration whose clock stands at the first of April.
"""

from __future__ import annotations

import email
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demonstration, Site, free_port, run, served
from tests.journeys.steps import downloaded, fits, fits_a_phone, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.slow]
APRIL_FIRST = "2026-04-01T07:10:00+08:00"
MAKES = ["django", "procrastinate", "defer", "config.make_reports", '{"timestamp": 0}']
PATIENCE_SECONDS = 240
READERS = ("he", "lu", "zhou")


class Post:
    """A mail server's room for what it took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        read = email.message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.letters.append(read)
        return "250 OK"


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    room = Post()
    server = Controller(room, hostname="127.0.0.1", port=room.port)
    server.start()
    yield room
    server.stop()


@pytest.fixture(scope="module")
def site(
    demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory, post: Post
) -> Iterator[Site]:
    """A copy where it is the first of April, with a mail server; March's reports are due."""
    environment = demonstration.copied_to(tmp_path_factory.mktemp("april")) | {
        "FAIRDUE_CLOCK": APRIL_FIRST,
        "FAIRDUE_SMTP_URL": f"smtp://127.0.0.1:{post.port}",
        "FAIRDUE_MAIL_FROM": "Fairdue <reports@lender.example>",
    }
    with served(environment) as address:
        make_due(environment)
        until = time.monotonic() + PATIENCE_SECONDS
        while len(of_march(post)) < 2 * len(READERS) and time.monotonic() < until:
            time.sleep(0.5)
        yield Site(address, demonstration.password, environment)


def make_due(environment: dict[str, str]) -> None:
    """Ask the worker for the reports that are due; its own clock may have asked this minute."""
    command = [sys.executable, "-m", *MAKES]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0 or "there is already a job in the queue" in ended.stderr, ended


def of_march(post: Post) -> list[EmailMessage]:
    """The month's e-mails: figures and return, to each reader."""
    return [each for each in post.letters if "2026-03-01 – 2026-03-31" in str(each["subject"])]


def march(site: Site) -> str:
    """The number of March's report."""
    listed = run(site.environment, "report", "list", "--rows", "40")
    [line] = [each for each in listed.splitlines() if re.search(r"2026-03-01 .*Monthly rep", each)]
    return line.split()[0]


def test_the_worker_made_and_mailed_it_once(site: Site, post: Post) -> None:
    make_due(site.environment)
    time.sleep(3)
    found = of_march(post)
    assert sorted(str(each["to"]) for each in found) == [
        f"{reader}@fairdue.example" for reader in READERS for _kind in ("figures", "return")
    ]
    report = next(each for each in found if "fairdue-figures" in str(each))
    names = [str(part.get_filename()) for part in report.iter_attachments()]
    assert [name.rsplit(".", 1)[1] for name in names] == ["pdf", "xlsx"]


def test_every_figure_reproduces_from_its_query(site: Site) -> None:
    told = run(site.environment, "report", "check", march(site))
    assert re.search(r"(\d+) of \1 figures reproduce, 0 were corrected since, 0 differ", told), told
    assert re.search(r"(\d+) of \1 queries give what they gave", told), told


def test_the_lead_opens_it_counts_it_anew_and_confirms(
    page: Page, site: Site, language: str
) -> None:
    chinese = language == "zh-hans"
    sign_in(page, site, "zhou", language)
    page.goto("/reports/")
    fits(page)
    page.locator("main tbody a", has_text="月报" if chinese else "Monthly report").first.click()
    expect(page.locator("h1")).to_contain_text("3月1日" if language == "zh-hans" else "1 Mar")
    fits(page)
    fits_a_phone(page)
    assert page.locator("main table tbody tr").count() > 20
    page.get_by_role("button", name="重算" if chinese else "Count anew").click()
    expect(page.locator(".notice.ok")).to_contain_text("0")

    if not page.locator("#english").is_visible():
        page.locator("details:has(#english) > summary").press("Enter")
    page.locator("#english").fill("March was quiet.")
    page.locator("#chinese").fill("三月平稳。")
    page.locator("#chinese").press("Tab")
    page.get_by_role("button", name="确认说明" if chinese else "Confirm commentary").press("Enter")
    expect(page.locator("main")).to_contain_text("三月平稳。" if chinese else "March was quiet.")
    expect(page.locator("main")).to_contain_text("zhou 已于" if chinese else "Confirmed by zhou")


def test_management_reads_it_and_no_name(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "lu", language)
    page.goto(f"/reports/{march(site)}/")
    expect(page.locator("h1")).to_contain_text("3月1日" if language == "zh-hans" else "1 Mar")
    fits(page)
    fits_a_phone(page)
    assert page.locator("main a[href*='/customers/']").count() == 0
    downloads = page.locator("form[action$='/pdf/'] button, form[action$='/xlsx/'] button")
    assert downloads.count() > 0


def test_compliance_schedules_a_daily_return(
    page: Page, site: Site, language: str, tmp_path: Path
) -> None:
    sign_in(page, site, "he", language)
    page.goto("/reports/schedules/")
    fits(page)
    fits_a_phone(page)
    before = page.locator("main tbody tr").count()
    page.locator("#kind").select_option("return")
    page.locator("#period").select_option("day")
    page.locator("input[name=readers]").first.check()
    page.locator("#starts_on").fill("2026-04-01")
    page.locator("#starts_on").press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(before + 1)
    page.locator("main tbody button").last.click()
    expect(page.locator("main tbody tr")).to_have_count(before)

    page.goto(f"/reports/{march(site)}/")
    saved = downloaded(page, "form[action$='/csv/'] button", tmp_path)
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_collector_has_no_reports(page: Page, site: Site, language: str) -> None:
    sign_in(page, site, "lin", language)
    answer = page.goto("/reports/")
    assert answer is not None
    assert answer.status == 403
