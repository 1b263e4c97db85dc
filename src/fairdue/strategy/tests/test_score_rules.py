"""Scores: what may be a feature, how a chance is written, how far a population moved."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.columns import PERSONS
from fairdue.rulebook.packs import pack
from fairdue.strategy.columns.scoring import chances
from fairdue.strategy.queries import scores as queries
from fairdue.strategy.rules.drift import DriftLimits, Movement, stability_index
from fairdue.strategy.rules.fairness import age_band, verdict
from fairdue.strategy.rules.features import (
    AGE,
    FEATURES,
    PROTECTED,
    ModelRefusedError,
    refuse_unlisted,
    words,
)
from fairdue.strategy.rules.scores import Calibration

LIMITS = DriftLimits(0.1, 0.25, 200)
COUNTS = st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any)


def test_no_feature_is_or_names_what_a_person_is() -> None:
    for code in FEATURES:
        parts = set(code.split("_"))
        assert not PROTECTED & ({code} | parts), code
        assert code not in PERSONS and "age" not in parts


@pytest.mark.parametrize("name", sorted(PROTECTED))
def test_refuses_a_model_that_asks_for_a_protected_attribute(name: str) -> None:
    with pytest.raises(ModelRefusedError, match=f"asks for {name}: not on the list"):
        refuse_unlisted(["bucket", name], age_allowed=True)


def test_age_is_refused_unless_it_is_allowed() -> None:
    with pytest.raises(ModelRefusedError, match="neither law nor policy allows age"):
        refuse_unlisted([AGE.code], age_allowed=False)
    refuse_unlisted([*FEATURES, AGE.code], age_allowed=True)


@pytest.mark.parametrize(
    ("policy", "jurisdiction", "allowed"),
    [
        (False, "US", False),
        (True, "US", True),
        (True, "UK", True),
        (True, "CN", False),
    ],
)
def test_age_needs_both_policy_and_the_law_that_applies(
    monkeypatch: pytest.MonkeyPatch, policy: bool, jurisdiction: str, allowed: bool
) -> None:
    class Law:
        pass

    law: Any = Law()
    law.jurisdiction = jurisdiction
    monkeypatch.setattr(queries, "_policy", lambda name, on: policy)
    monkeypatch.setattr(queries, "law_defaults", lambda on: law)
    assert queries.age_allowed(date(2026, 6, 1)) is allowed


def test_our_policy_does_not_use_age() -> None:
    assert queries.age_allowed(date(2026, 6, 1)) is False
    value = pack("policy/default").value("LENDER-SCORES", "age_may_predict", date(2026, 6, 1))
    assert value.value is False


def test_values_read_as_people_write_them() -> None:
    assert [words(code, value).en for code, value in (("bucket", 2.0), ("re_default", 1.0))] == [
        "M2",
        "yes",
    ]
    assert words("owed_to_limit", 0.5).en == "50%" and words("bucket", None).zh == "未知"


@given(st.floats(-60, 60), st.floats(0.1, 3), st.floats(-5, 5))
def test_everyone_s_chance_is_one_s_chance(raw: float, slope: float, intercept: float) -> None:
    line = Calibration(slope, intercept)
    assert chances(line, np.array([raw]))[0] == pytest.approx(line.chance(raw), abs=1e-12)
    assert 0 <= line.thousandths(raw) <= 1000


def test_a_population_that_stayed_has_no_index_and_one_that_moved_has() -> None:
    assert stability_index([10, 20, 30], [100, 200, 300]) == pytest.approx(0)
    moved = stability_index([0.5, 0.5], [0.8, 0.2])
    assert moved == pytest.approx(0.3 * math.log(1.6) + -0.3 * math.log(0.4))
    assert LIMITS.movement(moved) is Movement.ALARM
    assert LIMITS.movement(0.1) is Movement.WATCH and LIMITS.movement(0.09) is Movement.STABLE


@given(COUNTS, COUNTS)
def test_the_index_is_never_negative_and_the_same_both_ways(
    one: list[int], other: list[int]
) -> None:
    if len(one) != len(other):
        with pytest.raises(ValueError, match="same bins"):
            stability_index(one, other)
        return
    found = stability_index(one, other)
    assert found >= 0 and found == pytest.approx(stability_index(other, one))


def test_only_what_moved_far_among_enough_accounts_is_named() -> None:
    moved = {"accounts": 500, "bucket": 0.3, "owed_to_limit": 0.2, "score": 0.26}
    found = [(label.en, index) for label, index in queries.drifted(moved, LIMITS)]
    assert found == [("bucket", 0.3), ("the score itself", 0.26)]
    assert queries.drifted(moved | {"accounts": 199}, LIMITS) == []


@pytest.mark.parametrize(
    ("years", "band"), [(18, "18-24"), (25, "25-34"), (61, "55-61"), (62, "62+")]
)
def test_ages_become_bands(years: int, band: str) -> None:
    assert age_band(years) == band


def test_a_verdict_names_the_groups_that_stand_out() -> None:
    def group(name: str, ratio: float, foretold: float) -> dict[str, Any]:
        return {
            "group": name,
            "ratio": ratio,
            "foretold": foretold,
            "rate": {"value": 0.2, "low": 0.15, "high": 0.25},
            "auc": {"value": 0.7, "low": 0.65, "high": 0.75},
        }

    said = verdict({"attribute": "sex", "groups": [group("1", 1.0, 0.2), group("2", 0.7, 0.3)]})
    assert "equally well" in said.en
    assert "chances miss what happened for 2" in said.en
    assert "as the largest group: 2" in said.en and "性别" in said.zh
