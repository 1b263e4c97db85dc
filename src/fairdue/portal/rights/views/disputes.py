"""Contest a debt, see how far it has come, take it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.compliance.models import Manner
from fairdue.compliance.queries import DisputeFacts
from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.forms import DisputeForm, said
from fairdue.portal.rights.telling import CODE, day_of
from fairdue.portfolio import queries as portfolio

AGAIN = timedelta(minutes=10)
"""The same words within this time are the same dispute, sent twice."""


@for_cardholder
def disputes(request: CardholderRequest) -> HttpResponseBase:
    """What I contested, and a form to contest something."""
    me = request.cardholder
    accounts = portfolio.accounts_of(me.customer_id)
    form = DisputeForm(request.POST or None, accounts=accounts)
    found = compliance.disputes_of(me.customer_id)
    if form.is_valid():
        sent = form.cleaned_data
        earlier = _sent_before(found, sent["statement"], request.now)
        if earlier is not None:
            return redirect("my-dispute", earlier.id)
        try:
            made = actions.open_dispute(
                customer_id=me.customer_id,
                ground=sent["ground"],
                account_id=sent["account"],
                amount=sent["amount"],
                statement=sent["statement"],
                manner=Manner.ELECTRONIC,
                staff=me,
                at=request.now,
            )
        except Refused as refused:
            form.add_error(None, said(refused.text))
        else:
            messages.success(request, _("We have it. Nobody will press you while we look into it."))
            return redirect("my-dispute", made.pk)
    day = day_of(me.customer_id, request.now)
    clock = compliance.dispute_clock(day.law, "amount", day.today)
    return render(
        request,
        "portal/rights/disputes.html",
        {
            "found": found,
            "form": form,
            "answer_by": clock.last_day,
            "source": day.source(clock.rule),
        },
        status=422 if form.errors else 200,
    )


@for_cardholder
def dispute(request: CardholderRequest, dispute_id: int) -> HttpResponseBase:
    """One dispute: how far it has come and by when it is answered."""
    found = _mine(request, dispute_id)
    day = day_of(found.customer_id, request.now)
    context = {
        "found": found,
        "steps": _steps(found),
        "source": day.source(found.answer_rule),
        "authority": day.authority("complaints"),
        "days_left": found.days_left(day.today),
    }
    return render(request, "portal/rights/dispute.html", context)


@require_POST
@for_cardholder
def withdraw(request: CardholderRequest, dispute_id: int) -> HttpResponseBase:
    """Take a dispute back."""
    found = _mine(request, dispute_id)
    try:
        actions.withdraw_dispute(
            dispute_id=found.id, reason=CODE, staff=request.cardholder, at=request.now
        )
    except Refused as refused:
        messages.warning(request, said(refused.text))
    else:
        messages.success(request, _("You have taken this dispute back."))
    return redirect("my-dispute", found.id)


def _mine(request: CardholderRequest, dispute_id: int) -> DisputeFacts:
    """The dispute. Raises Http404 for another's, as for none."""
    found = compliance.dispute(dispute_id)
    if found is None or found.customer_id != request.cardholder.customer_id:
        raise Http404
    return found


def _sent_before(found: list[DisputeFacts], statement: str, at: datetime) -> DisputeFacts | None:
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


def _steps(found: DisputeFacts) -> list[tuple[str, datetime | None]]:
    """What is done about a dispute, in order, and when it was."""
    return [
        (_("Received; collection stopped"), found.received_at),
        (_("Your account is marked as disputed"), found.annotated_at),
        (_("Looked into"), found.investigated_at),
        (_("Decided"), found.decided_at),
        (_("Answered; you know the result and why"), found.answered_at),
    ]
