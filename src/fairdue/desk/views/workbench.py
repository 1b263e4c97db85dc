"""The collector's workbench: every key of it is one POST that answers with the whole bench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget

from fairdue.calls import actions as calls
from fairdue.care.models import IncidentKind
from fairdue.care.queries.incidents import unanswered
from fairdue.compliance.models import DisputeGround
from fairdue.contact import actions as contact
from fairdue.contact import queries as contacts
from fairdue.contact.models import Attempt, Outcome
from fairdue.desk import forms, verdicts, workspace, wrap_up
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.calling import telephone_line
from fairdue.desk.outcomes import DIALOGS, KEY_GROUPS, all_choices
from fairdue.desk.planned import planned_for
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views import plans
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.rules.agreements import PROPOSED
from fairdue.people.models import Role
from fairdue.portfolio import actions as portfolio
from fairdue.strategy.queries.scores import scores_of_case
from fairdue.work import actions as work
from fairdue.work import queries as queue
from fairdue.work.models import QueueItem

WORKERS = (Role.COLLECTOR, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Called:
    """Name and number on screen for the length of one call, under its permit."""

    name: str
    number: str


@require_GET
@for_roles(*WORKERS)
def workbench(request: StaffRequest) -> HttpResponseBase:
    """The case in hand, or an invitation to take one; `plan`: with the plan dialog open, in the
    currency it names.
    """
    more = {}
    if currency := request.GET.get("plan"):
        more = {"open_now": "plan", "plan_currency": currency}
    return render(request, "desk/workbench.html", bench(request, queue.taken(request.user), **more))


@require_GET
@for_roles(*WORKERS)
def scores(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """What is planned for the case in hand and what moved its scores, fetched when somebody asks
    why.
    """
    item = queue.taken(request.user)
    in_hand = item is not None and item.case_id == case_id
    found = scores_of_case(case_id) if in_hand else []
    context = {"accounts": found, "planned": planned_for(case_id) if in_hand else None}
    return render(request, "desk/workbench/scores.html", context)


@require_GET
@for_roles(*WORKERS)
def best_way(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """How the customer of the case in hand is likeliest to be reached, and why."""
    item = queue.taken(request.user)
    ways = []
    if item is not None and item.case_id == case_id:
        ways = verdicts.ways(contacts.best_ways_for(item.case.customer, request.now), request.now)
    return render(request, "desk/workbench/best_way.html", {"ways": ways})


@require_POST
@for_roles(*WORKERS)
def take_next(request: StaffRequest) -> HttpResponseBase:
    """Take the next case, or show again the one in hand."""
    staff, at = request.user, request.now
    item = queue.taken(staff)
    if item is not None or contacts.open_attempt(staff) is not None:
        return answer(request, item)
    lost = workspace.lost(staff, at)
    item = work.claim_next(staff=staff, at=at)
    return answer(request, item, said="" if item else _("Nothing waits for you now."), notice=lost)


@require_POST
@for_roles(*WORKERS)
def take(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """Take one particular case, from the customer's page."""
    try:
        wrap_up.refuse_during_a_call(request.user)
        work.take_case(case_id=case_id, staff=request.user, at=request.now)
    except Refused as refused:
        return answer(request, queue.taken(request.user), notice=in_language(refused.text))
    return redirect("workbench")


@require_POST
@for_roles(*WORKERS)
def dial(request: StaffRequest) -> HttpResponseBase:
    """Ask for a permit and open the call; name and number are revealed under that permit."""
    item = queue.taken(request.user)
    try:
        case_id, point_id = int(request.POST["case"]), int(request.POST["contact_point"])
    except (KeyError, ValueError):
        return answer(request, item, notice=_("The page sent something unknown; open it again."))
    if item is None or item.case_id != case_id:
        return answer(request, item, notice=_("This case is no longer in your hands."))
    try:
        by_line = calls.can_dial_for(request.user)
        attempt = contact.dial(
            case_id=case_id,
            contact_point_id=point_id,
            staff=request.user,
            at=request.now,
            then=(lambda made: _place(request, made)) if by_line else None,
        )
    except Refused as refused:
        return answer(request, item, notice=in_language(refused.text))
    reason = f"dial under permit {attempt.permit_id}"
    if by_line:
        called = reveal_name_for_call(request, item.case.customer_id, reason)
        return answer(request, item, called=called, said=_("Lift your telephone when it rings."))
    called = reveal_for_call(request, item.case.customer_id, point_id, reason)
    return answer(request, item, called=called, said=_("Call opened. Dial by hand."))


def _place(request: StaffRequest, attempt: Attempt) -> None:
    """Put the call on the line, in the transaction that stores its attempt."""
    calls.place(attempt=attempt, staff=request.user, at=request.now)


def reveal_name_for_call(request: StaffRequest, customer_id: int, reason: str) -> Called:
    """Open the name alone: the line dials, so nobody needs to read the number."""
    try:
        name = portfolio.reveal(
            customer_id=customer_id,
            what="name",
            reason=reason,
            staff=request.user,
            at=request.now,
        )
    except Refused:
        name = ""
    return Called(name=name, number="")


def reveal_for_call(request: StaffRequest, customer_id: int, point_id: int, reason: str) -> Called:
    """Open name and number for one call; both reveals are journalled with the reason."""
    opened: dict[str, Any] = {
        "customer_id": customer_id,
        "reason": reason,
        "staff": request.user,
        "at": request.now,
    }
    with transaction.atomic():
        try:
            name = portfolio.reveal(what="name", **opened)
        except Refused:
            name = ""
        return Called(name=name, number=portfolio.reveal(what=point_id, **opened))


@require_POST
@for_roles(*WORKERS)
def show_again(request: StaffRequest) -> HttpResponseBase:
    """Show the number of the open call again, after a reload; journalled like the first time."""
    item = queue.taken(request.user)
    attempt = contacts.open_attempt(request.user)
    if attempt is None or attempt.contact_point_id is None:
        return answer(request, item, notice=_("No call is open."))
    called = reveal_for_call(
        request,
        attempt.customer_id,
        attempt.contact_point_id,
        f"shown again for call {attempt.id}",
    )
    return answer(request, item, called=called)


TYPED = ("amount", "due_on", "due_at", "told", "ground")
"""What the dialogs ask for; kept when something in it is refused."""


@require_POST
@for_roles(*WORKERS)
def outcome(request: StaffRequest) -> HttpResponseBase:
    """Record an outcome with what follows from it, and show the next case."""
    try:
        gesture = forms.gesture(request.POST)
        wrapped = wrap_up.wrap_up(gesture, staff=request.user, at=request.now)
    except Refused as refused:
        return _refused_outcome(request, in_language(refused.text))
    undo = wrap_up.undo_token(wrapped.trace, staff=request.user, at=request.now)
    said = _("Recorded: %(outcome)s") % {"outcome": gesture.outcome.label}
    if wrapped.agreed is not None:
        said = agreed_words(wrapped.agreed)
    pause = ABUSE_PAUSE if gesture.outcome == Outcome.ABUSE else None
    return answer(request, wrapped.next_item, said=said, undo=undo, pause=pause)


def agreed_words(agreed: AgreementFacts) -> str:
    """What became of a plan, for the line that offers the way back."""
    if agreed.state == PROPOSED:
        return _("Sent for approval: %(kind)s") % {"kind": in_language(agreed.kind_name)}
    return _("Agreed: %(kind)s, %(number)s instalments") % {
        "kind": in_language(agreed.kind_name),
        "number": len(agreed.instalments),
    }


def _refused_outcome(request: StaffRequest, text: str) -> HttpResponseBase:
    """Show what was refused where it was typed: in its dialog, with what was typed kept.

    Only the dialog is sent anew to htmx, so that a call's number stays on screen.
    """
    item = queue.taken(request.user)
    code = request.POST.get("outcome", "")
    dialog = DIALOGS.get(Outcome(code), "") if code in Outcome.values else ""
    if not dialog:
        return answer(request, item, notice=text)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    context = bench(request, item, open_now=dialog, dialog_error=text, typed=typed)
    if dialog == "plan" and item is not None:
        customer_id = item.case.customer_id
        context["plan"] = plans.as_sent(request, customer_id)
        context["budget_address"] = plans.budget_address(customer_id, context["plan"].currency)
    if not request.htmx or context["work"] is None:
        return render(request, "desk/workbench.html", context)
    refused = render(request, f"desk/workbench/{dialog}.html", context, status=422)
    return retarget(reswap(refused, "outerHTML"), f"#{dialog}")


@require_POST
@for_roles(*WORKERS)
def put_aside(request: StaffRequest) -> HttpResponseBase:
    """Leave the case uncalled until it may be called again, and show the next one."""
    item = queue.taken(request.user)
    if item is None:
        return take_next(request)
    try:
        until = workspace.back_at(item, request.now)
        wrapped = wrap_up.set_aside(
            case_id=item.case_id,
            until=until,
            note=request.POST.get("note", "").strip(),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return answer(request, item, notice=in_language(refused.text))
    undo = wrap_up.undo_token(wrapped.trace, staff=request.user, at=request.now)
    return answer(request, wrapped.next_item, said=_("Put aside."), undo=undo)


@require_POST
@for_roles(*WORKERS)
def undo(request: StaffRequest) -> HttpResponseBase:
    """Take the last gesture back."""
    token = request.POST.get("token", "")
    try:
        wrap_up.undo(token, staff=request.user, at=request.now)
    except Refused as refused:
        return answer(request, queue.taken(request.user), notice=in_language(refused.text))
    return answer(request, queue.taken(request.user), said=_("Taken back."))


@require_POST
@for_roles(*WORKERS)
def take_break(request: StaffRequest) -> HttpResponseBase:
    """Clear the screen for a break; the case in hand goes back to the queue."""
    item = queue.taken(request.user)
    try:
        wrap_up.refuse_during_a_call(request.user)
        calls.leave(staff=request.user, at=request.now)
        if item is not None:
            work.put_back(item_id=item.pk, staff=request.user, at=request.now)
    except Refused as refused:
        return answer(request, item, notice=in_language(refused.text))
    return answer(request, None, pause=BREAK, said=_("Break."))


@require_POST
@for_roles(*WORKERS)
def save_note(request: StaffRequest) -> HttpResponseBase:
    """Save the note as it is typed; answers with the moment it was saved."""
    item = queue.taken(request.user)
    if item is None or str(item.case_id) != request.POST.get("case"):
        return HttpResponse(_("Not saved: the case is no longer in your hands."))
    try:
        work.save_note(
            customer_id=item.case.customer_id,
            case_id=item.case_id,
            text=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return HttpResponse(in_language(refused.text))
    return render(request, "desk/workbench/saved.html", {"saved_at": request.now})


BREAK = "break"
ABUSE_PAUSE = "abuse"


def answer(request: StaffRequest, item: QueueItem | None, **more: Any) -> HttpResponseBase:
    """The bench after a gesture: its part of the page for htmx, else the whole page."""
    template = "desk/workbench/answer.html" if request.htmx else "desk/workbench.html"
    return render(request, template, bench(request, item, **more))


def _after_abuse(request: StaffRequest) -> dict[str, Any]:
    """What the collector is still asked after abuse, a reload later too."""
    incident = unanswered(request.user, request.now)
    if incident is None:
        return {}
    respite = queue.respite_of(request.user, request.now)
    left = respite.until - request.now if respite else timedelta()
    return {
        "pause": ABUSE_PAUSE,
        "incident": incident,
        "incident_kinds": IncidentKind,
        "respite_minutes": -(-left // timedelta(minutes=1)),
    }


def bench(request: StaffRequest, item: QueueItem | None, **more: Any) -> dict[str, Any]:
    """All that the bench's templates need.

    With nothing in hand it says why, if that was not the collector's doing; a call that is still
    open keeps its case on screen until its outcome is recorded.
    """
    staff, at = request.user, request.now
    side = workspace.side(staff, at, item)
    if item is None and "pause" not in more:
        item = workspace.left_open(staff)
        more["notice"] = more.get("notice") or workspace.lost(staff, at)
    if item is None and more.get("pause") in (None, ABUSE_PAUSE):
        more |= _after_abuse(request)
    return {
        "work": workspace.gather(item, staff, at) if item else None,
        "side": side,
        "line": telephone_line(staff, at),
        "outcome_groups": KEY_GROUPS,
        "dispute_grounds": DisputeGround,
        "all_outcomes": all_choices(timezone.localdate(at)) if item else [],
        "said": "",
        **more,
    }
