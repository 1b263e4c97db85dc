"""Whatever order things happen in, and whatever is killed: at most one message each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from fairdue.contact.models import Attempt, Permit
from fairdue.contact.tests.records import MORNING
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import Handed, settle_messages, take_turns
from fairdue.messaging.actions.campaigns import (
    pause_campaign,
    resume_campaign,
    round_of,
    stop_campaign,
    work_through,
)
from fairdue.messaging.models import Campaign, Message, MessageState, Recipient
from fairdue.messaging.queries.campaigns.progress import progress
from fairdue.messaging.tests.crowd import EVENING, KANNEL, a_lead, people, running

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4
NEVER_LEFT = [MessageState.WITHDRAWN]
EVENTS = (
    "slice", "killed slice", "round", "send", "send", "sender killed", "time", "long time",
    "pause", "resume", "stop", "settle",
)  # fmt: skip


class World:
    """A campaign, its sender, and what reached the other side."""

    def __init__(self) -> None:
        self.campaign = running(people(PEOPLE), ends_at=EVENING)
        self.at: datetime = MORNING
        self.reached: Counter[int] = Counter()
        self.staff = a_lead()
        self.chance = random.Random(4)

    def do(self, event: str) -> None:
        steps: dict[str, Callable[[], object]] = {
            "slice": lambda: work_through(self.campaign.pk, at=self.at, most=2),
            "killed slice": self.killed_slice,
            "round": self.round,
            "send": lambda: self.send(killed=False),
            "sender killed": lambda: self.send(killed=True),
            "time": lambda: self.wait(timedelta(seconds=20)),
            "long time": lambda: self.wait(timedelta(minutes=6)),
            "pause": lambda: pause_campaign(
                self.campaign.pk, note="x", staff=self.staff, at=self.at
            ),
            "resume": lambda: resume_campaign(self.campaign.pk, staff=self.staff, at=self.at),
            "stop": lambda: stop_campaign(self.campaign.pk, note="x", staff=self.staff, at=self.at),
            "settle": lambda: settle_messages(at=self.at),
        }
        try:
            steps[event]()
        except Refused:
            assert event in ("pause", "resume", "stop"), "a step that isn't possible now"

    def wait(self, span: timedelta) -> None:
        self.at += span

    def round(self) -> None:
        round_of(Campaign.objects.get(pk=self.campaign.pk), at=self.at)

    def killed_slice(self) -> None:
        with transaction.atomic():
            work_through(self.campaign.pk, at=self.at, most=2)
            transaction.set_rollback(True)

    def send(self, *, killed: bool) -> None:
        for claimed in take_turns([], carrier="kannel", channels=["sms"], most=1, at=self.at):
            message = Message.objects.get(pk=claimed.message_id)
            if killed and self.chance.random() < 0.5:
                return  # before it left
            self.reached[message.customer_id] += 1
            if killed:
                return  # after it left, before it was noted
            handed = Handed(message.pk, MessageState.SENT, "", "kannel", (f"r{message.pk}",))
            take_turns([handed], carrier="kannel", channels=[], most=0, at=self.at)

    def check(self) -> None:
        assert set(self.reached.values()) <= {1}, "nobody was written to twice"
        living = Message.objects.exclude(state__in=NEVER_LEFT)
        per_person = Counter(living.values_list("customer_id", flat=True))
        assert set(per_person.values()) <= {1}
        found = progress(self.campaign.pk)
        assert sum(line.people for line in found.lines) == found.people == PEOPLE
        rows = Recipient.objects.filter(campaign=self.campaign)
        assert rows.count() == PEOPLE
        assert Permit.objects.filter(granted=True).count() == Attempt.objects.count()
        assert Attempt.objects.count() == Message.objects.count()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(st.sampled_from(EVENTS), min_size=4, max_size=14))
def test_nobody_is_written_to_twice_and_counts_add_up(
    settings: Settings, events: list[str]
) -> None:
    settings.SMS_URL = KANNEL
    world = World()
    for event in events:
        world.do(event)
    world.check()
