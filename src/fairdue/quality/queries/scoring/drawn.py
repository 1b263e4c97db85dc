"""Talks that were drawn: who may score which, what waits, whether a draw comes out the same."""

from __future__ import annotations

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from fairdue.people.models import Staff
from fairdue.people.rules import COMPLIANCE
from fairdue.quality.models import (
    Draw,
    DrawnTalk,
    Purpose,
    SamplingPlan,
    Score,
    ScoreAppeal,
    SpokenFinding,
    State,
    Transcript,
)
from fairdue.quality.rules.sampling import STRATA, Shares, Talked, draw
from fairdue.quality.rules.scoring import Spoken

RANK = Case(*(When(stratum=each, then=rank) for rank, each in enumerate(STRATA)), default=9)


def drawn_for(staff: Staff) -> QuerySet[DrawnTalk]:
    """Talks that this person may score: compliance all but their own, leads other teams'."""
    rows = DrawnTalk.objects.select_related("staff__team", "customer", "attempt").exclude(
        staff=staff
    )
    return rows if staff.role == COMPLIANCE else rows.exclude(staff__team=staff.team)


def waiting(staff: Staff) -> QuerySet[DrawnTalk]:
    """What this person can score now, the riskiest first, then the oldest."""
    mine = Score.objects.filter(talk=OuterRef("pk"), reviewer=staff.username)
    rows = drawn_for(staff).annotate(given=Count("scores")).filter(~Exists(mine))
    return rows.filter(Q(given=0) | Q(given=1, calibrates=True)).order_by(RANK, "talked_at", "pk")


def scored(staff: Staff) -> QuerySet[DrawnTalk]:
    """What is scored of the talks this person may score, the newest talk first. A talk that waits
    for their own blind score isn't among them.
    """
    return (
        drawn_for(staff)
        .filter(Exists(Score.objects.filter(talk=OuterRef("pk"))))
        .exclude(pk__in=waiting(staff).values("pk"))
        .order_by("-talked_at", "pk")
    )


def appealed(staff: Staff) -> QuerySet[DrawnTalk]:
    """Talks whose appeal this person may decide, the soonest due first."""
    mine = Score.objects.filter(talk=OuterRef("pk"), reviewer=staff.username)
    rows = drawn_for(staff).filter(~Exists(mine), scores__appeal__decided_at=None)
    return rows.filter(scores__appeal__isnull=False).order_by("scores__appeal__due_on", "pk")


def spoken_of(talk: DrawnTalk) -> Spoken:
    """A talk as the rules of scoring know it."""
    by = talk.scores.order_by("scored_at", "pk").values_list("reviewer", flat=True)
    return Spoken(talk.staff.username, talk.staff.team_id, talk.calibrates, tuple(by))


def standing_score(talk: DrawnTalk) -> Score | None:
    """The score that counts: the first, or what an appeal put in its place."""
    return standing_scores().filter(talk=talk).first()


def standing_scores() -> QuerySet[Score]:
    """The scores that count, of all talks."""
    later = Score.objects.filter(talk=OuterRef("talk"), purpose=Purpose.APPEAL)
    return Score.objects.select_related("talk__staff__team", "sheet").filter(
        Q(purpose=Purpose.APPEAL) | Q(purpose=Purpose.FIRST) & ~Exists(later)
    )


def appeal_of(talk: DrawnTalk) -> ScoreAppeal | None:
    """The appeal against its score, decided or not."""
    return ScoreAppeal.objects.filter(score__talk=talk).first()


def transcript_of(talk: DrawnTalk) -> Transcript | None:
    """What was written down of it."""
    which = Q(attempt=talk.attempt_id) if talk.attempt_id else Q(call=talk.call_id)
    return Transcript.objects.filter(which).first()


def findings_of(talk: DrawnTalk) -> list[SpokenFinding]:
    """What detectors found in it and nobody turned down, in the order of the talk."""
    row = transcript_of(talk)
    rows = SpokenFinding.objects.filter(transcript=row).exclude(state=State.NOT_CONFIRMED)
    return list(rows.order_by("line", "start", "pk")) if row else []


def shares_of(plan: SamplingPlan) -> Shares:
    """A plan as the rule takes it."""
    return Shares(plan.percent, plan.least_per_collector, plan.calibration_percent)


def comes_out_the_same(made: Draw) -> bool:
    """Does the draw, done again among the same talks, draw the same, for the same reasons?"""
    talks = [
        Talked(reference, collector, stratum, tuple(always), readable)
        for reference, collector, stratum, always, readable in made.population
    ]
    again = {
        each.reference: (list(each.reasons), each.calibrates)
        for each in draw(talks, shares_of(made.plan), made.plan.seed)
    }
    kept = {each.reference: (each.reasons, each.calibrates) for each in made.talks.all()}
    return again == kept
