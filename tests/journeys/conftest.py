"""A whole Fairdue of its own for the journeys: portfolio, night, staff, server, browser.

Everything runs as a stranger would run it: `fairdue demo` fills a fresh data folder, `fairdue
serve` answers on 127.0.0.1, and Chromium is driven by keyboard and mouse. The clock starts at a
fixed lawful hour so that the journeys hold at any time of day.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from fairdue.config.serving import START_SECONDS_MAX
from tests.apart import WORKER
from tests.migrated import copy_migrated

CLOCK = "2026-03-10T10:30:00+08:00"
ACCOUNTS = "3000"
FAIRDUE = str(Path(sys.executable).with_name("fairdue"))
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
BROWSER_ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
expect.set_options(timeout=15_000)
"""What is looked for comes in a moment; a busy machine's moments are long."""
SAID_LINES = 60
VIEWPORTS = {"wide": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


class Site:
    """The running product: its address, the password of the demo's staff, its environment, and
    cardholders whom no journey has been yet."""

    def __init__(
        self, address: str, password: str, environment: dict[str, str] | None = None
    ) -> None:
        self.address = address
        self.password = password
        self.environment = environment or {}
        self.strangers: list[Any] = []
        self.been: set[int] = set()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fresh_environment(folder: Path) -> dict[str, str]:
    """The environment of a new installation: a data folder of its own whose tables are made, and a
    clock that starts at CLOCK.
    """
    copy_migrated(folder)
    return environment_of(folder)


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of the installation in a data folder."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("FAIRDUE_")}
    return inherited | {"FAIRDUE_VAR": str(folder), "FAIRDUE_CLOCK": CLOCK, "LC_ALL": "C.UTF-8"}


def run(environment: dict[str, str], *arguments: str) -> str:
    """One `fairdue` command to its end; what it printed."""
    ended = subprocess.run(
        [FAIRDUE, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def told_in(environment: dict[str, str]) -> Path:
    """Where the server of an installation writes what it says. It never names a person."""
    return Path(environment["FAIRDUE_VAR"]) / "served.txt"


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """`fairdue serve` on a free port; gives its address, and ends it afterwards."""
    port = free_port()
    with told_in(environment).open("a+b") as told:
        server = subprocess.Popen(
            [FAIRDUE, "serve", "--port", str(port)], env=environment, stdout=told, stderr=told
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_answers(address, server, told)
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside a failed journey, what its server said last."""
    report = yield
    for site in getattr(item, "funcargs", {}).values():
        if not report.failed or not isinstance(site, Site) or not site.environment:
            continue
        if (told := told_in(site.environment)).is_file():
            said = told.read_text(errors="replace").splitlines()
            report.sections.append(("the server", "\n".join(said[-SAID_LINES:])))
    return report


@dataclass(frozen=True)
class Demonstration:
    """A filled installation at rest, which nobody serves: each site is a copy of it."""

    folder: Path
    password: str

    def copied_to(self, folder: Path) -> dict[str, str]:
        """The environment of a copy of one's own. The database's owner stays its owner."""
        subprocess.run(["cp", "-a", f"{self.folder}/.", str(folder)], check=True)
        return environment_of(folder)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Fill a fresh installation as `make demo` does: once for all processes of a run."""
    whole = tmp_path_factory.getbasetemp()
    whole = whole.parent if WORKER else whole
    folder, told = whole / "demonstration", whole / "demonstration.txt"
    with (whole / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            environment = fresh_environment(folder)
            told.write_text(run(environment, "demo", "--accounts", ACCOUNTS, "--no-serve"))
    password = re.search(r"password[^:]*: *(\S+)", told.read_text(), re.IGNORECASE)
    assert password, told.read_text()
    return Demonstration(folder, password.group(1))


@pytest.fixture(scope="session")
def site(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A filled installation, served."""
    environment = demonstration.copied_to(tmp_path_factory.mktemp("site"))
    with served(environment) as address:
        yield Site(address, demonstration.password, environment)


def wait_until_answers(address: str, server: subprocess.Popen[bytes], told: IO[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up:
        if server.poll() is not None:
            told.seek(0)
            raise AssertionError(f"the server ended early: {told.read().decode()}")
        try:
            urllib.request.urlopen(f"{address}/health", timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {START_SECONDS_MAX} seconds")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium as installed by the system.

    For one file at a time: while it is open a loop runs in this thread, in the way of whatever
    other tests this process runs.
    """
    if CHROMIUM is None:
        pytest.fail("Chromium is missing. On Debian: apt-get install chromium fonts-noto-cjk")
    arguments = BROWSER_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(params=["zh-hans", pytest.param("en", marks=pytest.mark.slow)])
def language(request: pytest.FixtureRequest) -> str:
    """Each journey is made in both languages: by `make test` in the one, by `make test-slow` in the
    other, as neither run has the time for both.
    """
    return str(request.param)


@pytest.fixture
def context(browser: Browser, site: Site, language: str) -> Iterator[BrowserContext]:
    """A browser session that speaks one language; any error on a page fails the journey."""
    context = browser.new_context(
        base_url=site.address,
        locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
        viewport=VIEWPORTS["wide"],  # type: ignore[arg-type]
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser, site: Site, language: str) -> Iterator[Page]:
    """A cardholder's phone."""
    with opened_phone(browser, site, language) as page:
        yield page


@contextmanager
def opened_phone(browser: Browser, site: Site, language: str, **more: Any) -> Iterator[Page]:
    """Somebody's phone. Script errors and failed requests fail the journey at its end."""
    context = browser.new_context(
        base_url=site.address,
        locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
        viewport=VIEWPORTS["phone"],  # type: ignore[arg-type]
        timezone_id="Asia/Shanghai",
        has_touch=True,
        accept_downloads=True,
        **more,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems = watched(page)
    yield page
    context.close()
    assert not problems, problems


def watched(page: Page) -> list[str]:
    """A list that gains every script error and every failed request of a page."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "response",
        lambda answer: (
            problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )
    return problems


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A fresh tab. Script errors and failed requests fail the test at its end."""
    page = context.new_page()
    problems = watched(page)
    yield page
    assert not problems, problems
