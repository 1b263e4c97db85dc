"""What is expected of a decision, learnt from decisions about other customers. Pure.

An outcome model may be wrong: a doubly robust estimate only gets wider by that, because the
probabilities of the treatments are known. That no customer's own outcome went into what is
expected of them (cross-fitting) is what keeps its interval honest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FOLDS = 5

Predict = Callable[[Floats, Ints], Floats]
"""Outcomes expected from contexts (n by k) and treatments (n)."""
Fit = Callable[[Floats, Ints, Floats], Predict]
"""Learns from contexts (n by k, NaN where not known), treatments and outcomes."""


@dataclass(frozen=True, slots=True)
class OutcomeModel:
    """One model per fold of customers, each learnt from the customers of the other folds."""

    by_fold: Mapping[int, Predict]

    def of(self, customer: Ints, context: Floats, treatments: Ints) -> Floats:
        """The outcome expected of each decision, had it been `treatments` (n)."""
        fold = folds_of(customer, len(self.by_fold))
        expected = np.zeros(len(treatments))
        for number, predict in self.by_fold.items():
            here = fold == number
            if here.any():
                expected[here] = predict(context[here], treatments[here])
        return expected


def cross_fitted(
    customer: Ints, context: Floats, taken: Ints, outcome: Floats, fit: Fit, folds: int = FOLDS
) -> OutcomeModel:
    """An outcome model from a sample of decisions: n, n by k, n, n."""
    fold = folds_of(customer, folds)
    learnt = {}
    for number in range(folds):
        others = fold != number
        learnt[number] = fit(context[others], taken[others], outcome[others])
    return OutcomeModel(learnt)


def ridge(penalty: float = 1.0) -> Fit:
    """A linear regression on the context, apart for each treatment, shrunk a little.

    Unknown values count as the mean, and that they are unknown counts as well.
    """

    def fit(context: Floats, taken: Ints, outcome: Floats) -> Predict:
        known = ~np.isnan(context)
        count = np.maximum(known.sum(axis=0), 1)
        centre = np.where(known, context, 0.0).sum(axis=0) / count
        spread = np.sqrt((np.where(known, context - centre, 0.0) ** 2).sum(axis=0) / count)
        spread[spread == 0] = 1.0

        def plain(given: Floats) -> Floats:
            missing = np.isnan(given)
            scaled = np.where(missing, 0.0, (given - centre) / spread)
            return np.column_stack([np.ones(len(given)), scaled, missing])

        level = float(outcome.mean()) if len(outcome) else 0.0
        weights = {}
        for treatment in np.unique(taken):
            given = taken == treatment
            matrix = plain(context[given])
            square = matrix.T @ matrix + penalty * np.eye(matrix.shape[1])
            weights[treatment] = np.linalg.solve(square, matrix.T @ (outcome[given] - level))

        def predict(asked: Floats, treated: Ints) -> Floats:
            """A treatment that was never seen is expected to come out as all do together."""
            expected = np.full(len(asked), level)
            for treatment, weight in weights.items():
                here = treated == treatment
                expected[here] += plain(asked[here]) @ weight
            return expected

        return predict

    return fit


def folds_of(customer: Ints, folds: int) -> Ints:
    """A customer's fold; always the same one, whichever days it is seen on."""
    mixed = customer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(33)) % np.uint64(folds)).astype(np.int64)
