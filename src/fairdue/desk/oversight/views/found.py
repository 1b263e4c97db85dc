"""What was found late about contacts, and the tasks that put it right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.contact import actions, queries
from fairdue.contact.figures import contacts_found_unlawful
from fairdue.contact.models import FindingKind, Remedy
from fairdue.contact.queries import FindingFacts
from fairdue.contact.queries.findings import OPEN, REMEDIED, STATES, WITHDRAWN
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.details import subject_in_words
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import days_asked, zone
from fairdue.desk.oversight.verdicts import ClauseShown, clauses_of, rule_titles
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.rules import may

ROWS = 50
STATE_NAMES: dict[str, str | Promise] = {
    OPEN: gettext_lazy("To put right"),
    REMEDIED: gettext_lazy("Put right"),
    WITHDRAWN: gettext_lazy("Undone"),
}
CAUSE_NAMES: dict[str, str | Promise] = {
    "hold": gettext_lazy("A hold began before it was put on record"),
    "request": gettext_lazy("A request came, or was taken back, before it was put on record"),
    "consent": gettext_lazy("A consent was given or revoked before it was put on record"),
    "mark": gettext_lazy("A circumstance was true before it was put on record"),
    "point": gettext_lazy("A number or address was dead or somebody else's already"),
    "payment": gettext_lazy("A payment or its reversal came in late"),
    "outcome": gettext_lazy("What came of an earlier contact was recorded later"),
    "law": gettext_lazy("The value of the rule on that day is known otherwise now"),
    "moment": gettext_lazy("It was made at another moment than its permit was asked for"),
}


@dataclass(frozen=True, slots=True)
class CauseShown:
    """One late fact in words, with the journal entry that recorded it."""

    name: str
    subject: str
    known_at: datetime | None
    entry: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One finding of the list, with its rules by their titles."""

    found: FindingFacts
    rules: list[tuple[str, str]]


@require_GET
@for_those_who_may("read_findings")
def found_late(request: StaffRequest) -> HttpResponse:
    """Findings by state and rule, newest first, and how many contacts they speak against."""
    state = request.GET.get("state", OPEN)
    rule, kind = request.GET.get("rule", ""), request.GET.get("kind", "")
    rows, total = queries.findings(
        state=state if state in STATES else "",
        rule=rule,
        kind=kind,
        offset=(page_number(request) - 1) * ROWS,
        limit=ROWS,
    )
    numbers = queries.findings_by_state()
    days = days_asked(request, QueryDict())
    made, unlawful = contacts_found_unlawful(*days.moments)
    titled = _titles()
    return render(
        request,
        "desk/oversight/found.html",
        {
            "state": state if state in STATES else "",
            "states": [(code, STATE_NAMES[code], numbers[code]) for code in STATES],
            "rule": rule,
            "kind": kind,
            "kinds": FindingKind.choices,
            "rules": [
                (*titled(name), number)
                for name, number in queries.findings_by_rule(
                    state if state in STATES else ""
                ).items()
            ],
            "rows": [Line(row, [titled(name) for name in row.rules]) for row in rows],
            "paging": paging(request, total, ROWS),
            "made": made,
            "unlawful": unlawful,
            "share": f"{unlawful / made * 100:.1f}%" if made else "–",
            "today": local_day(request.now, zone()),
        },
    )


@require_GET
@for_those_who_may("read_findings")
def one_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    """One finding: what was known then and now, why, and its tasks."""
    row = queries.finding(finding_id)
    if row is None:
        raise Http404(f"there is no finding {finding_id}")
    titled = _titles()
    clauses: list[ClauseShown] = clauses_of(
        {"clauses": row.clauses}, row.terms, get_language() or "en"
    )
    return render(
        request,
        "desk/oversight/finding.html",
        {
            "row": row,
            "state_name": STATE_NAMES[row.state],
            "clauses": clauses,
            "failing_then": [titled(rule) for rule in row.failing_then],
            "causes": [_cause(cause) for cause in row.causes],
            "may_remedy": may(request.user, "remedy_finding"),
            "may_waive": may(request.user, "waive_remedy"),
            "reads_journal": may(request.user, "read_journal"),
            "today": local_day(request.now, zone()),
        },
    )


@require_POST
@for_those_who_may("remedy_finding")
def take(request: StaffRequest, remedy_id: int) -> HttpResponse:
    """Take a task on oneself."""
    return _do(
        request,
        remedy_id,
        lambda: actions.take_remedy(
            remedy_id=remedy_id, owner=request.user.username, staff=request.user, at=request.now
        ),
        _("The task is yours."),
    )


@require_POST
@for_those_who_may("remedy_finding")
def finish(request: StaffRequest, remedy_id: int) -> HttpResponse:
    """Note what was done."""
    return _do(
        request,
        remedy_id,
        lambda: actions.finish_remedy(
            remedy_id=remedy_id,
            note=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        ),
        _("The task is done."),
    )


@require_POST
@for_those_who_may("waive_remedy")
def waive(request: StaffRequest, remedy_id: int) -> HttpResponse:
    """Leave a task undone for a reason."""
    return _do(
        request,
        remedy_id,
        lambda: actions.waive_remedy(
            remedy_id=remedy_id,
            reason=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        ),
        _("The task is waived."),
    )


def _do(
    request: StaffRequest, remedy_id: int, deed: Callable[[], Remedy], done: str
) -> HttpResponse:
    """Do it, say so, and show the finding again."""
    remedy = Remedy.objects.filter(pk=remedy_id).first()
    if remedy is None:
        raise Http404(f"there is no task {remedy_id}")
    try:
        deed()
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(request, done)
    return redirect("finding", finding_id=remedy.finding_id)


def _titles() -> Callable[[str], tuple[str, str]]:
    """Gives a rule with its title; a fact that was missing then is its own title."""
    titles: dict[str, Text] = rule_titles()
    language = get_language() or "en"

    def titled(rule: str) -> tuple[str, str]:
        return rule, titles[rule].in_language(language) if rule in titles else rule

    return titled


def _cause(cause: dict[str, Any]) -> CauseShown:
    known_at = cause.get("known_at")
    return CauseShown(
        name=str(CAUSE_NAMES[cause["kind"]]),
        subject=subject_in_words(cause["subject"]) if cause["subject"] else "",
        known_at=datetime.fromisoformat(known_at) if known_at else None,
        entry=cause.get("entry"),
    )
