"""Complain, follow it by the clock, take it elsewhere, take it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.compliance.models import ComplaintChannel, Complexity
from fairdue.compliance.queries import ComplaintFacts
from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.forms import ComplaintForm, said
from fairdue.portal.rights.telling import CODE, day_of

AGAIN = timedelta(minutes=10)
"""The same words within this time are the same complaint, sent twice."""


@for_cardholder
def complaints(request: CardholderRequest) -> HttpResponseBase:
    """What I complained of, and a form to complain."""
    me = request.cardholder
    form = ComplaintForm(request.POST or None)
    found = compliance.complaints_of(me.customer_id)
    if form.is_valid():
        sent = form.cleaned_data
        earlier = _sent_before(found, sent["statement"], request.now)
        if earlier is not None:
            return redirect("my-complaint", earlier.id)
        try:
            made = actions.record_complaint(
                customer_id=me.customer_id,
                about=sent["about"],
                channel=ComplaintChannel.ONLINE,
                statement=sent["statement"],
                staff=me,
                at=request.now,
            )
        except Refused as refused:
            form.add_error(None, said(refused.text))
        else:
            messages.success(request, _("Thank you for telling us. Your complaint is on record."))
            return redirect("my-complaint", made.pk)
    day = day_of(me.customer_id, request.now)
    clock = compliance.complaint_clock(day.law, day.today, Complexity.SIMPLE, extended=False)
    context = {
        "found": found,
        "form": form,
        "acknowledge_by": compliance.acknowledge_by(day.today),
        "decide_by": clock.last_day,
        "source": day.source(clock.rule),
        "authority": day.authority("complaints"),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/rights/complaints.html", context, status=status)


@for_cardholder
def complaint(request: CardholderRequest, complaint_id: int) -> HttpResponseBase:
    """One complaint: its clock, how far it has come, and who else can be asked."""
    found = _mine(request, complaint_id)
    day = day_of(found.customer_id, request.now)
    context = {
        "found": found,
        "steps": _steps(found),
        "source": day.source(found.decide_rule),
        "acknowledge_source": day.source(compliance.COMPLAINTS),
        "authority": day.authority("complaints"),
        "late": found.is_open and not found.is_decided and day.today > found.decide_by,
        "days_left": found.days_left(day.today),
    }
    return render(request, "portal/rights/complaint.html", context)


@require_POST
@for_cardholder
def withdraw(request: CardholderRequest, complaint_id: int) -> HttpResponseBase:
    """Take a complaint back."""
    found = _mine(request, complaint_id)
    try:
        actions.withdraw_complaint(
            complaint_id=found.id, reason=CODE, staff=request.cardholder, at=request.now
        )
    except Refused as refused:
        messages.warning(request, said(refused.text))
    else:
        messages.success(request, _("You have taken this complaint back."))
    return redirect("my-complaint", found.id)


def _mine(request: CardholderRequest, complaint_id: int) -> ComplaintFacts:
    """The complaint. Raises Http404 for another's, as for none."""
    found = compliance.complaint(complaint_id)
    if found is None or found.customer_id != request.cardholder.customer_id:
        raise Http404
    return found


def _sent_before(
    found: list[ComplaintFacts], statement: str, at: datetime
) -> ComplaintFacts | None:
    return next(
        (
            each
            for each in found
            if each.is_open
            and each.statement == statement.strip()
            and at - each.recorded_at < AGAIN
        ),
        None,
    )


def _steps(found: ComplaintFacts) -> list[tuple[str, datetime | None]]:
    """What is done about a complaint, in order, and when it was."""
    steps = [
        (_("Received; contact is paused"), found.received_at),
        (_("Receipt confirmed to you"), found.acknowledged_at),
        (_("Decided"), found.decided_at),
        (_("Answered; you know the result and why"), found.answered_at),
    ]
    if found.remedy:
        steps.append((_("Put right"), found.remedied_at))
    return steps
