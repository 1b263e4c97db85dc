"""Agreements that cost more than the best the customer could have had then, by channel.

`propose` keeps with every agreement the best offer there was at that moment. An agreement is worse
by what its total, and what it leaves owed, are above that offer's total: its own interest, plus
what the offer would have waived, less what it waives. See docs/algorithms/offers.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.terms import KINDS

CHANNELS: dict[str, Text] = {
    "portal": Text("cardholder's own page", "持卡人自助"),
    "call": Text("phone", "电话"),
    "desk": Text("collector's screen", "催收工作台"),
    "letter": Text("letter", "信函"),
    "api": Text("connected system", "对接系统"),
    "import": Text("import", "批量导入"),
}


@dataclass(frozen=True, slots=True)
class ChannelTally:
    """Agreements accepted in a span, of one channel."""

    channel: str
    name: Text
    accepted: int
    compared: int
    """Of them, those for which a best offer was known when they were proposed."""
    worse: int
    """Of the compared, those that cost more than it."""
    waived_per_mille: int
    """The mean share of what was owed that they waive; 0 where there are none."""


@dataclass(frozen=True, slots=True)
class WorseFacts:
    """One agreement that costs more than the best offer at the time."""

    id: int
    customer_id: int
    customer_ref: str
    name_masked: str
    kind_name: Text
    channel_name: Text
    proposed_by: str
    accepted_at: datetime
    total: Money
    best_total: Money
    worse_by: Money


OF_SPAN = """
FROM (
    SELECT *, plan_interest_minor + best_offer_saved_minor - waived_minor AS worse_by,
           principal_minor + interest_minor + fees_minor AS owed_minor
    FROM negotiation_agreement
    WHERE accepted_at >= %(start)s AND accepted_at < %(end)s
) AS agreed
"""

BY_CHANNEL = f"""
SELECT channel, count(*), count(worse_by), count(*) FILTER (WHERE worse_by > 0),
       round(avg(waived_minor * 1000.0 / owed_minor))::int
{OF_SPAN} GROUP BY channel
"""

WORSE = f"""
SELECT agreed.id, customer.id, customer.customer_ref, customer.name_masked, kind, channel,
       proposed_by, accepted_at, total_minor, best_offer_total_minor, worse_by, agreed.currency
{OF_SPAN} JOIN portfolio_customer AS customer ON customer.id = agreed.customer_id
WHERE worse_by > 0 AND (%(channel)s = '' OR channel = %(channel)s)
ORDER BY accepted_at DESC, agreed.id DESC OFFSET %(offset)s LIMIT %(limit)s
"""


def offers_by_channel(start: datetime, end: datetime) -> list[ChannelTally]:
    """What was accepted in [start, end), by channel, the cardholder's own page first."""
    with connection.cursor() as cursor:
        cursor.execute(BY_CHANNEL, {"start": start, "end": end})
        found = {channel: numbers for channel, *numbers in cursor.fetchall()}
    return [
        ChannelTally(channel, name, *found[channel])
        for channel, name in CHANNELS.items()
        if channel in found
    ]


def worse_agreements(
    start: datetime, end: datetime, *, channel: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[WorseFacts], int]:
    """Agreements accepted in [start, end) that cost more than the best offer there was, newest
    first: a page of them, and how many there are. `channel` "": of all channels.
    """
    asked: dict[str, str | int | datetime] = {
        "start": start,
        "end": end,
        "channel": channel,
        "offset": offset,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(WORSE, asked)
        rows = cursor.fetchall()
    total = sum(
        tally.worse for tally in offers_by_channel(start, end) if channel in ("", tally.channel)
    )
    return [_worse(*row) for row in rows], total


def _worse(
    number: int,
    customer_id: int,
    customer_ref: str,
    name_masked: str,
    kind: str,
    channel: str,
    proposed_by: str,
    accepted_at: datetime,
    total_minor: int,
    best_total_minor: int,
    worse_by_minor: int,
    currency: str,
) -> WorseFacts:
    return WorseFacts(
        id=number,
        customer_id=customer_id,
        customer_ref=customer_ref,
        name_masked=name_masked,
        kind_name=KINDS[kind],
        channel_name=CHANNELS[channel],
        proposed_by=proposed_by,
        accepted_at=accepted_at,
        total=Money(total_minor, currency),
        best_total=Money(best_total_minor, currency),
        worse_by=Money(worse_by_minor, currency),
    )
