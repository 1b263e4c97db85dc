"""Whether people are offered the same, whichever way they come to an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import days_asked
from fairdue.negotiation.queries.unequal import (
    CHANNELS,
    ChannelTally,
    offers_by_channel,
    worse_agreements,
)

ROWS = 50


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """A channel's line, with its share in words."""

    tally: ChannelTally
    share: str
    waived: str


@require_GET
@for_those_who_may("compare_offers")
def offers(request: StaffRequest) -> HttpResponse:
    """Agreements by channel, and each that cost more than the best offer there was."""
    days = days_asked(request, request.GET)
    channel = request.GET.get("channel", "")
    channel = channel if channel in CHANNELS else ""
    tallies = offers_by_channel(*days.moments)
    rows, total = worse_agreements(
        *days.moments, channel=channel, offset=(page_number(request) - 1) * ROWS, limit=ROWS
    )
    compared = sum(tally.compared for tally in tallies)
    worse = sum(tally.worse for tally in tallies)
    return render(
        request,
        "desk/oversight/offers.html",
        {
            "days": days,
            "channel": channel,
            "channel_name": CHANNELS.get(channel),
            "channels": [
                ChannelShown(tally, _percent(tally.worse, tally.compared), _per_mille(tally))
                for tally in tallies
            ],
            "compared": compared,
            "accepted": sum(tally.accepted for tally in tallies),
            "worse": worse,
            "share": _percent(worse, compared),
            "rows": rows,
            "paging": paging(request, total, ROWS),
        },
    )


def _percent(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f}%" if whole else "–"


def _per_mille(tally: ChannelTally) -> str:
    return f"{tally.waived_per_mille / 10:.1f}%"
