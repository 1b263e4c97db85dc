"""Campaigns: drafted, looked into by a dry run, submitted, approved by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.campaigns.changing import enter, locked, said, take_step
from fairdue.messaging.actions.campaigns.words import channels_of
from fairdue.messaging.models import Campaign, CampaignState, Foreseen
from fairdue.messaging.queries.campaigns.policy import campaign_policy
from fairdue.messaging.queries.campaigns.selecting import statement
from fairdue.messaging.rules.campaigns import (
    BEST,
    CHANNELS,
    Selection,
    refuse_span,
    refuse_unclear,
)
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.people.versions import with_writer

NAME_LENGTH_MAX = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a campaign is to do."""

    name: str
    template: str
    channel: str
    selection: Selection
    starts_at: datetime
    ends_at: datetime
    at_best_hours: bool = False


def draft_campaign(wanted: Wanted, *, staff: Staff, at: datetime) -> Campaign:
    """Keep a new campaign. Raises Refused for what can't be meant, and for a role that may not."""
    require(staff, "run_campaign")
    _refuse(wanted, at)
    with transaction.atomic():
        campaign = Campaign(
            pk=next_id(Campaign),
            state=CampaignState.DRAFT,
            made_by=staff.username,
            made_at=at,
            changed_at=at,
            editors=[staff.username],
        )
        _set(campaign, wanted)
        details = {"template": wanted.template, "channel": wanted.channel}
        campaign.journal_entry = enter(campaign, "campaign_drafted", staff.username, at, details)
        campaign.save(force_insert=True)
        return campaign


def edit_campaign(campaign_id: int, wanted: Wanted, *, staff: Staff, at: datetime) -> Campaign:
    """Change a campaign that nobody waits for yet; its dry run has to be made again.

    Raises Refused as `draft_campaign`, and once it was submitted.
    """
    require(staff, "run_campaign")
    _refuse(wanted, at)
    with transaction.atomic():
        campaign = locked(campaign_id)
        _set(campaign, wanted)
        campaign.editors = with_writer(campaign.editors, staff)
        details = {"template": wanted.template, "channel": wanted.channel}
        take_step(campaign, "edit", actor=staff.username, at=at, details=details)
        return campaign


def look_into(campaign_id: int, *, staff: Staff, at: datetime) -> Campaign:
    """Ask for a dry run over those who are selected now; it fixes the list of people.

    Raises Refused where nobody is selected, once it was submitted, and for a role that may not.
    """
    require(staff, "run_campaign")
    with transaction.atomic():
        campaign = locked(campaign_id)
        refuse_span(campaign.starts_at, campaign.ends_at, at, days_max=campaign_policy(at).days_max)
        channels_of(campaign.channel)
        Foreseen.objects.filter(campaign=campaign).delete()
        campaign.selected = _keep_selected(campaign, at)
        if not campaign.selected:
            raise Refused(
                Text(
                    "Nobody with an open case fits this selection. Widen it.",
                    "没有符合条件的未结案客户，请放宽筛选条件。",
                )
            )
        campaign.looked_at = at
        take_step(
            campaign, "look", actor=staff.username, at=at, details={"people": campaign.selected}
        )
        return campaign


def submit_campaign(campaign_id: int, *, staff: Staff, at: datetime) -> Campaign:
    """Hand a campaign in as its dry run found it. A small one is approved by that alone.

    Raises Refused before a dry run, and for a role that may not.
    """
    require(staff, "run_campaign")
    with transaction.atomic():
        campaign = locked(campaign_id)
        policy = campaign_policy(at)
        refuse_span(campaign.starts_at, campaign.ends_at, at, days_max=policy.days_max)
        campaign.submitted_by = staff.username
        campaign.decided_by, campaign.decided_at, campaign.note = "", None, ""
        campaign.needs_approval = campaign.selected >= policy.approval_from_people
        details = {"people": campaign.selected, "needs_approval": campaign.needs_approval}
        take_step(campaign, "submit", actor=staff.username, at=at, details=details)
        if not campaign.needs_approval:
            take_step(campaign, "approve", actor=staff.username, at=at, details=details)
        return campaign


def approve_campaign(campaign_id: int, *, staff: Staff, at: datetime) -> Campaign:
    """Let a campaign that others wrote begin when its time comes.

    Raises Refused for one's own, for one that doesn't wait or whose time is over, and for a role
    that may not.
    """
    require(staff, "approve_campaign")
    with transaction.atomic():
        campaign = locked(campaign_id)
        refuse_span(campaign.starts_at, campaign.ends_at, at, days_max=campaign_policy(at).days_max)
        _refuse_own(campaign, staff)
        campaign.decided_by, campaign.decided_at = staff.username, at
        details = {"people": campaign.selected, "role": staff.role}
        take_step(campaign, "approve", actor=staff.username, at=at, details=details)
        return campaign


def refuse_campaign(campaign_id: int, *, note: str, staff: Staff, at: datetime) -> Campaign:
    """Turn a campaign down, saying why. Raises Refused as `approve_campaign`."""
    require(staff, "approve_campaign")
    reason = said(note)
    with transaction.atomic():
        campaign = locked(campaign_id)
        _refuse_own(campaign, staff)
        campaign.decided_by, campaign.decided_at, campaign.note = staff.username, at, reason
        take_step(campaign, "refuse", actor=staff.username, at=at)
        return campaign


def _refuse(wanted: Wanted, at: datetime) -> None:
    if not wanted.name.strip() or len(wanted.name) > NAME_LENGTH_MAX:
        raise Refused(
            Text(
                f"Give it a name of at most {NAME_LENGTH_MAX} characters.",
                f"请填写名称，不超过{NAME_LENGTH_MAX}字。",
            )
        )
    if wanted.channel not in (BEST, *CHANNELS) or not wanted.template:
        raise Refused(Text("Choose a template and a channel.", "请选择模板和渠道。"))
    refuse_unclear(wanted.selection)
    refuse_span(wanted.starts_at, wanted.ends_at, at, days_max=campaign_policy(at).days_max)


def _set(campaign: Campaign, wanted: Wanted) -> None:
    campaign.name, campaign.template = wanted.name.strip(), wanted.template
    campaign.channel, campaign.at_best_hours = wanted.channel, wanted.at_best_hours
    campaign.selection = wanted.selection.document()
    campaign.starts_at, campaign.ends_at = wanted.starts_at, wanted.ends_at


def _keep_selected(campaign: Campaign, at: datetime) -> int:
    """Write down who is selected, nothing known of them yet; gives how many."""
    text, parameters = statement(campaign.chosen, at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO messaging_foreseen (
                campaign_id, customer_id, case_id, outcome, channel, rules, why, language,
                carrier, segments)
            SELECT %(campaign)s, customer_id, id, 'unseen', '', '{{}}', '[]', '', '', 0
            FROM ({text}) AS found
            """,
            {**parameters, "campaign": campaign.pk},
        )
        return int(cursor.rowcount)


def _refuse_own(campaign: Campaign, staff: Staff) -> None:
    if staff.username in (*campaign.editors, campaign.submitted_by):
        raise Refused(
            Text(
                "You had a hand in this campaign; somebody else has to decide on it.",
                "您参与了此活动的编制，须由他人决定。",
            )
        )
