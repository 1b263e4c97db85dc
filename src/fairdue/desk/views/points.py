"""What is learned of a customer's number or address: dead, somebody else's, or good again."""

from __future__ import annotations

from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.desk import forms
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.search import SEARCHERS
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point

DEAD, THEIRS, GOOD = "dead", "somebody_elses", "good"


@require_POST
@for_roles(*SEARCHERS)
def mark_point(request: StaffRequest, customer_id: int, point_id: int) -> HttpResponseBase:
    """Note it, since a day; contacts made since then are judged again."""
    if point_id not in [point.id for point in portfolio.contact_points(customer_id)]:
        raise Http404
    try:
        since = request.POST.get("since", "")
        _mark(request, point_id, request.POST.get("what", ""), forms.day(since) if since else None)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("It is noted. Contacts made since then are judged again."))
    return redirect("customer", customer_id)


def _mark(request: StaffRequest, point_id: int, what: str, since: date | None) -> None:
    today = timezone.localtime(request.now).date()
    if since is not None and since > today:
        raise Refused(Text("This day is still to come.", "该日期尚未到来。"))
    if what == THEIRS:
        zone = timezone.get_default_timezone()
        began = datetime.combine(since, time(), zone) if since else None
        disown_contact_point(
            contact_point_id=point_id, since=began, staff=request.user, at=request.now
        )
    elif what in (DEAD, GOOD):
        day = (since or today) if what == DEAD else None
        mark_contact_point(
            contact_point_id=point_id, invalid_since=day, staff=request.user, at=request.now
        )
    else:
        raise Refused(Text("Choose what you learned.", "请选择所获知的情况。"))
