"""The learner's pages: one's courses, a course to read, its test and how it went."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.training.actions import sitting as sitting_actions
from fairdue.training.models import Answer, CourseState, CourseVersion, Part, Sitting
from fairdue.training.queries.learning import learner
from fairdue.training.queries.policy import today, training_policy
from fairdue.training.queries.sittings import answers_of, marked_so_far, sitting_of
from fairdue.training.rules.content import Content, read
from fairdue.training.rules.marking import Upcoming, upcoming
from fairdue.wording.rules.findings import KINDS


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer given, as the page shows it."""

    asked: Text
    said: Text | None
    """What was chosen; None where one's own words were asked for."""
    right: Text | None
    """Of a question, the right answer."""
    good: bool
    because: Text
    rule: str
    points: str


@require_GET
@for_those_who_may("learn", without_certificate=True)
def training(request: StaffRequest) -> HttpResponseBase:
    """One's courses, and whether one may work cases."""
    context = {"learner": learner(request.user, request.now)}
    return render(request, "desk/learning/training.html", context)


@require_GET
@for_those_who_may("learn", without_certificate=True)
def course(request: StaffRequest, course: str) -> HttpResponseBase:
    """A course to read, and the way to its test."""
    version = (
        CourseVersion.objects.select_related("course")
        .filter(course__code=course, state=CourseState.LIVE)
        .first()
    )
    if version is None:
        raise Http404
    context = {
        "version": version,
        "content": read(version.content),
        "policy": training_policy(today(request.now)),
    }
    return render(request, "desk/learning/course.html", context)


@require_POST
@for_those_who_may("learn", without_certificate=True)
def begin(request: StaffRequest, course: str) -> HttpResponseBase:
    """Begin the test of a course, or go on with it."""
    try:
        found = sitting_actions.begin(course, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
        return redirect("training")
    return redirect("training-test", found.pk)


@require_http_methods(["GET", "POST"])
@for_those_who_may("learn", without_certificate=True)
def test(request: StaffRequest, sitting_id: int) -> HttpResponseBase:
    """What comes next in a test, with how the last answer was; in the end, the result."""
    found = sitting_of(sitting_id, request.user)
    if found is None:
        raise Http404
    if request.method == "POST":
        _answer(request, sitting_id)
        return redirect("training-test", sitting_id)
    content = read(found.version.content)
    given = [_shown(each, content) for each in answers_of(found)]
    if found.finished_at is not None:
        return render(request, "desk/learning/result.html", _result(request, found, given))
    asked = upcoming(content, marked_so_far(found, content), found.pk)
    context = {
        "sitting": found,
        "content": content,
        "asked": asked,
        "options": _options(asked),
        "place": len(given),
        "of_questions": len(content.questions),
        "last": given[-1] if given else None,
    }
    return render(request, "desk/learning/test.html", context)


def _answer(request: StaffRequest, sitting_id: int) -> None:
    sent = request.POST
    choice, place = sent.get("choice", ""), sent.get("place", "")
    try:
        sitting_actions.answer(
            sitting_id,
            place=int(place) if place.isdecimal() else -1,
            choice=int(choice) if choice.isdecimal() else None,
            typed=sent.get("typed", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))


def _options(asked: Upcoming) -> list[tuple[int, Text]]:
    """Answers or choices in the order they are shown, each with its own place."""
    if asked.question is not None:
        return [(place, asked.question.answers[place]) for place in asked.shown]
    if asked.turn is not None:
        return [(place, asked.turn.choices[place].say) for place in asked.shown]
    return []


def _result(request: StaffRequest, found: Sitting, given: list[Shown]) -> dict[str, object]:
    return {
        "sitting": found,
        "given": given,
        "learner": learner(request.user, request.now),
        "policy": training_policy(today(request.now)),
    }


def _shown(answer: Answer, content: Content) -> Shown:
    points = f"{answer.points}/{answer.points_max}"
    if answer.part == Part.QUESTION:
        question = next(each for each in content.questions if each.id == answer.asked)
        assert answer.choice is not None
        return Shown(
            question.ask,
            question.answers[answer.choice],
            question.answers[question.right],
            bool(answer.points),
            question.why,
            question.rule,
            points,
        )
    turn = content.talk.turns[answer.asked]
    good = answer.points == answer.points_max
    if turn.free is not None or answer.choice is None:
        found = [KINDS[kind][0] for kind in answer.breaches if kind in KINDS]
        because = Text(
            " ".join(each.en for each in found) or "Nothing stands against these words.",
            "".join(each.zh for each in found) or "所用表述未发现问题。",
        )
        return Shown(turn.says, None, None, good, because, "", points)
    choice = turn.choices[answer.choice]
    return Shown(turn.says, choice.say, None, good, choice.because, "", points)
