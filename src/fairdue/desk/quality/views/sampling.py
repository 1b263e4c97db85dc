"""The sampling plan, and what was drawn by it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may
from fairdue.quality.actions import scoring as actions
from fairdue.quality.models import Draw, SamplingPlan, Stratum
from fairdue.quality.queries.scoring.drawn import comes_out_the_same
from fairdue.quality.queries.scoring.policy import scoring_policy
from fairdue.quality.rules.sampling import STRATA

SHOWN = 12
DAY = timedelta(days=1)


@require_http_methods(["GET", "POST"])
@for_those_who_may("score_talks", "plan_sampling")
def sampling(request: StaffRequest) -> HttpResponseBase:
    """The plan that counts and earlier ones, draws, and one of them done again."""
    refusal = ""
    if request.method == "POST":
        try:
            actions.write_plan(
                percent={each: _number(request, each) for each in STRATA},
                least_per_collector=_number(request, "least"),
                calibration_percent=_number(request, "calibration"),
                note=request.POST.get("note", ""),
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            refusal = in_language(refused.text)
        else:
            messages.success(request, _("The new plan counts from the next draw on."))
            return redirect("scoring-sampling")
    least = scoring_policy(request.now.date()).least
    plans = list(SamplingPlan.objects.order_by("-number")[:SHOWN])
    draws = list(Draw.objects.select_related("plan").order_by("-until_on")[:SHOWN])
    again = request.GET.get("again", "")
    last = draws[0].until_on if draws else request.now.date() - timedelta(days=8)
    context = {
        "plans": plans,
        "plan": plans[0] if plans else None,
        "strata": [
            (
                code,
                label,
                least.percent[code],
                plans[0].percent[code] if plans else least.percent[code],
            )
            for code, label in Stratum.choices
        ],
        "least": least,
        "draws": draws,
        "again": next((each.pk for each in draws if str(each.pk) == again), None),
        "same": next((comes_out_the_same(each) for each in draws if str(each.pk) == again), None),
        "from_on": last + DAY,
        "until_on": max(last, request.now.date() - 2 * DAY) + DAY,
        "plans_it": may(request.user, "plan_sampling"),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "desk/quality/sampling.html", context, status=status)


@require_POST
@for_those_who_may("plan_sampling")
def draw(request: StaffRequest) -> HttpResponseBase:
    """Draw among the talks of some days."""
    try:
        made = actions.draw_talks(
            from_on=_day(request, "from"),
            until_on=_day(request, "until"),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    except ValueError:
        messages.error(request, _("Choose both days."))
    else:
        told = {"drawn": made.drawn, "talks": len(made.population)}
        messages.success(request, _("%(drawn)s of %(talks)s talks drawn.") % told)
    return redirect("scoring-sampling")


def _number(request: StaffRequest, name: str) -> int:
    """A whole number as typed; -1, which no plan takes, for anything else."""
    typed = request.POST.get(name, "").strip()
    return int(typed) if typed.isdecimal() and len(typed) < 4 else -1


def _day(request: StaffRequest, name: str) -> date:
    return date.fromisoformat(request.POST.get(name, ""))
