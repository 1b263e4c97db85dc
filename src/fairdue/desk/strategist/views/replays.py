"""Replays: past days decided again by a challenger, asked for here and read here."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.strategist import replaying
from fairdue.engine.lake import lake
from fairdue.kernel.refusal import Refused
from fairdue.nightly.jobs import ask_for_replay
from fairdue.people.rules import may
from fairdue.reporting.charts.replays import pressure_by_day
from fairdue.strategy.columns.decisions import DATASET
from fairdue.strategy.queries import ReplayFacts, challengers, find_replay, parse, proposal_of
from fairdue.strategy.queries import replays as all_replays
from fairdue.strategy.rules.replay import Replayed

POLL_SECONDS = 2
USUAL_DAYS = 30


@require_GET
@for_those_who_may("see_strategy")
def replays(request: StaffRequest) -> HttpResponse:
    """A form to ask for one, and those there are."""
    return _page(request, request.GET.dict())


@require_POST
@for_those_who_may("replay_strategy")
def ask(request: StaffRequest) -> HttpResponse:
    """Have the worker replay a challenger; back to the form with a reason otherwise."""
    entered = request.POST.dict()
    chosen = next(
        (one for one in challengers(request.now) if one.source == entered.get("challenger")), None
    )
    since, until = _date(entered.get("since")), _date(entered.get("until"))
    problem = ""
    if chosen is None:
        problem = _("Choose a table; this one is no longer there.")
    elif since is None or until is None:
        problem = _("Give both days as year, month and day.")
    elif not any(since <= day <= until for day in lake().days(DATASET)):
        problem = _("No night was run on any of these days; choose others.")
    else:
        try:
            asked = ask_for_replay(
                chosen.document,
                source=chosen.source,
                since=since,
                until=until,
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            problem = refused.text.in_language(get_language() or "en")
        else:
            return redirect("replay", asked.pk)
    messages.error(request, problem)
    return _page(request, entered, status=400)


@require_GET
@for_those_who_may("see_strategy")
def replay(request: StaffRequest, number: int) -> HttpResponse:
    """One replay: how far it has come, or what it found."""
    facts = _known(number)
    context = _progress(facts) | {
        "title": parse(facts.replay.document).title,
        "proposal": proposal_of(facts.replay),
    }
    replayed = facts.replay.replayed
    if replayed is not None:
        context |= _result(replayed)
    return render(request, "desk/strategist/replay.html", context)


@require_GET
@for_those_who_may("see_strategy")
def under_way(request: StaffRequest, number: int) -> HttpResponse:
    """How far a replay has come; once it ended, the page is loaded again."""
    facts = _known(number)
    response = render(request, "desk/strategist/replay_progress.html", _progress(facts))
    if not facts.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response


def _page(request: StaffRequest, entered: dict[str, str], status: int = 200) -> HttpResponse:
    days = lake().days(DATASET)
    last = days[-1] if days else None
    first = max(days[0], last - timedelta(days=USUAL_DAYS - 1)) if last else None
    offered = challengers(request.now)
    context = {
        "replays": all_replays(),
        "challengers": offered,
        "chosen": entered.get("challenger") or next((one.source for one in offered), ""),
        "since": entered.get("since") or str(first or ""),
        "until": entered.get("until") or str(last or ""),
        "days": days,
        "may_ask": may(request.user, "replay_strategy"),
    }
    return render(request, "desk/strategist/replays.html", context, status=status)


def _progress(facts: ReplayFacts) -> dict[str, object]:
    return {
        "facts": facts,
        "replay": facts.replay,
        "progress": facts.progress,
        "poll_seconds": POLL_SECONDS,
    }


def _result(replayed: Replayed) -> dict[str, object]:
    heads, rows = replaying.matrix(replayed)
    language = get_language() or "en"
    return {
        "replayed": replayed,
        "share": 100 * replayed.differing / replayed.cases if replayed.cases else 0,
        "a_day": replayed.cases / len(replayed.days),
        "differing_a_day": replayed.differing / len(replayed.days),
        "heads": heads,
        "rows": rows,
        "moves": replaying.moves(replayed),
        "law": replaying.law(replayed),
        "reasons": replaying.reasons(replayed),
        "pressed": replaying.pressed(replayed),
        "pressure": pressure_by_day(replayed, language) if len(replayed.days) > 1 else None,
        "room": replaying.room(replayed),
        "found": replaying.found(replayed),
        "silence": replaying.silence(replayed),
        "examples": replaying.examples(replayed),
    }


def _known(number: int) -> ReplayFacts:
    facts = find_replay(number)
    if facts is None:
        raise Http404(f"there is no replay {number}")
    return facts


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
