"""Every contact made with the cardholder, why it was allowed, and the pressure they are under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise

from fairdue.contact import queries as contact
from fairdue.contact.models import Channel, FindingKind, Outcome, RemedyKind
from fairdue.contact.queries import ContactTold, FoundLate, PressureTold
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.wording import CAME_OF_IT, FOUND, MADE, REMEDIES

PAGE = 20
ICONS = {
    Channel.CALL: "phone",
    Channel.SMS: "message",
    Channel.EMAIL: "mail",
    Channel.LETTER: "letter",
    Channel.VISIT: "visit",
}
CHART_WIDTH, CHART_HEIGHT = 300, 80


@for_cardholder
def contacts(request: CardholderRequest) -> HttpResponseBase:
    """A page of contacts, the newest first, below the pressure of the last 30 days."""
    customer_id = request.cardholder.customer_id
    first = _page_asked(request.GET.get("page", ""))
    found, total = contact.contacts_told(customer_id, offset=(first - 1) * PAGE, limit=PAGE)
    pressure = contact.pressure_told(customer_id, request.now) if first == 1 else None
    context = {
        "contacts": [_shown(each) for each in found],
        "total": total,
        "newer": first - 1,
        "older": first + 1 if first * PAGE < total else 0,
        "pressure": pressure,
        "bars": _bars(pressure) if pressure else [],
        "limit_y": _y_of_budget(pressure) if pressure else 0,
        "chart": (CHART_WIDTH, CHART_HEIGHT),
    }
    return render(request, "portal/rights/contacts.html", context)


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact in words."""

    told: ContactTold
    icon: str
    made: str | Promise
    came_of_it: str | Promise
    found: list[dict[str, Any]]


def _shown(told: ContactTold) -> Shown:
    channel = Channel(told.channel)
    return Shown(
        told,
        ICONS[channel],
        MADE[channel],
        CAME_OF_IT[Outcome(told.outcome)] if told.outcome else "",
        [_found(each) for each in told.found],
    )


def _found(late: FoundLate) -> dict[str, Any]:
    return {
        "said": FOUND[FindingKind(late.kind)],
        "why": late.why,
        "at": late.found_at,
        "remedies": [
            (REMEDIES[RemedyKind(kind)], due_on, done_at) for kind, due_on, done_at in late.remedies
        ],
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart, in the picture's own units."""

    x: float
    y: float
    width: float
    height: float


def _bars(pressure: PressureTold) -> list[Bar]:
    step, scale = CHART_WIDTH / len(pressure.days), _top(pressure)
    return [
        Bar(
            round(number * step + 1, 1),
            round(CHART_HEIGHT - (height := float(day.points) * CHART_HEIGHT / scale), 1),
            round(step - 2, 1),
            round(height, 1),
        )
        for number, day in enumerate(pressure.days)
    ]


def _y_of_budget(pressure: PressureTold) -> float:
    return round(CHART_HEIGHT - pressure.budget * CHART_HEIGHT / _top(pressure), 1)


def _top(pressure: PressureTold) -> float:
    """The value at the upper edge: a little above the budget, and above whatever there was."""
    return 1.1 * max(1, pressure.budget, *(float(day.points) for day in pressure.days))


def _page_asked(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
