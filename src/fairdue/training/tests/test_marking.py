"""How tests are marked, and what a course must have."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.training.actions.shipped import shipped
from fairdue.training.rules.content import Content, read
from fairdue.training.rules.marking import (
    Marked,
    mark_choice,
    mark_free,
    mark_question,
    result,
    upcoming,
)

CODES = ("contact", "hardship", "personal_data", "third_parties", "visits", "wording")


def answered(content: Content, pick: Callable[[int], int]) -> list[Marked]:
    """A whole sitting, `pick` choosing among so many answers."""
    given_so_far: list[Marked] = []
    while not (asked := upcoming(content, given_so_far, 7)).is_over:
        if asked.question:
            marked = mark_question(asked.question, pick(len(asked.shown)))
        else:
            assert asked.turn
            free = asked.turn.free is not None
            marked = (
                mark_free(asked.turn, [])
                if free
                else mark_choice(asked.turn, pick(len(asked.shown)))
            )
        given_so_far.append(marked)
    return given_so_far


def test_what_comes_with_fairdue_is_whole_and_cites_its_rules() -> None:
    assert tuple(shipped()) == CODES
    for content in map(read, shipped().values()):
        cited = {each.rule for each in content.questions if each.rule}
        assert cited <= set(content.rules)


def test_a_breach_in_the_talk_fails_whatever_the_points() -> None:
    all_right = [Marked(1, 1)] * 5
    talk = Marked(8, 8, (), True)
    assert result([*all_right, talk], pass_percent=80).passed
    assert not result([*all_right, talk, Marked(0, 1, ("threat",), True)], pass_percent=80).passed


@pytest.mark.parametrize(("right", "passes"), [(4, True), (3, False)])
def test_four_of_five_questions_are_enough_at_80_percent(right: int, passes: bool) -> None:
    given_answers = [Marked(int(number < right), 1) for number in range(5)]
    assert result([*given_answers, Marked(2, 2, (), True)], pass_percent=80).passed == passes


@given(st.sampled_from(CODES), st.data())
def test_every_way_through_a_course_ends_and_adds_up(code: str, data: Any) -> None:
    content = read(shipped()[code])
    whole = answered(content, lambda most: data.draw(st.integers(0, most - 1)))
    marks = result(whole, pass_percent=80)
    assert marks.asked == len(content.questions)
    assert 0 <= marks.right <= marks.asked
    assert 0 <= marks.talk_points <= marks.talk_points_max
    assert marks.passed <= (marks.breaches == 0)


def without_right(course: dict[str, Any]) -> None:
    for each in course["questions"][1]["answers"]:
        each.pop("right", None)


def without_chinese(course: dict[str, Any]) -> None:
    course["lessons"][0]["title"].pop("zh")


def in_a_circle(course: dict[str, Any]) -> None:
    turns = course["talk"]["turns"]
    turns["evening"]["choices"][0]["next"] = "opening"


def to_nowhere(course: dict[str, Any]) -> None:
    course["talk"]["turns"]["opening"]["choices"][0]["next"] = "elsewhere"


def breach_with_points(course: dict[str, Any]) -> None:
    course["talk"]["turns"]["opening"]["choices"][2]["points"] = 1


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (without_right, r"questions\[1\].answers: .*exactly one"),
        (without_chinese, r"lessons\[0\].title: say it in en and zh"),
        (in_a_circle, "comes back to itself"),
        (to_nowhere, "no turn 'elsewhere'"),
        (breach_with_points, "a breach earns no points"),
    ],
)
def test_what_is_wrong_with_a_course_is_named_with_its_place(
    spoil: Callable[[dict[str, Any]], None], says: str
) -> None:
    course = copy.deepcopy(shipped()["contact"])
    spoil(course)
    with pytest.raises(Refused, match=says):
        read(course)


@pytest.mark.parametrize("given_content", [None, [], {"title": "x"}, {"questions": 5}])
def test_what_is_no_course_is_refused(given_content: Any) -> None:
    with pytest.raises(Refused):
        read(given_content)
