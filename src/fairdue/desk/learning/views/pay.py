"""How collectors are paid: schemes on record, a new one judged by the rule on pay."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fairdue.compliance.actions import pay as actions
from fairdue.compliance.models import PayScheme
from fairdue.compliance.rules.pay import PARTS, RECOVERED
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.rules import may


@require_http_methods(["GET", "POST"])
@for_those_who_may("see_pay_schemes")
def pay(request: StaffRequest) -> HttpResponseBase:
    """Schemes in force and ended, and the form; a refusal is said with its clause beside it."""
    wrong: Text | None = None
    if request.method == "POST":
        try:
            actions.record_pay_scheme(
                name=request.POST.get("name", ""),
                percent={part: _whole(request.POST.get(part, "")) for part in PARTS},
                in_force_from=_day(request.POST.get("from", "")),
                note=request.POST.get("note", ""),
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            wrong = refused.text
        else:
            messages.success(request, _("The scheme is on record."))
            return redirect("pay-schemes")
    schemes = PayScheme.objects.order_by("-ended_at", "-recorded_at")
    context = {
        "schemes": [(each, _parts(each)) for each in schemes],
        "parts": [(part, words, request.POST.get(part, "")) for part, words in PARTS.items()],
        "sent": request.POST,
        "today": request.now.date(),
        "wrong": in_language(wrong),
        "keeps": may(request.user, "keep_pay_schemes"),
    }
    return render(request, "desk/learning/pay.html", context, status=422 if wrong else 200)


@require_POST
@for_those_who_may("keep_pay_schemes")
def end(request: StaffRequest, scheme_id: int) -> HttpResponseBase:
    """End a scheme."""
    try:
        actions.end_pay_scheme(scheme_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("The scheme has ended."))
    return redirect("pay-schemes")


def _parts(scheme: PayScheme) -> list[tuple[Text, int]]:
    percent = {RECOVERED: scheme.recovered_percent, **scheme.other_parts}
    return [(PARTS[part], share) for part, share in percent.items() if share]


def _whole(typed: str) -> int:
    """Percent as typed; nothing is 0. Raises Refused for what is no whole number."""
    given = typed.strip() or "0"
    if not given.isdecimal() or len(given) > 3:
        raise Refused(Text("Give whole percents.", "请填写整数百分比。"))
    return int(given)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(Text("Give the first day.", "请填写起始日期。")) from None
