"""Trains a score on past days and measures it on later ones. Deterministic: same rows, same trees.

The days with a known truth are split by time into three blocks: the trees are grown on the first,
the calibration is fitted on the second, everything is measured on the third. A block holds only
days whose horizon was over before the next block begins, as it would have been known in practice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairdue.kernel.text import Text
from fairdue.strategy.columns.measuring import Judged, summary
from fairdue.strategy.columns.scoring import bin_shares, chances, matrix
from fairdue.strategy.rules.scores import THOUSAND, Calibration, Target

PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 255,
    "seed": 42,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
ROUNDS_MAX = 400
PATIENCE_ROUNDS = 30
FOLDS = 5
BINS = 10
ROWS_MIN_IN_LEAF_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Blocks:
    """The days that trees, calibration and measures are made from, each in order."""

    train: tuple[date, ...]
    calibrate: tuple[date, ...]
    test: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training gives: LightGBM's text and the card that goes with it."""

    target: Target
    text: str
    card: dict[str, Any]


class TooLittleHistoryError(ValueError):
    """There is not enough history to train on; `missing` says what is missing."""

    def __init__(self, missing: Text) -> None:
        super().__init__(missing.en)
        self.missing = missing


def blocks_of(days: Sequence[tuple[date, date]], block_days: int) -> Blocks:
    """Split days by time: (day, end of its horizon) pairs into three blocks.

    The test block is the last `block_days` of days, the calibration block as many before it.
    Raises TooLittleHistoryError when one would be empty.
    """
    rest = sorted(days)
    found = []
    for _block in range(2):
        if not rest:
            break
        since = rest[-1][0] - timedelta(days=block_days)
        block = [day for day, _end in rest if day > since]
        found.append(tuple(block))
        rest = [(day, end) for day, end in rest if end <= block[0]]
    if len(found) < 2 or not rest:
        raise TooLittleHistoryError(_too_few_days(len(days)))
    return Blocks(tuple(day for day, _end in rest), found[1], found[0])


def _too_few_days(number: int) -> Text:
    return Text(
        f"Training needs three stretches of days one after another, each with its next 30 days "
        f"known: about four months of files. So far {number} days are known through.",
        f"训练需要前后相继的三段日期，且每段之后30天的结果均已知，约需四个月的日终文件。"
        f"目前结果已知的日期有{number}天。",
    )


def fit(
    target: Target, rows: pl.DataFrame, blocks: Blocks, names: Sequence[str], rows_min: int
) -> Fitted:
    """Train, calibrate, measure.

    `rows`: `day`, `customer_ref`, `happened`, `weight` and the features `names`, for the days of
    all blocks. Raises TooLittleHistoryError when a block has fewer than `rows_min` rows in which
    it happened, or in which it didn't.
    """
    parts = {
        name: rows.filter(pl.col("day").is_in(days)).sort("day", "account_ref")
        for name, days in (
            ("train", blocks.train),
            ("calibrate", blocks.calibrate),
            ("test", blocks.test),
        )
    }
    for part in parts.values():
        _refuse_too_few(target, part, rows_min)
    booster, rounds = grow(parts["train"], names)
    line = calibrate(_raw(booster, parts["calibrate"], names), parts["calibrate"])
    test = parts["test"]
    judged = judged_rows(test, chances(line, _raw(booster, test, names)))
    pushes = np.asarray(booster.predict(matrix(test, names), pred_contrib=True))[:, :-1]
    checked = chances(line, _raw(booster, parts["calibrate"], names))
    card = {
        "target": str(target),
        "features": list(names),
        "blocks": {name: _block(part) for name, part in parts.items()},
        "parameters": _parameters(parts["train"]),
        "rounds": rounds,
        "calibration": {"slope": line.slope, "intercept": line.intercept},
        "measured": summary(judged),
        "reasons": _overall(names, pushes, test),
        "bins": _bins(parts["train"], names)
        | {"score": _binned(pl.Series(np.floor(THOUSAND * checked + 0.5)))},
    }
    return Fitted(target, booster.model_to_string(), card)


def grow(rows: pl.DataFrame, names: Sequence[str]) -> tuple[Any, int]:
    """The trees, and how many: as many as did best in a cross-validation by customer."""
    import lightgbm

    tried = lightgbm.cv(
        _parameters(rows) | {"metric": "binary_logloss"},
        _dataset(rows, names),
        ROUNDS_MAX,
        folds=_folds(rows["customer_ref"]),
        callbacks=[lightgbm.early_stopping(PATIENCE_ROUNDS, verbose=False)],
    )
    rounds = max(1, int(np.argmin(np.asarray(tried["valid binary_logloss-mean"]))) + 1)
    return trees(rows, names, rounds), rounds


def trees(rows: pl.DataFrame, names: Sequence[str], rounds: int) -> Any:
    """So many trees, grown on all rows."""
    import lightgbm

    return lightgbm.train(_parameters(rows), _dataset(rows, names), rounds)


def _parameters(rows: pl.DataFrame) -> dict[str, Any]:
    return PARAMETERS | {"min_data_in_leaf": _leaf_rows(rows.height)}


def _dataset(rows: pl.DataFrame, names: Sequence[str]) -> Any:
    import lightgbm

    truth, weight = rows["happened"].to_numpy().astype(float), rows["weight"].to_numpy()
    return lightgbm.Dataset(matrix(rows, names), truth, weight=weight, feature_name=list(names))


def calibrate(raw: NDArray[np.float64], rows: pl.DataFrame) -> Calibration:
    """Platt's line through the log-odds of rows the trees have not seen."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(
        raw.reshape(-1, 1), rows["happened"].to_numpy(), sample_weight=rows["weight"].to_numpy()
    )
    return Calibration(_rounded(fitted.coef_[0][0]), _rounded(fitted.intercept_[0]))


def judged_rows(rows: pl.DataFrame, foretold: NDArray[np.float64]) -> Judged:
    """Rows with their truth and the chances they were given."""
    return Judged(
        foretold,
        rows["happened"].to_numpy(),
        rows["weight"].to_numpy(),
        _customer_numbers(rows["customer_ref"]),
    )


def _raw(booster: Any, rows: pl.DataFrame, names: Sequence[str]) -> NDArray[np.float64]:
    return np.asarray(booster.predict(matrix(rows, names), raw_score=True))


def _leaf_rows(rows: int) -> int:
    """At least a hundredth of few rows, 50 of many, in each leaf."""
    return max(10, min(int(PARAMETERS["min_data_in_leaf"]), int(rows * ROWS_MIN_IN_LEAF_SHARE)))


def _folds(customers: pl.Series) -> list[tuple[Any, Any]]:
    """Folds of whole customers, dealt out by a fixed shuffle."""
    numbers = _customer_numbers(customers)
    dealt = np.random.default_rng(int(PARAMETERS["seed"])).permutation(int(numbers.max()) + 1)
    fold = dealt[numbers] % FOLDS
    places = np.arange(len(numbers))
    return [(places[fold != one], places[fold == one]) for one in range(FOLDS)]


def _customer_numbers(customers: pl.Series) -> NDArray[np.int64]:
    return customers.rank("dense").cast(pl.Int64).to_numpy()


def _refuse_too_few(target: Target, part: pl.DataFrame, rows_min: int) -> None:
    happened = int(part["happened"].sum()) if part.height else 0
    if min(happened, part.height - happened) >= rows_min:
        return
    raise TooLittleHistoryError(
        Text(
            f"Each stretch of days needs at least {rows_min} accounts for which it happened and "
            f"as many for which it didn't; one has {happened} and {part.height - happened}.",
            f"每段日期至少需要{rows_min}个发生与{rows_min}个未发生的账户；"
            f"现有一段为{happened}个与{part.height - happened}个。",
        )
    )


def _block(part: pl.DataFrame) -> dict[str, Any]:
    days = part["day"].unique().sort().to_list()
    return {
        "days": [str(day) for day in days],
        "rows": part.height,
        "happened": int(part["happened"].sum()),
    }


def _overall(
    names: Sequence[str], pushes: NDArray[np.float64], rows: pl.DataFrame
) -> list[dict[str, Any]]:
    """How much each feature moves scores on average, and whether more of it raises them."""
    strength = np.abs(pushes).mean(axis=0)
    found = []
    for place in np.argsort(-strength, kind="stable"):
        if strength[place] <= 0:
            continue
        both = pl.DataFrame({"push": pushes[:, place], "value": rows[names[place]]}).drop_nulls()
        together = both.select(pl.corr("push", "value", method="spearman")).item()
        known = together is not None and bool(np.isfinite(together))
        found.append(
            {
                "feature": names[place],
                "strength": _rounded(strength[place]),
                "together": _rounded(together) if known else None,
            }
        )
    return found


def _rounded(value: float) -> float:
    """For JSON, which knows no minus zero once stored."""
    return round(float(value), 6) + 0.0


def _bins(rows: pl.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    return {name: _binned(rows[name]) for name in names}


def _binned(values: pl.Series) -> dict[str, Any]:
    """Tenths of the known values, or a bin for each where they are few; how many fell into each."""
    known = values.drop_nulls().to_numpy().astype(np.float64)
    if not len(known):
        return {"edges": [], "counts": bin_shares(values, [])}
    distinct = np.unique(known)
    edges = (
        (distinct[1:] + distinct[:-1]) / 2
        if len(distinct) <= BINS
        else np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
    )
    listed = [_rounded(edge) for edge in edges]
    return {"edges": listed, "counts": bin_shares(values, listed)}
