"""Campaigns by Kannel and by SMPP to telephones, everything of ours killed again and again."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from pytest_django import Settings

from fairdue.contact.models import Attempt
from fairdue.delivery.sms.callbacks import PATH
from fairdue.delivery.sms.tests.counterparts import (
    INBOUND_SECRET,
    RunningKannel,
    RunningSmsc,
    free_port,
)
from fairdue.messaging.models import (
    Campaign,
    CampaignState,
    Message,
    MessageState,
    Receipt,
    Recipient,
)
from fairdue.messaging.queries.campaigns.progress import progress
from fairdue.messaging.tests.crowd import crowd, running_for_all
from fairdue.messaging.tests.outside import OurProcess, until_still
from fairdue.portfolio.actions import open_for_sending

pytestmark = pytest.mark.django_db(transaction=True)
INBOUND = f"{PATH}inbound/{INBOUND_SECRET}"
FEW, SOME, MANY, KILLS = 60, 300, 1_000, 10


@dataclass
class Works:
    """A gateway for texts, and the processes of ours that a campaign takes."""

    drop: Callable[[], object]
    """The gateway loses its connections to us."""
    told: Callable[[], Counter[str]]
    """How often each telephone got its text."""
    sender: OurProcess
    campaigner: OurProcess
    site: OurProcess | None = None
    """Takes receipts of a gateway that calls us."""
    at_the_gateway: set[int] = field(default_factory=set)
    """Messages whose receipts were awaited when it lost its connections, and may be lost too."""

    def lose_the_gateway(self) -> None:
        awaited = Message.objects.filter(state__in=[MessageState.SENDING, MessageState.SENT])
        self.at_the_gateway.update(awaited.values_list("pk", flat=True))
        self.drop()
        self.at_the_gateway.update(awaited.values_list("pk", flat=True))

    @property
    def all(self) -> list[OurProcess]:
        found = (self.site, self.sender, self.campaigner)
        return [each for each in found if each is not None]

    def start(self) -> None:
        for each in self.all:
            each.start()

    def end(self) -> None:
        for each in reversed(self.all):
            if each.process is not None and each.process.poll() is None:
                each.stop()


def environment(settings: Settings) -> dict[str, str]:
    return {
        "FAIRDUE_SMS_URL": settings.SMS_URL,
        "FAIRDUE_URL": settings.PUBLIC_URL,
        "FAIRDUE_CLOCK_SINCE": repr(time.monotonic()),
        "FAIRDUE_VAR": str(settings.VAR),
    }


@pytest.fixture
def works(start_kannel: Callable[[str], RunningKannel], settings: Settings) -> Iterator[Works]:
    """Kannel with this very site behind it."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    settings.PUBLIC_URL, settings.OUTBOX = site, False
    kannel = start_kannel(f"{site}{INBOUND}")
    settings.SMS_URL = kannel.url
    known = environment(settings)
    found = Works(
        kannel.drop,
        lambda: Counter(number for number, _text in kannel.got(1)),
        OurProcess("django", "sender", environment=known),
        OurProcess("django", "campaigns", environment=known),
        OurProcess(
            "gunicorn",
            f"--bind=127.0.0.1:{port}",
            "--workers=1",
            "--threads=4",
            "--log-level=critical",
            "--no-control-socket",
            "fairdue.config.wsgi",
            environment=known,
        ),
    )
    yield found
    found.end()


@pytest.fixture
def smpp_works(smsc: RunningSmsc, settings: Settings) -> Iterator[Works]:
    """A gateway that speaks SMPP and tells of each part's arrival once; not again after a kill."""
    (Path(settings.VAR) / "delivery" / "smpp-unanswered").unlink(missing_ok=True)
    settings.SMS_URL, settings.OUTBOX = smsc.url(), False
    smsc.order("set", receipts=True)
    known = environment(settings)
    found = Works(
        lambda: smsc.order("drop"),
        lambda: most_of_a_part(smsc.got()),
        OurProcess("django", "sender", environment=known),
        OurProcess("django", "campaigns", environment=known),
    )
    yield found
    found.end()


def most_of_a_part(got: list[dict[str, Any]]) -> Counter[str]:
    """How often a telephone got the part of its text that it got most often."""
    parts = Counter(
        (each["destination_addr"], bytes.fromhex(each["short_message"])[:6][-1]) for each in got
    )
    found: Counter[str] = Counter()
    for (number, _part), times in parts.items():
        found[number] = max(found[number], times)
    return found


def gone(campaign: Campaign) -> int:
    """Messages that have left, as far as is known."""
    left = Message.objects.exclude(
        state__in=[MessageState.WAITING, MessageState.SENDING, MessageState.WITHDRAWN]
    )
    return left.count()


def moves(campaign: Campaign) -> object:
    """Changes as long as anything goes on: how many people and messages there are in each state.

    Whoever is asked again in some minutes, since their permit ran out on a slow machine, is waited
    for.
    """
    people = Recipient.objects.filter(campaign=campaign)
    later = people.filter(state="pending").exclude(due_at=campaign.starts_at)
    if later.exists():
        return time.monotonic()
    by_state = people.values_list("state", "message__state").annotate(Count("pk"))
    return sorted(map(str, by_state)), Receipt.objects.count()


def run(works: Works, campaign: Campaign, *, kills: int) -> float:
    """Until it is finished, killing one or the other process at random moments; gives seconds."""
    chance, began = random.Random(kills), time.monotonic()
    works.start()
    for kill in range(1, kills + 1):
        until_still(
            lambda kill=kill: gone(campaign) >= campaign.selected * kill // (kills + 2),  # type: ignore[misc]
            lambda: moves(campaign),
        )
        time.sleep(chance.random() / 5)
        victim = chance.choice([works.sender, works.campaigner])
        victim.kill()
        if kill == kills // 2 + 1:
            works.lose_the_gateway()
        victim.start()
    until_still(lambda: state_of(campaign) == CampaignState.FINISHED, lambda: moves(campaign))
    return time.monotonic() - began


def state_of(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return campaign.state


def in_one_known_state(works: Works, campaign: Campaign, *, kills: int) -> None:
    """Both sides agree about every person, and only what was in hand at a fault is unknown."""
    found = progress(campaign.pk)
    assert sum(line.people for line in found.lines) == campaign.selected
    by_state = {line.state: line.people for line in found.lines}
    known = {MessageState.SENT, MessageState.DELIVERED, MessageState.UNCONFIRMED}
    assert by_state.keys() <= known, by_state
    assert by_state.get(MessageState.UNCONFIRMED, 0) <= kills + 1
    numbers: dict[str, set[str]] = {}
    rows = Recipient.objects.filter(campaign=campaign).select_related("message__attempt")
    for row in rows:
        assert row.message is not None, "everyone was written to"
        number = open_for_sending(row.message.attempt.contact_point_id)
        numbers.setdefault(row.message.state, set()).add(number)
    told = works.told()
    assert set(told.values()) == {1}, "nobody got it twice"
    delivered = numbers.get(MessageState.DELIVERED, set())
    taken = delivered | numbers.get(MessageState.SENT, set())
    unknown = numbers.get(MessageState.UNCONFIRMED, set())
    assert taken <= {plain(each) for each in told} <= taken | unknown
    outcomes = Counter(Attempt.objects.values_list("outcome", flat=True))
    assert outcomes["sent"] == len(taken)
    assert outcomes["unconfirmed"] == len(unknown)
    withdrawn = Message.objects.filter(state=MessageState.WITHDRAWN).count()
    assert outcomes["not_delivered"] == withdrawn
    assert Message.objects.count() == campaign.selected + withdrawn


def plain(number: str) -> str:
    """As on file: without the country's code."""
    return number.removeprefix("+").removeprefix("86")


def receipts_come(works: Works, campaign: Campaign) -> None:
    """All but those that the gateway had in hand when it was killed: it forgets them."""
    awaited = Message.objects.filter(state=MessageState.SENT)
    lost = works.at_the_gateway
    until_still(lambda: not awaited.exclude(pk__in=lost).exists(), lambda: moves(campaign))


def calls() -> int:
    """How often gateways have called with a receipt, in all tests so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM messaging_keptreport_id_seq")
        return int(cursor.fetchone()[0])


@pytest.mark.slow
def test_a_few_reach_their_telephones_once_though_all_is_killed(works: Works) -> None:
    campaign, before = running_for_all(crowd(FEW)), calls()
    run(works, campaign, kills=2)
    receipts_come(works, campaign)
    in_one_known_state(works, campaign, kills=2)
    called = calls() - before
    assert called < 2 * Receipt.objects.count(), "what was taken isn't told again"


@pytest.mark.slow
def test_a_thousand_reach_their_telephones_once_though_all_is_killed(works: Works) -> None:
    many = int(os.environ.get("FAIRDUE_CAMPAIGN_OF", MANY))
    campaign = running_for_all(crowd(many))
    seconds = run(works, campaign, kills=KILLS)
    print(f"{many} messages in {seconds:.0f} s, {many / seconds:.0f} a second")
    receipts_come(works, campaign)
    in_one_known_state(works, campaign, kills=KILLS)


@pytest.mark.slow
def test_some_hundred_go_by_smpp_once_though_all_is_killed(smpp_works: Works) -> None:
    campaign = running_for_all(crowd(SOME))
    run(smpp_works, campaign, kills=KILLS // 2)
    arrived = Message.objects.filter(state=MessageState.DELIVERED)
    until_still(arrived.exists, lambda: moves(campaign))
    in_one_known_state(smpp_works, campaign, kills=KILLS // 2)
