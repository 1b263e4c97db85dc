"""Invented problems of sharing out, and an exact linear program to check by."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from fairdue.strategy.rules.allocation import Problem

KINDS = 7
"""One per bucket."""

UPLIFT = {"sms": 0.01, "letter": 0.015, "call": 0.06, "visit": 0.1}
COST_MINOR = {"sms": 10, "letter": 300, "call": 500, "visit": 15_000}
PER_CASE = {"sms": 0.3, "letter": 0.2, "call": 1.0, "visit": 0.03}
"""Minutes or pieces of a budget per case."""


def a_portfolio(cases: int, *, seed: int = 1, teams: int = 4) -> Problem:
    """Amounts past due spread over orders of magnitude; one message, one letter and one visit
    budget; call minutes by team. The last team alone calls a tenth of the customers, in their
    language, and the other teams are alike. A tenth of each option is unlawful.
    """
    draw = np.random.default_rng(seed)
    due = np.minimum(np.exp(draw.normal(8, 1.3, cases)) * 100, 5_000_000)
    chance = draw.beta(2, 3, cases)
    moved = due * chance * (1 - chance) * 4
    kind = draw.integers(0, KINDS, cases).astype(np.uint8)
    speaks = draw.random(cases) < 0.1
    names = ["sms", "letter", *["call"] * teams, "visit"]
    values = np.zeros((len(names), cases), dtype=np.int32)
    uses = np.zeros((KINDS, len(names), teams + 3), dtype=np.int64)
    may_call = draw.random(cases) < 0.9
    for option, name in enumerate(names):
        worth = moved * UPLIFT[name]
        if name == "call":
            team = option - 2
            fits = may_call & (speaks if team == teams - 1 else ~speaks)
            uses[:, option, team] = 6 + np.arange(KINDS)
        else:
            fits = draw.random(cases) < 0.9
            worth *= draw.normal(1, 0.2, cases)
            uses[:, option, teams + ("visit", "letter", "sms").index(name)] = 1
        values[option] = np.where(fits, np.maximum(worth - COST_MINOR[name], 0), 0)
    shared = PER_CASE["call"] * cases
    budgets = [*[shared] * (teams - 1), shared / 10]
    budgets += [PER_CASE[name] * cases for name in ("visit", "letter", "sms")]
    return Problem(values, kind, uses, np.array(budgets).astype(np.int64))


def linear_optimum(problem: Problem) -> float:
    """The most a plan could be worth if cases could be split, by HiGHS. As in every plan, an
    option that needs more than there is falls away.
    """
    fits = (problem.uses <= problem.budgets).all(axis=2)[problem.kind].T
    option, case = np.nonzero((problem.values > 0) & fits)
    if not case.size:
        return 0.0
    uses = problem.uses[problem.kind[case], option]
    of_case = (case, np.arange(case.size), np.ones(case.size))
    rows, columns, weights = [of_case[0]], [of_case[1]], [of_case[2]]
    for resource in range(problem.budgets.size):
        used = np.flatnonzero(uses[:, resource])
        rows.append(np.full(used.size, problem.cases + resource))
        columns.append(used)
        weights.append(uses[used, resource])
    limits = np.concatenate([np.ones(problem.cases), problem.budgets])
    worth = problem.values[option, case].astype(np.float64)
    return _solve(worth, limits, *map(np.concatenate, (rows, columns, weights)))


def _solve(worth: Any, limits: Any, rows: Any, columns: Any, weights: Any) -> float:
    """max worth·x with A x <= limits, 0 <= x <= 1."""
    order = np.lexsort((rows, columns))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(worth), len(limits)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = worth
    model.col_lower_, model.col_upper_ = np.zeros(len(worth)), np.ones(len(worth))
    model.row_lower_, model.row_upper_ = np.full(len(limits), -np.inf), limits
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(len(worth) + 1))
    model.a_matrix_.index_ = rows[order]
    model.a_matrix_.value_ = weights[order].astype(np.float64)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(model)
    highs.run()
    return float(highs.getInfo().objective_function_value)
