"""Trees grown as the product grows them rank real accounts well, without protected attributes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold

from fairdue.strategy.columns import fitting, measuring, scoring
from fairdue.strategy.tests import uci_cards

ROUNDS = 115
"""About what the inner cross-validations prefer (102 to 124); `bench/scores.py` does them."""


@pytest.mark.skipif(not uci_cards.FILE.exists(), reason="the UCI credit card file isn't beside us")
def test_ranks_who_will_default_without_knowing_who_they_are() -> None:
    assert not {name.lower() for name in uci_cards.NAMES} & {"sex", "education", "marriage", "age"}
    rows = uci_cards.rows()
    truth = rows["happened"].to_numpy()
    aucs = []
    for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=42).split(truth, truth):
        booster = fitting.trees(rows[seen], uci_cards.NAMES, ROUNDS)
        chances = np.asarray(booster.predict(scoring.matrix(rows[unseen], uci_cards.NAMES)))
        aucs.append(measuring.auc(chances, truth[unseen], np.ones(len(unseen))))
    assert np.mean(aucs) >= 0.783
