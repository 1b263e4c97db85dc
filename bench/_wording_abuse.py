"""Chinese offensive language (COLD): linear models and a small net over weighted characters.

Averaged are: a logistic regression over the runs of characters that tell most; one over runs
weighted by how much more often they stand in offensive texts (naive Bayes log ratios); and small
nets over the strongest of these. Safe texts that speak
of prejudice count twice: those that argue against bias use the words of those that show it. The
threshold is the highest one whose macro F1 on a held-back part of the training file is within
SLACK of the best, so that fewer texts are flagged wrongly. The test file is used once, at the end;
variants are chosen by folds of the training file, `docs/algorithms/wording.md`. The product uses
none of this: it is a measure of what such models reach.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
from bench import _wording_sets as sets
from numpy.typing import NDArray

HELD_BACK = 0.15
SLACK = 0.015
SEEDS = (0, 1, 2)
STRONGEST = 60_000
TELLING = 40_000
FLOORS = {"macro F1": 0.782, "against bias flagged": 0.61}
"""Characters 1-3, TF-IDF, logistic regression, by the set's README."""
ARGUES = re.compile(
    r"歧视|偏见|刻板|平等|尊重|一概而论|地图炮|地域黑|以偏概全|双标|反对|凭什么|不应该|不能因为|不是所有|"
    r"并不是|哪里都有|个例|种族主义|包容|理解|权利|权益|都是人|受害者|误解|谣言|证据|数据"
)
"""Words of texts about prejudice, thought up beforehand."""
Numbers = NDArray[np.float64]


def measure() -> None:
    from sklearn.metrics import f1_score, roc_auc_score

    known = sets.table("cn_offensive", "cold_binary.csv.gz")
    asked = sets.table("cn_offensive", "cold_fine_grained.csv.gz")
    if known is None or asked is None:
        print(f"   cn_offensive isn't in {sets.PUBLIC}")
        return
    texts = [_bare(row["text"]) for row in known]
    truth = np.array([int(row["label"]) for row in known])
    order = np.random.default_rng(42).permutation(len(truth))
    held, rest = np.split(order, [int(len(order) * HELD_BACK)])
    tried = _scores([texts[at] for at in rest], truth[rest], [texts[at] for at in held])
    scale = np.median(tried, axis=1), tried.std(axis=1)
    threshold = _threshold(_chances(tried, *scale), truth[held])
    unseen = [_bare(row["text"]) for row in asked]
    answer = np.array([int(row["label"]) for row in asked])
    against_bias = np.array([row["fine-grained-label"] == "3" for row in asked])
    for name, chances, above in (
        ("floor", _floor(texts, truth, unseen), 0.5),
        ("ours", _chances(_scores(texts, truth, unseen), *scale), threshold),
    ):
        flagged = chances > above
        print(
            f"   {name}: macro F1 {f1_score(answer, flagged, average='macro'):.4f}, accuracy "
            f"{(flagged == answer).mean():.4f}, AUC {roc_auc_score(answer, chances):.4f}, "
            f"against bias flagged {flagged[against_bias].mean():.3f} (above {above:.2f})"
        )


def _threshold(chances: Numbers, truth: Any) -> float:
    from sklearn.metrics import f1_score

    places = np.arange(0.3, 0.9, 0.01)
    reached = np.array([f1_score(truth, chances > at, average="macro") for at in places])
    return float(places[reached >= reached.max() - SLACK].max())


def _floor(texts: list[str], truth: Any, unseen: list[str]) -> Numbers:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    count = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    model = LogisticRegression(max_iter=300, solver="liblinear").fit(
        count.fit_transform(texts), truth
    )
    return np.asarray(model.predict_proba(count.transform(unseen))[:, 1])


def _chances(scores: Numbers, middles: Numbers, spreads: Numbers) -> Numbers:
    """The chance that each text is offensive: the models' mean on the logit scale, each model's
    scores measured from their middle in their spread, both as they were on the part held back.
    """
    scaled = (scores - middles[:, None]) / spreads[:, None]
    return np.asarray(1 / (1 + np.exp(-1.5 * scaled.mean(axis=0))))


def _scores(texts: list[str], truth: Any, unseen: list[str]) -> Numbers:
    """How offensive each model takes each unseen text to be: a row for each model."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier

    argues = np.array([bool(ARGUES.search(text)) for text in texts]) & (truth == 0)
    twice = np.r_[np.arange(len(truth)), np.flatnonzero(argues)]
    scores = [_telling_runs(texts, truth, unseen, np.where(argues, 2.0, 1.0))]
    seen, asked = _weighted(texts, truth, unseen)
    model = LogisticRegression(C=0.5, max_iter=300, solver="liblinear", dual=True)
    model.fit(seen[twice], truth[twice])
    scores.append(np.asarray(model.decision_function(asked)))
    kept = _strongest(seen)
    rows, others = _short(seen[:, kept]), _short(asked[:, kept])
    nets = []
    for seed in SEEDS:
        net = MLPClassifier((48,), alpha=1e-5, batch_size=128, max_iter=3, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # three rounds are meant
            net.fit(rows[twice], truth[twice])
        nets.append(_logit(net.predict_proba(others)[:, 1]))
    scores.append(np.mean(nets, axis=0))
    return np.stack(scores)


def _telling_runs(texts: list[str], truth: Any, unseen: list[str], weights: Numbers) -> Numbers:
    """Logistic regression over the runs of up to four characters that tell most (chi squared)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.feature_selection import SelectKBest, chi2
    from sklearn.linear_model import LogisticRegression

    count = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=3, sublinear_tf=True)
    chosen = SelectKBest(chi2, k=TELLING)
    seen = _short(chosen.fit_transform(count.fit_transform(texts), truth))
    model = LogisticRegression(C=16, max_iter=300, solver="liblinear", dual=True)
    model.fit(seen, truth, sample_weight=weights)
    return np.asarray(model.decision_function(_short(chosen.transform(count.transform(unseen)))))


def _weighted(texts: list[str], truth: Any, unseen: list[str]) -> Any:
    """Counts of runs of characters, each times its log ratio."""
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer

    count = CountVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, binary=True)
    seen = count.fit_transform(texts)
    bad, good = (1 + np.asarray(seen[truth == label].sum(0)).ravel() for label in (1, 0))
    ratios = sparse.diags(np.log((bad / bad.sum()) / (good / good.sum())))
    return (seen @ ratios).tocsr(), (count.transform(unseen) @ ratios).tocsr()


def _strongest(rows: Any) -> Any:
    """The runs that weigh most: by ratio and how often they stand."""
    weight = np.asarray(abs(rows).sum(0)).ravel()
    often = np.maximum(1, np.asarray((rows != 0).sum(0)).ravel())
    return np.argsort(-weight / np.sqrt(often))[:STRONGEST]


def _short(rows: Any) -> Any:
    from sklearn.preprocessing import normalize

    return normalize(rows).astype(np.float32)


def _logit(chances: Numbers) -> Numbers:
    bounded = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower())
