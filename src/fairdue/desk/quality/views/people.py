"""How talks go by team, clause and person; how far reviewers agree; notes of coaching."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.quality import presenting
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.quality.actions import scoring as actions
from fairdue.quality.actions.scoring.coaching import may_coach
from fairdue.quality.models import CoachingNote, DrawnTalk
from fairdue.quality.queries.scoring import drawn, showing
from fairdue.quality.queries.scoring.policy import scoring_policy

CALIBRATED_WITHIN = timedelta(days=180)
NOTES = 20


@require_GET
@for_those_who_may("score_talks")
def calibration(request: StaffRequest) -> HttpResponseBase:
    """How far two who scored the same talk blind agree, and where they differ.

    A lead sees the talks of other teams only, as everywhere in scoring.
    """
    twice = showing.scored_twice(request.now - CALIBRATED_WITHIN)
    found = showing.agreement_of(twice)
    words = presenting.answers_in_words()
    mine = request.user.username
    lead = request.user.role == Role.LEAD
    rows = [
        {
            "each": each,
            "differing": [(in_language(ask), words[a], words[b]) for ask, a, b in each.differing],
            "discusses": each.differing
            and each.talk.discussed_at is None
            and mine in (each.first.reviewer, each.second.reviewer),
        }
        for each in twice
        if not (lead and each.talk.staff.team_id == request.user.team_id)
    ]
    least = scoring_policy(request.now.date()).kappa_least
    context = {
        "found": found,
        "least": least,
        "low": found.kappa is not None and found.kappa < least,
        "talks": len(twice),
        "rows": rows,
    }
    return render(request, "desk/quality/calibration.html", context)


@require_GET
@for_those_who_may("score_talks")
def people(request: StaffRequest) -> HttpResponseBase:
    """Teams and clauses; people by name, a lead's own team or all. Nobody is ranked."""
    staff = request.user
    shown = Staff.objects.filter(is_active=True, role__in=(Role.COLLECTOR, Role.LEAD))
    shown = shown.exclude(pk=staff.pk).select_related("team")
    teams = Team.objects.order_by("name")
    if staff.role == Role.LEAD:
        shown = shown.filter(team__isnull=False, team=staff.team)
        teams = teams.filter(pk=staff.team_id or 0)
    context = {
        "people": sorted(shown, key=lambda one: (str(one.team or ""), one.display_name)),
        "teams": [(team, showing.months_of(showing.scores_of_team(team))) for team in teams],
        "clauses": showing.clauses_of(showing.scores_of_team(_team_of(staff))),
    }
    return render(request, "desk/quality/people.html", context)


def _team_of(staff: Staff) -> Team | None:
    return staff.team if staff.role == Role.LEAD else None


@require_http_methods(["GET", "POST"])
@for_those_who_may("coach")
def person(request: StaffRequest, staff_id: int) -> HttpResponseBase:
    """One person's talks as they were scored, and notes to them."""
    someone = Staff.objects.filter(pk=staff_id, is_active=True).exclude(pk=request.user.pk).first()
    if someone is None or not may_coach(request.user, someone):
        raise Http404
    refusal, typed = "", request.POST.get("words", "")
    if request.method == "POST":
        try:
            actions.write_note(
                staff_id=someone.pk,
                words=typed,
                talk_id=int(talk) if (talk := request.POST.get("talk", "")).isdecimal() else None,
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            refusal = in_language(refused.text)
        else:
            messages.success(request, _("They can read your note now."))
            return redirect("scoring-person", someone.pk)
    blind = set(drawn.waiting(request.user).filter(staff=someone).values_list("pk", flat=True))
    scores = [each for each in showing.scores_of(someone) if each.talk_id not in blind]
    context = {
        "someone": someone,
        "scores": scores,
        "months": showing.months_of(scores),
        "clauses": [each for each in showing.clauses_of(scores) if each.missed],
        "talks": DrawnTalk.objects.filter(pk__in=[each.talk_id for each in scores[:NOTES]]),
        "notes": notes_for(someone, request.user),
        "typed": typed,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "desk/quality/person.html", context, status=status)


def notes_for(someone: Staff, reader: Staff) -> list[tuple[CoachingNote, str]]:
    """The newest notes to somebody, opened for whoever may read them."""
    rows = CoachingNote.objects.filter(staff=someone).select_related("staff")
    return [
        (note, actions.open_note(note, staff=reader))
        for note in rows.order_by("-written_at", "-pk")[:NOTES]
    ]
