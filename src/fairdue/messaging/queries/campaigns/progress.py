"""Tells how far campaigns have come, and what a dry run found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Min, Q, Sum

from fairdue.kernel.money import Money
from fairdue.messaging.models import Campaign, Foreseen, Recipient, RecipientState
from fairdue.messaging.models.campaigns import REACHED, Outcome
from fairdue.messaging.queries.mandatory import template_policy
from fairdue.messaging.queries.policy import handing_policy
from fairdue.messaging.rules.campaigns import least_seconds

EXAMPLES_MAX = 3
PROGRESS = """
SELECT CASE WHEN recipient.state = 'queued' THEN message.state ELSE recipient.state END AS state,
       recipient.state = 'queued' AS is_message, count(*)
FROM messaging_recipient AS recipient
LEFT JOIN messaging_message AS message ON message.id = recipient.message_id
WHERE recipient.campaign_id = %s
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Line:
    """People of a campaign who stand alike: by their message's state, or their own."""

    state: str
    """A code of MessageState where `is_message`, else of RecipientState."""
    is_message: bool
    people: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign has come."""

    people: int
    lines: tuple[Line, ...]

    def of(self, *states: str, is_message: bool) -> int:
        """How many people stand in one of these states."""
        return sum(
            line.people
            for line in self.lines
            if line.state in states and line.is_message is is_message
        )

    @property
    def left(self) -> int:
        """How many are still to be asked about."""
        return self.of(RecipientState.PENDING, is_message=False)


def progress(campaign_id: int) -> Progress:
    """As it stands now."""
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, [campaign_id])
        lines = tuple(Line(*row) for row in cursor.fetchall())
    return Progress(sum(line.people for line in lines), lines)


DENIED_BY = """
SELECT rule, count(*) FROM {table}, unnest(rules) AS rule
WHERE campaign_id = %s AND {denied} GROUP BY rule ORDER BY count(*) DESC, rule
"""


def denied_by_rule(campaign_id: int) -> list[tuple[str, int]]:
    """Rules that denied people of a campaign, and how many each; one may be denied by several."""
    return _by_rule(
        DENIED_BY.format(table="messaging_recipient", denied="state = 'denied'"), campaign_id
    )


def _by_rule(statement: str, campaign_id: int) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [campaign_id])
        return [(str(rule), int(number)) for rule, number in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Carried:
    """What one carrier would carry of a campaign, and what that costs."""

    carrier: str
    channel: str
    people: int
    segments: int
    prices: tuple[Money, ...]
    """By currency; texts alone have one."""
    per_second: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a dry run found."""

    people: int
    seen: int
    outcomes: tuple[tuple[str, int], ...]
    denied: tuple[tuple[str, int], ...]
    """By rule; somebody may be denied by several."""
    carried: tuple[Carried, ...]
    seconds_min: float
    """How long handing over takes at the carriers' rates."""
    last_due_at: datetime | None
    """When the last of those who wait for a later hour is due."""

    def of(self, *outcomes: str) -> int:
        """How many people have one of these outcomes."""
        return sum(number for outcome, number in self.outcomes if outcome in outcomes)

    @property
    def reached(self) -> int:
        """How many would get it."""
        return self.of(*REACHED)


def forecast(campaign: Campaign, at: datetime) -> Forecast:
    """As far as the dry run has come."""
    rows = Foreseen.objects.filter(campaign=campaign)
    by_outcome = dict(rows.values_list("outcome").annotate(Count("id")).order_by())
    carried = _carried(campaign, at)
    later = rows.filter(outcome=Outcome.LATER).aggregate(Max("due_at"))
    denied = _by_rule(
        DENIED_BY.format(table="messaging_foreseen", denied="outcome = 'denied'"), campaign.pk
    )
    return Forecast(
        people=campaign.selected,
        seen=sum(by_outcome.values()) - by_outcome.get(Outcome.UNSEEN, 0),
        outcomes=tuple((code, by_outcome[code]) for code in Outcome.values if code in by_outcome),
        denied=tuple(denied),
        carried=carried,
        seconds_min=least_seconds(
            {each.carrier: each.people for each in carried},
            {each.carrier: each.per_second for each in carried},
        ),
        last_due_at=later["due_at__max"],
    )


def _carried(campaign: Campaign, at: datetime) -> tuple[Carried, ...]:
    rows = Foreseen.objects.filter(campaign=campaign, outcome__in=REACHED)
    found = rows.values_list("carrier", "channel").annotate(Count("id"), Sum("segments"))
    prices, handing = template_policy(at).segment_prices, handing_policy(at)
    return tuple(
        Carried(
            carrier,
            channel,
            people,
            segments or 0,
            tuple(Money(price.minor * segments, price.currency) for price in prices)
            if segments
            else (),
            handing.rate(carrier, {channel}),
        )
        for carrier, channel, people, segments in found.order_by("carrier", "channel")
    )


def examples(campaign_id: int, rule: str) -> list[Foreseen]:
    """A few people whom a rule denies."""
    rows = Foreseen.objects.filter(
        campaign_id=campaign_id, outcome=Outcome.DENIED, rules__contains=[rule]
    )
    return list(rows.select_related("customer").order_by("pk")[:EXAMPLES_MAX])


def to_preview(campaign_id: int) -> list[Foreseen]:
    """One person who would get it for each channel and language."""
    rows = Foreseen.objects.filter(campaign_id=campaign_id, outcome__in=REACHED)
    firsts = rows.values("channel", "language").annotate(first=Min("id")).values_list("first")
    found = Foreseen.objects.filter(pk__in=[pk for (pk,) in firsts])
    return list(found.select_related("customer").order_by("channel", "language"))


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in the list of all."""

    campaign: Campaign
    sent: int
    left: int


def campaigns(*, offset: int, limit: int) -> tuple[list[CampaignLine], int]:
    """The newest first, and how many there are."""
    found = Campaign.objects.order_by("-made_at", "-pk")
    rows = list(found[offset : offset + limit])
    sent: dict[int, int] = defaultdict(int)
    left: dict[int, int] = defaultdict(int)
    counted = (
        Recipient.objects.filter(campaign__in=rows)
        .values_list("campaign_id")
        .annotate(
            sent=Count("id", filter=Q(message__state__in=["sent", "delivered"])),
            left=Count("id", filter=Q(state=RecipientState.PENDING)),
        )
        .order_by()
    )
    for campaign_id, gone, pending in counted:
        sent[campaign_id], left[campaign_id] = gone, pending
    return [CampaignLine(row, sent[row.pk], left[row.pk]) for row in rows], found.count()
