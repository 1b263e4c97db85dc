"""What waits for somebody, what they asked, and one entry with its case to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.contact import queries as contacts
from fairdue.delinquency import queries as delinquency
from fairdue.delinquency.models import Case
from fairdue.desk import person
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import may
from fairdue.portfolio import queries as portfolio
from fairdue.work import actions, queries
from fairdue.work.models import InboxEntry

NOTES = 10


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case as a colleague reads it who was asked about it: masked, nothing to press."""

    case: Case
    accounts: list[person.AccountLine]
    money: list[person.MoneyLine]
    moments: list[person.MomentLine]
    notes: list[queries.NoteFacts]


@require_GET
@for_those_who_may("read_inbox")
def inbox(request: StaffRequest) -> HttpResponseBase:
    """What waits, what one asked, and one's own coming days. Answers count as seen from now on."""
    staff, at = request.user, request.now
    context = {
        "waiting": queries.inbox_of(staff, at),
        "asked": queries.sent_by(staff, at),
        "mine": queries.my_week(staff, at),
        "hands_over": may(staff, "ask_colleague") and staff.team_id is not None,
    }
    actions.see_answers(staff=staff, at=at)
    return render(request, "desk/teamwork/inbox.html", context)


@require_GET
@for_those_who_may("read_inbox", without_certificate=True)
def count(request: StaffRequest) -> HttpResponseBase:
    """The number beside the inbox in the bar; fetched by itself."""
    number = queries.waiting_for(request.user, request.now)
    return render(request, "desk/teamwork/count.html", {"number": number})


@require_GET
@for_those_who_may("read_inbox")
def entry(request: StaffRequest, entry_id: int) -> HttpResponseBase:
    """One entry, with the case to read where it is about one."""
    found = queries.entry_for(entry_id, request.user, request.now)
    if found is None:
        raise Http404
    context = {
        "entry": found,
        "read": _case_read(request, found) if found.case_id else None,
        "may_work": may(request.user, "work_case"),
    }
    return render(request, "desk/teamwork/entry.html", context)


def _case_read(request: StaffRequest, found: queries.InboxLine) -> CaseRead:
    if found.case_id is None or found.customer_id is None:
        raise Http404
    accounts = portfolio.accounts_of(found.customer_id)
    dealings = person.dealings(found.customer_id, found.case_id)
    return CaseRead(
        case=Case.objects.get(pk=found.case_id),
        accounts=person.account_lines(accounts, delinquency.standings_of(found.case_id)),
        money=person.money_lines(accounts),
        moments=person.timeline_of(dealings, request.now),
        notes=dealings.notes[:NOTES] if may(request.user, "read_note") else [],
    )


def _see(request: StaffRequest, entry_id: int) -> None:
    actions.see(entry_id=entry_id, staff=request.user, at=request.now)


def _answer(request: StaffRequest, entry_id: int) -> None:
    words = request.POST.get("words", "")
    actions.answer(entry_id=entry_id, words=words, staff=request.user, at=request.now)


def _decide(request: StaffRequest, entry_id: int, *, agreed: bool) -> None:
    if agreed:
        _refuse_during_a_call(entry_id)
    actions.decide_takeover(
        entry_id=entry_id,
        agreed=agreed,
        words=request.POST.get("words", ""),
        staff=request.user,
        at=request.now,
    )


def _refuse_during_a_call(entry_id: int) -> None:
    """A case doesn't leave the hands of somebody who is talking to its customer."""
    holder = Staff.objects.filter(
        pk__in=InboxEntry.objects.filter(pk=entry_id).values("recipient")
    ).first()
    if holder is not None and contacts.open_attempt(holder) is not None:
        raise Refused(
            Text(
                "The holder has a call open; its outcome comes first.",
                "案件处理人有未结束的通话，请待其记录结果。",
            )
        )


def _agree(request: StaffRequest, entry_id: int) -> None:
    _decide(request, entry_id, agreed=True)


def _decline(request: StaffRequest, entry_id: int) -> None:
    _decide(request, entry_id, agreed=False)


def _withdraw(request: StaffRequest, entry_id: int) -> None:
    actions.withdraw(entry_id=entry_id, staff=request.user, at=request.now)


STEPS: dict[str, tuple[Callable[[StaffRequest, int], None], str | Promise]] = {
    "see": (_see, _("Marked as read.")),
    "answer": (_answer, _("Your answer is sent.")),
    "agree": (_agree, _("Agreed: the case is your colleague’s now.")),
    "decline": (_decline, _("Declined; the case stays where it is.")),
    "withdraw": (_withdraw, _("Taken back.")),
}


@require_POST
@for_those_who_may("read_inbox")
def step(request: StaffRequest, entry_id: int, step: str) -> HttpResponseBase:
    """Answer, decide, say that it was read, or take it back; then the inbox again.

    On the workbench a handover goes away where it stands.
    """
    if step not in STEPS:
        raise Http404
    act, said = STEPS[step]
    try:
        act(request, entry_id)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(in_language(refused.text), status=422)
        messages.error(request, in_language(refused.text))
        found = queries.entry_for(entry_id, request.user, request.now)
        return redirect("inbox-entry", entry_id) if found else redirect("inbox")
    if request.htmx:
        return HttpResponse("")
    messages.success(request, str(said))
    return redirect("workbench") if request.POST.get("back") == "workbench" else redirect("inbox")
