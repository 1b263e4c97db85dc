"""Income and spending as typed: cases, and that whatever is typed is read or refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.rules.figures_typed import asked, figures_of, has_income, people
from fairdue.negotiation.rules.questions import BY_CODE, QUESTIONS, SPENDINGS


@pytest.mark.parametrize(
    ("typed", "minor"), [("1200", 120_000), ("2,500.50", 250_050), ("0", 0), (" 0.00 ", 0)]
)
def test_amounts_are_read_in_minor_units(typed: str, minor: int) -> None:
    assert figures_of({"housing": typed}, "CNY")["housing"] == minor


def test_an_empty_field_is_a_question_skipped() -> None:
    assert figures_of({"housing": "  ", "adults": ""}, "CNY") == {"income_varies": False}


def test_what_is_no_amount_is_refused_by_the_name_of_its_question() -> None:
    with pytest.raises(Refused, match="Rent or mortgage: "):
        figures_of({"housing": "lots"}, "CNY")


@pytest.mark.parametrize(("typed", "number"), [("2", 2), ("two", -1), ("-1", -1), ("99999", -1)])
def test_people_are_counted_in_figures(typed: str, number: int) -> None:
    assert people(typed) == number
    assert figures_of({"adults": typed}, "CNY")["adults"] == number


def test_no_income_is_an_answer_and_none_given_is_not() -> None:
    assert has_income({"wages": "0"})
    assert not has_income({"wages": " ", "food": "900"})


def test_each_question_comes_with_what_was_typed_and_what_is_usual() -> None:
    usual = {"food": (Money(1, "CNY"), Money(2, "CNY"))}
    found = {each.question.code: each for each in asked(SPENDINGS, {"food": " 9 "}, usual)}
    assert (found["food"].answer, found["food"].usual) == ("9", usual["food"])
    assert (found["housing"].answer, found["housing"].usual) == ("", None)


def test_every_question_says_how_to_ask_it_in_both_languages() -> None:
    assert all("？" in each.ask.zh and "?" in each.ask.en for each in QUESTIONS)


@given(st.dictionaries(st.sampled_from(sorted(BY_CODE)), st.text(max_size=20)))
def test_whatever_is_typed_is_read_or_refused(typed: dict[str, str]) -> None:
    try:
        found = figures_of(typed, "CNY")
    except Refused as refused:
        assert any(BY_CODE[code].name.en in refused.text.en for code in typed)
        return
    answered = {code for code, text in typed.items() if text.strip()}
    assert found.keys() == answered | {"income_varies"}
    assert all(isinstance(found[code], int) and found[code] >= 0 for code in answered)
