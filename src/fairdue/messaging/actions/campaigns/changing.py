"""Changing a campaign: locked, by the steps there are, with its journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.models import Campaign
from fairdue.messaging.rules.campaigns import after
from fairdue.people.actors import CAMPAIGN

ACTIONS = {
    "edit": "campaign_edited",
    "look": "campaign_looked_into",
    "looked": "campaign_foreseen",
    "submit": "campaign_submitted",
    "approve": "campaign_approved",
    "refuse": "campaign_refused",
    "begin": "campaign_began",
    "pause": "campaign_paused",
    "resume": "campaign_resumed",
    "stop": "campaign_stopped",
    "finish": "campaign_finished",
}
"""What the journal calls each step."""
NOTE_LENGTH_MAX = 1000


def locked(campaign_id: int) -> Campaign:
    """The campaign, nobody else changing or working through it meanwhile."""
    found = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
    if found is None:
        raise Refused(Text("There is no such campaign.", "没有该活动。"))
    return found


def enter(
    campaign: Campaign, action: str, actor: str, at: datetime, details: Mapping[str, Any]
) -> Entry:
    """An entry about a campaign."""
    return record(
        actor=actor,
        action=action,
        at=at,
        subject=f"campaign:{campaign.pk}",
        details=dict(details),
    )


def take_step(
    campaign: Campaign,
    step: str,
    *,
    actor: str,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Move a locked campaign on, with whatever the caller set on it. Raises Refused where the
    step can't be taken now.
    """
    campaign.state = after(step, campaign.state)
    campaign.changed_at = at
    campaign.journal_entry = enter(campaign, ACTIONS[step], actor, at, details or {})
    campaign.save()
    return campaign.journal_entry


def said(note: str) -> str:
    """A reason, which has to be given."""
    found = note.strip()[:NOTE_LENGTH_MAX]
    if not found:
        raise Refused(Text("Say why; it is kept with the campaign.", "请填写理由，将随活动留存。"))
    return found


def actor_of(campaign_id: int) -> str:
    """Who asks for the permits of a campaign."""
    return f"{CAMPAIGN}:{campaign_id}"
