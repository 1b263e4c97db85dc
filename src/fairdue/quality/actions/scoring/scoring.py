"""Scores a drawn talk, and assigns what a failed critical item asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fairdue.calls.rules.listening import Listener
from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.quality.models import (
    DrawnTalk,
    Purpose,
    Score,
    SheetState,
    SheetVersion,
    Transcript,
)
from fairdue.quality.queries.checking import opened
from fairdue.quality.queries.scoring.drawn import drawn_for, spoken_of, transcript_of
from fairdue.quality.queries.scoring.policy import scoring_policy
from fairdue.quality.rules.scoring import FIRST, purpose_of
from fairdue.quality.rules.sheets import mark, read
from fairdue.training.actions.exercises import assign_for_finding, lift_exercises
from fairdue.wording import Line

DEED = "score_talks"
NOT_FOUND = Text("There is no such talk to score.", "没有该待评分通话。")
NOTE_LENGTH_MAX = 400


def score(
    *, talk_id: int, answers: Mapping[str, str], note: str, staff: Staff, at: datetime
) -> Score:
    """Score a talk by the sheet in use: the first score, which stands, or the blind second of a
    talk by which reviewers are calibrated.

    Raises Refused unless every item is answered, for a talk that isn't theirs to score, and once
    nothing is left to score.
    """
    require(staff, DEED)
    with transaction.atomic():
        talk = locked_talk(talk_id)
        purpose = purpose_of(listener(staff), spoken_of(talk))
        sheet = SheetVersion.objects.filter(state=SheetState.LIVE).first()
        if sheet is None:
            raise Refused(Text("No score sheet is in use.", "暂无启用的评分表。"))
        return keep_score(talk, sheet, purpose, answers, note, staff, at)


def discuss(*, talk_id: int, note: str, staff: Staff, at: datetime) -> DrawnTalk:
    """Note what reviewers made of their difference about a talk that both scored. Raises Refused
    without a note, unless one was of the two, and once it was noted.
    """
    require(staff, DEED)
    told = reason_given(note)
    with transaction.atomic():
        talk = locked_talk(talk_id)
        by = set(
            talk.scores.filter(purpose__in=(FIRST, "blind")).values_list("reviewer", flat=True)
        )
        if len(by) < 2 or staff.username not in by:
            raise Refused(
                Text("One of the two who scored it notes this.", "须由两名评分人之一填写。")
            )
        if talk.discussed_at is not None:
            raise Refused(Text("This was noted already.", "该项已有记录。"))
        talk.journal_entry = record(
            actor=staff.username,
            action="scores_discussed",
            at=at,
            subject=f"drawn_talk:{talk.pk}",
            customer_id=talk.customer_id,
        )
        talk.discussed_note, talk.discussed_by, talk.discussed_at = told, staff.username, at
        talk.save()
    return talk


def open_lines_to_score(*, talk_id: int, staff: Staff, at: datetime) -> list[Line] | None:
    """What was said in a talk that this person may score, or spoke themselves, as a reveal; None
    where nothing was written down, or not any more. Raises Refused for any other talk.
    """
    talk = drawn_for(staff).filter(pk=talk_id).first()
    if talk is None:
        talk = DrawnTalk.objects.filter(pk=talk_id, staff=staff).first()
    if talk is None:
        raise Refused(NOT_FOUND)
    row = transcript_of(talk)
    if row is None or row.lines_sealed is None:
        return None
    return _opened(row, staff, at)


def _opened(row: Transcript, staff: Staff, at: datetime) -> list[Line]:
    own = row.staff_id == staff.pk
    with transaction.atomic():
        record(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"transcript:{row.pk}",
            customer_id=row.customer_id,
            details={
                "what": f"transcript:{row.pk}",
                "reason": "own talk" if own else "talk to score",
            },
        )
    return opened(row.lines_sealed or b"")


def locked_talk(talk_id: int) -> DrawnTalk:
    """A drawn talk, nobody else's for now. Raises Refused where there is none."""
    found = (
        DrawnTalk.objects.select_for_update(of=("self",))
        .select_related("staff")
        .filter(pk=talk_id)
        .first()
    )
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def listener(staff: Staff) -> Listener:
    """Somebody as the rules know them."""
    return Listener(staff.username, staff.role, staff.team_id)


def keep_score(
    talk: DrawnTalk,
    sheet: SheetVersion,
    purpose: str,
    answers: Mapping[str, str],
    note: str,
    staff: Staff,
    at: datetime,
) -> Score:
    """Mark and keep a score, inside the caller's transaction; of the one that stands, assign what
    its failed critical items ask for, and lift what those of an earlier one asked for.
    """
    policy, items = scoring_policy(local_day(at, zone())), read(sheet.content)
    marked = mark(items, answers, policy.pass_percent)
    entry = record(
        actor=staff.username,
        action="talk_scored",
        at=at,
        subject=f"drawn_talk:{talk.pk}",
        customer_id=talk.customer_id,
        details={
            "purpose": purpose,
            "sheet": sheet.number,
            "percent": marked.percent,
            "passed": marked.passed,
            "missed": list(marked.missed),
        },
    )
    made = Score.objects.create(
        journal_entry=entry,
        talk=talk,
        sheet=sheet,
        purpose=purpose,
        reviewer=staff.username,
        answers=dict(answers),
        missed=list(marked.missed),
        failed=list(marked.failed),
        percent=marked.percent,
        passed=marked.passed,
        note=note.strip()[:NOTE_LENGTH_MAX],
        scored_at=at,
    )
    if purpose == Purpose.BLIND:
        return made
    failed = [item for item in items.items if item.id in marked.failed]
    if purpose == Purpose.APPEAL:
        kept = {f"drawn_talk:{talk.pk}:{item.id}" for item in failed}
        lift_exercises(
            staff=talk.staff,
            references=f"drawn_talk:{talk.pk}:",
            keeping=kept,
            actor=staff.username,
            at=at,
        )
    for item in failed:
        assign_for_finding(
            staff=talk.staff,
            kind=item.kind,
            reference=f"drawn_talk:{talk.pk}:{item.id}",
            actor=staff.username,
            at=at,
            at_once=item.kind in policy.barring_kinds,
        )
    return made
