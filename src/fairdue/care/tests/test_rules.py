"""Hard cases go to whoever carried least, and how evenly they lie is told of groups only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.care.rules.report import Kept, Reported, police_report
from fairdue.care.rules.sharing import HardCase, share
from fairdue.care.rules.spread import gini, gini_of_group
from fairdue.kernel.text import Text
from fairdue.typesetting.document import to_json

AT = datetime(2026, 3, 10, 10, 30, tzinfo=UTC)
POINTS = st.lists(st.integers(0, 50), min_size=1, max_size=12)


def test_the_one_who_carried_least_is_given_the_hardest() -> None:
    assert share([HardCase(1, 2), HardCase(2, 5)], {7: 10, 8: 4}) == {2: 8, 1: 8}
    assert share([HardCase(1, 2), HardCase(2, 9)], {7: 10, 8: 4}) == {2: 8, 1: 7}


def test_nobody_is_given_the_customer_who_abused_them() -> None:
    assert share([HardCase(1, 2, frozenset({8}))], {7: 10, 8: 0}) == {1: 7}
    assert share([HardCase(1, 2, frozenset({7, 8}))], {7: 10, 8: 0}) == {}
    assert share([HardCase(1, 2)], {}) == {}


@given(st.lists(st.integers(1, 9), max_size=20), POINTS)
def test_no_one_ends_far_above_another_by_what_they_were_given(
    cases: list[int], carried: list[int]
) -> None:
    before = dict(enumerate(carried))
    given_to = share([HardCase(n, points) for n, points in enumerate(cases)], before)
    assert sorted(given_to) == list(range(len(cases)))
    after = dict(before)
    for case, person in given_to.items():
        after[person] += cases[case]
    for person in set(given_to.values()):
        assert after[person] - min(after.values()) <= max(cases)


def test_gini_of_known_spreads() -> None:
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0, 0]) == 0
    assert gini([0, 0, 0, 1]) == Fraction(3, 4)
    assert gini([1, 2, 3, 4]) == Fraction(1, 4)
    with pytest.raises(ValueError, match="fewer"):
        gini([-1, 1])


@given(POINTS, st.integers(1, 9))
def test_gini_is_half_the_mean_difference_over_the_mean(carried: list[int], times: int) -> None:
    found, total, number = gini(carried), sum(carried), len(carried)
    if total:
        apart = sum(abs(one - two) for one in carried for two in carried)
        assert found == Fraction(apart, 2 * number * total)
    assert 0 <= found < 1
    assert gini([points * times for points in carried]) == found


def test_fewer_than_five_are_too_few_to_show() -> None:
    assert gini_of_group([1, 2, 3, 4], 5) is None
    assert gini_of_group([1, 1, 1, 1, 1], 5) == 0


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "威胁"), ("en", "Threat")])
def test_a_report_says_what_is_on_record_and_no_more(language: str, word: str) -> None:
    facts = Reported(
        number=12,
        lender=Text("Example Bank", "示例银行"),
        collector="林晓",
        kind=Text("Threat", "威胁"),
        happened_at=AT,
        reached_masked="138****0000",
        customer_reference="C000001",
        name_masked="张*",
        call=4,
        permit=5,
        ended_at=AT,
        earlier=1,
        evidence=[Kept(Text("Recording", "录音"), 3, "1:05", "ab" * 32)],
    )
    said = str(to_json(police_report(facts, language, AT)))
    for expected in (word, "138****0000", "ab" * 32, "C000001", "2026-03-10 10:30"):
        assert expected in said
    record = Kept(Text("Signed record", "签署记录"), 7, "", "cd" * 32)
    visited = replace(facts, call=None, permit=None, reached_masked="某路**号", evidence=[record])
    said = str(to_json(police_report(visited, language, AT)))
    for expected in ("某路**号", "cd" * 32, {"en": "Address visited"}.get(language, "外访地址")):
        assert expected in said
    for of_calls in ("Number called", "被叫号码", "Call ended", "通话结束时间"):
        assert of_calls not in said
