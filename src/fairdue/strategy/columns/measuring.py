"""How good a score is on accounts it has not seen: ranking, calibration, lift, with intervals.

Arrays: `chances` 0 to 1, `happened` booleans, `weights` how much each row counts, all of one
length. Intervals hold 95 % and come from the bootstrap: whole customers are drawn again, each a
Poisson number of times, with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Sure = tuple[float, float]
Measure = Callable[[Floats, Flags, Floats], float]

DRAWS = 200
SEED = 20_250_101
BINS = 10
TOP = 0.1
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows to be measured. `customers`: whole numbers, equal for rows of one customer."""

    chances: Floats
    happened: Flags
    weights: Floats
    customers: NDArray[np.int64]


def auc(chances: Floats, happened: Flags, weights: Floats) -> float:
    """The chance that one for whom it happened ranks above one for whom it didn't; ties half.

    NaN where one of the two is missing.
    """
    order = np.argsort(chances, kind="stable")
    return _auc_of_sorted(chances[order], happened[order], weights[order])


def _auc_of_sorted(chances: Floats, happened: Flags, weights: Floats) -> float:
    starts = np.flatnonzero(np.r_[True, chances[1:] != chances[:-1]])
    yes = np.add.reduceat(np.where(happened, weights, 0.0), starts)
    no = np.add.reduceat(np.where(happened, 0.0, weights), starts)
    if yes.sum() <= 0 or no.sum() <= 0:
        return float("nan")
    below = np.cumsum(no) - no
    return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))


def brier(chances: Floats, happened: Flags, weights: Floats) -> float:
    """The mean squared distance between chance and truth; smaller is better."""
    return float(np.average((chances - happened) ** 2, weights=weights))


def lift(chances: Floats, happened: Flags, weights: Floats) -> float:
    """How many times more often it happened among the tenth with the highest chances."""
    order = np.argsort(-chances, kind="stable")
    top = np.cumsum(weights[order]) <= TOP * weights.sum()
    top[0] = True
    base = np.average(happened, weights=weights)
    if base <= 0:
        return float("nan")
    return float(np.average(happened[order][top], weights=weights[order][top]) / base)


def with_interval(measure: Measure, rows: Judged) -> dict[str, float | None]:
    """A measure with its 95 % interval: value, low, high. For JSON."""
    order = np.argsort(rows.chances, kind="stable")
    chances, happened = rows.chances[order], rows.happened[order]
    weights, customers = rows.weights[order], rows.customers[order]
    known, place = np.unique(customers, return_inverse=True)
    random = np.random.default_rng(SEED)
    drawn = []
    for _draw in range(DRAWS):
        times = random.poisson(1.0, len(known))[place]
        if times.any():
            drawn.append(measure(chances, happened, weights * times))
    found = np.array([value for value in drawn if np.isfinite(value)])
    low, high = np.quantile(found, [0.025, 0.975]) if len(found) else (np.nan, np.nan)
    value = measure(chances, happened, weights)
    return {"value": _round(value), "low": _round(float(low)), "high": _round(float(high))}


def calibration_table(rows: Judged) -> list[dict[str, float | None]]:
    """Tenths of the rows by chance: how many, the mean chance, how often it happened.

    The interval of the last is Wilson's, with the rows' effective number.
    """
    order = np.argsort(rows.chances, kind="stable")
    table: list[dict[str, float | None]] = []
    for part in np.array_split(order, min(BINS, len(order))):
        weights, happened = rows.weights[part], rows.happened[part]
        observed = float(np.average(happened, weights=weights))
        low, high = wilson(observed, effective_number(weights))
        table.append(
            {
                "rows": len(part),
                "foretold": _round(float(np.average(rows.chances[part], weights=weights))),
                "observed": _round(observed),
                "low": _round(low),
                "high": _round(high),
            }
        )
    return table


def summary(rows: Judged) -> dict[str, Any]:
    """All hold-out figures of a model. For JSON."""
    base = float(np.average(rows.happened, weights=rows.weights))
    return {
        "rows": len(rows.happened),
        "happened": int(rows.happened.sum()),
        "rate": _round(base),
        "foretold": _round(float(np.average(rows.chances, weights=rows.weights))),
        "auc": with_interval(auc, rows),
        "brier": with_interval(brier, rows),
        "brier_of_the_rate": _round(base * (1 - base)),
        "lift": with_interval(lift, rows),
        "calibration": calibration_table(rows),
    }


def effective_number(weights: Floats) -> float:
    """How many rows of equal weight would be as sure."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def wilson(share: float, number: float) -> Sure:
    """Wilson's 95 % interval of a share seen among `number` rows."""
    if number <= 0:
        return 0.0, 1.0
    spread = Z95**2 / number
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * np.sqrt(share * (1 - share) / number + spread / (4 * number)) / (1 + spread)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def _round(value: float) -> float | None:
    """For JSON: five decimals tell enough. None for what can't be told; never a minus zero."""
    return round(value, 5) + 0.0 if np.isfinite(value) else None
