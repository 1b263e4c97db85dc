"""How messages stand: by channel and carrier, the unknown ones named, and who sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fairdue import delivery
from fairdue.contact.models import Channel
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import days_asked
from fairdue.kernel.text import Text
from fairdue.messaging.models import MessageState
from fairdue.messaging.queries.overview import (
    Listed,
    listed,
    senders,
    tallies,
    titles,
    unconfirmed,
)
from fairdue.people.rules import may

ROWS = 50
UNKNOWN_MAX = 100
PROBLEMS = {
    "asked_meanwhile": _("the customer asked meanwhile, or a hold came"),
    "in_doubt": _("paused: an answer is in doubt"),
    "carrier_failed": _("the carrier failed"),
    "line_lost": _("the line was lost"),
    "not_allowed_any_more": _("not allowed any more"),
    "opted_out": _("wants no more of these"),
    "permit_void": _("its permit ran out"),
    "refused": _("refused by the carrier"),
    "returned": _("came back"),
    "returned_deceased": _("came back"),
    "returned_incomplete": _("came back"),
    "returned_moved": _("came back"),
    "returned_refused": _("came back"),
    "returned_unknown": _("came back"),
    "sender_killed": _("the sender was stopped"),
    "server_away": _("the carrier was away"),
    "waited_too_long": _("waited too long to be gathered"),
    "words_withdrawn": _("its words are no longer approved"),
    "worker_killed": _("the sender was stopped"),
}
"""What the codes of `Message.problem` mean; any other is shown as it is."""

TONES: dict[str, str] = {
    MessageState.DELIVERED: "ok",
    MessageState.NOT_DELIVERED: "warn",
    MessageState.UNCONFIRMED: "warn",
}
PRINTED: dict[str, Promise] = {
    MessageState.WAITING: _("Waits to be printed"),
    MessageState.SENDING: _("Being printed"),
    MessageState.SENT: _("Posted"),
}
"""What states are of letters."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the page."""

    row: Listed
    title: Text
    channel: str | Promise
    state: str | Promise
    tone: str
    """The colour of its state: ok | warn, or "" for none."""
    problem: str | Promise


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
    states, names = list(MessageState), titles()
    return render(
        request,
        "desk/oversight/messages.html",
        {
            "days": days,
            "state": state,
            "channel": channel,
            "states": states,
            "channels": [Channel.EMAIL, Channel.SMS, Channel.LETTER],
            "senders": senders(set_here, request.now),
            "tallies": [
                (
                    tally,
                    Channel(tally.channel).label,
                    [(s.label, tally.by_state.get(s, 0)) for s in states],
                )
                for tally in tallies(*days.moments)
            ],
            "unknown": [_shown(row, names) for row in unknown],
            "unknown_total": unknown_total,
            "rows": [_shown(row, names) for row in rows],
            "paging": paging(request, total, ROWS),
            "may_open": may(request.user, "read_inbound"),
        },
    )


def _shown(row: Listed, names: Mapping[str, Text]) -> Shown:
    """A message with its codes in words."""
    state: str | Promise = MessageState(row.state).label
    if row.channel == Channel.LETTER:
        state = PRINTED.get(row.state, state)
    return Shown(
        row,
        names.get(row.template, Text(row.template, row.template)),
        Channel(row.channel).label,
        state,
        TONES.get(row.state, ""),
        PROBLEMS.get(row.problem, row.problem),
    )
