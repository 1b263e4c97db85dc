"""What a course has in it: lessons, questions, and a talk with a simulated cardholder.

Read from a mapping, as a file or the editor has it:

    title: {en: …, zh: …}
    rules: [CN-FREQ-01, …]            # what it teaches; when one of them changes, it is due again
    lessons: [{title: {…}, text: {…}}, …]
    questions:
      - id: calls_a_day
        ask: {…}
        answers: [{say: {…}, right: true}, {say: {…}}, …]      # exactly one right
        why: {…}
        rule: CN-FREQ-01              # optional
    talk:
      scene: {…}
      start: opening
      turns:
        opening:
          says: {…}
          choices:                    # or `free`, what the learner types is judged
            - {say: {…}, points: 2, next: asks, because: {…}}
            - {say: {…}, points: 0, breach: threat, because: {…}}    # no next: the talk ends
          free: {next: end, points: 2, hint: {…}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

QUESTIONS_MIN = 3
ANSWERS_MIN = 2


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something to read."""

    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question with one right answer."""

    id: str
    ask: Text
    answers: tuple[Text, ...]
    right: int
    """Its place among the answers, counted from 0."""
    why: Text
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be said in a talk, and what comes of it."""

    say: Text
    points: int
    because: Text
    next: str = ""
    """The turn it leads to; "" ends the talk."""
    breach: str = ""
    """The kind of what may not be said; "" for none."""


@dataclass(frozen=True, slots=True)
class Free:
    """The learner's own words are asked for."""

    hint: Text
    points: int
    next: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the simulated cardholder says, and how it may be answered."""

    id: str
    says: Text
    choices: tuple[Choice, ...] = ()
    free: Free | None = None

    @property
    def points_max(self) -> int:
        """Points of the best answer."""
        return self.free.points if self.free else max(choice.points for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk with a simulated cardholder: turns that branch and never come back."""

    scene: Text
    start: str
    turns: Mapping[str, Turn]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole course."""

    title: Text
    rules: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    questions: tuple[Question, ...]
    talk: Talk


def read(given: Any) -> Content:
    """The course that a mapping describes. Raises Refused, naming the place and how to mend it."""
    whole = _mapping(given, "course")
    questions = tuple(
        _question(each, f"questions[{place}]")
        for place, each in enumerate(_list(whole, "questions", "course"))
    )
    if len(questions) < QUESTIONS_MIN:
        raise _wrong("questions", f"give at least {QUESTIONS_MIN}", f"至少{QUESTIONS_MIN}题")
    ids = [question.id for question in questions]
    if len(set(ids)) < len(ids):
        raise _wrong("questions", "two have the same id", "存在重复的编号")
    lessons = tuple(
        Lesson(_text(each, "title", f"lessons[{place}]"), _text(each, "text", f"lessons[{place}]"))
        for place, each in enumerate(_list(whole, "lessons", "course"))
    )
    rules = tuple(str(rule) for rule in _list(whole, "rules", "course"))
    return Content(_text(whole, "title", "course"), rules, lessons, questions, _talk(whole))


def _question(given: Any, place: str) -> Question:
    answers = _list(given, "answers", place)
    right = [number for number, each in enumerate(answers) if _mapping(each, place).get("right")]
    if len(answers) < ANSWERS_MIN or len(right) != 1:
        raise _wrong(
            f"{place}.answers",
            "give two or more, exactly one of them right",
            "至少两项，且仅一项正确",
        )
    texts = tuple(
        _text(each, "say", f"{place}.answers[{number}]") for number, each in enumerate(answers)
    )
    return Question(
        _word(given, "id", place),
        _text(given, "ask", place),
        texts,
        right[0],
        _text(given, "why", place),
        str(given.get("rule", "")),
    )


def _talk(whole: Mapping[str, Any]) -> Talk:
    given = _mapping(whole.get("talk"), "talk")
    turns = {
        str(name): _turn(str(name), each, f"talk.turns.{name}")
        for name, each in _mapping(given.get("turns"), "talk.turns").items()
    }
    talk = Talk(_text(given, "scene", "talk"), _word(given, "start", "talk"), turns)
    order = _refuse_bad_ways(talk)
    return replace(talk, turns={name: turns[name] for name in order})


def _turn(name: str, given: Any, place: str) -> Turn:
    known = _mapping(given, place)
    free = None
    if "free" in known:
        own = _mapping(known["free"], f"{place}.free")
        free = Free(
            _text(own, "hint", f"{place}.free"),
            _points(own, f"{place}.free"),
            str(own.get("next", "")),
        )
    choices = tuple(
        _choice(each, f"{place}.choices[{number}]")
        for number, each in enumerate(known.get("choices", ()))
    )
    if (free is None) == (len(choices) < ANSWERS_MIN):
        raise _wrong(place, "give two or more choices, or free", "须有至少两个选项，或设自由回答")
    turn = Turn(name, _text(known, "says", place), choices, free)
    if turn.points_max < 1:
        raise _wrong(place, "no answer earns points", "没有可得分的回答")
    return turn


def _choice(given: Any, place: str) -> Choice:
    known = _mapping(given, place)
    choice = Choice(
        _text(known, "say", place),
        _points(known, place),
        _text(known, "because", place),
        str(known.get("next", "")),
        str(known.get("breach", "")),
    )
    if choice.breach and choice.points:
        raise _wrong(place, "a breach earns no points", "违规表述不得计分")
    return choice


def _refuse_bad_ways(talk: Talk) -> tuple[str, ...]:
    """Every way leads to a turn that there is, every turn is reached, and none comes back.

    Gives the turns in the order in which they are first reached.
    """
    reached: dict[str, None] = {}

    def follow(name: str, way: tuple[str, ...]) -> None:
        if name not in talk.turns:
            raise _wrong("talk", f"there is no turn {name!r}", f"没有名为“{name}”的对话环节")
        if name in way:
            raise _wrong("talk", f"{name!r} comes back to itself", f"“{name}”形成循环")
        reached[name] = None
        for onward in ways_on(talk.turns[name]):
            follow(onward, (*way, name))

    follow(talk.start, ())
    for name in talk.turns:
        if name not in reached:
            raise _wrong(f"talk.turns.{name}", "nothing leads here", "没有任何路径可到达")
    return tuple(reached)


def ways_on(turn: Turn) -> Iterator[str]:
    """The turns that may follow."""
    yield from (choice.next for choice in turn.choices if choice.next)
    if turn.free and turn.free.next:
        yield turn.free.next


def _wrong(place: str, en: str, zh: str) -> Refused:
    return Refused(Text(f"{place}: {en}.", f"{place}：{zh}。"))


def _mapping(given: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise _wrong(place, "is missing, or has no fields", "缺失或格式有误")
    return given


def _list(given: Any, name: str, place: str) -> list[Any]:
    found = _mapping(given, place).get(name)
    if not isinstance(found, list) or not found:
        raise _wrong(f"{place}.{name}", "give a list of at least one", "须为非空列表")
    return found


def _text(given: Any, name: str, place: str) -> Text:
    found = _mapping(given, place).get(name)
    if not isinstance(found, dict) or not all(
        isinstance(found.get(language), str) and found[language].strip()
        for language in ("en", "zh")
    ):
        raise _wrong(f"{place}.{name}", "say it in en and zh", "须同时提供 en 和 zh")
    return Text(found["en"].strip(), found["zh"].strip())


def _word(given: Any, name: str, place: str) -> str:
    found = _mapping(given, place).get(name)
    if not isinstance(found, str) or not found or len(found) > 40:
        raise _wrong(
            f"{place}.{name}", "give a name of at most 40 characters", "须为不超过40字的名称"
        )
    return found


def _points(given: Mapping[str, Any], place: str) -> int:
    found = given.get("points", 0)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= 9:
        raise _wrong(f"{place}.points", "give a whole number from 0 to 9", "须为0至9的整数")
    return found
