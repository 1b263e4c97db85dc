"""One's own scores: how talks went, what a reviewer wrote, appeals, notes of coaching."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.quality import presenting
from fairdue.desk.quality.views.people import notes_for
from fairdue.desk.templatetags.desk import in_language
from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.quality.actions import scoring as actions
from fairdue.quality.models import DrawnTalk, Purpose
from fairdue.quality.queries.scoring import drawn, showing
from fairdue.quality.queries.scoring.policy import scoring_policy
from fairdue.quality.rules.sheets import read
from fairdue.training.queries import may_work, needs_certificate


@require_GET
@for_roles(Role.COLLECTOR, Role.LEAD, without_certificate=True)
def my_scores(request: StaffRequest) -> HttpResponseBase:
    """One's own talks as they were scored; no customer is shown. Nobody is ranked."""
    scores = showing.scores_of(request.user)
    context = {
        "rows": [(each, drawn.appeal_of(each.talk)) for each in scores],
        "months": showing.months_of(scores),
        "clauses": [each for each in showing.clauses_of(scores) if each.missed],
        "notes": notes_for(request.user, request.user),
    }
    return render(request, "desk/quality/mine.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.COLLECTOR, Role.LEAD, without_certificate=True)
def my_score(request: StaffRequest, talk_id: int) -> HttpResponseBase:
    """One talk of one's own, item by item; posting a reason appeals.

    Whom the score left without a certificate can appeal all the same, but reads nothing of the
    customer until it is back.
    """
    row = DrawnTalk.objects.select_related("staff", "customer").filter(
        pk=talk_id, staff=request.user
    )
    talk = row.first()
    score = drawn.standing_score(talk) if talk else None
    if talk is None or score is None:
        raise Http404
    refusal, typed = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            actions.appeal(talk_id=talk.pk, reason=typed, staff=request.user, at=request.now)
        except Refused as refused:
            refusal = in_language(refused.text)
        else:
            messages.success(request, _("Another reviewer decides your appeal."))
            return redirect("my-score", talk.pk)
    cleared = not needs_certificate(request.user.role, request.now) or may_work(
        request.user.pk, request.now
    )
    said = (
        actions.open_lines_to_score(talk_id=talk.pk, staff=request.user, at=request.now)
        if cleared
        else None
    )
    today = local_day(request.now, zone())
    first = talk.scores.get(purpose=Purpose.FIRST)
    last = local_day(first.scored_at, zone()) + timedelta(days=scoring_policy(today).appeal_days)
    given = drawn.appeal_of(talk)
    context = {
        "talk": talk,
        "score": score,
        "badge": presenting.badge_of(score),
        "items": presenting.items(read(score.sheet.content), score.answers),
        "cleared": cleared,
        "lines": presenting.lines(said, drawn.findings_of(talk)) if said is not None else None,
        "appeal": given,
        "appeals_until": last,
        "appeals": given is None and today <= last,
        "typed": typed,
        "refusal": refusal,
    }
    return render(request, "desk/quality/my_score.html", context, status=422 if refusal else 200)
