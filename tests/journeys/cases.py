"""Cases to work in a journey, chosen by what they are and not by what comes up in a queue."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from tests.journeys.conftest import Site

OPEN = """
import django
django.setup()
from fairdue.config import database
database.start()
"""
FIND = """
import json
import sys
from fairdue.compliance.queries import holds_of
from fairdue.config.middleware import now
from fairdue.contact import queries as contact
from fairdue.contact.models import Channel
from fairdue.delinquency.models import Case
from fairdue.negotiation.queries import agreements_of, cause_of
from fairdue.portfolio.queries import accounts_of, contact_points, total_owed
from fairdue.work.queries import item_of

LEAST, MOST, ENOUGH = 2_000_00, 15_000_00, 12
found, at, to_call = [], now(), sys.argv[1] == "call"
rows = Case.objects.filter(closed_on=None).select_related("customer")
for case in rows.order_by("days_past_due", "pk"):
    who, item = case.customer_id, item_of(case.pk)
    owed, accounts = total_owed(who), accounts_of(who)
    phones = [each for each in contact_points(who) if each.kind == "phone"]
    if list(owed) != ["CNY"] or not LEAST <= owed["CNY"].minor <= MOST or len(accounts) != 1:
        continue
    if holds_of(who) or agreements_of(who) or cause_of(who):
        continue
    if to_call and (not phones or item is not None and item.state != "waiting"):
        continue
    if to_call and not contact.may_i(
        customer_id=who, at=at, contact_point_id=phones[0].id
    )[Channel.CALL].allowed:
        continue
    found.append({
        "case": case.pk,
        "customer": who,
        "customer_ref": case.customer.customer_ref,
        "account_ref": accounts[0].account_ref,
    })
    if len(found) == ENOUGH:
        break
print(json.dumps(found))
"""
"""Open cases with one card and a middling debt, nothing held, agreed or asked; with "call" those
that wait and may be called now."""


@dataclass(frozen=True, slots=True)
class Found:
    """One case, by its keys and by the issuer's references."""

    case: int
    customer: int
    customer_ref: str
    account_ref: str


def program(site: Site, text: str, *arguments: str) -> str:
    """Run a few lines inside the installation; the last line that they printed."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "fairdue.config.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", OPEN + text, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip().splitlines()[-1]


def callable_cases(site: Site) -> list[Found]:
    """Cases that may be called now, each for one test."""
    return _found(site, "call")


def open_cases(site: Site) -> list[Found]:
    """Cases with which something can be agreed."""
    return _found(site, "any")


def _found(site: Site, wanted: str) -> list[Found]:
    return [Found(**each) for each in json.loads(program(site, FIND, wanted))]
