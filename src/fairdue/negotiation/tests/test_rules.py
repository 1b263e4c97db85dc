"""What a promise is worth on a day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.rules import (
    Asked,
    PromiseTerms,
    check_promise,
    promise_state,
    share_out,
)

DUE = date(2026, 3, 20)
TODAY = date(2026, 3, 10)
TERMS = PromiseTerms(days_max=30, grace_days=3, tolerance_minor=1_000)


@pytest.mark.parametrize(
    ("paid_minor", "days_after_due", "state"),
    [
        (0, -5, "open"),
        (0, 3, "open"),
        (0, 4, "broken"),
        (50_000, 3, "open"),
        (50_000, 4, "partial"),
        (98_999, 4, "partial"),
        (99_000, -5, "kept"),
        (99_000, 4, "kept"),
        (250_000, 4, "kept"),
        (-10_000, 4, "broken"),
    ],
)
def test_a_promise_of_1000_yuan(paid_minor: int, days_after_due: int, state: str) -> None:
    assert state == promise_state(
        amount_minor=100_000,
        paid_minor=paid_minor,
        due_on=DUE,
        as_of=DUE + timedelta(days=days_after_due),
        grace_days=3,
        tolerance_minor=1_000,
    )


def test_a_tolerance_as_large_as_the_promise_does_not_keep_it_for_nothing() -> None:
    state = promise_state(
        amount_minor=900,
        paid_minor=0,
        due_on=DUE,
        as_of=DUE + timedelta(days=9),
        grace_days=3,
        tolerance_minor=1_000,
    )
    assert state == "broken"


@given(
    amount=st.integers(1, 10**7),
    paid=st.integers(-(10**6), 10**7),
    more=st.integers(0, 10**6),
    day=st.integers(-30, 30),
    grace=st.integers(0, 5),
    tolerance=st.integers(0, 5_000),
)
def test_paying_more_never_makes_a_promise_worse(
    amount: int, paid: int, more: int, day: int, grace: int, tolerance: int
) -> None:
    rank = {"broken": 0, "partial": 1, "open": 1, "kept": 2}

    def worth(paid_minor: int) -> int:
        state = promise_state(
            amount_minor=amount,
            paid_minor=paid_minor,
            due_on=DUE,
            as_of=DUE + timedelta(days=day),
            grace_days=grace,
            tolerance_minor=tolerance,
        )
        return rank[state]

    assert worth(paid) <= worth(paid + more)


def check(amount: str = "100.00", currency: str = "CNY", due_on: date = DUE) -> None:
    owed = Money(50_000, currency)
    check_promise(
        amount=Money.of(amount, currency), owed=owed, due_on=due_on, today=TODAY, terms=TERMS
    )


@pytest.mark.parametrize("due_on", [TODAY, TODAY + timedelta(days=30)])
def test_accepts_the_first_and_the_last_day(due_on: date) -> None:
    check(amount="500.00", due_on=due_on)


@pytest.mark.parametrize(
    ("amount", "due_on", "says"),
    [
        ("0", DUE, "above zero"),
        ("-5", DUE, "above zero"),
        ("500.01", DUE, "more than the 500.00 CNY owed"),
        ("10", TODAY - timedelta(days=1), "is past"),
        ("10", TODAY + timedelta(days=31), "2026-04-09 or earlier"),
    ],
)
def test_refuses_and_says_how_to_mend_it(amount: str, due_on: date, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(amount=amount, due_on=due_on)


SPANS = st.tuples(st.integers(1, 50), st.integers(0, 20), st.integers(0, 10))


@given(
    st.lists(SPANS, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 30), st.integers(-40, 60)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_money_counts_once_whatever_the_order_it_came_in(
    spans: list[tuple[int, int, int]], payments: list[tuple[int, int]], luck: random.Random
) -> None:
    promises = [
        Asked(amount, DUE + timedelta(days=first), DUE + timedelta(days=first + length))
        for amount, first, length in spans
    ]

    def shared(in_order: list[tuple[int, int]]) -> list[tuple[int, date | None]]:
        paid: dict[date, int] = {}
        for day, minor in in_order:
            on = DUE + timedelta(days=day)
            paid[on] = paid.get(on, 0) + minor
        return share_out(promises, paid)

    shares = shared(payments)
    assert shared(luck.sample(payments, len(payments))) == shares
    covered = sum(
        minor
        for day, minor in payments
        if any(each.first_day <= DUE + timedelta(days=day) <= each.last_day for each in promises)
    )
    assert sum(share for share, _ in shares) == covered


def test_the_oldest_promise_takes_what_it_needs_and_leaves_the_rest() -> None:
    day = timedelta(days=1)
    first, second = Asked(100, DUE, DUE + 5 * day), Asked(50, DUE + 2 * day, DUE + 9 * day)
    paid = {DUE + 2 * day: 120, DUE + 8 * day: 40}
    assert share_out([first, second], paid) == [(100, DUE + 2 * day), (60, DUE + 8 * day)]
