"""What was agreed, over all customers: broken, due, reminded of, and waiting for approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.search import SEARCHERS
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.actions import agreeing
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.portfolio.queries import CustomerFacts, customers

ROWS = 200
DAYS_AHEAD = 7
BROKEN_DAYS = 30
"""Promises broken longer ago than this are history."""

TABS = (
    ("broken", gettext_lazy("Broken")),
    ("due", gettext_lazy("Due")),
    ("reminders", gettext_lazy("Reminders")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A promise or an instalment that is due or wasn't paid."""

    customer: CustomerFacts
    what: Text
    amount: Money
    """What is missing."""
    on: date
    state: Text
    broken: bool


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder with whose it is."""

    customer: CustomerFacts
    found: negotiation.ReminderFacts


@require_GET
@for_roles(*SEARCHERS)
def agreed(request: StaffRequest) -> HttpResponseBase:
    """Promises and agreements that broke, or that fall due today and in the next days."""
    today = timezone.localdate(request.now)
    found: dict[str, list[Line] | list[Reminded]] = {
        "broken": _broken(today),
        "due": _due(today),
        "reminders": _reminders(today),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in found else "broken"
    context = {
        "tab": tab,
        "tabs": [(code, label, len(found[code])) for code, label in TABS],
        "lines": found[tab],
        "today": today,
    }
    return render(request, "desk/agreed.html", context)


def _broken(today: date) -> list[Line]:
    """The longest broken first."""
    agreements = negotiation.in_breach(ROWS)
    promises = negotiation.broken_promises(today - timedelta(days=BROKEN_DAYS), ROWS)
    people = customers(
        [each.customer_id for each in agreements] + [each.customer_id for each in promises]
    )
    lines = [
        Line(
            people[each.customer_id],
            each.kind_name,
            each.missed,
            each.state_since or today,
            each.state_name,
            broken=True,
        )
        for each in agreements
    ]
    lines += [
        Line(
            people[each.customer_id],
            PROMISE,
            each.amount - each.paid,
            each.due_on,
            each.state_name,
            broken=True,
        )
        for each in promises
    ]
    return sorted(lines, key=lambda line: line.on)


def _due(today: date) -> list[Line]:
    """Today's first."""
    last = today + timedelta(days=DAYS_AHEAD)
    instalments = negotiation.due_between(today, last, ROWS)
    promises = negotiation.promises_due(today, last, ROWS)
    people = customers(
        [each.customer_id for each in instalments] + [each.customer_id for each in promises]
    )
    lines = [
        Line(
            people[each.customer_id],
            Text(f"instalment {each.number}", f"第{each.number}期"),
            each.left,
            each.due_on,
            each.state_name,
            broken=False,
        )
        for each in instalments
    ]
    lines += [
        Line(
            people[each.customer_id],
            PROMISE,
            each.amount - each.paid,
            each.due_on,
            each.state_name,
            broken=False,
        )
        for each in promises
    ]
    return sorted(lines, key=lambda line: line.on)


def _reminders(today: date) -> list[Reminded]:
    """By the day on which something is due."""
    found = negotiation.reminders(today, days=DAYS_AHEAD, limit=ROWS)
    people = customers([each.customer_id for each in found])
    return [Reminded(people[each.customer_id], each) for each in found]


PROMISE = Text("promise", "承诺还款")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for a second person."""

    found: AgreementFacts
    customer: CustomerFacts
    cause: negotiation.CauseFacts | None
    own: bool
    """The one who looks proposed it, so they can't decide."""
    refused: Text | None
    """Why it is beyond the authority of the one who looks, and who can decide; None: they can."""

    @property
    def waits_since(self) -> datetime:
        """When it was proposed."""
        return self.found.proposed_at

    @property
    def above_ceiling(self) -> bool:
        """Does it ask for more a month than can be set aside?"""
        ceiling = self.found.ceiling
        return self.found.monthly.minor > (ceiling.minor if ceiling else 0)


@require_GET
@for_those_who_may("approve_agreement")
def approvals(request: StaffRequest) -> HttpResponseBase:
    """Proposals that wait for a second person, the oldest first."""
    found = negotiation.waiting_for_approval(ROWS)
    people = customers([each.customer_id for each in found])
    context = {
        "waiting": [
            Waiting(
                each,
                people[each.customer_id],
                negotiation.cause_of(each.customer_id),
                each.proposed_by == request.user.username,
                negotiation.refusal_of_approver(each, request.user.role, request.now),
            )
            for each in found
        ]
    }
    return render(request, "desk/approvals.html", context)


@require_POST
@for_those_who_may("approve_agreement")
def decide(request: StaffRequest, agreement_id: int) -> HttpResponseBase:
    """Approve a proposal or not, for a reason."""
    approving = request.POST.get("decision") == "approve"
    act = agreeing.approve if approving else agreeing.decline
    version = request.POST.get("version", "")
    try:
        act(
            agreement_id=agreement_id,
            staff=request.user,
            reason=request.POST.get("reason", ""),
            at=request.now,
            expected_version=int(version) if version.isdecimal() else None,
        )
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(
            request,
            _("Approved. The customer can accept it now.")
            if approving
            else _("Not approved; the reason is kept."),
        )
    return redirect("approvals")
