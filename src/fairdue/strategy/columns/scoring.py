"""Scores every past-due account by a model, and says what moved each score.

A model is LightGBM's plain text and a card (JSON). What it asks for is checked against the closed
list when it is loaded. A row's score depends on nothing but the row, so any batch gives the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairdue.strategy.columns.features import KEYS
from fairdue.strategy.rules.drift import stability_index
from fairdue.strategy.rules.features import ModelRefusedError, refuse_unlisted
from fairdue.strategy.rules.scores import THOUSAND, Calibration, Target

if TYPE_CHECKING:
    import lightgbm

BATCH_ROWS = 100_000
REASONS = 3
OPENMP = "gomp"
RAW_MAX = 35.0


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model: trees that give log-odds, the line that makes them chances, its card."""

    target: Target
    version: str
    features: tuple[str, ...]
    calibration: Calibration
    booster: lightgbm.Booster
    card: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that moved a score: the feature, its value, and which way. `push`: log-odds."""

    code: str
    value: float | None
    push: float

    @property
    def raises(self) -> bool:
        """True when it makes the chance higher."""
        return self.push > 0


def openmp_missing() -> str:
    """Why LightGBM can't run here and what to install; "" when it can."""
    try:
        import lightgbm  # noqa: F401
    except OSError as error:
        return str(error)
    return ""


def digest(text: str, card: str) -> str:
    """The version of a model: a digest of its trees and its card."""
    return hashlib.sha256(f"{text}\0{card}".encode()).hexdigest()[:12]


def card_text(card: dict[str, Any]) -> str:
    """A card as it is stored and digested."""
    return json.dumps(card, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(target: str, version: str, text: str, card: dict[str, Any], *, age_allowed: bool) -> Model:
    """A model from its stored parts.

    Raises ModelRefusedError when its parts aren't those that its version names, when it asks for
    anything that is not on the list, and when LightGBM can't run here.
    """
    if digest(text, card_text(card)) != version:
        raise ModelRefusedError(
            f"model {target} {version} was altered: its parts give another digest. Train it anew"
        )
    refuse_unlisted(card["features"], age_allowed=age_allowed)
    if why := openmp_missing():
        raise ModelRefusedError(f"LightGBM can't be loaded: {why}. Debian: apt install libgomp1")
    from lightgbm import Booster

    booster = Booster(model_str=text)
    if booster.feature_name() != card["features"]:
        raise ModelRefusedError(
            f"model {target} {version}: its trees ask for other features than its card says. "
            "Train it anew"
        )
    line = Calibration(card["calibration"]["slope"], card["calibration"]["intercept"])
    return Model(Target(target), version, tuple(card["features"]), line, booster, card)


def matrix(frame: pl.DataFrame, names: Sequence[str]) -> NDArray[np.float32]:
    """The features of a frame as the trees take them: unknown is NaN."""
    return frame.select(pl.col(name).cast(pl.Float32) for name in names).to_numpy(order="c")


def raw_scores(model: Model, frame: pl.DataFrame) -> NDArray[np.float64]:
    """Log-odds before calibration, in the frame's order."""
    parts = [
        np.asarray(model.booster.predict(matrix(part, model.features), raw_score=True))
        for part in frame.iter_slices(BATCH_ROWS)
        if part.height
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def chances(line: Calibration, raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """`Calibration.chance` for everyone."""
    odds = np.clip(line.slope * raw + line.intercept, -RAW_MAX, RAW_MAX)
    return np.asarray(1 / (1 + np.exp(-odds)))


def thousandths(model: Model, frame: pl.DataFrame) -> pl.Series:
    """Each row's score in thousandths; null for rows that the target says nothing about."""
    found = chances(model.calibration, raw_scores(model, frame))
    whole = pl.Series(model.target, np.floor(THOUSAND * found + 0.5).astype(np.int16))
    return frame.select(pl.when(scorable(model.target)).then(whole)).to_series().alias(model.target)


def scorable(target: Target) -> pl.Expr:
    """Which rows of features.COLUMNS a target says something about."""
    if target is Target.BREAK:
        return pl.col("promise_days_left").is_not_null()
    if target is Target.PAY:
        return (pl.col("past_due_to_owed") > 0) | (pl.col("past_due_to_minimum") > 0)
    return pl.lit(True)


def score(models: Sequence[Model], frame: pl.DataFrame) -> pl.DataFrame:
    """KEYS, then a column per target in thousandths, from features.COLUMNS."""
    of_target = {model.target: thousandths(model, frame) for model in models}
    return frame.select(*KEYS).with_columns(
        of_target.get(target, pl.Series(target, [None] * frame.height)).cast(pl.Int16)
        for target in Target
    )


def reasons(model: Model, frame: pl.DataFrame) -> list[list[Reason]]:
    """Per row the few features that moved its score most, the strongest first (TreeSHAP)."""
    if not frame.height:
        return []
    pushes = contributions(model, frame)
    found = []
    for row, values in zip(pushes, frame.select(model.features).iter_rows(), strict=True):
        order = np.argsort(-np.abs(row), kind="stable")[:REASONS]
        found.append(
            [
                Reason(model.features[place], values[place], float(row[place]))
                for place in order
                if row[place] != 0
            ]
        )
    return found


def contributions(model: Model, frame: pl.DataFrame) -> NDArray[np.float64]:
    """Each feature's part of each row's log-odds, on the calibrated scale: rows x features."""
    pushes = model.booster.predict(matrix(frame, model.features), pred_contrib=True)
    return np.asarray(pushes)[:, :-1] * model.calibration.slope


def bin_shares(values: pl.Series, edges: Sequence[float]) -> list[int]:
    """How many values fall below each edge, beyond the last, and how many are unknown."""
    known = values.drop_nulls().to_numpy()
    places = np.searchsorted(np.asarray(edges, dtype=np.float64), known, side="right")
    counts = np.bincount(places, minlength=len(edges) + 1)
    return [*map(int, counts), values.null_count()]


def drift(model: Model, frame: pl.DataFrame) -> dict[str, float]:
    """The stability index of each feature and of the score ("score") against the training's bins.

    `frame`: features and the column of the target. Only rows that the target says something about
    count, and only features that the trees make use of. `accounts` is how many rows.
    """
    used = {reason["feature"] for reason in model.card["reasons"]} | {"score"}
    rows = frame.filter(scorable(model.target))
    found: dict[str, float] = {"accounts": rows.height}
    if not rows.height:
        return found
    for name, stored in model.card["bins"].items():
        if name not in used:
            continue
        values = rows[model.target if name == "score" else name]
        found[name] = round(
            stability_index(stored["counts"], bin_shares(values, stored["edges"])), 4
        )
    return found
