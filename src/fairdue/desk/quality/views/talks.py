"""Talks to score: what waits, one talk with its sheet, differences noted, appeals decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.calls.models import Recording
from fairdue.calls.queries.recordings import recording_of_call
from fairdue.desk.access import StaffRequest
from fairdue.desk.listening import asked_to_hear
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.quality import presenting
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.quality.actions import scoring as actions
from fairdue.quality.models import DrawnTalk, Purpose, Score, SheetState, SheetVersion
from fairdue.quality.queries.scoring import drawn
from fairdue.quality.rules.sheets import read

ROWS = 50
ITEM = "item_"
LISTS: dict[str, Callable[..., Any]] = {
    "waiting": drawn.waiting,
    "appeals": drawn.appealed,
    "scored": drawn.scored,
}


@require_GET
@for_those_who_may("score_talks")
def scoring(request: StaffRequest) -> HttpResponseBase:
    """What waits to be scored, appeals to decide, and what is scored."""
    state = request.GET.get("state", "waiting")
    if state not in LISTS:
        raise Http404
    numbers = {name: rows(request.user).count() for name, rows in LISTS.items()}
    first = (page_number(request) - 1) * ROWS
    shown = list(LISTS[state](request.user)[first : first + ROWS])
    labels = {
        "waiting": _("To score"),
        "appeals": _("Appeals"),
        "scored": _("Scored"),
    }
    context = {
        "state": state,
        "states": [(name, labels[name], numbers[name]) for name in LISTS],
        "rows": [(talk, _shown(talk, state), drawn.appeal_of(talk)) for talk in shown],
        "paging": paging(request, numbers[state], ROWS),
        "today": request.now.date(),
    }
    return render(request, "desk/quality/talks.html", context)


def _shown(talk: DrawnTalk, state: str) -> Score | None:
    return None if state == "waiting" else drawn.standing_score(talk)


@require_http_methods(["GET", "POST"])
@for_those_who_may("score_talks")
def talk(request: StaffRequest, talk_id: int) -> HttpResponseBase:
    """One talk with its sheet; posting a reason plays the recording."""
    row = _of(request, talk_id)
    key, refusal = asked_to_hear(request, _recording(row))
    return _page(request, row, key=key, refusal=refusal)


@require_POST
@for_those_who_may("score_talks")
def score(request: StaffRequest, talk_id: int) -> HttpResponseBase:
    """Score it, and go on to the next."""
    row = _of(request, talk_id)
    answers, note = _answers(request.POST), request.POST.get("note", "")
    try:
        made = actions.score(
            talk_id=row.pk, answers=answers, note=note, staff=request.user, at=request.now
        )
    except Refused as refused:
        told = in_language(refused.text)
        return _page(request, row, refusal=told, answers=answers, note=note)
    messages.success(request, _("Scored: %(percent)s %%.") % {"percent": made.percent})
    following = drawn.waiting(request.user).first()
    return redirect("scoring-talk", following.pk) if following else redirect("scoring")


@require_POST
@for_those_who_may("score_talks")
def discuss(request: StaffRequest, talk_id: int) -> HttpResponseBase:
    """Note what the two made of their difference."""
    row = _of(request, talk_id)
    try:
        actions.discuss(
            talk_id=row.pk,
            note=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("The note is kept with both scores."))
    return redirect("scoring-calibration")


@require_POST
@for_those_who_may("score_talks")
def decide_appeal(request: StaffRequest, talk_id: int) -> HttpResponseBase:
    """Let the score stand, or put another in its place."""
    row = _of(request, talk_id)
    changes = request.POST.get("decision") == "change"
    answers, note = _answers(request.POST), request.POST.get("note", "")
    try:
        actions.decide_appeal(
            talk_id=row.pk,
            answers=answers if changes else None,
            note=note,
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        told = in_language(refused.text)
        return _page(request, row, refusal=told, answers=answers, note=note)
    messages.success(request, _("The appeal is decided; whoever spoke can read it."))
    return redirect("scoring-talk", row.pk)


def _of(request: StaffRequest, talk_id: int) -> DrawnTalk:
    row = drawn.drawn_for(request.user).filter(pk=talk_id).first()
    if row is None:
        raise Http404
    return row


def _answers(posted: QueryDict) -> dict[str, str]:
    return {
        name.removeprefix(ITEM): str(posted.get(name, ""))
        for name in posted
        if name.startswith(ITEM)
    }


def _recording(row: DrawnTalk) -> Recording | None:
    call = row.call_id
    return recording_of_call(call) if call else None


def _page(
    request: StaffRequest,
    row: DrawnTalk,
    *,
    refusal: str = "",
    answers: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponseBase:
    said = actions.open_lines_to_score(talk_id=row.pk, staff=request.user, at=request.now)
    found = drawn.findings_of(row)
    decides = drawn.appealed(request.user).filter(pk=row.pk).exists()
    scores_it = not decides and drawn.waiting(request.user).filter(pk=row.pk).exists()
    sheet = SheetVersion.objects.filter(state=SheetState.LIVE).first()
    given = None if scores_it else drawn.standing_score(row)
    if given is not None:
        sheet = given.sheet
    shown = answers or (given.answers if given else {})
    context = {
        "talk": row,
        "lines": presenting.lines(said, found) if said is not None else None,
        "found": presenting.found_in_words(found),
        "recording": _recording(row),
        "sheet": sheet,
        "items": presenting.items(read(sheet.content), shown) if sheet else [],
        "choices": list(presenting.answers_in_words().items()),
        "scores_it": scores_it and sheet is not None,
        "decides": decides,
        "score": given,
        "badge": presenting.badge_of(given),
        "appeal": None if scores_it else drawn.appeal_of(row),
        "changed": given is not None and given.purpose == Purpose.APPEAL,
        "refusal": refusal,
        **presenting.around(row),
        **more,
    }
    return render(request, "desk/quality/talk.html", context, status=422 if refusal else 200)
