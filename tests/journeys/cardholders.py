"""What cardholders' journeys share: somebody to be, their messages, signing in by code."""

from __future__ import annotations

import email
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Site

WAIT_SECONDS_MAX = 30
STRANGERS = 40

CHOOSE = """
import json, sys
import django
django.setup()
from fairdue.compliance.queries import holds_of
from fairdue.compliance.queries import requests_of
from fairdue.contact.models import Permit
from fairdue.delinquency.queries import open_case_of
from fairdue.negotiation.models import Assessment, Promise
from fairdue.portfolio.models import ContactPoint
from fairdue.portfolio.queries import accounts_of, total_owed
from fairdue.vault.sealing import vault
from fairdue.work.models import QueueItem

many = int(sys.argv[1])
for point in ContactPoint.objects.filter(kind="email", invalid_since=None).order_by("pk"):
    who = point.customer
    owed = total_owed(who.pk)
    case = open_case_of(who.pk)
    if list(owed) != ["CNY"] or not 50_000 < owed["CNY"].minor < 4_000_000:
        continue
    if case is None or len(accounts_of(who.pk)) != 1 or not who.id_number_sealed:
        continue
    if Promise.objects.filter(customer=who, state="open").exists():
        continue
    item = QueueItem.objects.filter(case_id=case.id).first()
    if item is not None and (item.assigned_to_id or item.taken_by_id):
        continue
    if any(hold.released_at is None for hold in holds_of(who.pk)):
        continue
    touched = Permit.objects.filter(customer=who).exclude(channel="call").exists()
    print(json.dumps({
        "id": who.pk,
        "address": vault().unseal(bytes(point.value_sealed)),
        "fact": vault().unseal(bytes(who.id_number_sealed))[-4:],
        "owed": owed["CNY"].minor,
        "case": case.id,
        "touched": touched
        or bool(requests_of(who.pk))
        or Assessment.objects.filter(customer=who).exists(),
    }))
    many -= 1
    if not many:
        break
"""
"""Finds people with one card behind, for the journeys to be."""

PROMISED = """
import sys
from contextlib import suppress
from datetime import timedelta
import django
django.setup()
from procrastinate.exceptions import AlreadyEnqueued
from fairdue.config.jobs import remind
from fairdue.config.middleware import now
from fairdue.kernel.money import Money
from fairdue.negotiation.actions import record_promise
from fairdue.people.actors import Cardholder

record_promise(
    case_id=int(sys.argv[2]),
    amount=Money(int(sys.argv[3]), "CNY"),
    due_on=(now() + timedelta(days=3)).date(),
    staff=Cardholder(int(sys.argv[1])),
    at=now() - timedelta(days=1),
    channel="portal",
)
with suppress(AlreadyEnqueued):  # the worker's own clock asked this minute
    remind.defer(timestamp=0)
"""
"""Somebody promised yesterday; now the hour strikes, and the worker reminds of it."""


@dataclass(frozen=True)
class Someone:
    """A cardholder behind on one card."""

    id: int
    address: str
    fact: str
    owed: int
    """In cents."""
    case: int
    touched: bool
    """Did anybody write to them, or they to us, or was it asked what they can pay?"""


def run_in(site: Site, script: str, *arguments: str) -> str:
    """Run a script beside the site, on its data; what it printed."""
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=site.environment | {"DJANGO_SETTINGS_MODULE": "fairdue.config.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def another(site: Site, *, untouched: bool = False) -> Someone:
    """Somebody whom no journey on this site has been yet; those touched before come first, so that
    untouched ones are left where a message is to be the first of the day or a question unasked.

    Journeys of collectors take whom the queue brings, so whoever is to be untouched is looked for
    anew.
    """
    if untouched or not site.strangers:
        told = run_in(site, CHOOSE, str(STRANGERS))
        found = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
        all_found = [Someone(**each) for each in found]
        site.strangers = [each for each in all_found if each.id not in site.been]
    fitting = [each for each in site.strangers if not (untouched and each.touched)]
    assert fitting, "nobody is left to be: the site's portfolio is too small for its journeys"
    chosen = sorted(fitting, key=lambda each: not each.touched)[0]
    site.strangers.remove(chosen)
    site.been.add(chosen.id)
    return chosen


def messages_to(site: Site, address: str) -> list[EmailMessage]:
    """What left for an address, the oldest first."""
    outbox = Path(site.environment["FAIRDUE_VAR"]) / "outbox"
    files = [each for each in outbox.glob("*") if not each.name.startswith(".")]
    read = [
        email.message_from_bytes(each.read_bytes(), policy=SMTP)
        for each in sorted(files, key=lambda each: each.stat().st_mtime_ns)
    ]
    return [each for each in read if address in str(each["To"])]


def text_of(message: EmailMessage) -> str:
    """The plain text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def next_message(site: Site, address: str, cause: Callable[[], object]) -> str:
    """The text of the message that leaves for an address because of something."""
    before = len(messages_to(site, address))
    cause()
    give_up = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < give_up:
        found = messages_to(site, address)
        if len(found) > before:
            return text_of(found[before])
        time.sleep(0.2)
    raise AssertionError("no message left")


def reminded(site: Site, someone: Someone, minor: int) -> str:
    """The text of the reminder that the product sends for a promise that comes up in three days."""
    script = (PROMISED, str(someone.id), str(someone.case), str(minor))
    return next_message(site, someone.address, lambda: run_in(site, *script))


def fits(page: Page) -> None:
    """The page that was asked for is there, and nothing of it sticks out sideways."""
    expect(page.locator(".my-foot")).to_be_visible()
    steps.fits(page)


def sign_in(page: Page, site: Site, someone: Someone, start: str = "/my/") -> None:
    """From any address of the portal: say who one is, read the code in the message, type it."""
    page.goto(start)
    fits(page)
    if page.locator("[name=contact]").count():
        page.fill("[name=contact]", someone.address)
    page.fill("[name=second_fact]", someone.fact)
    text = next_message(site, someone.address, lambda: page.click("main button.primary"))
    code = re.search(r"\b(\d{6})\b", text)
    assert code, "the message carries no code"
    page.fill("[name=code]", code[1])
    page.click("main button.primary")
    expect(page).to_have_url(re.compile(r"/my/$"))
