"""Proof both ways during a call: that it is us who call, and the customer who answers."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairdue.contact import queries as contacts
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.templatetags.desk import in_language
from fairdue.identity.actions.challenges import begin, prove_cardholder
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role


@require_http_methods(["GET", "POST"])
@for_roles(Role.COLLECTOR, Role.LEAD)
def proof(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """The two numbers of the open call; a number that the customer read out is checked."""
    attempt = contacts.open_attempt(request.user)
    if attempt is None or attempt.case_id != case_id:
        return HttpResponse(_("No call is open."))
    wrong = ""
    sent = request.POST.get("challenge", "")
    if request.method == "POST" and sent.isdecimal():
        try:
            right = prove_cardholder(
                challenge_id=int(sent),
                typed=request.POST.get("typed", ""),
                staff=request.user,
                at=request.now,
            )
            wrong = "" if right else _("Not the number on their page.")
        except Refused as refused:
            wrong = in_language(refused.text)
    call = begin(customer_id=attempt.customer_id, staff=request.user, at=request.now)
    context = {"call": call, "case_id": case_id, "wrong": wrong}
    return render(request, "desk/workbench/proof.html", context)
