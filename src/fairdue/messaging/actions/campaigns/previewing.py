"""Shows a campaign's words to one of its people, and how they would be reached now."""

from __future__ import annotations

from datetime import datetime

from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.campaigns.looking import order_of, sample_ways_in
from fairdue.messaging.actions.campaigns.words import Prepared
from fairdue.messaging.models import Campaign, Foreseen
from fairdue.messaging.queries.campaigns.outlook import Outlook, outlook
from fairdue.messaging.rules.templates import Words


def preview(campaign: Campaign, row: Foreseen, *, at: datetime) -> Words | None:
    """The words with this person's figures and sample links; None where there are none (now).

    Names no person: no text of these channels has the customer's name.
    """
    prepared = Prepared(campaign.template, at)
    try:
        return prepared.preview(row.customer, row.channel, sample_ways_in())
    except Refused:
        return None


def outlook_now(row: Foreseen, *, at: datetime) -> Outlook:
    """What would come of asking about a person at the campaign's beginning, or now if later.

    Raises Refused where nothing here carries its messages.
    """
    moment = max(at, row.campaign.starts_at)
    return outlook(
        row.customer, order_of(row.campaign, Prepared(row.campaign.template, moment)), moment
    )
