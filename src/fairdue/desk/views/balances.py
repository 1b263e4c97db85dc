"""What a customer owes on a day and why: in the workbench's dialog, the file, and as a letter."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.contact.queries import language_of
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.letters import Letterhead, balance_letter
from fairdue.desk.views.search import SEARCHERS
from fairdue.identity.actions.contact_codes import ContactCode, issue
from fairdue.identity.models import CodeKind
from fairdue.identity.queries.policy import code_policy
from fairdue.journal.actions import record
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.rules.balance import shown
from fairdue.typesetting import FontMissingError, document_pdf, document_word

AHEAD_MAX = timedelta(days=366)
EARLIEST = date(2000, 1, 1)
"""No rule has a value before it."""
LETTERS = {
    "pdf": (document_pdf, "application/pdf"),
    "docx": (
        document_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@require_GET
@for_roles(*SEARCHERS)
def owed(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """Each account line by line on the day asked for, today where none or no day is given."""
    if portfolio.customer(customer_id) is None:
        raise Http404
    today = timezone.localtime(request.now).date()
    on, problem = _day(request.GET.get("on", ""), today)
    statements = [shown(each) for each in portfolio.owed_on(customer_id, on)]
    return render(
        request,
        "desk/owed.html",
        {
            "customer_id": customer_id,
            "on": on,
            "problem": problem,
            "statements": statements,
            "is_ahead": on > today,
            "place": "file" if request.GET.get("place") == "file" else "work",
            "letter_language": language_of(customer_id, request.now),
        },
    )


@require_POST
@for_roles(*SEARCHERS)
def letter(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """The same as a letter to the customer, with a code to check it by; the journal keeps whose.

    `on`: the day; `language`: en or zh-hans; `format`: pdf or docx.
    """
    holder = portfolio.customer(customer_id)
    sent = request.POST
    if holder is None or sent.get("format") not in LETTERS:
        raise Http404
    on, problem = _day(sent.get("on", ""), timezone.localtime(request.now).date())
    statements = [shown(each) for each in portfolio.owed_on(customer_id, on)]
    if problem or not statements:
        messages.warning(request, problem or _("There is nothing to explain up to this day."))
        return redirect("customer", customer_id)
    language = "zh-hans" if sent.get("language") == "zh-hans" else "en"
    set_as, media_type = LETTERS[sent["format"]]
    try:
        with transaction.atomic():
            code = _letter_code(request, customer_id)
            head = Letterhead(
                code_policy(request.now).firm, f"{settings.PUBLIC_URL}{code.url_path}", code.code
            )
            made = balance_letter(holder, statements, on, head, language, request.now)
            content = set_as(made)
            record(
                actor=request.user.username,
                action="balance_letter_made",
                at=request.now,
                subject=f"customer:{customer_id}",
                customer_id=customer_id,
                details={
                    "on": on.isoformat(),
                    "format": sent["format"],
                    "language": language,
                    "digest": made.digest,
                },
            )
    except FontMissingError as error:
        messages.error(request, str(error))
        return redirect("customer", customer_id)
    response = HttpResponse(content, content_type=media_type)
    name = f"balance-{on.isoformat()}.{sent['format']}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _letter_code(request: StaffRequest, customer_id: int) -> ContactCode:
    days = code_policy(request.now).days_valid_max[CodeKind.LETTER]
    return issue(
        customer_id=customer_id,
        kind=CodeKind.LETTER,
        subject=f"balance:{customer_id}",
        expires_at=request.now + timedelta(days=days),
        actor=request.user,
        at=request.now,
    )


def _day(written: str, today: date) -> tuple[date, str]:
    """The day written, and what is wrong with it; then it is today."""
    if not written:
        return today, ""
    try:
        on = date.fromisoformat(written)
    except ValueError:
        on = date.min
    if on < EARLIEST:
        return today, _("Write the day as in %(example)s.") % {"example": today.isoformat()}
    if on > today + AHEAD_MAX:
        last = (today + AHEAD_MAX).isoformat()
        return today, _("The last day that can be reckoned is %(last)s.") % {"last": last}
    return on, ""
