"""Looking every day fools nobody: false alarms, coverage, narrowing, and finding what is there."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.strategy.rules.sequences import (
    Day,
    Moments,
    difference_bounds,
    harm,
    ratio_bounds,
)

ALPHA = 0.05


def lives(
    random: np.random.Generator, ratio: float, days: int = 60, share: float = 0.1
) -> list[Day]:
    """Days of 3,000 customers who each have an event with a chance of 4 in 1,000 a day."""
    challenged, others, found = int(3000 * share), int(3000 * (1 - share)), []
    for _ in range(days):
        here = int(random.binomial(challenged, 0.004 * ratio))
        there = int(random.binomial(others, 0.004))
        found.append(Day(here, there, challenged, others))
        challenged, others = challenged - here, others - there
    return found


def test_a_harmless_challenger_is_hardly_ever_blamed_however_often_one_looks() -> None:
    random = np.random.default_rng(42)
    blamed = [max(harm(lives(random, 1.0), 1.0)) >= 1 / ALPHA for _ in range(400)]
    assert sum(blamed) / len(blamed) <= ALPHA


def test_a_better_challenger_is_never_blamed_more_than_an_equal_one() -> None:
    random = np.random.default_rng(7)
    blamed = [max(harm(lives(random, 0.7), 1.0)) >= 1 / ALPHA for _ in range(100)]
    assert sum(blamed) <= 1


def test_harm_is_found_within_weeks() -> None:
    random = np.random.default_rng(1)
    took = []
    for _ in range(40):
        weights = harm(lives(random, 3.0), 1.0)
        took.append(next((day for day, w in enumerate(weights, 1) if w >= 1 / ALPHA), 1000))
    assert sorted(took)[20] <= 14
    assert max(took) < 1000


def test_what_is_tolerated_is_no_harm() -> None:
    random = np.random.default_rng(3)
    blamed = [max(harm(lives(random, 1.5), 1.5)) >= 1 / ALPHA for _ in range(200)]
    assert sum(blamed) / len(blamed) <= ALPHA


def test_the_interval_of_a_ratio_covers_it_on_all_days_together_and_narrows() -> None:
    random = np.random.default_rng(11)
    missed, widths = 0, []
    for _ in range(25):
        days = lives(random, 1.4)
        found = [ratio_bounds(days[:until], ALPHA) for until in range(5, 61, 11)]
        known = [bounds for bounds in found if bounds is not None]
        missed += any(not bounds.low <= 1.4 <= bounds.high for bounds in known)
        widths.append((known[0].high - known[0].low, known[-1].high - known[-1].low))
    assert missed <= 2
    assert all(last < first for first, last in widths)


def test_the_interval_of_a_ratio_holds_its_estimate_and_knows_when_it_knows_nothing() -> None:
    found = ratio_bounds([Day(5, 30, 100, 900), Day(6, 25, 95, 870)], ALPHA)
    assert found is not None and found.low < found.estimate < found.high
    assert found.estimate == pytest.approx(1.82, abs=0.05)
    assert ratio_bounds([Day(0, 0, 100, 900)], ALPHA) is None
    assert ratio_bounds([Day(3, 0, 100, 0)], ALPHA) is None
    none_here = ratio_bounds([Day(0, 3, 100, 900)], ALPHA)
    assert none_here is not None and none_here.low == 0 and none_here.estimate == 0


def test_the_interval_of_a_difference_covers_it_on_all_days_together() -> None:
    random = np.random.default_rng(5)
    missed = 0
    for _ in range(200):
        here = random.exponential(1.0, 1000) + 0.2
        there = random.exponential(1.0, 9000)
        for seen in range(50, 1001, 50):
            bounds = difference_bounds(
                Moments.of(here[:seen]), Moments.of(there[: 9 * seen]), ALPHA, 2000
            )
            assert bounds is not None
            if not bounds.low <= 0.2 <= bounds.high:
                missed += 1
                break
    assert missed / 200 <= ALPHA


def test_a_difference_that_is_there_is_found_and_its_interval_narrows() -> None:
    random = np.random.default_rng(9)
    here, there = random.normal(0.5, 1, 4000), random.normal(0.0, 1, 4000)
    early = difference_bounds(Moments.of(here[:50]), Moments.of(there[:50]), ALPHA, 2000)
    late = difference_bounds(Moments.of(here), Moments.of(there), ALPHA, 2000)
    assert early is not None and late is not None
    assert late.low > 0
    assert late.high - late.low < (early.high - early.low) / 4
    assert difference_bounds(Moments.of([1.0]), Moments.of(there), ALPHA, 2000) is None


COUNTS = st.integers(0, 20)
DAYS = st.lists(
    st.tuples(COUNTS, COUNTS, COUNTS, COUNTS).map(
        lambda drawn: Day(drawn[0], drawn[1], drawn[0] + drawn[2], drawn[1] + drawn[3])
    ),
    max_size=8,
)


@given(DAYS, st.floats(0.5, 2), st.floats(1.01, 3))
def test_the_more_is_tolerated_the_less_speaks_for_harm(
    days: list[Day], tolerated: float, more: float
) -> None:
    weights = harm(days, tolerated)
    assert all(weight > 0 for weight in weights)
    eased = harm(days, tolerated * more)
    assert all(b <= a * (1 + 1e-9) for a, b in zip(weights, eased, strict=True))


@given(st.integers(1, 12), st.integers(0, 12), st.integers(1, 5))
def test_whatever_a_day_brings_its_weight_is_one_on_average_when_nothing_is_wrong(
    challenged: int, others: int, drawn: int
) -> None:
    """By drawing the day's events without replacement, as the labels of customers are."""
    drawn = min(drawn, challenged + others)
    ways = math.comb(challenged + others, drawn)
    mean = sum(
        math.comb(challenged, here)
        * math.comb(others, drawn - here)
        / ways
        * harm([Day(here, drawn - here, challenged, others)], 1.0)[-1]
        for here in range(max(0, drawn - others), min(drawn, challenged) + 1)
    )
    assert mean <= 1 + 1e-9


@pytest.mark.parametrize("wrong", [(2, 0, 1, 5), (-1, 0, 1, 5), (0, 6, 1, 5)])
def test_refuses_more_events_than_people(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="events among"):
        Day(*wrong)


def test_refuses_to_tolerate_nothing() -> None:
    with pytest.raises(ValueError, match="positive"):
        harm([], 0.0)
