"""Survival and centiles, against published values and for all inputs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.reporting.rules.centiles import centile
from fairdue.reporting.rules.survival import Life, survival

TREATED = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1),
           (16, 1), (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0),
           (34, 0), (35, 0)]  # fmt: skip
"""Weeks of remission under 6-MP and whether they ended: Gehan 1965, in every textbook since."""
LIVES = [Life(weeks, bool(ended)) for weeks, ended in TREATED]


@pytest.mark.parametrize(
    ("weeks", "share", "low", "high"),
    [
        (5, 1.0, 1.0, 1.0),
        (6, 0.8571, 0.6197, 0.9516),
        (7, 0.8067, 0.5631, 0.9228),
        (10, 0.7529, 0.5032, 0.8894),
        (13, 0.6902, 0.4316, 0.8491),
        (16, 0.6275, 0.3675, 0.8049),
        (22, 0.5378, 0.2678, 0.7468),
        (23, 0.4482, 0.1881, 0.6801),
    ],
)
def test_the_textbooks_remissions_last_as_published(
    weeks: int, share: float, low: float, high: float
) -> None:
    found = survival(LIVES, weeks)
    assert found is not None
    assert (found.share, found.low, found.high) == pytest.approx((share, low, high), abs=6e-5)


def test_nobody_knows_beyond_the_last_one_observed() -> None:
    assert survival(LIVES, 36) is None
    assert survival([], 1) is None
    ended = survival([Life(3, True), Life(5, True)], 9)
    assert ended is not None
    assert (ended.share, ended.at_risk) == (0.0, 0)


@given(
    st.lists(st.builds(Life, st.integers(0, 60), st.booleans()), max_size=40),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_a_share_lies_in_its_interval_and_never_rises(
    lives: list[Life], one: int, other: int
) -> None:
    sooner, later = survival(lives, min(one, other)), survival(lives, max(one, other))
    for found in (sooner, later):
        if found:
            assert 0 <= found.low <= found.share <= found.high <= 1
    if sooner and later:
        assert later.share <= sooner.share
        assert later.at_risk <= sooner.at_risk


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(1, 100))
def test_a_centile_was_measured_and_holds_its_share(values: list[int], percent: int) -> None:
    found = centile(values, percent / 100)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_a_centile_of_nothing_is_nothing() -> None:
    assert centile([], 0.5) is None
    with pytest.raises(ValueError, match="share above 0"):
        centile([1], 0)
