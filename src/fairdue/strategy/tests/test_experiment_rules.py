"""Who is in which arm, how likely each treatment was, and the same for one as for everyone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.engine.engines import Engine
from fairdue.strategy.columns import decisions, experiments
from fairdue.strategy.columns.decisions import ASKED, CASE_DECISIONS, DECISIONS
from fairdue.strategy.rules.experiments import (
    CHAMPION,
    THOUSAND,
    Split,
    arm_of,
    chances,
    is_challenged,
    place,
    propensity,
    refuses_shares,
)
from fairdue.strategy.rules.tables import DecisionTable, Step, strongest
from fairdue.strategy.tests.random_tables import ACCOUNTS, tables

REFS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
SPLITS = st.lists(
    st.tuples(st.text("abc", min_size=1, max_size=3), st.integers(1, THOUSAND)),
    max_size=3,
).map(
    lambda drawn: [
        Split(f"challenger-{number}", seed, share)
        for number, (seed, share) in enumerate(drawn, start=1)
    ]
)


@pytest.mark.parametrize(
    ("seed", "ref", "expected"),
    [
        ("experiment-1", "C000001", 936),
        ("experiment-2", "C000001", 632),
        ("experiment-1", "客户", 421),
    ],
)
def test_a_place_stays_what_it_is(seed: str, ref: str, expected: int) -> None:
    assert place(seed, ref) == expected


def test_places_are_even_and_those_of_two_seeds_have_nothing_to_do_with_each_other() -> None:
    refs = [f"C{number:06}" for number in range(100_000)]
    one = [place("experiment-1", ref) < 100 for ref in refs]
    two = [place("experiment-2", ref) < 500 for ref in refs]
    both = sum(a and b for a, b in zip(one, two, strict=True))
    assert abs(sum(one) - 10_000) < 5 * (100_000 * 0.1 * 0.9) ** 0.5
    assert abs(sum(two) - 50_000) < 5 * (100_000 * 0.5 * 0.5) ** 0.5
    assert abs(both - 5_000) < 5 * (100_000 * 0.05 * 0.95) ** 0.5


@given(REFS, st.text("ab", max_size=3), st.integers(0, THOUSAND), st.integers(0, THOUSAND))
def test_raising_a_share_moves_nobody_out_of_the_challenger(
    ref: str, seed: str, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    assert is_challenged(Split("x", seed, less), ref) <= is_challenged(Split("x", seed, more), ref)
    assert not is_challenged(Split("x", seed, 0), ref)
    assert is_challenged(Split("x", seed, THOUSAND), ref)


@given(SPLITS)
def test_the_chances_of_all_arms_add_up_to_one(splits: list[Split]) -> None:
    assert sum(chances(splits).values()) == 1
    assert list(chances(splits))[-1] == CHAMPION


def test_arms_that_agree_add_up_their_chances() -> None:
    splits = [Split("challenger-1", "a", 100), Split("challenger-2", "b", 500)]
    would = {"challenger-1": "call", "challenger-2": "remind", CHAMPION: "call"}
    assert propensity("call", would, splits) == Fraction(55, 100)
    assert propensity("remind", would, splits) == Fraction(45, 100)
    assert propensity("call", {CHAMPION: "call"}, []) == 1


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([], "at least one"),
        ([0, 10], "more than 0 %"),
        ([10, 1001], "at most 100 %"),
        ([100, 10], "larger than the one before"),
        ([10, 10], "larger than the one before"),
    ],
)
def test_refuses_stages_that_are_no_roll_out(shares: list[int], words: str) -> None:
    refused = refuses_shares(shares)
    assert refused is not None and words in refused.en and refused.zh
    assert refuses_shares([10, 100, 500, 1000]) is None


@settings(max_examples=40)
@given(
    splits=SPLITS,
    drawn=st.lists(tables(), min_size=4, max_size=4),
    accounts=ACCOUNTS,
    data=st.data(),
)
def test_columns_pick_the_arm_and_its_propensity_as_one_case_does(
    engine: Engine,
    splits: list[Split],
    drawn: list[DecisionTable],
    accounts: list[dict[str, Any]],
    data: st.DataObject,
) -> None:
    arms = dict(zip(chances(splits), drawn, strict=False))
    owners = data.draw(
        st.lists(st.sampled_from("opqr"), min_size=len(accounts), max_size=len(accounts))
    )
    frame = pl.DataFrame(accounts, schema=ASKED).with_columns(
        pl.Series("account_ref", [f"a{number:02}" for number in range(len(accounts))]),
        pl.Series("customer_ref", owners),
        pl.lit(1, pl.Int16).alias("ordinal"),
    )
    made, cases = _by_columns(engine, frame, splits, arms)
    would = [{arm: str(t.decide(row).then) for arm, t in arms.items()} for row in accounts]
    for place_, owner in enumerate(owners):
        arm = arm_of(splits, owner)
        row = made.row(place_, named=True)
        chosen = arms[arm].decide(accounts[place_])
        assert (row["arm"], row["row"], row["treatment"]) == (arm, chosen.id, str(chosen.then))
        assert (row["table"], row["table_version"]) == (arms[arm].name, arms[arm].version)
        likely = propensity(str(chosen.then), would[place_], splits)
        assert row["propensity"] == float(likely)
    for case in cases.iter_rows(named=True):
        mine = [place_ for place_, owner in enumerate(owners) if owner == case["customer_ref"]]
        by_arm = {arm: str(strongest([Step(would[one][arm]) for one in mine])) for arm in arms}
        assert case["treatment"] == by_arm[case["arm"]]
        assert case["propensity"] == float(propensity(case["treatment"], by_arm, splits))


def _by_columns(
    engine: Engine, frame: pl.DataFrame, splits: list[Split], arms: dict[str, DecisionTable]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    if splits:
        of = experiments.arms_of(frame["customer_ref"], splits)
        frame = frame.join(of, on="customer_ref", how="left", maintain_order="left")
    lazy = experiments.decide_by_arm(engine.bring(frame), splits, arms, engine.bring)
    decided = engine.collect(lazy).sort("account_ref")
    made = decided.select(*DECISIONS)
    assert dict(made.schema) == DECISIONS
    strongest = engine.collect(decisions.of_cases(engine.bring(made)))
    cases = experiments.by_case(strongest, decided, splits)
    assert dict(cases.schema) == CASE_DECISIONS
    return made, cases
