"""How a sitting is marked, answer by answer, and when it is passed. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from fairdue.training.rules.content import Content, Question, Turn


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer's points, of how many, and the kinds of breach in it."""

    points: int
    points_max: int
    breaches: tuple[str, ...] = ()
    in_talk: bool = False
    leads_to: str = ""
    """The turn that follows, in a talk; "" ends it."""


@dataclass(frozen=True, slots=True)
class Result:
    """A whole sitting, marked."""

    right: int
    asked: int
    talk_points: int
    talk_points_max: int
    breaches: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes next in a sitting: a question, a turn of the talk, or nothing."""

    question: Question | None = None
    turn: Turn | None = None
    shown: tuple[int, ...] = field(default=())
    """Places of the answers or choices, in the order they are shown."""

    @property
    def is_over(self) -> bool:
        """Has everything been answered?"""
        return self.question is None and self.turn is None


def upcoming(content: Content, answered: Sequence[Marked], seed: int) -> Upcoming:
    """What comes after these answers: all questions in their order, then the talk's way.

    `seed` mixes the order in which answers are shown, the same for the same sitting.
    """
    place = len(answered)
    if place < len(content.questions):
        question = content.questions[place]
        return Upcoming(question=question, shown=_mixed(len(question.answers), seed, question.id))
    in_talk = [each for each in answered if each.in_talk]
    name = in_talk[-1].leads_to if in_talk else content.talk.start
    if not name:
        return Upcoming()
    turn = content.talk.turns[name]
    return Upcoming(turn=turn, shown=_mixed(len(turn.choices), seed, turn.id))


def mark_question(question: Question, choice: int) -> Marked:
    """One point for the right answer."""
    return Marked(int(choice == question.right), 1)


def mark_choice(turn: Turn, choice: int) -> Marked:
    """Points of what was chosen to say."""
    chosen = turn.choices[choice]
    breaches = (chosen.breach,) if chosen.breach else ()
    return Marked(chosen.points, turn.points_max, breaches, True, chosen.next)


def mark_free(turn: Turn, breaches: Sequence[str]) -> Marked:
    """All points for words in which nothing was found that may not be said, else none."""
    assert turn.free is not None
    found = tuple(sorted(set(breaches)))
    return Marked(0 if found else turn.free.points, turn.free.points, found, True, turn.free.next)


def result(answered: Sequence[Marked], *, pass_percent: int) -> Result:
    """Passed: enough questions right, enough points in the talk, and not one breach in it."""
    questions = [each for each in answered if not each.in_talk]
    talk = [each for each in answered if each.in_talk]
    right, asked = sum(each.points for each in questions), len(questions)
    points, points_max = sum(each.points for each in talk), sum(each.points_max for each in talk)
    breaches = sum(len(each.breaches) for each in talk)
    enough = (
        bool(asked)
        and right * 100 >= asked * pass_percent
        and points * 100 >= points_max * pass_percent
    )
    return Result(right, asked, points, points_max, breaches, enough and not breaches)


def _mixed(number: int, seed: int, name: str) -> tuple[int, ...]:
    places = list(range(number))
    random.Random(f"{seed} {name}").shuffle(places)  # an order, not a secret
    return tuple(places)
