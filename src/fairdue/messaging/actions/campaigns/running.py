"""Works through a campaign: a few people at a time, each slice one transaction.

Whatever is killed, a slice has happened or it hasn't: permit, words, message and how far the
campaign has come with a person are stored together. So nobody is written to twice, and any number
of processes may work at it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Min

from fairdue import delivery
from fairdue.messaging.actions.campaigns.changing import actor_of, enter, locked, take_step
from fairdue.messaging.actions.campaigns.looking import order_of
from fairdue.messaging.actions.campaigns.words import Prepared, channels_of
from fairdue.messaging.actions.campaigns.writing import write_to
from fairdue.messaging.actions.claiming import KINDS
from fairdue.messaging.actions.handing_over import withdraw
from fairdue.messaging.models import (
    UNDER_WAY,
    Campaign,
    CampaignState,
    Message,
    MessageState,
    Recipient,
    RecipientState,
)
from fairdue.messaging.models.campaigns import UNDER_WAY_STATES
from fairdue.messaging.queries.campaigns.policy import campaign_policy
from fairdue.messaging.queries.policy import handing_policy, zone

PAUSED_BY, STOPPED_BY, VOID = "campaign_paused", "campaign_stopped", "permit_void"
"""Why a message of a campaign was withdrawn before it left."""
NOT_TAKEN, FAULT = "not_taken", "fault"
STILL_RUNS = "SELECT id FROM messaging_campaign WHERE id = %s AND state = 'running' FOR SHARE"
BEGIN = """
INSERT INTO messaging_recipient (
    campaign_id, customer_id, case_id, state, due_at, has_waited, tries, channel, why, problem,
    rules, journal_entry_id)
SELECT campaign_id, customer_id, case_id, 'pending', %(at)s, false, 0, '', '[]', '', '{}', %(entry)s
FROM messaging_foreseen WHERE campaign_id = %(campaign)s ORDER BY customer_id
"""


STORE = """
UPDATE messaging_recipient AS recipient
SET state = new.state, due_at = new.due_at, has_waited = new.has_waited, channel = new.channel,
    why = new.why, problem = new.problem, rules = new.rules, permit_id = new.permit_id,
    message_id = new.message_id, journal_entry_id = new.journal_entry_id
FROM jsonb_to_recordset(%s::jsonb) AS new (
    id bigint, state text, due_at timestamptz, has_waited boolean, channel text, why jsonb,
    problem text, rules text[], permit_id bigint, message_id bigint, journal_entry_id bigint)
WHERE recipient.id = new.id
"""


def begin_due(*, at: datetime) -> int:
    """Begin approved campaigns whose time has come; gives how many."""
    due = Campaign.objects.filter(state=CampaignState.APPROVED, starts_at__lte=at)
    number = 0
    for campaign_id in due.order_by("starts_at", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            campaign = locked(campaign_id)
            if campaign.state != CampaignState.APPROVED:
                continue
            campaign.began_at = at
            entry = take_step(
                campaign,
                "begin",
                actor=actor_of(campaign_id),
                at=at,
                details={"people": campaign.selected},
            )
            with connection.cursor() as cursor:
                cursor.execute(BEGIN, {"campaign": campaign_id, "at": at, "entry": entry.pk})
            number += 1
    return number


def work_through(campaign_id: int, *, at: datetime, most: int) -> int:
    """Ask about up to `most` people whose turn it is, and queue their messages; gives how many.

    Nothing where the campaign doesn't run. Raises Refused where nothing here carries its messages.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(STILL_RUNS, [campaign_id])
            if cursor.fetchone() is None:
                return 0
        campaign = Campaign.objects.get(pk=campaign_id)
        due = Recipient.objects.filter(
            campaign_id=campaign_id, state=RecipientState.PENDING, due_at__lte=at
        )
        rows = list(
            due.select_for_update(skip_locked=True, of=("self",))
            .select_related("customer")
            .order_by("due_at", "pk")[:most]
        )
        if not rows or campaign.ends_at <= at:
            return 0
        prepared = Prepared(campaign.template, at)
        rows.sort(key=lambda row: row.customer_id)  # two never wait for each other
        write_to(rows, order_of(campaign, prepared), prepared, actor=actor_of(campaign_id), at=at)
        counts = Counter(row.state for row in rows)
        entry = enter(campaign, "campaign_worked_on", actor_of(campaign_id), at, counts)
        for row in rows:
            if row.state != RecipientState.QUEUED:
                row.journal_entry = entry
        _store(rows)
        return len(rows)


def _store(rows: Sequence[Recipient]) -> None:
    """How far the campaign has come with each. The ORM's way takes longer than all the permits."""
    documents = [
        {
            "id": row.pk,
            "state": str(row.state),
            "due_at": row.due_at.isoformat(),
            "has_waited": row.has_waited,
            "channel": row.channel,
            "why": row.why,
            "problem": row.problem,
            "rules": row.rules,
            "permit_id": row.permit_id,
            "message_id": row.message_id,
            "journal_entry_id": row.journal_entry_id,
        }
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [json.dumps(documents)])


def skip_next(campaign_id: int, *, at: datetime) -> None:
    """Give up the person whose turn it is, over whom working through fails again and again."""
    with transaction.atomic():
        campaign = locked(campaign_id)
        due = Recipient.objects.filter(
            campaign=campaign, state=RecipientState.PENDING, due_at__lte=at
        )
        row = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
        if row is not None:
            row.state, row.problem = RecipientState.SKIPPED, FAULT
            row.journal_entry = enter(
                campaign, "campaign_skipped", actor_of(campaign_id), at, {"recipient": row.pk}
            )
            row.save()


def room_for(campaign: Campaign, *, at: datetime) -> int:
    """How many messages more may wait now: as many as leave before their permits are void.

    None outside the lender's hours for handing over.
    """
    policy, handing = campaign_policy(at), handing_policy(at)
    rooms = []
    for channel in channels_of(campaign.channel):
        way = delivery.way_for(KINDS[channel])
        if way is None or not handing.is_open(way.name, channel, at, zone()):
            continue
        under_way = Message.objects.filter(carrier=way.name, state__in=UNDER_WAY)
        waits = under_way.aggregate(number=Count("pk"), since=Min("asked_at"))
        if waits["since"] and at - waits["since"] > timedelta(seconds=policy.seconds_ahead):
            return 0  # the carrier is slower than its rate says, or away
        rate = handing.rate(way.name, {channel})
        rooms.append(int(rate * policy.seconds_ahead) - waits["number"])
    return max(0, min(rooms, default=0))


def put_back(campaign_id: int, *, at: datetime) -> int:
    """Ask anew for those whose message surely never left; gives how many.

    At once after a pause; after a while where a permit became void because the carrier was away,
    and only so often.
    """
    policy = campaign_policy(at)
    back = Recipient.objects.filter(
        campaign_id=campaign_id,
        state=RecipientState.QUEUED,
        message__state=MessageState.WITHDRAWN,
        message__problem__in=[PAUSED_BY, VOID],
    )
    if not back.exists():
        return 0
    with transaction.atomic():
        campaign = locked(campaign_id)
        if campaign.state not in UNDER_WAY_STATES:
            return 0
        rows = list(back.select_for_update(of=("self",)).select_related("message"))
        entry = enter(campaign, "campaign_put_back", actor_of(campaign_id), at, {"n": len(rows)})
        for row in rows:
            assert row.message is not None, "a queued one has a message"
            row.journal_entry, row.state = entry, RecipientState.PENDING
            if row.message.problem == PAUSED_BY:
                row.due_at = at
                continue
            row.tries, row.due_at = row.tries + 1, at + policy.until_again
            if row.tries >= policy.tries_max:
                row.state, row.problem = RecipientState.SKIPPED, NOT_TAKEN
        Recipient.objects.bulk_update(
            rows, ["state", "due_at", "tries", "problem", "journal_entry"], batch_size=500
        )
        return len(rows)


def hold_back(campaign: Campaign, *, at: datetime) -> int:
    """Withdraw what waits again though the campaign doesn't run: a carrier hadn't taken it."""
    why = PAUSED_BY if campaign.state == CampaignState.PAUSED else STOPPED_BY
    late = Recipient.objects.filter(campaign=campaign, message__state__in=UNDER_WAY)
    found = list(late.values_list("message_id", flat=True))
    return withdraw(found, why=why, actor=actor_of(campaign.pk), at=at) if found else 0


def end_if_over(campaign_id: int, *, at: datetime) -> bool:
    """Finish a campaign of which nothing is left, or whose time is over; True if it is finished.

    Those not reached by then are named so. What is under way is waited for.
    """
    with transaction.atomic():
        campaign = locked(campaign_id)
        if campaign.state not in UNDER_WAY_STATES:
            return False
        left = Recipient.objects.filter(campaign=campaign, state=RecipientState.PENDING)
        over = at >= campaign.ends_at
        if (left.exists() and not over) or (campaign.state == CampaignState.PAUSED and not over):
            return False
        under_way = Recipient.objects.filter(
            campaign=campaign, state=RecipientState.QUEUED, message__state__in=UNDER_WAY
        )
        if under_way.exists():
            return False
        late = left.count()
        campaign.ended_at = at
        entry = take_step(
            campaign, "finish", actor=actor_of(campaign_id), at=at, details={"late": late}
        )
        left.update(state=RecipientState.LATE, journal_entry=entry)
        return True


def round_of(campaign: Campaign, *, at: datetime) -> int:
    """Everything that is to be done about a campaign that has begun, once; gives how many people
    were asked about. Raises as `work_through`.
    """
    done = 0
    if campaign.state == CampaignState.RUNNING:
        most = min(room_for(campaign, at=at), campaign_policy(at).people_at_once)
        done = work_through(campaign.pk, at=at, most=most) if most else 0
    else:
        hold_back(campaign, at=at)
    if not done:
        put_back(campaign.pk, at=at)
        end_if_over(campaign.pk, at=at)
    return done


GRACE = timedelta(hours=1)
"""A stopped campaign is looked after for so long: something may come back from a carrier."""


def to_look_after(at: datetime) -> list[Campaign]:
    """Campaigns that have begun and of which something may still be to do."""
    stopped = Campaign.objects.filter(state=CampaignState.STOPPED, ended_at__gt=at - GRACE)
    running = Campaign.objects.filter(state__in=UNDER_WAY_STATES)
    return [*running.order_by("began_at", "pk"), *stopped.order_by("pk")]
