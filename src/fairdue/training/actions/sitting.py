"""Sits a test: begins it, takes its answers one by one, marks it, and certifies who passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.training.actions.clearing import settle
from fairdue.training.models import (
    Answer,
    Certificate,
    CourseState,
    CourseVersion,
    Exercise,
    Part,
    Sitting,
)
from fairdue.training.queries.policy import today, training_policy, zone
from fairdue.training.queries.sittings import marked_so_far
from fairdue.training.rules.clearance import expires_on
from fairdue.training.rules.content import Content, read
from fairdue.training.rules.marking import (
    Marked,
    Upcoming,
    mark_choice,
    mark_free,
    mark_question,
    result,
    upcoming,
)
from fairdue.vault.sealing import vault
from fairdue.wording import Facts, Line, check_spoken

TYPED_MIN, TYPED_MAX = 6, 600
NOT_YOURS = Text("There is no such test of yours under way.", "您没有这项进行中的测试。")


def begin(course: str, *, staff: Staff, at: datetime) -> Sitting:
    """Begin a test on the live version of a course, or go on with the one begun.

    Raises Refused where there is no such course, and after as many tests as policy has for a day.
    """
    require(staff, "learn")
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=staff.pk)
        version = CourseVersion.objects.filter(course__code=course, state=CourseState.LIVE).first()
        if version is None:
            raise Refused(Text("There is no such course.", "没有该课程。"))
        mine = Sitting.objects.filter(staff=staff, version__course_id=version.course_id)
        going_on = mine.filter(finished_at=None, version=version).first()
        if going_on is not None:
            return going_on
        start, end = day_bounds(today(at), zone())
        most = training_policy(today(at)).sittings_per_day_max
        if mine.filter(started_at__gte=start, started_at__lt=end).count() >= most:
            raise Refused(
                Text(
                    f"That was the {most}. test of this course today; read it again and try "
                    "tomorrow.",
                    f"该课程今日测试已达{most}次，请重新学习，明天再试。",
                )
            )
        entry = record(
            actor=staff.username,
            action="sitting_begun",
            at=at,
            subject=f"course:{course}",
            details={"version": version.number},
        )
        return Sitting.objects.create(
            journal_entry=entry, staff=staff, version=version, started_at=at
        )


def answer(
    sitting_id: int,
    *,
    place: int,
    choice: int | None = None,
    typed: str = "",
    staff: Staff,
    at: datetime,
) -> Marked:
    """Answer what comes at this place, by a choice or in one's own words; after the last, mark.

    Raises Refused for others' tests, for a place that was answered already or isn't next, for a
    choice that there isn't, and for words too few or too many to be judged.
    """
    require(staff, "learn")
    with transaction.atomic():
        sitting = (
            Sitting.objects.select_for_update(of=("self",))
            .select_related("version__course")
            .filter(pk=sitting_id, staff=staff, finished_at=None)
            .first()
        )
        if sitting is None:
            raise Refused(NOT_YOURS)
        content = read(sitting.version.content)
        before = marked_so_far(sitting, content)
        asked = upcoming(content, before, sitting.pk)
        if place != len(before) or asked.is_over:
            raise Refused(Text("That was answered already; go on.", "该题已作答，请继续。"))
        marked = _mark(asked, choice, typed.strip(), at)
        _keep(sitting, place, asked, choice, typed.strip(), marked, at)
        if upcoming(content, [*before, marked], sitting.pk).is_over:
            _finish(sitting, content, [*before, marked], staff, at)
    return marked


def _mark(asked: Upcoming, choice: int | None, typed: str, at: datetime) -> Marked:
    turn = asked.turn
    if turn is not None and turn.free is not None:
        if not TYPED_MIN <= len(typed) <= TYPED_MAX:
            raise Refused(
                Text(
                    f"Answer in {TYPED_MIN} to {TYPED_MAX} characters.",
                    f"请用{TYPED_MIN}至{TYPED_MAX}个字回答。",
                )
            )
        return mark_free(turn, breaches_in(typed, at))
    if choice is None or choice not in asked.shown:
        raise Refused(Text("Choose one of the answers.", "请选择一个答案。"))
    if asked.question is not None:
        return mark_question(asked.question, choice)
    assert turn is not None
    return mark_choice(turn, choice)


def breaches_in(typed: str, at: datetime) -> list[str]:
    """Kinds of what may not be said in these words, as a review of a real talk would find them."""
    language = "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in typed) else "en"
    found = check_spoken(
        [Line("collector", typed)], language=language, facts=Facts(on=today(at), country="CN")
    )
    return [each.finding.kind for each in found if each.finding.severity == "blocks"]


def _keep(
    sitting: Sitting,
    place: int,
    asked: Upcoming,
    choice: int | None,
    typed: str,
    marked: Marked,
    at: datetime,
) -> None:
    named = asked.question or asked.turn
    assert named is not None
    free = asked.turn is not None and asked.turn.free is not None
    Answer.objects.create(
        sitting=sitting,
        place=place,
        part=Part.TALK if marked.in_talk else Part.QUESTION,
        asked=named.id,
        choice=None if free else choice,
        typed_sealed=vault().seal(typed) if free else None,
        points=marked.points,
        points_max=marked.points_max,
        breaches=list(marked.breaches),
        answered_at=at,
    )


def _finish(
    sitting: Sitting, content: Content, answered: list[Marked], staff: Staff, at: datetime
) -> None:
    on = today(at)
    policy = training_policy(on)
    marks = result(answered, pass_percent=policy.pass_percent)
    sitting.finished_at, sitting.passed = at, marks.passed
    sitting.right, sitting.asked = marks.right, marks.asked
    sitting.talk_points, sitting.talk_points_max = marks.talk_points, marks.talk_points_max
    sitting.breaches = marks.breaches
    course = sitting.version.course
    sitting.journal_entry = entry = record(
        actor=staff.username,
        action="sitting_passed" if marks.passed else "sitting_failed",
        at=at,
        subject=f"course:{course.code}",
        details={
            "sitting": sitting.pk,
            "right": marks.right,
            "asked": marks.asked,
            "talk_points": marks.talk_points,
            "breaches": marks.breaches,
        },
    )
    sitting.save()
    if not marks.passed:
        return
    Certificate.objects.create(
        journal_entry=entry,
        staff=staff,
        course=course,
        sitting=sitting,
        issued_at=at,
        issued_on=on,
        expires_on=expires_on(on, policy.months),
    )
    owed = Exercise.objects.filter(staff=staff, course=course, done_at=None)
    owed.update(done_at=at, sitting=sitting, journal_entry=entry)
    settle(staff, actor=staff.username, at=at)
