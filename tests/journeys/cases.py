"""Cases to work in a journey, chosen by what they are and not by what comes up in a queue."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from tests.journeys.conftest import Site

FIND = """
import json
import django
django.setup()
from fairdue.compliance.queries import holds_of
from fairdue.config.middleware import now
from fairdue.contact import queries as contact
from fairdue.contact.models import Channel
from fairdue.delinquency.models import Case
from fairdue.negotiation.queries import agreements_of, cause_of
from fairdue.portfolio.queries import accounts_of, contact_points, total_owed
from fairdue.work.queries import item_of

LEAST, MOST, ENOUGH = 2_000_00, 15_000_00, 12
found, at = [], now()
for case in Case.objects.filter(closed_on=None).select_related("customer").order_by("pk"):
    who, item = case.customer_id, item_of(case.pk)
    owed, phones = total_owed(who), [each for each in contact_points(who) if each.kind == "phone"]
    if item is not None and item.state != "waiting" or not phones or list(owed) != ["CNY"]:
        continue
    if not LEAST <= owed["CNY"].minor <= MOST or len(accounts_of(who)) != 1:
        continue
    if holds_of(who) or agreements_of(who) or cause_of(who):
        continue
    if not contact.may_i(customer_id=who, at=at, contact_point_id=phones[0].id)[Channel.CALL].allowed:
        continue
    found.append({
        "case": case.pk,
        "customer": who,
        "customer_ref": case.customer.customer_ref,
        "account_ref": accounts_of(who)[0].account_ref,
    })
    if len(found) == ENOUGH:
        break
print(json.dumps(found))
"""
"""Open cases that may be called now: one card, a middling debt, nothing held, agreed or asked."""


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
        [sys.executable, "-c", text, *arguments],
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
    return [Found(**each) for each in json.loads(program(site, FIND))]
