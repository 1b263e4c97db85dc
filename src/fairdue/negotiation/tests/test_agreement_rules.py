"""What becomes of an agreement is told from the payments alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairdue.negotiation.rules.agreements import (
    ACTIVE,
    BREACHED,
    COMPLETED,
    CURED,
    ENDED,
    Following,
    Instalment,
    Judged,
    judge,
)

FIRST = date(2026, 4, 1)
PLAN = [Instalment(FIRST + timedelta(days=30 * place), 10_000) for place in range(3)]
FOLLOWING = Following(grace_days=3, tolerance_minor=100, breach_instalments=1, cure_days=10)
OVER = FIRST + timedelta(days=4)
"""The first day after the grace of the first instalment."""


def judged(paid: Mapping[date, int], as_of: date, following: Following = FOLLOWING) -> Judged:
    return judge(PLAN, paid, as_of=as_of, following=following)


def states(paid: Mapping[date, int], as_of: date) -> list[str]:
    return [each.state for each in judged(paid, as_of).instalments]


def test_runs_as_long_as_each_instalment_is_paid_within_its_grace() -> None:
    assert judged({}, FIRST + timedelta(days=3)).state == ACTIVE
    found = judged({FIRST + timedelta(days=3): 9_900}, OVER)
    assert (found.state, found.since) == (ACTIVE, None)
    assert found.instalments[0].settled_on == FIRST + timedelta(days=3)


def test_is_breached_the_day_after_the_grace() -> None:
    found = judged({FIRST: 9_899}, OVER)
    assert (found.state, found.since) == (BREACHED, OVER)
    assert [each.state for each in found.instalments] == ["missed", "open", "open"]
    assert found.instalments[0].paid_minor == 9_899


def test_is_cured_by_what_was_missing() -> None:
    late = OVER + timedelta(days=5)
    found = judged({FIRST: 5_000, late: 5_000}, late + timedelta(days=1))
    assert (found.state, found.since) == (CURED, late)


def test_ends_when_a_breach_is_not_cured_in_time_whatever_comes_later() -> None:
    last = FIRST + timedelta(days=13)
    assert judged({}, last).state == BREACHED
    after = last + timedelta(days=1)
    assert judged({}, after).state == ENDED
    assert judged({after: 30_000}, after).state == ENDED
    assert judged({last: 10_000}, after).state == CURED


def test_is_completed_when_all_is_paid_be_it_early() -> None:
    found = judged({FIRST: 30_000}, FIRST)
    assert (found.state, found.since) == (COMPLETED, FIRST)
    assert states({FIRST: 25_000}, FIRST) == ["paid", "paid", "open"]


def test_a_payment_taken_back_changes_the_answer() -> None:
    assert judged({FIRST: 30_000, OVER: -30_000}, OVER).state == BREACHED


def test_bears_as_many_missed_ones_as_the_policy_says() -> None:
    lenient = Following(3, 100, breach_instalments=2, cure_days=10)
    assert judged({}, OVER, lenient).state == ACTIVE
    assert judged({}, OVER + timedelta(days=30), lenient).state == BREACHED


PAYMENTS = st.dictionaries(
    st.integers(-5, 120).map(lambda days: FIRST + timedelta(days=days)), st.integers(1, 20_000)
)


@given(PAYMENTS, st.integers(0, 130), st.integers(1, 3))
def test_more_money_never_makes_it_worse(
    paid: dict[date, int], days: int, breach_instalments: int
) -> None:
    as_of = FIRST + timedelta(days=days)
    following = Following(3, 100, breach_instalments, 10)
    before = judge(PLAN, paid, as_of=as_of, following=following)
    more = {**paid, FIRST: paid.get(FIRST, 0) + 10_000}
    after = judge(PLAN, more, as_of=as_of, following=following)
    order = [ENDED, BREACHED, CURED, ACTIVE, COMPLETED]
    assert order.index(after.state) >= order.index(before.state) or after.state == COMPLETED
    assert sum(each.paid_minor for each in before.instalments) == min(before.paid_minor, 30_000)
    met = [each.state == "paid" for each in before.instalments]
    assert met == sorted(met, reverse=True), "instalments are met in order"
