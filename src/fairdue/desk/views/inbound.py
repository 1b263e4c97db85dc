"""What people wrote back: what is in doubt first, its words opened one by one, put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fairdue.contact.models import Channel
from fairdue.delinquency.queries import open_case_of
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.correcting import (
    confirm_answer,
    correct_answer,
    open_words,
    take_callback,
)
from fairdue.messaging.models import AnswerState
from fairdue.messaging.queries.answers import AnswerFacts, answer, answers, answers_waiting
from fairdue.messaging.rules.answers import Left, heard
from fairdue.people.rules import may
from fairdue.wording import WANTS

ROWS = 30
WANT_NAMES: dict[str, str | Promise] = {
    "stop_channel": gettext_lazy("Stop this channel"),
    "stop_all": gettext_lazy("Stop all contact"),
    "stop_place": gettext_lazy("Not at this place"),
    "stop_time": gettext_lazy("Not at this time"),
    "start_again": gettext_lazy("Resume contact"),
    "dispute": gettext_lazy("Disputes the debt"),
    "hardship": gettext_lazy("In hardship"),
    "wrong_person": gettext_lazy("Wrong person"),
    "has_paid": gettext_lazy("Says it is paid"),
    "will_pay": gettext_lazy("Will pay"),
    "complaint": gettext_lazy("Complains"),
    "asks_for_person": gettext_lazy("Wants to speak to somebody"),
    "representative": gettext_lazy("Has a representative"),
    "bereaved": gettext_lazy("Speaks of a death"),
    "in_danger": gettext_lazy("Speaks of harming themselves"),
    "refuses": gettext_lazy("Refuses to pay"),
    "asks": gettext_lazy("Asks something"),
    "goes_on": gettext_lazy("Messages may go on"),
    "acknowledges": gettext_lazy("Has read it"),
    "auto_reply": gettext_lazy("Automatic reply"),
}
DONE_NAMES: dict[str, str | Promise] = {
    "stop_medium": gettext_lazy("Channel stopped"),
    "suspend": gettext_lazy("Paused until read"),
    "cease": gettext_lazy("All contact stopped"),
    "representative": gettext_lazy("Only through the representative"),
    "not_at_work": gettext_lazy("Not at work"),
    "other_place": gettext_lazy("Not at this place"),
    "disown": gettext_lazy("Noted as somebody else's"),
    "dispute": gettext_lazy("Dispute opened"),
    "complaint": gettext_lazy("Complaint recorded"),
    "hardship": gettext_lazy("Marked as in hardship"),
    "vulnerability": gettext_lazy("Marked as vulnerable"),
    "deceased": gettext_lazy("Held: deceased"),
}
LEFT_NAMES: dict[str, str | Promise] = {
    "read": gettext_lazy("Read it"),
    "care": gettext_lazy("See to this person first"),
    "callback": gettext_lazy("Call back"),
    "payment": gettext_lazy("Check the payment"),
    "promise": gettext_lazy("Record a promise"),
    "representative": gettext_lazy("Note who represents them"),
    "place": gettext_lazy("Note which number is there"),
    "time": gettext_lazy("Note which hours"),
    "resume": gettext_lazy("Ask for consent; nothing resumes by itself"),
    "answer": gettext_lazy("Answer the question"),
}
CHANNEL_NAMES = {
    each: Channel(each).label
    for each in (Channel.SMS, Channel.EMAIL, Channel.CALL, Channel.LETTER, Channel.VISIT)
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the words, and what it was understood to want."""

    text: str
    want: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done, in words."""

    name: str | Promise
    channel: str | Promise
    undone: bool
    filed_at: datetime | None
    """When the number or address that had written became a customer's, and it was done."""
    customer_id: int
    """Whose it became."""


@dataclass(frozen=True, slots=True)
class Row:
    """An answer in words, without its own."""

    found: AnswerFacts
    channel: str | Promise
    state: str | Promise
    wants: list[str | Promise]
    done: list[Done]
    left: list[str | Promise]
    late: bool


@require_GET
@for_those_who_may("read_inbound")
def inbound(request: StaffRequest) -> HttpResponse:
    """Everything that came in; `state` narrows it."""
    state = request.GET.get("state", "")
    state = state if state in AnswerState.values else ""
    found, total = answers(
        states=[state] if state else (), offset=(page_number(request) - 1) * ROWS, limit=ROWS
    )
    waiting = answers_waiting()
    return render(
        request,
        "desk/inbound.html",
        {
            "rows": [_row(each, request.now) for each in found],
            "state": state,
            "tabs": [("", _("All"), None)]
            + [(each.value, each.label, waiting.get(each.value)) for each in AnswerState],
            "paging": paging(request, total, ROWS),
        },
    )


@require_GET
@for_those_who_may("read_inbound")
def inbound_message(request: StaffRequest, answer_id: int) -> HttpResponse:
    """One of them with its words, which the journal tells."""
    return _page(request, answer_id)


@require_POST
@for_those_who_may("read_inbound")
def inbound_step(request: StaffRequest, answer_id: int, step: str) -> HttpResponse:
    """Confirm it, say what it means instead, or take on the call that it asks for."""
    try:
        if step == "confirm":
            confirm_answer(answer_id=answer_id, staff=request.user, at=request.now)
        elif step == "correct":
            correct_answer(
                answer_id=answer_id,
                wants=request.POST.getlist("wants"),
                channels=[each for each in request.POST.getlist("channels") if each in Channel],
                reason=request.POST.get("reason", ""),
                staff=request.user,
                at=request.now,
            )
        elif step == "callback":
            _take_callback(request, answer_id)
        else:
            raise Http404
    except Refused as refused:
        return _page(request, answer_id, refusal=in_language(refused.text))
    messages.success(request, _("Noted."))
    return redirect("inbound")


def _take_callback(request: StaffRequest, answer_id: int) -> None:
    found = answer(answer_id)
    case = open_case_of(found.customer_id) if found and found.customer_id else None
    if case is None:
        raise Http404
    take_callback(answer_id=answer_id, case_id=case.id, staff=request.user, at=request.now)


def _page(request: StaffRequest, answer_id: int, refusal: str = "") -> HttpResponse:
    found = answer(answer_id)
    if found is None:
        raise Http404
    subject, body = open_words(answer_id=answer_id, staff=request.user, at=request.now)
    case = open_case_of(found.customer_id) if found.customer_id else None
    chosen = found.wants if found.wants_read is None else found.wants_read
    wants = [(each, WANT_NAMES[each], each in chosen) for each in WANTS]
    row = _row(found, request.now)
    return render(
        request,
        "desk/inbound_message.html",
        {
            "row": row,
            "pieces": pieces(heard(subject, body), found.marks),
            "case": case,
            "wants": wants,
            "channels": [
                (each, label, each in (found.channels or (found.channel,)))
                for each, label in CHANNEL_NAMES.items()
            ],
            "callback": Left.CALLBACK in found.left
            and case is not None
            and may(request.user, "work_case"),
            "may_lift": may(request.user, "release_hold"),
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
        },
    )


def pieces(text: str, marks: tuple[tuple[str, int, int], ...]) -> list[Piece]:
    """The words cut at their marks; where two overlap, the first is shown."""
    cut, place = [], 0
    for want, start, end in sorted(marks, key=lambda mark: mark[1:]):
        if start < place:
            continue
        if start > place:
            cut.append(Piece(text[place:start]))
        cut.append(Piece(text[start:end], WANT_NAMES.get(want, want)))
        place = end
    return [*cut, Piece(text[place:])] if place < len(text) else cut


def _row(found: AnswerFacts, at: datetime) -> Row:
    wants = found.wants if found.wants_read is None else found.wants_read
    return Row(
        found,
        Channel(found.channel).label,
        AnswerState(found.state).label,
        [WANT_NAMES.get(each, each) for each in wants],
        [
            Done(
                DONE_NAMES.get(each.does, each.does),
                Channel(each.channel).label if each.channel else "",
                each.undone_at is not None,
                each.done_at if each.by_filing else None,
                each.customer_id,
            )
            for each in found.steps
        ],
        [LEFT_NAMES.get(each, each) for each in found.left],
        found.is_late(at),
    )
