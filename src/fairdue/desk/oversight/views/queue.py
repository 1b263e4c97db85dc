"""The lead's live queue: who has what, since when, and giving work to someone else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.live import LIVE_SECONDS
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.people.rules import may
from fairdue.portfolio.figures import past_due_of
from fairdue.strategy.models import queue_choices, queue_label
from fairdue.training.queries import cleared
from fairdue.work import figures as work
from fairdue.work.actions import reallocate, release_stale_by_the_minute
from fairdue.work.models import QueueState

ROWS = 40
FILTERS = ("team", "state", "treatment", "staff", "page")


@dataclass(frozen=True, slots=True)
class RowShown:
    """One case of the queue in words."""

    row: work.QueueRow
    state: str
    treatment: str
    past_due: list[Money]
    """What is past due by the newest figures, one amount per currency."""
    age: str
    """How long it has been in hand, or could have been taken."""


@require_GET
@for_those_who_may("see_queue")
def lead(request: StaffRequest) -> HttpResponse:
    """The whole page; its live part is fetched again every few seconds."""
    collectors, certified = _collectors(), set(cleared(request.now))
    context = _live(request) | {
        "teams": Team.objects.order_by("name"),
        "collectors": collectors,
        "able": [each for each in collectors if each.pk in certified],
        "treatments": queue_choices(),
        "states": QueueState.choices,
    }
    return render(request, "desk/oversight/lead.html", context)


@require_GET
@for_those_who_may("see_queue")
def live(request: StaffRequest) -> HttpResponse:
    """Counts and the list alone."""
    return render(request, "desk/oversight/lead_live.html", _live(request))


@require_POST
@for_those_who_may("reallocate")
def give(request: StaffRequest) -> HttpResponse:
    """Give the chosen cases to a person or a team, for a reason; journalled."""
    chosen = [int(item) for item in request.POST.getlist("item") if item.isdecimal()]
    kind, _colon, number = request.POST.get("to", "").partition(":")
    target = _target(kind, number)
    language = get_language() or "en"
    try:
        if not chosen:
            messages.error(request, _("Tick at least one case first."))
        elif target is None:
            messages.error(request, _("Choose whom to give the cases to."))
        else:
            moved = reallocate(
                item_ids=chosen,
                to=target,
                reason=request.POST.get("reason", ""),
                staff=request.user,
                at=request.now,
            )
            words = ngettext(
                "%(number)d case now belongs to %(whom)s.",
                "%(number)d cases now belong to %(whom)s.",
                moved,
            )
            whom = target.display_name if isinstance(target, Staff) else str(target)
            messages.success(request, words % {"number": moved, "whom": whom})
    except Refused as refused:
        messages.error(request, refused.text.in_language(language))
    return redirect(f"{reverse('lead')}?{_query(request.POST)}")


def _live(request: StaffRequest) -> dict[str, object]:
    release_stale_by_the_minute(request.now)
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    offset = (page_number(request) - 1) * ROWS
    states = [asked["state"]] if asked["state"] in QueueState.values else list(work.NOT_DONE)
    rows, total = work.queue_rows(
        team_id=_number(asked["team"]),
        staff_id=_number(asked["staff"]),
        states=states,
        treatment=asked["treatment"],
        offset=offset,
        limit=ROWS,
    )
    owed = past_due_of(row.customer_id for row in rows)
    tallies = work.team_tallies()
    waiting_since = [each.oldest_available_at for each in tallies if each.oldest_available_at]
    return {
        "asked": asked,
        "rows": [_shown(row, owed.get(row.customer_id, []), request.now) for row in rows],
        "paging": paging(request, total, ROWS),
        "tallies": [(each, age(each.oldest_available_at, request.now)) for each in tallies],
        "waiting": sum(each.waiting for each in tallies),
        "taken": sum(each.taken for each in tallies),
        "done": sum(each.done for each in tallies),
        "longest": age(min(waiting_since, default=None), request.now),
        "loads": work.staff_loads(_number(asked["team"])),
        "query": _query(request.GET),
        "poll_seconds": LIVE_SECONDS,
        "may_reallocate": may(request.user, "reallocate"),
        "may_open": may(request.user, "search"),
    }


def _shown(row: work.QueueRow, past_due: list[Money], now: datetime) -> RowShown:
    since = row.taken_at if row.state == QueueState.TAKEN else row.available_at
    return RowShown(
        row=row,
        state=str(QueueState(row.state).label),
        treatment=queue_label(row.treatment),
        past_due=past_due,
        age=age(since, now),
    )


def age(since: datetime | None, now: datetime) -> str:
    """How long ago a moment was, in its largest sensible unit; what is to come says so."""
    if since is None:
        return "–"
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 0:
        return _("not yet")
    if minutes < 60:
        return _("%(number)d min") % {"number": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return _("%(number)d d") % {"number": minutes // (24 * 60)}


def _target(kind: str, number: str) -> Staff | Team | None:
    """Whom the form names; None for nobody."""
    if not number.isdecimal():
        return None
    if kind == "staff":
        return Staff.objects.filter(pk=number, is_active=True).first()
    return Team.objects.filter(pk=number).first() if kind == "team" else None


def _collectors() -> list[Staff]:
    found = Staff.objects.filter(is_active=True, role=Role.COLLECTOR).select_related("team")
    return list(found.order_by("team__name", "username"))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _query(given: QueryDict) -> str:
    return urlencode({name: given.get(name) for name in FILTERS if given.get(name)})
