"""Appeals against scores: whoever spoke objects, another reviewer decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.quality.actions.scoring.scoring import keep_score, listener, locked_talk
from fairdue.quality.models import Purpose, Score, ScoreAppeal
from fairdue.quality.queries.scoring.drawn import spoken_of
from fairdue.quality.queries.scoring.policy import scoring_policy
from fairdue.quality.rules.scoring import refuse_appeal, refuse_decider

OVER = Text("This appeal is decided already.", "该申诉已处理。")


def appeal(*, talk_id: int, reason: str, staff: Staff, at: datetime) -> ScoreAppeal:
    """Object to the score of one's own talk. Raises Refused without a reason, after the days that
    policy gives, once appealed, and for anybody else's.
    """
    require(staff, "appeal_score")
    why = reason_given(reason)
    with transaction.atomic():
        talk = locked_talk(talk_id)
        found = Score.objects.filter(talk=talk, purpose=Purpose.FIRST).first()
        if found is None:
            raise Refused(Text("This talk isn't scored yet.", "该通话尚未评分。"))
        today = local_day(at, zone())
        policy = scoring_policy(today)
        last = local_day(found.scored_at, zone()) + timedelta(days=policy.appeal_days)
        refuse_appeal(staff.username, talk.staff.username, last, today)
        if ScoreAppeal.objects.filter(score=found).exists():
            raise Refused(Text("You have appealed already.", "您已提出申诉。"))
        due = today + timedelta(days=policy.answer_days)
        entry = record(
            actor=staff.username,
            action="score_appealed",
            at=at,
            subject=f"drawn_talk:{talk.pk}",
            customer_id=talk.customer_id,
            details={"due_on": due.isoformat()},
        )
        return ScoreAppeal.objects.create(
            journal_entry=entry,
            score=found,
            scored_by=found.reviewer,
            reason=why,
            appealed_at=at,
            due_on=due,
        )


def decide_appeal(
    *,
    talk_id: int,
    answers: Mapping[str, str] | None,
    note: str,
    staff: Staff,
    at: datetime,
) -> ScoreAppeal:
    """Decide an appeal: with answers of one's own, which stand from now on, or None to let the
    score stand. Raises Refused without a note, for who scored the talk, and once it is decided.
    """
    require(staff, "score_talks")
    why = reason_given(note)
    with transaction.atomic():
        talk = locked_talk(talk_id)
        found = (
            ScoreAppeal.objects.select_for_update(of=("self",))
            .select_related("score__sheet")
            .filter(score__talk=talk, decided_at=None)
            .first()
        )
        if found is None:
            raise Refused(OVER)
        spoken = spoken_of(talk)
        refuse_decider(listener(staff), spoken, spoken.scored_by)
        if answers is not None:
            keep_score(talk, found.score.sheet, Purpose.APPEAL, answers, why, staff, at)
        found.journal_entry = record(
            actor=staff.username,
            action="score_appeal_decided",
            at=at,
            subject=f"drawn_talk:{talk.pk}",
            customer_id=talk.customer_id,
            details={"changed": answers is not None},
        )
        found.decided_at, found.decided_by, found.decision_note = at, staff.username, why
        found.changed = answers is not None
        found.save()
    return found
