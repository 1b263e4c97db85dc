"""The dry run: works out for each person what a campaign would bring. Writes to nobody."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fairdue import delivery
from fairdue.delivery import sms
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.campaigns.changing import actor_of, take_step
from fairdue.messaging.actions.campaigns.words import Prepared, channels_of
from fairdue.messaging.actions.claiming import KINDS
from fairdue.messaging.models import Campaign, CampaignState, Foreseen
from fairdue.messaging.models.campaigns import REACHED, Outcome
from fairdue.messaging.queries.campaigns.outlook import OnRecord, Order, on_record, outlook
from fairdue.messaging.queries.templates import LINK_LENGTH
from fairdue.messaging.rules.campaigns import BEST
from fairdue.messaging.rules.fields import FIELDS, Value
from fairdue.messaging.rules.templates import SAMPLES
from fairdue.portfolio.models import Customer

FIELDS_SET = (
    "outcome", "channel", "due_at", "rules", "why", "language", "carrier", "segments",
)  # fmt: skip


def look_on(campaign_id: int, *, at: datetime, most: int) -> int:
    """Look at up to `most` people more; gives how many. The last of them ends the dry run.

    They are looked at as of when the campaign begins, or of now where that is later.
    """
    with transaction.atomic():
        campaign = (
            Campaign.objects.select_for_update(skip_locked=True)
            .filter(pk=campaign_id, state=CampaignState.LOOKING)
            .first()
        )
        if campaign is None:
            return 0
        unseen = Foreseen.objects.filter(campaign=campaign, outcome=Outcome.UNSEEN)
        rows = list(unseen.select_related("customer").order_by("pk")[:most])
        moment = max(at, campaign.starts_at)
        prepared = Prepared(campaign.template, moment)
        order = order_of(campaign, prepared)
        found = on_record([row.customer for row in rows], moment)
        prepared.look_up(found)
        for row in rows:
            _foresee(row, order, prepared, found[row.customer_id], moment)
        Foreseen.objects.bulk_update(rows, FIELDS_SET)
        if len(rows) < most:
            take_step(campaign, "looked", actor=actor_of(campaign.pk), at=at)
        return len(rows)


def order_of(campaign: Campaign, prepared: Prepared) -> Order:
    """How the campaign reaches people. Raises Refused where nothing here carries its messages."""
    return Order(
        channels=channels_of(campaign.channel),
        by_best_way=campaign.channel == BEST,
        at_best_hours=campaign.at_best_hours,
        ends_at=campaign.ends_at,
        content=prepared.content,
    )


def sample_ways_in() -> dict[str, Value]:
    """A code and links as long as real ones, which lead nowhere."""
    site = settings.PUBLIC_URL
    return {
        **{name: value for name, value in SAMPLES.items() if FIELDS[name].is_chance},
        "genuine": f"{site}/genuine/",
        "portal": f"{site}/my/sign-in/{'x' * LINK_LENGTH}/",
        "home": f"{site}/my/",
    }


def _foresee(
    row: Foreseen, order: Order, prepared: Prepared, known: OnRecord, at: datetime
) -> None:
    customer: Customer = row.customer
    found = outlook(customer, order, at, found=known)
    row.outcome, row.channel, row.due_at = found.outcome, found.channel, found.due_at
    row.why = [{"en": each.en, "zh": each.zh} for each in found.why]
    if found.verdict is not None:
        failing = [clause.rule for clause in found.verdict.failing]
        row.rules = list(dict.fromkeys([*failing, *found.verdict.missing]))
    if found.outcome not in REACHED:
        return
    try:
        words = prepared.preview(customer, found.channel, sample_ways_in())
    except Refused as refused:
        row.outcome = Outcome.WORDLESS
        row.why = [{"en": refused.text.en, "zh": refused.text.zh}]
        return
    way = delivery.way_for(KINDS[found.channel])
    row.language = "zh-hans" if words.language.startswith("zh") else words.language
    row.carrier = way.name if way else ""
    row.segments = sms.segments(words.body).count if KINDS[found.channel] == "sms" else 0
