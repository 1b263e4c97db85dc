"""The journal, searched; and reveals of personal data, who saw what and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.details import (
    details_in_words,
    revealed_label,
    subject_in_words,
)
from fairdue.desk.oversight.spans import days_asked
from fairdue.desk.oversight.wording import action_label
from fairdue.desk.reasons import reason_in_words
from fairdue.journal import queries
from fairdue.journal.models import Entry
from fairdue.portfolio.figures import CustomerName, customer_id_of, customer_names

ROWS = 50
REVEALED = "personal_data_revealed"


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry in words, with the masked name of the customer it is about."""

    entry: Entry
    action: str
    subject: str
    customer: CustomerName | None
    details: list[tuple[str, str]]


@require_GET
@for_those_who_may("read_journal")
def journal(request: StaffRequest) -> HttpResponse:
    """Entries by action, actor, customer and days; newest first, a page at a time."""
    days = days_asked(request, request.GET, length=7)
    asked = {name: request.GET.get(name, "").strip() for name in ("action", "actor", "customer")}
    customer_id = customer_id_of(asked["customer"]) if asked["customer"] else None
    unknown = bool(asked["customer"]) and customer_id is None
    if unknown:
        messages.warning(request, _("No customer has this reference."))
    before = request.GET.get("before", "")
    since, until = days.moments
    found = (
        []
        if unknown
        else queries.entries(
            customer_id=customer_id,
            action=asked["action"] or None,
            actor=asked["actor"] or None,
            since=since,
            until=until,
            limit=ROWS + 1,
            before_id=int(before) if before.isdecimal() and len(before) < 19 else None,
        )
    )
    return render(
        request,
        "desk/oversight/journal.html",
        {
            "days": days,
            "asked": asked,
            "before": before,
            "actions": [(name, action_label(name)) for name in queries.actions()],
            "entries": _shown(found[:ROWS]),
            "older": found[ROWS - 1].pk if len(found) > ROWS else None,
            "query": _query(request),
        },
    )


@require_GET
@for_those_who_may("read_journal")
def reveals(request: StaffRequest) -> HttpResponse:
    """Who opened which masked value of whom, when, and for what reason."""
    days = days_asked(request, request.GET)
    since, until = days.moments
    actor = request.GET.get("actor", "").strip()
    before = request.GET.get("before", "")
    found = queries.entries(
        action=REVEALED,
        actor=actor or None,
        since=since,
        until=until,
        limit=ROWS + 1,
        before_id=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    names = customer_names(entry.customer_id for entry in found)
    return render(
        request,
        "desk/oversight/reveals.html",
        {
            "days": days,
            "actor": actor,
            "before": before,
            "rows": [
                (
                    entry,
                    names.get(entry.customer_id or 0),
                    revealed_label(str(entry.details.get("what", ""))),
                    reason_in_words(str(entry.details.get("reason", ""))),
                )
                for entry in found[:ROWS]
            ],
            "older": found[ROWS - 1].pk if len(found) > ROWS else None,
            "query": _query(request),
        },
    )


def _shown(found: list[Entry]) -> list[EntryShown]:
    names = customer_names(entry.customer_id for entry in found)
    return [
        EntryShown(
            entry,
            action_label(entry.action),
            subject_in_words(entry.subject),
            names.get(entry.customer_id or 0),
            details_in_words(entry.details),
        )
        for entry in found
    ]


def _query(request: StaffRequest) -> str:
    rest = request.GET.copy()
    rest.pop("before", None)
    return f"{rest.urlencode()}&" if rest else ""
