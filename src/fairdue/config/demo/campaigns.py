"""A campaign that is over and one that was only tried dry; through the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from fairdue.delinquency.models import Case
from fairdue.messaging.actions import deliver
from fairdue.messaging.actions.campaigns import (
    Wanted,
    begin_due,
    draft_campaign,
    end_if_over,
    look_into,
    look_on,
    submit_campaign,
    work_through,
)
from fairdue.messaging.models import Campaign, CampaignState, Recipient
from fairdue.messaging.rules.campaigns import BEST, Selection
from fairdue.people.models import Staff
from fairdue.portfolio.models import ContactKind, ContactPoint
from fairdue.work.models import QueueItem

FEW = 24
"""People of the one that is over: few enough to begin without a second person."""
AT_ONCE = 50
EARLY = 1
"""The bucket of the one tried dry."""
LASTS = timedelta(hours=8)
TAKES = timedelta(minutes=5)
"""After so long the first is over."""


def run_one(lead: Staff, at: datetime) -> int:
    """Offer help by e-mail to a few whose case nobody works now; gives how many were sent it."""
    open_ones = Case.objects.filter(closed_on=None).exclude(pk__in=QueueItem.objects.values("case"))
    reached = ContactPoint.objects.filter(kind=ContactKind.EMAIL, invalid_since=None)
    chosen = open_ones.filter(customer__in=reached.values("customer")).order_by("-pk")
    cases = tuple(chosen.values_list("pk", flat=True)[:FEW])
    if not cases:
        return 0
    campaign = _tried(
        Wanted(
            name="困难帮助告知",
            template="hardship_help",
            channel="email",
            selection=Selection(cases=cases),
            starts_at=at,
            ends_at=at + LASTS,
        ),
        lead,
        at,
    )
    submit_campaign(campaign.pk, staff=lead, at=at)
    begin_due(at=at)
    while work_through(campaign.pk, at=at, most=FEW):
        pass
    queued = Recipient.objects.filter(campaign=campaign, message__isnull=False)
    sent = 0
    for message_id in list(queued.values_list("message_id", flat=True)):
        sent += deliver(message_id, at=at) is not None
    end_if_over(campaign.pk, at=at + TAKES)
    return sent


def draft_one(author: Staff, at: datetime) -> Campaign | None:
    """Try a larger one dry, for each person's best channel and hours, and leave it at that. None
    where a small portfolio has nobody for it.
    """
    if not Case.objects.filter(closed_on=None, bucket=EARLY).exists():
        return None
    return _tried(
        Wanted(
            name="M1 还款困难提示",
            template="hardship_help",
            channel=BEST,
            selection=Selection(buckets=(EARLY,)),
            starts_at=at,
            ends_at=at + timedelta(days=2),
            at_best_hours=True,
        ),
        author,
        at,
    )


def _tried(wanted: Wanted, author: Staff, at: datetime) -> Campaign:
    campaign = draft_campaign(wanted, staff=author, at=at)
    look_into(campaign.pk, staff=author, at=at)
    while look_on(campaign.pk, at=at, most=AT_ONCE):
        pass
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.READY
    return campaign
