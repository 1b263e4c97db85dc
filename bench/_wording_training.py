"""Trains the model of pressing sentences from our own sentences: `bench.wording --train`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from bench import _wording_sets as sets
from numpy.typing import NDArray

STRENGTH = 16.0
"""Inverse of the ridge; 1 to 64 were tried on the tuning half."""
OWN_WEIGHT = 0.05
"""What a text of the product's own pages weighs."""
FALSE_ALARMS = 0.07
"""Of the lawful half of the tuning set, in folds by group: where the threshold is put."""
FOLDS = 8
Numbers = NDArray[np.float64]


def train(write: bool) -> None:
    """Train both languages; write the file where asked to."""
    from fairdue.wording import pressure

    stored: dict[str, Any] = {}
    for language in ("zh", "en"):
        weights, offset = fitted(language)
        scale = float(np.abs(weights).max() / 127)
        stored[f"{language}_weights"] = np.round(weights / scale).astype(np.int8)
        stored[f"{language}_scale"] = np.array([scale, offset])
    if write:
        np.savez_compressed(pressure.FILE, **stored)
        print(f"{pressure.FILE.name}: {pressure.FILE.stat().st_size:,} bytes")


def fitted(language: str) -> tuple[Numbers, float]:
    """Weights of the buckets and the offset that puts the threshold at 0."""
    from scipy import sparse
    from sklearn.model_selection import GroupKFold

    rows = sets.collectors(language, "tune")
    seen = matrix([row["text"] for row in rows], language)
    truth = np.array([float(row["label"] == "threat") for row in rows])
    groups = np.array([row["group"] for row in rows])
    own = matrix(sets.own_texts(language), language)
    chances = np.zeros(len(truth))
    for inner, outer in GroupKFold(FOLDS).split(seen, truth, groups):
        model = _model(sparse.vstack([seen[inner], own]), truth[inner])
        chances[outer] = model.decision_function(seen[outer])
    threshold = float(np.quantile(chances[truth == 0], 1 - FALSE_ALARMS))
    model = _model(sparse.vstack([seen, own]), truth)
    caught = (chances[truth == 1] > threshold).mean()
    print(
        f"{language}: {len(truth)} sentences and {own.shape[0]} own texts; "
        f"threshold {threshold:.2f}, caught in folds {caught:.3f}"
    )
    return model.coef_[0], float(model.intercept_[0]) - threshold


def _model(rows: Any, truth: Numbers) -> Any:
    from sklearn.linear_model import LogisticRegression

    others = rows.shape[0] - len(truth)
    weights = np.r_[np.ones(len(truth)), np.full(others, OWN_WEIGHT)]
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=0)
    return model.fit(rows, np.r_[truth, np.zeros(others)], sample_weight=weights)


def matrix(texts: list[str], language: str) -> Any:
    """One row a text, each bucket of it weighing one over the root of how many there are."""
    from scipy import sparse

    from fairdue.wording.rules.grams import BUCKETS, buckets
    from fairdue.wording.rules.plain import plain

    found = [buckets(plain(text).text, chinese=language == "zh") for text in texts]
    weights = np.concatenate([np.full(len(row), 1 / np.sqrt(len(row) or 1)) for row in found])
    places = np.array([bucket for row in found for bucket in row])
    ends = np.cumsum([0, *map(len, found)])
    return sparse.csr_matrix((weights, places, ends), shape=(len(texts), BUCKETS))


def near(one: str, other: str) -> float:
    """How alike two sentences are: shared runs of three characters."""
    first, second = (_threes(text) for text in (one, other))
    return len(first & second) / max(1, len(first | second))


def _threes(text: str) -> set[str]:
    bare = re.sub(r"\W", "", text.lower())
    return {bare[at : at + 3] for at in range(max(1, len(bare) - 2))}
