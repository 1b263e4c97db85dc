"""How messages stand: by channel and carrier, the unknown ones named, and who sends them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fairdue import delivery
from fairdue.contact.models import Channel
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import days_asked
from fairdue.messaging.models import MessageState
from fairdue.messaging.queries.overview import Listed, listed, senders, tallies, unconfirmed
from fairdue.people.rules import may

ROWS = 50
UNKNOWN_MAX = 100
PROBLEMS = {
    "carrier_failed": _("the carrier failed"),
    "line_lost": _("the line was lost"),
    "permit_void": _("its permit ran out"),
    "refused": _("refused by the carrier"),
    "returned": _("came back"),
    "sender_killed": _("the sender was stopped"),
    "server_away": _("the carrier was away"),
    "worker_killed": _("the sender was stopped"),
}
"""What the codes of `Message.problem` mean; any other is shown as it is."""


@require_GET
@for_those_who_may("see_messages")
def messages(request: StaffRequest) -> HttpResponse:
    """Senders, counts, the unknown, and each message of some days. Addresses stay masked."""
    days = days_asked(request, request.GET)
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    state = state if state in MessageState.values else ""
    channel = channel if channel in Channel.values else ""
    rows, total = listed(
        *days.moments,
        state=state,
        channel=channel,
        offset=(page_number(request) - 1) * ROWS,
        limit=ROWS,
    )
    unknown, unknown_total = unconfirmed(UNKNOWN_MAX)
    set_here = [way.name for way in delivery.WAYS if way.is_set()]
    states = list(MessageState)
    return render(
        request,
        "desk/oversight/messages.html",
        {
            "days": days,
            "state": state,
            "channel": channel,
            "states": states,
            "channels": [Channel.EMAIL, Channel.SMS],
            "senders": senders(set_here, request.now),
            "tallies": [
                (tally, Channel(tally.channel).label, [tally.by_state.get(s, 0) for s in states])
                for tally in tallies(*days.moments)
            ],
            "unknown": [_shown(row) for row in unknown],
            "unknown_total": unknown_total,
            "rows": [_shown(row) for row in rows],
            "paging": paging(request, total, ROWS),
            "may_open": may(request.user, "read_inbound"),
        },
    )


def _shown(row: Listed) -> tuple[Listed, object, object, object]:
    """A message with its channel, state and problem in words."""
    problem = PROBLEMS.get(row.problem, row.problem)
    return row, Channel(row.channel).label, MessageState(row.state).label, problem
