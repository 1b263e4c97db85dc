"""How likely someone keeps what they agree to: cases, properties, and calibration."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.negotiation.rules.kept import (
    NOTHING_KNOWN,
    History,
    Priors,
    burden_per_mille,
    kept_per_mille,
)

PRIORS = Priors(
    by_burden=((500, 800), (800, 700), (1000, 550), (2000, 300)),
    strength=8,
    yearly_per_mille=900,
    score_weight=500,
)


def kept(
    *,
    burden: int = 600,
    months: int = 0,
    history: History = NOTHING_KNOWN,
    breaks: int | None = None,
) -> int:
    return kept_per_mille(
        burden=burden, months=months, history=history, breaks_per_mille=breaks, priors=PRIORS
    )


def test_without_a_history_the_burden_decides() -> None:
    assert [kept(burden=burden) for burden in (0, 500, 501, 1000, 1001, 5000)] == [
        800,
        800,
        700,
        550,
        300,
        300,
    ]


def test_ones_own_history_outweighs_the_prior_the_longer_it_gets() -> None:
    assert kept(history=History(broken=8)) == 350
    assert kept(history=History(kept=8)) == 850
    assert kept(history=History(partly=8)) == 600
    assert kept(history=History(broken=80)) == 63


def test_a_live_score_counts_by_its_weight_and_a_year_takes_a_tenth() -> None:
    assert kept(breaks=900) == 400
    assert kept(months=12) == 630
    assert kept(months=24) == 567


def test_the_burden_is_what_a_plan_takes_of_what_can_be_set_aside() -> None:
    assert burden_per_mille(500, 1000) == 500
    assert burden_per_mille(1, 3) == 334
    assert burden_per_mille(5, 0) == burden_per_mille(500, 1) == 2000


@given(
    burden=st.integers(0, 2000),
    months=st.integers(0, 60),
    history=st.builds(History, *[st.integers(0, 50)] * 3),
    breaks=st.none() | st.integers(0, 1000),
    more=st.integers(1, 20),
)
def test_for_all_histories_heavier_longer_and_oftener_broken_is_never_likelier_kept(
    burden: int, months: int, history: History, breaks: int | None, more: int
) -> None:
    chance = kept(burden=burden, months=months, history=history, breaks=breaks)
    assert 0 <= chance <= 1000
    assert kept(burden=burden + more * 50, months=months, history=history, breaks=breaks) <= chance
    assert kept(burden=burden, months=months + more, history=history, breaks=breaks) <= chance
    worse = History(history.kept, history.partly, history.broken + more)
    assert kept(burden=burden, months=months, history=worse, breaks=breaks) <= chance
    better = History(history.kept + more, history.partly, history.broken)
    assert kept(burden=burden, months=months, history=better, breaks=breaks) >= chance


def simulated(people: int) -> list[tuple[History, int, bool]]:
    """People whose chance of keeping spreads around what their burden lets expect, with what they
    did up to eight times before, and whether they keep the next."""
    dice = random.Random(20260310)
    found = []
    for _ in range(people):
        burden = dice.choice((400, 700, 900, 1500))
        mean = dict(PRIORS.by_burden)[next(most for most, _ in PRIORS.by_burden if burden <= most)]
        chance = dice.betavariate(
            PRIORS.strength * mean / 1000, PRIORS.strength * (1000 - mean) / 1000
        )
        past = [dice.random() < chance for _ in range(dice.randrange(9))]
        history = History(kept=sum(past), broken=len(past) - sum(past))
        found.append((history, burden, dice.random() < chance))
    return found


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[History, int, bool]]:
    return simulated(40_000)


def test_where_the_assumptions_hold_what_is_foretold_is_what_happens(
    outcomes: list[tuple[History, int, bool]],
) -> None:
    bins: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for history, burden, happened in outcomes:
        chance = kept(burden=burden, history=history)
        bins[chance // 100].append((chance, happened))
    large = [rows for rows in bins.values() if len(rows) >= 500]
    assert len(large) >= 6
    for rows in large:
        said = sum(chance for chance, _ in rows) / len(rows) / 1000
        was = sum(happened for _, happened in rows) / len(rows)
        four_errors = 4 * (said * (1 - said) / len(rows)) ** 0.5
        assert abs(said - was) <= four_errors + 0.001


def test_shrinking_foretells_better_than_the_prior_or_ones_own_history_alone(
    outcomes: list[tuple[History, int, bool]],
) -> None:
    def brier(chances: list[float]) -> float:
        squares = (
            (chance - happened) ** 2
            for chance, (_, _, happened) in zip(chances, outcomes, strict=True)
        )
        return sum(squares) / len(outcomes)

    def alone(history: History) -> float:
        seen = history.kept + history.broken
        return history.kept / seen if seen else 0.6

    shrunk = brier([kept(burden=burden, history=h) / 1000 for h, burden, _ in outcomes])
    prior_only = brier([kept(burden=burden) / 1000 for _, burden, _ in outcomes])
    own_only = brier([alone(history) for history, _, _ in outcomes])
    assert shrunk < prior_only - 0.005
    assert shrunk < own_only - 0.01
