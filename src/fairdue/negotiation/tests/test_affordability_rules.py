"""What someone can set aside: cases, and what holds for all figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.rules.affordability import (
    Guidelines,
    full_disposable,
    guideline_range,
    quick_disposable,
)
from fairdue.negotiation.rules.figures_given import FullFigures, read_full, read_quick
from fairdue.negotiation.rules.questions import BY_CODE, SPENDINGS

MOST = 1_000_000_00
GUIDE = Guidelines(
    base_minor=3000_00,
    further_adult=500,
    child=300,
    ranges={question.code: (50, 100) for question in SPENDINGS},
    quick_margin=200,
    varying_margin=200,
    savings_share=100,
    savings_max_minor=None,
)
ALL_SPENDING = {question.code: 200_00 for question in SPENDINGS}
"""2,400.00 a month, every figure inside its guideline."""


def test_one_quick_figure_becomes_a_range_down_to_the_margin_below_it() -> None:
    found = quick_disposable(read_quick({"high": 500_00}, "CNY", MOST), GUIDE)
    assert (found.low_minor, found.high_minor) == (400_00, 500_00)


def test_a_quick_range_is_taken_as_given_and_nothing_is_an_answer() -> None:
    found = quick_disposable(
        read_quick({"low": 0, "high": Money(300_00, "CNY")}, "CNY", MOST), GUIDE
    )
    assert (found.low_minor, found.high_minor) == (0, 300_00)
    assert quick_disposable(read_quick({"low": 0}, "CNY", MOST), GUIDE).high_minor == 0


def test_what_is_left_is_income_less_spending_less_a_tenth_for_the_unforeseen() -> None:
    figures = read_full({"wages": 3400_00, **ALL_SPENDING}, "CNY", MOST)
    found = full_disposable(figures, GUIDE)
    assert (found.low_minor, found.high_minor, found.remarks) == (900_00, 900_00, ())


def test_savings_stop_at_the_limit_where_there_is_one() -> None:
    figures = read_full({"wages": 3400_00, **ALL_SPENDING}, "GBP", MOST)
    assert full_disposable(figures, replace(GUIDE, savings_max_minor=20_00)).high_minor == 980_00


def test_a_skipped_question_widens_the_range_and_income_that_varies_lowers_its_bottom() -> None:
    told = {"wages": 3400_00, **ALL_SPENDING, "health": None}
    found = full_disposable(read_full(told, "CNY", MOST), GUIDE)
    assert (found.low_minor, found.high_minor) == (877_50, 945_00)
    varies = full_disposable(read_full({**told, "income_varies": True}, "CNY", MOST), GUIDE)
    assert (varies.low_minor, varies.high_minor) == (265_50, 945_00)


def test_a_household_larger_than_one_is_expected_to_need_more() -> None:
    food, children = BY_CODE["food"], BY_CODE["children"]
    assert guideline_range(food, 1, 0, GUIDE) == (150_00, 300_00)
    assert guideline_range(food, 2, 2, GUIDE) == (315_00, 630_00)
    assert guideline_range(children, 1, 0, GUIDE) == (0, 0)
    assert guideline_range(children, 1, 2, GUIDE) == (300_00, 600_00)


def test_figures_outside_the_guideline_ask_a_friendly_question_and_count_all_the_same() -> None:
    told = {"wages": 5000_00, **ALL_SPENDING, "food": 10_00, "health": 900_00}
    found = full_disposable(read_full(told, "CNY", MOST), GUIDE)
    assert [remark.code for remark in found.remarks] == ["food", "health"]
    assert all("?" in remark.text.en and "？" in remark.text.zh for remark in found.remarks)
    assert found.high_minor == (5000_00 - (2400_00 - 400_00 + 910_00)) * 9 // 10


def test_spending_more_than_is_earned_leaves_nothing_and_says_how_much_is_short() -> None:
    found = full_disposable(read_full({"wages": 0, **ALL_SPENDING}, "CNY", MOST), GUIDE)
    assert (found.low_minor, found.high_minor, found.short_minor) == (0, 0, 2400_00)


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({}, "0 if nothing"),
        ({"high": -1}, "zero or more"),
        ({"high": MOST + 1}, "check the digits"),
        ({"high": Money(5, "USD")}, "in USD"),
        ({"high": 12.5}, "enter an amount"),
        ({"high": True}, "enter an amount"),
        ({"low": 5, "high": 4}, "Swap them"),
        ({"high": 5, "wages": 5}, "Not asked: wages"),
    ],
)
def test_a_quick_figure_that_can_not_be_is_refused_with_the_way_out(
    figures: dict[str, object], says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        read_quick(figures, "CNY", MOST)
    assert refused.value.text.zh


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({"food": 5}, "Enter an income"),
        ({"wages": -1}, "Wages after tax: enter zero or more"),
        ({"wages": 5, "rent": 5}, "Not asked: rent"),
        ({"wages": 5, "adults": 0}, "from 1 to 30"),
        ({"wages": 5, "children_number": 31}, "from 0 to 30"),
        ({"wages": 5, "income_varies": "yes"}, "yes or no"),
        ({"wages": Money(5, "HKD")}, "in HKD"),
    ],
)
def test_a_full_figure_that_can_not_be_is_refused_by_name(
    figures: dict[str, object], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        read_full(figures, "CNY", MOST)


def test_a_currency_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="XXX is no known currency"):
        read_quick({"high": 5}, "XXX", MOST)


AMOUNTS = st.integers(0, 20_000_00)
FIGURES = st.builds(
    FullFigures,
    income=st.dictionaries(st.just("wages"), AMOUNTS, min_size=1),
    spending=st.dictionaries(st.sampled_from([each.code for each in SPENDINGS]), AMOUNTS),
    adults=st.integers(1, 6),
    children=st.integers(0, 6),
    income_varies=st.booleans(),
)
GUIDES = st.builds(
    replace,
    st.just(GUIDE),
    savings_share=st.integers(0, 1000),
    savings_max_minor=st.none() | st.integers(0, 500_00),
    varying_margin=st.integers(0, 1000),
)


@given(figures=FIGURES, guide=GUIDES, more=AMOUNTS, on=st.sampled_from(SPENDINGS))
def test_for_all_figures_the_range_is_ordered_and_follows_income_up_and_spending_down(
    figures: FullFigures, guide: Guidelines, more: int, on: object
) -> None:
    found = full_disposable(figures, guide)
    assert 0 <= found.low_minor <= found.high_minor <= sum(figures.income.values())
    assert found.short_minor == 0 or found.high_minor == 0
    richer = replace(figures, income={"wages": figures.income["wages"] + more})
    assert full_disposable(richer, guide).low_minor >= found.low_minor
    assert full_disposable(richer, guide).high_minor >= found.high_minor
    code = on.code  # type: ignore[attr-defined]
    if code in figures.spending:
        spends = {**figures.spending, code: figures.spending[code] + more}
        dearer = full_disposable(replace(figures, spending=spends), guide)
        assert dearer.low_minor <= found.low_minor
        assert dearer.high_minor <= found.high_minor
