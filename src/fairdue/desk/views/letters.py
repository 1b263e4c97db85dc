"""A customer's letters: what was written to them on paper, to open for a reason, and to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.delinquency import queries as delinquency
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.views.search import SEARCHERS
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions import Letter
from fairdue.messaging.actions.letters import letter_pdf, write_letter
from fairdue.messaging.models import MessageState, ReturnReason
from fairdue.messaging.queries.letters.batches import LetterFacts, letters_to
from fairdue.messaging.queries.overview import titles
from fairdue.messaging.rules.letters.notices import NOTICE
from fairdue.people.models import Role
from fairdue.people.rules import ALLOWED, may
from fairdue.portfolio import queries as portfolio
from fairdue.typesetting import FontMissingError

WRITERS = tuple(role for role in Role if role in ALLOWED["send_message"])


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as the file shows it."""

    letter: LetterFacts
    name: str
    state: str | Promise
    returned_for: str | Promise


@require_GET
@for_roles(*SEARCHERS)
def letters(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The part of the customer's file about letters."""
    if portfolio.customer(customer_id) is None:
        raise Http404
    points = [each for each in portfolio.contact_points(customer_id) if each.kind == "address"]
    names = titles()
    return render(
        request,
        "desk/customer/letters.html",
        {
            "customer_id": customer_id,
            "lines": [_line(each, names) for each in letters_to(customer_id)],
            "points": [each for each in points if each.invalid_since is None],
            "may_write": may(request.user, "send_message"),
            "asks_enclosed": _law(request, customer_id) == "UK",
        },
    )


@require_POST
@for_roles(*WRITERS)
def write(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Write the notice of what is overdue; a refusal says which rule or item is in the way."""
    point = request.POST.get("contact_point", "")
    if portfolio.customer(customer_id) is None or not point.isdecimal():
        raise Http404
    case = delinquency.open_case_of(customer_id)
    asked = Letter(
        customer_id,
        int(point),
        NOTICE,
        {"enclosed": request.POST.get("enclosed", "").strip()[:60]},
        channel="letter",
        case_id=case.id if case else None,
    )
    try:
        write_letter(asked, actor=request.user.username, at=request.now)
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("The letter is written and waits to be gathered."))
    return redirect("customer", customer_id)


@require_POST
@for_roles(*SEARCHERS)
def open_letter(request: StaffRequest, customer_id: int, letter_id: int) -> HttpResponse:
    """One letter as it was printed, for a reason that is kept."""
    if letter_id not in {each.id for each in letters_to(customer_id)}:
        raise Http404
    try:
        content = letter_pdf(
            letter_id=letter_id,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
        return redirect("customer", customer_id)
    except FontMissingError as error:
        messages.error(request, str(error))
        return redirect("customer", customer_id)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{letter_id}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _law(request: StaffRequest, customer_id: int) -> str:
    return portfolio.law_and_feed(customer_id, request.now.date())[0].jurisdiction


def _line(letter: LetterFacts, names: Mapping[str, Text]) -> Line:
    reason = ReturnReason(letter.returned_for).label if letter.returned_for else ""
    state: str | Promise = MessageState(letter.state).label
    if letter.state == MessageState.SENDING:
        state = gettext_lazy("Being printed")
    elif letter.state == MessageState.WAITING:
        state = gettext_lazy("Waits to be printed")
    elif letter.returned_on:
        state = gettext_lazy("Came back")
    elif letter.posted_on:
        state = gettext_lazy("Posted")
    title = names.get(letter.template)
    name = title.in_language(get_language() or "en") if title else letter.template
    return Line(letter, name, state, reason)
