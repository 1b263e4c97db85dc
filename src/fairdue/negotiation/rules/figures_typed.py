"""Reads income and spending as people type them, in whichever form they are asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairdue.kernel.amounts import read_amount_or_nothing
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.figures_given import ADULTS, CHILDREN, VARIES
from fairdue.negotiation.rules.questions import INCOMES, QUESTIONS, Question

PEOPLE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was typed, and what a household usually spends, where that is known."""

    question: Question
    answer: str
    usual: tuple[Money, Money] | None = None
    """The least and the most of the guideline."""


def asked(
    questions: Sequence[Question],
    typed: Mapping[str, str],
    usual: Mapping[str, tuple[Money, Money]] | None = None,
) -> list[Asked]:
    """The questions in their order, each with what was typed; "" where nothing was."""
    ranges = usual or {}
    return [
        Asked(each, typed.get(each.code, "").strip(), ranges.get(each.code)) for each in questions
    ]


def figures_of(typed: Mapping[str, str], currency: str) -> dict[str, object]:
    """What `figures_given.read_full` reads. An empty field is a question skipped.

    Raises Refused, naming the question, for what is no amount.
    """
    found: dict[str, object] = {
        each.question.code: _amount(each, currency)
        for each in asked(QUESTIONS, typed)
        if each.answer
    }
    for key in (ADULTS, CHILDREN):
        if text := typed.get(key, "").strip():
            found[key] = people(text)
    found[VARIES] = bool(typed.get(VARIES))
    return found


def people(text: str) -> int:
    """A number of people as typed; -1, which no household has, for anything else."""
    is_number = text.isdecimal() and len(text) <= PEOPLE_DIGITS
    return int(text) if is_number else -1


def has_income(typed: Mapping[str, str]) -> bool:
    """Was any income answered yet? Nought is an answer."""
    return any(each.answer for each in asked(INCOMES, typed))


def _amount(each: Asked, currency: str) -> int:
    try:
        return read_amount_or_nothing(each.answer, currency).minor
    except Refused as refused:
        name, text = each.question.name, refused.text
        raise Refused(Text(f"{name.en}: {text.en}", f"{name.zh}：{text.zh}")) from None
