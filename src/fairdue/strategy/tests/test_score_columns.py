"""Scores in columns: what is known of a day, what became of it, training, measuring, reasons."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from fairdue.strategy.columns import fairness, fitting, measuring, outcomes, scoring
from fairdue.strategy.columns.features import COLUMNS, features
from fairdue.strategy.rules.features import FEATURES, ModelRefusedError
from fairdue.strategy.rules.scores import Target
from fairdue.strategy.tests.score_worlds import (
    BLOCKS,
    DAY,
    a_standing,
    contacts,
    known,
    learnable,
    payments,
    promises,
)

NAMES = tuple(FEATURES)


@pytest.fixture(scope="module")
def fitted() -> fitting.Fitted:
    return fitting.fit(Target.CURE, learnable(), BLOCKS, NAMES, 30)


@pytest.fixture(scope="module")
def model(fitted: fitting.Fitted) -> scoring.Model:
    return load(fitted.text, fitted.card)


def load(text: str, card: dict[str, Any]) -> scoring.Model:
    version = scoring.digest(text, scoring.card_text(card))
    return scoring.load("will_cure", version, text, card, age_allowed=False)


def test_knows_of_an_account_what_was_known_on_the_day() -> None:
    frame = features(known(), DAY)
    assert dict(frame.schema) == COLUMNS
    (row,) = frame.rows(named=True)
    assert {
        name: round(row[name], 4) for name in COLUMNS if name not in ("account_ref", "customer_ref")
    } == {
        "bucket": 2,
        "days_past_due": 40,
        "cycles_past_due": 2,
        "past_due_to_owed": 0.18,
        "owed_to_limit": 0.5,
        "past_due_to_minimum": 3,
        "months_on_book": 24,
        "days_since_statement": 9,
        "days_since_payment": 20,
        "payments_90_days": 2,
        "paid_to_past_due": 0.2,
        "bucket_a_month_ago": 1,
        "owed_to_a_month_ago": 1.25,
        "days_in_case": 40,
        "bucket_at_entry": 1,
        "worst_bucket": 2,
        "times_before": 2,
        "re_default": 1,
        "accounts_past_due": 1,
        "contacts_30_days": 3,
        "talks_30_days": 1,
        "days_since_talk": 10,
        "promises_kept": 1,
        "promises_broken": 1,
        "promise_days_left": 4,
        "promised_to_past_due": 0.5,
        "suspected_fraud": 0,
    }


@given(
    st.lists(
        st.tuples(st.integers(-60, -1), st.integers(-500_00, 500_00)), unique_by=lambda p: p[0]
    ),
    st.lists(st.tuples(st.integers(-60, -1), st.integers(1, 3), st.integers(0, 1))),
    st.integers(-30, -1),
)
def test_nothing_that_happened_after_the_day_changes_what_was_known_on_it(
    paid: list[tuple[int, int]], called: list[tuple[int, int, int]], settled: int
) -> None:
    before = known()
    later = known(
        payments=payments((50, 100_00), (20, 80_00), *paid),
        contacts=pl.concat([before.contacts.collect(), contacts(*called)]),
        promises=promises(
            {"made": 60, "due": 50, "settled": 49, "state": "broken"},
            {"made": 45, "due": 40, "settled": 39, "state": "kept"},
            {"made": 3, "due": -4, "settled": settled, "state": "broken"},
            {"made": settled, "due": settled - 5, "state": "open"},
        ),
    )
    assert features(later, DAY).equals(features(before, DAY))


def test_a_payment_told_by_two_files_is_one_as_the_later_has_it() -> None:
    first, later = payments((20, 500_00), told=15), payments((20, 80_00), (50, 100_00), told=5)
    for files in ([first, later], [later, first]):
        (row,) = features(known(payments=pl.concat(files)), DAY).rows(named=True)
        assert row["payments_90_days"] == 2
        assert row["paid_to_past_due"] == pytest.approx(0.2)


def test_an_account_that_is_not_past_due_is_not_looked_at() -> None:
    assert features(known(standing=a_standing(0, 0)), DAY).height == 0


def test_the_horizon_ends_on_the_nearest_day_within_three() -> None:
    days = [DAY + timedelta(days=number) for number in (27, 31, 34)]
    assert outcomes.horizon_end(DAY, days) == days[1]
    assert outcomes.horizon_end(DAY, days[2:]) is None


def standings(*buckets: tuple[int, dict[str, int]]) -> list[tuple[date, pl.LazyFrame]]:
    return [
        (
            DAY + timedelta(days=days),
            pl.LazyFrame({"account_ref": list(of), "bucket": list(of.values())}),
        )
        for days, of in buckets
    ]


def late(*refs: str) -> pl.DataFrame:
    return pl.DataFrame({"account_ref": refs, "customer_ref": [ref[0] for ref in refs]})


def test_cured_means_clear_at_some_time_with_nobody_having_talked_before() -> None:
    after = standings((10, {"a1": 0, "b1": 1, "c1": 1, "d1": 1}), (30, {"a1": 1, "b1": 1, "c1": 0}))
    talks = pl.concat(
        [contacts((-20, 1, 1)), contacts((-5, 1, 1)).with_columns(customer_ref=pl.lit("c"))]
    )
    found = outcomes.cured(late("a1", "b1", "c1", "d1"), after, talks)
    assert found.select("account_ref", "happened").rows() == [("a1", True), ("b1", False)]


def test_those_left_alone_longest_stand_for_those_who_were_talked_to() -> None:
    refs = [f"{letter}1" for letter in "abcdefghij"]
    after = standings((30, dict.fromkeys(refs, 1)))
    talks = pl.concat(
        [contacts((-5, 1, 1)).with_columns(customer_ref=pl.lit(letter)) for letter in "abcde"]
    )
    found = outcomes.cured(late(*refs), after, talks)
    assert found["weight"].to_list() == [pytest.approx(2.0)] * 5


def test_paid_means_a_tenth_of_what_was_past_due_with_reversals_taken_off() -> None:
    owed = pl.DataFrame({"account_ref": ["a1", "b1"], "past_due_minor": [1000_00, 0]})
    last = DAY + timedelta(days=30)

    def happened(*paid: tuple[int, int]) -> list[bool]:
        return outcomes.paid(owed, payments(*paid).lazy(), DAY, last)["happened"].to_list()

    assert happened((-3, 100_00)) == [True]
    assert happened((-3, 99_99)) == [False]
    assert happened((-3, 500_00), (-4, -450_00)) == [False]
    assert happened((0, 500_00), (-31, 500_00)) == [False]


def test_broken_is_told_of_promises_that_ran_on_the_day_and_were_settled_in_time() -> None:
    last = DAY + timedelta(days=30)

    def happened(**promise: Any) -> list[bool]:
        made = promises({"made": 3, "due": -4} | promise)
        return outcomes.broken(late("a1"), made, DAY, last)["happened"].to_list()

    assert happened(settled=-6, state="broken") == [True]
    assert happened(settled=-6, state="partial") == [True]
    assert happened(settled=-6, state="kept") == [False]
    assert happened(state="open") == happened(settled=-6, state="withdrawn") == []
    assert happened(settled=0, state="broken") == happened(settled=-31, state="broken") == []


def test_blocks_follow_each_other_with_each_horizon_over_before_the_next() -> None:
    days = [(date(2026, 1, 1) + timedelta(days=7 * week)) for week in range(30)]
    blocks = fitting.blocks_of([(day, day + timedelta(days=30)) for day in days], 30)
    assert blocks.test == tuple(days[-5:])
    assert blocks.calibrate[-1] + timedelta(days=30) <= blocks.test[0]
    assert blocks.train[-1] + timedelta(days=30) <= blocks.calibrate[0]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_says_what_is_missing_when_history_is_short(number: int) -> None:
    days = [date(2026, month + 1, 1) for month in range(number)]
    with pytest.raises(fitting.TooLittleHistoryError, match=f"So far {number} days") as caught:
        fitting.blocks_of([(day, day + timedelta(days=30)) for day in days], 30)
    assert "四个月" in caught.value.missing.zh


def test_refuses_a_block_in_which_it_hardly_ever_happened() -> None:
    with pytest.raises(fitting.TooLittleHistoryError, match="at least 30 accounts"):
        fitting.fit(
            Target.CURE, learnable(effect=6).filter(pl.col("bucket") > 5), BLOCKS, NAMES, 30
        )


def test_learns_what_can_be_learned_and_says_how_sure_it_is(fitted: fitting.Fitted) -> None:
    measured = fitted.card["measured"]
    assert measured["auc"]["low"] < measured["auc"]["value"] < measured["auc"]["high"]
    assert measured["auc"]["value"] > 0.85
    assert measured["brier"]["value"] < measured["brier_of_the_rate"]
    assert measured["rows"] == sum(row["rows"] for row in measured["calibration"]) == 900
    assert abs(measured["foretold"] - measured["rate"]) < 0.05
    assert fitted.card["reasons"][0]["feature"] == "bucket"
    assert fitted.card["reasons"][0]["together"] < 0


def test_finds_nothing_where_there_is_nothing() -> None:
    measured = fitting.fit(Target.CURE, learnable(effect=0.0), BLOCKS, NAMES, 30).card["measured"]
    assert measured["auc"]["low"] < 0.56


def test_the_same_rows_give_the_same_trees_in_any_order(fitted: fitting.Fitted) -> None:
    again = fitting.fit(Target.CURE, learnable().reverse(), BLOCKS, NAMES, 30)
    assert (again.text, again.card) == (fitted.text, fitted.card)


def test_a_card_survives_being_stored_as_json(fitted: fitting.Fitted) -> None:
    again = json.loads(json.dumps(fitted.card))
    assert scoring.card_text(again) == scoring.card_text(fitted.card)


def test_refuses_a_model_that_was_altered_or_asks_for_more(fitted: fitting.Fitted) -> None:
    version = scoring.digest(fitted.text, scoring.card_text(fitted.card))
    with pytest.raises(ModelRefusedError, match="was altered"):
        scoring.load("will_cure", version, fitted.text + " ", fitted.card, age_allowed=False)
    with pytest.raises(ModelRefusedError, match="asks for sex"):
        load(fitted.text, fitted.card | {"features": [*NAMES[:-1], "sex"]})
    with pytest.raises(ModelRefusedError, match="other features than its card"):
        load(fitted.text, fitted.card | {"features": list(NAMES[:-1])})


def test_a_score_depends_on_nothing_but_its_row(
    model: scoring.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = learnable().select(*COLUMNS)
    whole = scoring.score([model], frame)
    assert whole.columns == ["account_ref", "customer_ref", *Target]
    assert whole["will_pay"].null_count() == frame.height
    assert whole["will_cure"].is_between(0, 1000).all()
    monkeypatch.setattr(scoring, "BATCH_ROWS", 7)
    assert scoring.score([model], frame).equals(whole)
    assert scoring.score([model], frame.head(0)).height == 0
    raw = scoring.raw_scores(model, frame.head(3))
    assert whole["will_cure"].head(3).to_list() == [
        model.calibration.thousandths(one) for one in raw
    ]


def test_a_promise_is_scored_only_where_one_is_running(model: scoring.Model) -> None:
    frame = learnable(10).select(*COLUMNS).with_row_index("place")
    some = frame.with_columns(
        pl.when(pl.col("place") < 4).then(3).cast(pl.Float32).alias("promise_days_left")
    )
    promise = scoring.Model(
        Target.BREAK, model.version, model.features, model.calibration, model.booster, model.card
    )
    assert scoring.thousandths(promise, some).is_not_null().sum() == 4


def test_reasons_are_those_that_move_the_score(model: scoring.Model) -> None:
    frame = (
        learnable(200).select(*COLUMNS).filter((pl.col("bucket") == 1) | (pl.col("bucket") == 7))
    )
    for row, why in zip(frame.rows(named=True), scoring.reasons(model, frame), strict=True):
        assert (why[0].code, why[0].value) == ("bucket", row["bucket"]) and len(why) <= 3
        assert why[0].raises is (row["bucket"] == 1)
    pushes = scoring.contributions(model, frame).sum(axis=1)
    raw = scoring.raw_scores(model, frame) * model.calibration.slope
    assert np.ptp(raw - pushes) == pytest.approx(0, abs=1e-9)


def test_drift_is_small_among_like_accounts_and_large_among_others(model: scoring.Model) -> None:
    like = learnable(seed=2).select(*COLUMNS)
    scored = like.with_columns(scoring.score([model], like).get_columns()[2:])
    near = scoring.drift(model, scored)
    assert near["accounts"] == like.height
    assert max(near["bucket"], near["score"], near["owed_to_limit"]) < 0.1
    worse = like.with_columns(pl.lit(7).cast(pl.Float32).alias("bucket"))
    moved = worse.with_columns(scoring.score([model], worse).get_columns()[2:])
    far = scoring.drift(model, moved)
    assert far["bucket"] > 0.25 and far["score"] > 0.25 and far["owed_to_limit"] < 0.1


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.booleans(), st.integers(1, 4)), min_size=2, max_size=40
).filter(lambda rows: len({happened for _, happened, _ in rows}) == 2)


@given(ROWS)
def test_ranks_as_the_textbook_does(rows: list[tuple[int, bool, int]]) -> None:
    chances, happened, weights = (np.array(column) for column in zip(*rows, strict=True))
    expected = roc_auc_score(happened, chances, sample_weight=weights)
    found = measuring.auc(chances.astype(float), happened, weights.astype(float))
    assert found == pytest.approx(expected)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        score = random.normal(size=400)
        happened = random.random(400) < 1 / (1 + np.exp(-1.5 * score))
        rows = measuring.Judged(score, happened, np.ones(400), np.arange(400))
        found = measuring.with_interval(measuring.auc, rows)
        assert found["low"] is not None and found["high"] is not None
        held += found["low"] <= 0.8121 <= found["high"]
    assert held >= 34


def judged(count: int = 400) -> tuple[pl.DataFrame, measuring.Judged]:
    random = np.random.default_rng(3)
    chances = random.random(count)
    groups = pl.DataFrame(
        {
            "sex": ["1" if place % 2 else "2" for place in range(count)],
            "education": ["small" if place < 10 else "large" for place in range(count)],
        }
    )
    rows = measuring.Judged(
        chances, random.random(count) < chances, np.ones(count), np.arange(count)
    )
    return groups, rows


def test_compares_groups_and_only_counts_small_ones() -> None:
    found = fairness.compare(*judged())
    sex, education = found["attributes"]
    assert [group["rows"] for group in sex["groups"]] == [200, 200]
    assert sum(group["happened"] for group in sex["groups"]) == int(judged()[1].happened.sum())
    assert education["too_small"] == {"small": 10}
    assert [group["group"] for group in education["groups"]] == ["large"]
    assert all(0.1 < group["selected"]["value"] < 0.3 for group in sex["groups"])


def test_reads_an_evaluation_file_and_turns_ages_into_bands(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text("account_ref,age,sex,other\na1,24,f,x\nb1,,m,y\n", encoding="utf-8")
    assert fairness.read_evaluation(file).rows() == [("a1", "f", "18-24"), ("b1", "m", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ref,sex\n1,f\n", "needs a column account_ref and at least one of sex, marriage"),
        ("account_ref,shoe\n1,f\n", "needs a column account_ref and at least one of"),
        ("account_ref,sex\na,f\na,m\n", "names 1 accounts more than once"),
        ("account_ref,age\na,30\nb,old\n", "line 3: age must be whole years"),
    ],
)
def test_refuses_an_evaluation_file_that_can_not_be_used(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "e.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(fairness.EvaluationFileError, match=message):
        fairness.read_evaluation(file)
