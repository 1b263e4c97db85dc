"""Triage of complaints: TF-IDF of words and characters, logistic regression, five folds."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
from bench import _wording_sets as sets

ROWS_MIN = 40
"""Issues with fewer rows are left out: eleven remain."""
HARDSHIP = "Struggling to pay your loan"
FLOORS = {"macro F1": 0.42, "hardship AUC": 0.83}
"""What a plain TF-IDF with logistic regression reaches, by the set's README."""


def measure() -> None:
    from sklearn.metrics import f1_score, roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    rows = sets.table("cfpb_complaints", "personal_loan_narratives.csv.gz")
    if rows is None:
        print(f"   cfpb_complaints isn't in {sets.PUBLIC}")
        return
    counts = Counter(row["Issue"] for row in rows)
    rows = [row for row in rows if counts[row["Issue"]] >= ROWS_MIN]
    names = sorted({row["Issue"] for row in rows})
    texts = [_bare(row["Consumer complaint narrative"]) for row in rows]
    truth = np.array([names.index(row["Issue"]) for row in rows])
    chances = np.zeros((len(truth), len(names)))
    for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=42).split(texts, truth):
        chances[unseen] = _foretold(
            [texts[at] for at in seen], truth[seen], [texts[at] for at in unseen]
        )
    hard = names.index(HARDSHIP)
    reached = {
        "macro F1": f1_score(truth, chances.argmax(1), average="macro"),
        "hardship AUC": roc_auc_score(truth == hard, chances[:, hard]),
    }
    print(f"   {len(rows)} narratives, {len(names)} issues, "
          f"accuracy {(chances.argmax(1) == truth).mean():.3f}")  # fmt: skip
    for name, value in reached.items():
        print(f"   {name} {value:.3f}, {value / FLOORS[name]:.2f} of the floor {FLOORS[name]}")


def _foretold(seen: list[str], truth: Any, unseen: list[str]) -> Any:
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=4, sublinear_tf=True)
    rows = sparse.hstack([words.fit_transform(seen), parts.fit_transform(seen) * 0.7]).tocsr()
    model = LogisticRegression(class_weight="balanced", max_iter=200, solver="liblinear")
    fitted = OneVsRestClassifier(model).fit(rows, truth)
    return fitted.predict_proba(
        sparse.hstack([words.transform(unseen), parts.transform(unseen) * 0.7]).tocsr()
    )


def _bare(narrative: str) -> str:
    """Without what the publisher blacked out; an amount stands as one word."""
    return re.sub(r"[xX]{2,}[/\sxX]*", " ", re.sub(r"\{\$[\d,.]+\}", " amountofmoney ", narrative))
