"""Sheets and what answers come to; agreement held against an independent reckoning."""

from __future__ import annotations

import copy
import math
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from fairdue.kernel.refusal import Refused
from fairdue.quality.actions.scoring.sheets import shipped
from fairdue.quality.rules.agreement import agreement
from fairdue.quality.rules.sheets import ANSWERS, mark, read
from fairdue.training.queries.rules_changed import unknown_rules

SHEET = read(shipped())
ALL_MET = {item.id: "met" for item in SHEET.items}


def test_the_sheet_that_comes_with_fairdue_names_clauses_that_packs_have() -> None:
    assert unknown_rules(SHEET.rules) == ()
    assert sum(item.weight for item in SHEET.items) == 100


@pytest.mark.parametrize(
    ("changed", "percent", "passed"),
    [
        ({}, 100, True),
        ({"recording_told": "not_met"}, 95, True),
        ({"lender_named": "not_met", "amount_right": "not_met"}, 85, True),
        (
            dict.fromkeys(("lender_named", "listened_recorded", "amount_right"), "not_met"),
            75,
            False,
        ),
        ({"no_insult": "not_met"}, 90, False),
        ({"no_insult": "not_applicable", "recording_told": "not_met"}, 94, True),
        (dict.fromkeys(ALL_MET, "not_applicable"), 100, True),
    ],
)
def test_weights_count_and_a_critical_item_fails_the_sheet(
    changed: dict[str, str], percent: int, passed: bool
) -> None:
    marked = mark(SHEET, ALL_MET | changed, 80)
    assert (marked.percent, marked.passed) == (percent, passed)


@given(st.fixed_dictionaries({item.id: st.sampled_from(ANSWERS) for item in SHEET.items}))
def test_meeting_one_item_more_never_lowers_a_score(answers: dict[str, str]) -> None:
    marked = mark(SHEET, answers, 80)
    assert 0 <= marked.percent <= 100
    assert not (marked.failed and marked.passed)
    for missed in marked.missed:
        better = mark(SHEET, answers | {missed: "met"}, 80)
        assert better.percent >= marked.percent
        assert better.passed >= marked.passed


def test_every_item_has_to_be_answered() -> None:
    with pytest.raises(Refused, match="Answer each item"):
        mark(SHEET, {**ALL_MET, "no_threat": ""}, 80)
    with pytest.raises(Refused, match="changed meanwhile"):
        mark(SHEET, {**ALL_MET, "gone": "met"}, 80)


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("id", "Né", r"items 1\.id"),
        ("weight", 0, r"items 1\.weight"),
        ("weight", True, r"items 1\.weight"),
        ("critical", "yes", r"items 1\.critical"),
        ("kind", "noise", r"items 1\.kind"),
        ("ask", {"en": "x"}, r"items 1\.ask"),
        ("rule", "", r"items 1\.rule"),
        ("id", "lender_named", "items"),
    ],
)
def test_what_is_no_sheet_is_told_with_its_place(field: str, value: Any, place: str) -> None:
    content = copy.deepcopy(shipped())
    content["items"][0][field] = value
    with pytest.raises(Refused, match=place):
        read(content)


@given(st.lists(st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)), max_size=40))
def test_kappa_is_what_scikit_learn_reckons(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    if not pairs:
        assert (found.kappa, found.percent) == (None, 0)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score([one for one, _ in pairs], [two for _, two in pairs])
    if math.isnan(theirs):
        assert found.kappa is None
    else:
        assert found.kappa == pytest.approx(theirs)


def test_two_who_agree_by_chance_only_have_a_kappa_of_nothing() -> None:
    pairs = [("met", "met"), ("met", "not_met"), ("not_met", "met"), ("not_met", "not_met")]
    assert agreement(pairs).kappa == 0
    assert agreement(pairs).percent == 50
