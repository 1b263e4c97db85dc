"""Asking a colleague about a case, or leaving it to them: the dialog of workbench and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fairdue.delinquency.models import Case
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.training.queries import cleared
from fairdue.work import actions, queries
from fairdue.work.models import InboxKind

COLLEAGUES = (Role.COLLECTOR, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be asked."""

    kind: InboxKind
    key: str
    label: str | Promise
    hint: str | Promise


HANDOVER = Choice(
    InboxKind.HANDOVER,
    "1",
    gettext_lazy("Leave a handover note"),
    gettext_lazy("Whoever works this case next finds it on top."),
)
OPINION = Choice(
    InboxKind.OPINION,
    "2",
    gettext_lazy("Ask for a second opinion"),
    gettext_lazy("They read the case and answer; only you contact the customer."),
)
ESCALATION = Choice(
    InboxKind.ESCALATION,
    "3",
    gettext_lazy("Put it to the lead"),
    gettext_lazy("The leads of the case’s team see it; one of them answers."),
)
TAKEOVER = Choice(
    InboxKind.TAKEOVER,
    "4",
    gettext_lazy("Ask to take it over"),
    gettext_lazy(
        "Whose case it is agrees or keeps it; while they are off duty, their lead decides."
    ),
)


@require_http_methods(["GET", "POST"])
@for_those_who_may("ask_colleague")
def ask(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """The dialog's form, and what it sends; answers with what stands in the dialog next."""
    case = Case.objects.filter(pk=case_id, closed_on=None).first()
    if case is None:
        raise Http404
    if request.method == "GET":
        return render(request, "desk/teamwork/ask.html", _form(request, case))
    try:
        said = _send(request, case_id)
    except Refused as refused:
        context = _form(request, case) | {
            "error": in_language(refused.text),
            "typed": request.POST,
        }
        if not request.htmx:
            messages.error(request, context["error"])
            return redirect("customer", case.customer_id)
        return render(request, "desk/teamwork/ask.html", context, status=422)
    if not request.htmx:
        messages.success(request, said)
        return redirect("customer", case.customer_id)
    return render(request, "desk/teamwork/asked.html", {"said": said})


def _form(request: StaffRequest, case: Case) -> dict[str, Any]:
    staff, at = request.user, request.now
    item = queries.item_of(case.pk)
    holder = queries.holder_of(item) if item else None
    own = item is not None and staff.pk in (item.taken_by_id, item.assigned_to_id)
    choices = [HANDOVER] * own + [OPINION, ESCALATION]
    if holder is not None and holder.pk != staff.pk:
        choices.append(TAKEOVER)
    colleagues = (
        Staff.objects.filter(role__in=COLLEAGUES, is_active=True, pk__in=cleared(at))
        .exclude(pk=staff.pk)
        .select_related("team")
        .order_by("team__name", "username")
    )
    return {
        "case": case,
        "choices": choices,
        "holder": holder,
        "own_team": [each for each in colleagues if each.team_id == staff.team_id],
        "others": [each for each in colleagues if each.team_id != staff.team_id],
    }


def _send(request: StaffRequest, case_id: int) -> str:
    given: dict[str, Any] = {
        "case_id": case_id,
        "words": request.POST.get("words", ""),
        "staff": request.user,
        "at": request.now,
    }
    kind = request.POST.get("kind")
    if kind == InboxKind.HANDOVER:
        actions.hand_over_case(**given)
        return _("The note is kept for whoever works this case next.")
    if kind == InboxKind.OPINION:
        colleague = request.POST.get("colleague", "")
        number = int(colleague) if colleague.isdecimal() else 0
        asked = actions.ask_opinion(colleague_id=number, **given)
        name = asked.recipient.display_name if asked.recipient else ""
        return _("%(name)s is asked. The answer comes to your inbox.") % {"name": name}
    if kind == InboxKind.ESCALATION:
        actions.escalate(**given)
        return _("The lead is asked. The answer comes to your inbox.")
    if kind == InboxKind.TAKEOVER:
        actions.ask_takeover(**given)
        return _("Asked. The answer comes to your inbox.")
    raise Http404


@require_POST
@for_those_who_may("ask_colleague")
def hand_over_shift(request: StaffRequest) -> HttpResponseBase:
    """Tell one's team what they should know, at the end of a shift."""
    try:
        words = request.POST.get("words", "")
        told = actions.hand_over_shift(words=words, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        said = ngettext("%(number)d colleague is told.", "%(number)d colleagues are told.", told)
        messages.success(request, said % {"number": told})
    return redirect("inbox")
