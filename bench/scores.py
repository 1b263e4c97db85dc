"""How well scores rank real card accounts, against a logistic floor, and how fairly.

    python -m bench.scores [--file portfolio.csv.gz]

Default next month on 30,000 accounts (UCI), without sex, education, marriage and age. Five
stratified folds, shuffled with seed 42. The trees are grown as the product grows them: parameters
of strategy/columns/fitting.py, as many rounds as an inner cross-validation of the training part
prefers. Nothing was chosen by looking at the outer folds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench._installation import join

GOAL = 0.783


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as made:
        join(Path(made))
        measure(asked.file)


def measure(file: Path | None) -> None:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from fairdue.strategy.columns import fairness, fitting, measuring, scoring
    from fairdue.strategy.rules.fairness import verdict
    from fairdue.strategy.tests import uci_cards

    path = file or uci_cards.FILE
    if not path.exists():
        raise SystemExit(f"{path} is not there; name the file with --file")
    rows = uci_cards.rows(path)
    truth = rows["happened"].to_numpy()
    ones, chances = np.ones(len(truth)), np.zeros(len(truth))
    aucs, floors = [], []
    folds = StratifiedKFold(5, shuffle=True, random_state=42).split(truth, truth)
    for number, (seen, unseen) in enumerate(folds, start=1):
        begun = time.perf_counter()
        booster, rounds = fitting.grow(rows[seen], uci_cards.NAMES)
        chances[unseen] = booster.predict(scoring.matrix(rows[unseen], uci_cards.NAMES))
        plain = rows.select(uci_cards.RAW).to_numpy()
        floor = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        floor.fit(plain[seen], truth[seen])
        foretold = floor.predict_proba(plain[unseen])[:, 1]
        aucs.append(measuring.auc(chances[unseen], truth[unseen], ones[unseen]))
        floors.append(measuring.auc(foretold, truth[unseen], ones[unseen]))
        print(
            f"fold {number}: AUC {aucs[-1]:.4f}, logistic floor {floors[-1]:.4f}, "
            f"{rounds} rounds, {time.perf_counter() - begun:.1f} s",
            flush=True,
        )
    mean = float(np.mean(aucs))
    print(f"mean AUC {mean:.4f} (goal {GOAL}), logistic floor {np.mean(floors):.4f}")
    judged = measuring.Judged(chances, truth, ones, np.arange(len(truth)))
    for name, told in (
        ("AUC", measuring.auc),
        ("Brier", measuring.brier),
        ("lift", measuring.lift),
    ):
        found = measuring.with_interval(told, judged)
        print(f"out of fold, {name} {found['value']} ({found['low']} to {found['high']})")
    groups = uci_cards.groups(path)
    ages = fairness.bands(groups["age"], path)
    report = fairness.compare(groups.with_columns(ages), judged)
    for attribute in report["attributes"]:
        print(verdict(attribute).en)
        for group in attribute["groups"]:
            print(_line(group))
        if attribute["too_small"]:
            print(f"  too few to measure: {attribute['too_small']}")


def _line(group: dict[str, object]) -> str:
    def told(name: str) -> str:
        found = group[name]
        assert isinstance(found, dict)
        return f"{found['value']:.3f} ({found['low']:.3f}-{found['high']:.3f})"

    return (
        f"  {group['group']:<6} {group['rows']:>6} accounts, {group['happened']:>5} defaults; "
        f"rate {told('rate')}, foretold {group['foretold']:.3f}; AUC {told('auc')}; "
        f"selected {told('selected')}, ratio {group['ratio']}"
    )


if __name__ == "__main__":
    main()
