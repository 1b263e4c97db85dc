"""Pausing, resuming and stopping a campaign that has begun."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.messaging.actions.campaigns.changing import locked, said, take_step
from fairdue.messaging.actions.campaigns.running import PAUSED_BY, STOPPED_BY, put_back
from fairdue.messaging.actions.handing_over import withdraw
from fairdue.messaging.models import UNDER_WAY, Campaign, Message, Recipient, RecipientState
from fairdue.people.models import Staff
from fairdue.people.rules import require


def pause_campaign(campaign_id: int, *, note: str, staff: Staff, at: datetime) -> int:
    """Queue nobody more, and hold back what still waits; gives how many messages.

    Those messages are withdrawn, and their people asked for anew when it goes on: a permit lasts
    for seconds. Raises Refused without a reason, where it doesn't run, and for a role that may not.
    """
    require(staff, "run_campaign")
    reason = said(note)
    with transaction.atomic():
        campaign = locked(campaign_id)
        campaign.note = reason
        take_step(campaign, "pause", actor=staff.username, at=at)
    held = withdraw(waiting(campaign_id), why=PAUSED_BY, actor=staff.username, at=at)
    put_back(campaign_id, at=at)
    return held


def resume_campaign(campaign_id: int, *, staff: Staff, at: datetime) -> Campaign:
    """Go on where it was paused. Raises Refused where it isn't, and for a role that may not."""
    require(staff, "run_campaign")
    with transaction.atomic():
        campaign = locked(campaign_id)
        campaign.note = ""
        take_step(campaign, "resume", actor=staff.username, at=at)
        return campaign


def stop_campaign(campaign_id: int, *, note: str, staff: Staff, at: datetime) -> int:
    """End a campaign for good and withdraw what still waits; gives how many messages.

    Raises Refused without a reason, where it has ended, and for a role that may not.
    """
    require(staff, "run_campaign")
    reason = said(note)
    with transaction.atomic():
        campaign = locked(campaign_id)
        campaign.note, campaign.ended_at = reason, at
        entry = take_step(campaign, "stop", actor=staff.username, at=at)
        left = Recipient.objects.filter(campaign=campaign, state=RecipientState.PENDING)
        left.update(state=RecipientState.STOPPED, journal_entry=entry)
    return withdraw(waiting(campaign_id), why=STOPPED_BY, actor=staff.username, at=at)


def waiting(campaign_id: int) -> list[int]:
    """Messages of a campaign that may not have left yet."""
    queued = Recipient.objects.filter(campaign_id=campaign_id, state=RecipientState.QUEUED)
    found = Message.objects.filter(state__in=UNDER_WAY, pk__in=queued.values("message"))
    return list(found.values_list("pk", flat=True))
