"""The demonstration's talks are drawn and scored, one of everyone's is left; a note of coaching."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fairdue.config.demo import people
from fairdue.people.models import Staff
from fairdue.quality.actions import scoring
from fairdue.quality.models import DrawnTalk, SheetState, SheetVersion
from fairdue.quality.queries.scoring.drawn import findings_of
from fairdue.quality.queries.scoring.policy import scoring_policy
from fairdue.quality.rules.sheets import MET, NOT_MET, read

WEEK, DAY = timedelta(days=7), timedelta(days=1)
NOTE = {True: "开场与核身规范，语气平和。", False: "请对照未符合项复听本通话，下次先核身再沟通。"}
COACHED = "这一周的开场白很稳。核身之后请先问原因，再谈方案。"
PLAN_BECAUSE = "新产品上线首季，提高各风险抽检比例"
PLAN = {"high": 50, "middle": 20, "low": 10}


def score_some(today: date, now: datetime) -> int:
    """Draw the days until yesterday by a plan of compliance's own; gives how many were scored."""
    first, second = people.reviewers()[:2]
    scoring.write_plan(
        percent=PLAN,
        least_per_collector=2,
        calibration_percent=25,
        note=PLAN_BECAUSE,
        staff=first,
        at=now,
    )
    scoring.draw_talks(from_on=today - WEEK, until_on=today - DAY, staff=first, at=now)
    sheet = SheetVersion.objects.get(state=SheetState.LIVE)
    items, waits, done = read(sheet.content).items, set[int](), 0
    barring = scoring_policy(today).barring_kinds
    for number, talk in enumerate(DrawnTalk.objects.select_related("staff").order_by("-pk")):
        if talk.staff_id not in waits:
            waits.add(talk.staff_id)  # one of everyone's is left to be scored
            continue
        # Nobody is left without a certificate, so that the demonstration's desk can be tried.
        kinds = {each.kind for each in findings_of(talk)} - barring
        answers = {item.id: NOT_MET if item.kind in kinds else MET for item in items}
        if talk.calibrates:
            _score(talk, answers, first, now)
            _score(
                talk, answers | ({"way_out_offered": NOT_MET} if number % 2 else {}), second, now
            )
        else:
            _score(talk, answers, first, now)
        done += 1
    lead, spoke = people.lead(), people.collectors()[0]
    scoring.write_note(staff_id=spoke.pk, words=COACHED, talk_id=None, staff=lead, at=now)
    return done


def _score(talk: DrawnTalk, answers: dict[str, str], staff: Staff, now: datetime) -> None:
    good = NOT_MET not in answers.values()
    scoring.score(talk_id=talk.pk, answers=answers, note=NOTE[good], staff=staff, at=now)
