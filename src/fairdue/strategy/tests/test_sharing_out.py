"""Sharing limited capacity out: within every budget, never what is not offered, near the best."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.strategy.rules.allocation import NONE, Problem, allocate
from fairdue.strategy.tests.scarce import a_portfolio, linear_optimum


def a_problem(values: list[list[int]], budgets: list[int], kind: list[int] | None = None,
              uses: list[list[list[int]]] | None = None) -> Problem:  # fmt: skip
    """Each option uses one of its own resource, unless `uses` says otherwise."""
    each = uses or [np.eye(len(values), len(budgets), dtype=np.int64).tolist()]
    return Problem(
        np.array(values, dtype=np.int32),
        np.array(kind or [0] * len(values[0]), dtype=np.uint8),
        np.array(each, dtype=np.int64),
        np.array(budgets, dtype=np.int64),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to a dozen cases, a few options and resources, all of it small numbers with many ties."""
    cases, options = draw(st.integers(1, 12)), draw(st.integers(1, 4))
    kinds, resources = draw(st.integers(1, 2)), draw(st.integers(1, 3))

    def numbers(low: int, high: int, *shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        drawn = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
        return np.array(drawn, dtype=np.int64).reshape(shape)

    return Problem(
        numbers(-2, 9, options, cases),
        numbers(0, kinds - 1, cases).astype(np.uint8),
        numbers(0, 3, kinds, options, resources),
        numbers(0, 8, resources),
    )


def worth_and_use(problem: Problem, choice: np.ndarray) -> tuple[int, np.ndarray]:
    """Counted case by case, the plain way."""
    worth, use = 0, np.zeros_like(problem.budgets)
    for case, chosen in enumerate(choice):
        if chosen != NONE:
            worth += int(problem.values[chosen - 1, case])
            use = use + problem.uses[problem.kind[case], chosen - 1]
    return worth, use


@settings(max_examples=300, deadline=None)
@given(problems())
def test_keeps_every_budget_gives_only_what_is_offered_and_stays_below_its_bound(
    problem: Problem,
) -> None:
    found = allocate(problem)
    worth, use = worth_and_use(problem, found.choice)
    assert (use <= problem.budgets).all()
    assert (found.value, found.used.tolist()) == (worth, use.tolist())
    given_out = np.flatnonzero(found.choice)
    assert (problem.values[found.choice[given_out] - 1, given_out] > 0).all()
    assert found.value <= found.bound
    assert found.bound >= linear_optimum(problem) - 1e-6
    assert (found.prices >= 0).all()
    assert (allocate(problem).choice == found.choice).all()


@settings(max_examples=60, deadline=None)
@given(problems().filter(lambda problem: problem.cases <= 5 and problem.options <= 3))
def test_no_plan_within_the_budgets_is_worth_more_than_the_bound(problem: Problem) -> None:
    bound = allocate(problem).bound
    for choice in product(range(problem.options + 1), repeat=problem.cases):
        worth, use = worth_and_use(problem, np.array(choice))
        assert (use > problem.budgets).any() or worth <= bound


@settings(max_examples=100, deadline=None)
@given(problems())
def test_gives_everyone_their_best_where_no_budget_binds(problem: Problem) -> None:
    plenty = Problem(problem.values, problem.kind, problem.uses, problem.budgets * 0 + 1000)
    found = allocate(plenty)
    best = np.maximum(plenty.values.max(axis=0), 0)
    assert (found.choice == np.where(best > 0, plenty.values.argmax(axis=0) + 1, NONE)).all()
    assert found.value == found.bound == best.sum()
    assert not found.prices.any()


def test_comes_within_a_thousandth_of_the_linear_optimum_of_twenty_thousand_cases() -> None:
    problem = a_portfolio(20_000)
    found, optimum = allocate(problem), linear_optimum(problem)
    assert found.bound >= optimum - 1
    assert found.value >= optimum * 0.999
    assert found.gap <= 0.0005


def test_shares_out_between_teams_that_are_alike() -> None:
    found = allocate(a_problem([[5] * 100, [5] * 100], [40, 40]))
    assert found.used.tolist() == [40, 40]
    assert found.value == found.bound == 400


def test_gives_what_is_scarce_to_those_whom_it_helps_most() -> None:
    found = allocate(a_problem([[10, 30, 20], [9, 9, 9]], [1, 5]))
    assert found.choice.tolist() == [2, 1, 2]
    assert found.value == 48


def test_of_cases_worth_the_same_some_get_it_spread_over_their_order() -> None:
    found = allocate(a_problem([[7] * 100], [50]))
    assert found.used.tolist() == [50]
    assert 20 <= (found.choice[:50] != NONE).sum() <= 30


def test_a_price_says_what_one_more_unit_is_worth() -> None:
    values = [[90, 80, 70, 60, 50, 40]]
    less, more = allocate(a_problem(values, [3])), allocate(a_problem(values, [4]))
    assert more.value - less.value == 60
    assert 60 <= less.prices[0] <= 70


def test_an_option_that_needs_more_than_there_is_falls_away() -> None:
    found = allocate(a_problem([[50, 50], [3, 3]], [4, 5], uses=[[[5, 0], [0, 1]]]))
    assert found.choice.tolist() == [2, 2]


def test_no_cases_and_no_options_are_no_trouble() -> None:
    assert allocate(a_problem([[]], [3])).bound == 0
    nothing = Problem(np.zeros((0, 3), dtype=np.int32), np.zeros(3, dtype=np.uint8),
                      np.zeros((1, 0, 1), dtype=np.int64), np.array([3]))  # fmt: skip
    assert allocate(nothing).choice.tolist() == [NONE] * 3


def test_refuses_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="don't fit"):
        a_problem([[1, 2]], [1, 2], kind=[0])
    with pytest.raises(ValueError, match="from 0 to 0"):
        a_problem([[1, 2]], [1], kind=[0, 1])
    with pytest.raises(ValueError, match="0 or more"):
        a_problem([[1, 2]], [-1])
