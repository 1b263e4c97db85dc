"""What is said of two periods: rose and fell only where chance doesn't explain it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.reporting import catalogue
from fairdue.reporting.figure import PER, Figure, Span, Unit
from fairdue.reporting.rules import periods
from fairdue.reporting.rules.commentary import NOTHING, as_text, drafted
from fairdue.reporting.rules.comparing import Change, compared, difference

FEBRUARY = Span(date(2026, 2, 1), date(2026, 2, 28))
COUNTS = st.integers(0, 5_000)


def rate(connected: int, calls: int) -> Figure:
    return Figure(catalogue.CONNECT_RATE, FEBRUARY, connected, calls)


def test_the_interval_is_newcombes_of_his_first_example() -> None:
    low, high = difference(56, 70, 48, 80, 1.959964)
    assert low == pytest.approx(0.0524, abs=0.00005)
    assert high == pytest.approx(0.3339, abs=0.00005)


def test_a_share_that_clearly_moved_rose() -> None:
    result = compared(Unit.SHARE, False, (600, 1_000), (400, 1_000), 0.95)
    assert result.change is Change.ROSE
    assert result.low is not None
    assert 0 < result.low < 0.2 < (result.high or 0)


def test_few_calls_prove_nothing() -> None:
    assert compared(Unit.SHARE, False, (6, 10), (4, 10), 0.95).change is Change.WITHIN


def test_numbers_of_events_are_poisson_counts() -> None:
    assert compared(Unit.COUNT, False, (125, None), (100, None), 0.95).change is Change.WITHIN
    assert compared(Unit.COUNT, False, (160, None), (100, None), 0.95).change is Change.ROSE
    assert compared(Unit.COUNT, False, (100, None), (160, None), 0.95).change is Change.FELL


def test_money_is_never_judged() -> None:
    assert compared(Unit.MONEY, True, (9_000, None), (1, None), 0.95).change is Change.UNKNOWN
    assert compared(Unit.SHARE, True, (90, 100), (1, 100), 0.95).change is Change.UNKNOWN


def test_nothing_to_divide_by_is_not_judged() -> None:
    assert compared(Unit.SHARE, False, (0, 0), (4, 10), 0.95).change is Change.UNKNOWN


@given(a=COUNTS, b=COUNTS, more=COUNTS, much=COUNTS, unit=st.sampled_from(Unit))
def test_what_rose_is_higher_and_turned_round_fell(
    a: int, b: int, more: int, much: int, unit: Unit
) -> None:
    later, earlier = (a, a + more), (b, b + much)
    result = compared(unit, False, later, earlier, 0.95)
    other = compared(unit, False, earlier, later, 0.95)
    turned = {Change.ROSE: Change.FELL, Change.FELL: Change.ROSE}
    assert other.change is turned.get(result.change, result.change)
    if result.change is Change.ROSE:
        assert result.low is not None
        assert result.low > 0
        if unit in PER:
            assert a * (b + much) > b * (a + more)
        else:
            assert a > b
    if later == earlier:
        assert result.change in (Change.WITHIN, Change.UNKNOWN)


def test_a_sentence_says_both_values_the_verdict_and_its_interval() -> None:
    [sentence] = drafted([rate(600, 1_000)], [rate(400, 1_000)], 0.95)
    assert sentence.text.en.startswith("Connect rate: 60.0%, 40.0% in the period before. It rose")
    assert "95% interval" in sentence.text.en
    assert "接通率：本期 60.0%，上期 40.0%。较上期上升" in sentence.text.zh


def test_within_chance_neither_word_is_said() -> None:
    [sentence] = drafted([rate(6, 10)], [rate(5, 10)], 0.95)
    assert "rose" not in sentence.text.en
    assert "fell" not in sentence.text.en
    assert "No change beyond chance" in sentence.text.en
    assert "上升" not in sentence.text.zh


def test_what_did_not_change_is_named_in_one_sentence() -> None:
    same = replace(rate(6, 10), definition=catalogue.CURE_RATE)
    unknown = replace(rate(6, 0), definition=catalogue.ENTRY_RATE)
    sentences = drafted([rate(600, 1_000), same, unknown], [rate(400, 1_000), same, unknown], 0.95)
    first, second, third = as_text(sentences).en.splitlines()
    assert first.startswith("Connect rate: 60.0%")
    assert second == "No change beyond chance: Cure rate."
    assert third.endswith("not counted in both periods: 1.")
    assert as_text(sentences).zh.splitlines()[1] == "未见超出随机波动的变化：转好率。"


def test_nothing_in_common_is_said_to_be_so() -> None:
    assert as_text(drafted([rate(6, 10)], [], 0.95)) == NOTHING


def test_periods_are_days_weeks_from_monday_and_months() -> None:
    assert periods.containing("week", date(2026, 3, 10)) == Span(
        date(2026, 3, 9), date(2026, 3, 15)
    )
    assert periods.containing("month", date(2026, 2, 10)) == FEBRUARY
    assert list(periods.ended("month", date(2026, 2, 1), date(2026, 3, 1), 14)) == [FEBRUARY]
    assert not list(periods.ended("month", date(2026, 2, 1), date(2026, 2, 28), 14))


@given(
    period=st.sampled_from(periods.PERIODS),
    today=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    most=st.integers(1, 40),
)
def test_missed_periods_follow_each_other_and_are_over(period: str, today: date, most: int) -> None:
    found = list(periods.ended(period, date(1999, 1, 1), today, most))
    assert 0 < len(found) <= most
    assert found[-1].last < today
    for one, next_one in itertools.pairwise(found):
        assert (next_one.first - one.last).days == 1
