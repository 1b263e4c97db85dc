"""Explains balances: interest by the day, allocation by the law, what comes back, what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.rules.balance import (
    BalanceFacts,
    BalanceTerms,
    Booked,
    Explanation,
    Figures,
    Parts,
    Rate,
    explain,
)
from fairdue.portfolio.rules.balance.allotting import as_told
from fairdue.portfolio.rules.balance.explaining import rounded

FIRST = date(2026, 3, 1)
LATER = date(2026, 12, 31)
CHINA = BalanceTerms(
    "CN-PAY-01",
    91,
    ("fees", "instalment_fee", "interest"),
    ("principal",),
    (Rate(date(2000, 1, 1), Decimal("0.0005")),),
)
OWED = Figures(FIRST, 500_000, 50_000, 400_000, 60_000, 30_000, 10_000)


def paid(day: int, minor: int, ref: str = "p", known: date = LATER, **more: Any) -> Booked:
    return Booked(ref, FIRST + timedelta(days=day), "payment", minor, known, **more)


def taken_back(day: int, minor: int, of: str = "p", ref: str = "r") -> Booked:
    return Booked(ref, FIRST + timedelta(days=day), "reversal", minor, LATER, reverses=of)


def owed(
    on: date | int, *booked: Booked, figures: Any = OWED, terms: BalanceTerms = CHINA
) -> Explanation:
    given_figures = figures if isinstance(figures, tuple) else (figures,)
    facts = BalanceFacts("A1", "0042", "CNY", given_figures, booked, terms)
    day = on if isinstance(on, date) else FIRST + timedelta(days=on)
    found = explain(facts, day)
    assert found is not None
    assert sum(line.amount_minor for line in found.lines) == found.total_minor
    return found


def test_the_day_of_the_figures_is_as_the_issuer_says() -> None:
    found = owed(FIRST)
    assert [line.kind for line in found.lines] == ["opening"]
    assert found.components == Parts(400_000, 60_000, 30_000, 10_000)
    assert (found.total_minor, found.past_due_minor) == (500_000, 50_000)


def test_before_the_first_figures_nothing_is_known() -> None:
    facts = BalanceFacts("A1", "", "CNY", (OWED,), (), CHINA)
    assert explain(facts, FIRST - timedelta(days=1)) is None


def test_interest_counts_29_february() -> None:
    leap = replace(OWED, on=date(2028, 2, 28))
    assert owed(date(2028, 2, 29), figures=leap).components.interest == 60_200
    assert owed(date(2028, 3, 1), figures=leap).components.interest == 60_400
    common = replace(OWED, on=date(2026, 2, 28))
    assert owed(date(2026, 3, 1), figures=common).components.interest == 60_200


@pytest.mark.parametrize(
    ("exact", "cents"), [("0.5", 1), ("0.49", 0), ("1.5", 2), ("2.5", 3), ("0", 0)]
)
def test_interest_is_rounded_half_up(exact: str, cents: int) -> None:
    assert rounded(Fraction(exact)) == cents


def test_interest_is_rounded_once_however_many_lines_it_has() -> None:
    small = replace(OWED, total_minor=100_300, principal_minor=300)
    whole = owed(10, figures=small)
    split = owed(10, *(paid(day, 0, f"p{day}") for day in range(1, 11)), figures=small)
    assert whole.components.interest - 60_000 == 2  # 300 × 0.0005 × 10 = 1.5
    assert split.components == whole.components


def test_the_day_of_a_payment_bears_interest_on_what_is_left() -> None:
    found = owed(2, paid(2, 300_000))
    assert found.components.principal == 400_000 - (300_000 - 100_200)
    interest = [line for line in found.lines if line.kind == "interest"]
    assert [(line.days, line.base_minor) for line in interest] == [(1, 400_000), (1, 200_200)]


@pytest.mark.parametrize(("days", "principal"), [(90, 400_000), (91, 300_000)])
def test_principal_comes_first_from_the_ninety_first_day_past_due(
    days: int, principal: int
) -> None:
    day = FIRST + timedelta(days=5)
    late = replace(OWED, oldest_unmet_due_on=day - timedelta(days=days))
    found = owed(5, paid(5, 100_000), figures=late)
    assert found.components.principal == principal
    [line] = [line for line in found.lines if line.kind == "payment"]
    assert (line.days, line.rule) == (days, "CN-PAY-01")


def test_the_order_is_decided_anew_by_the_day_of_each_payment() -> None:
    late = replace(OWED, oldest_unmet_due_on=FIRST - timedelta(days=88))
    before, after = paid(2, 10_000, "p1"), paid(3, 10_000, "p2")
    lines = [line for line in owed(3, before, after, figures=late).lines if line.ref]
    assert [line.split.principal for line in lines] == [0, -10_000]


def test_what_was_due_and_is_paid_is_not_past_due_any_more() -> None:
    late = replace(OWED, oldest_unmet_due_on=FIRST - timedelta(days=100))
    found = owed(3, paid(2, 50_000, "p1"), paid(3, 10_000, "p2"), figures=late)
    assert found.past_due_minor == 0
    assert [line.split.principal for line in found.lines if line.ref] == [-50_000, 0]


@pytest.mark.parametrize(("cycles", "principal_first"), [(3, False), (4, True)])
def test_where_only_cycles_are_known_they_tell_the_order(
    cycles: int, principal_first: bool
) -> None:
    late = replace(OWED, cycles_past_due=cycles)
    found = owed(1, paid(1, 10_000), figures=late)
    assert (found.components.principal < 400_000) is principal_first


def test_above_the_minimum_what_bears_interest_comes_first_by_regulation_z() -> None:
    terms = replace(CHINA, allocation_rule="us.regz.53", principal_first_from_days=None)
    due = replace(OWED, minimum_due_minor=20_000)
    found = owed(1, paid(1, 15_000, "p1"), paid(1, 15_000, "p2"), figures=due, terms=terms)
    assert found.components == Parts(390_000, 60_195, 10_000, 10_000)


def test_fees_and_interest_bear_no_interest() -> None:
    charges = replace(OWED, total_minor=100_000, principal_minor=0)
    assert owed(300, figures=charges).components == Parts(0, 60_000, 30_000, 10_000)
    with pytest.raises(ValueError, match="interest bears no interest"):
        replace(CHINA, bearing=("interest",))


def test_an_account_within_its_interest_free_period_bears_none() -> None:
    free = Figures(FIRST, 400_000, 0, 400_000, 0, 0, 0)
    assert owed(30, figures=free).total_minor == 400_000


def test_a_rate_counts_from_its_day() -> None:
    changed = Rate(FIRST + timedelta(days=3), Decimal("0.0004"))
    found = owed(4, terms=replace(CHINA, rates=(*CHINA.rates, changed)))
    interest = [line for line in found.lines if line.kind == "interest"]
    assert [(line.days, str(line.rate)) for line in interest] == [(2, "0.0005"), (2, "0.0004")]


def test_what_is_overpaid_is_a_credit_and_bears_nothing() -> None:
    found = owed(200, paid(1, 600_000))
    assert found.components == Parts(credit=100_000)
    assert (found.total_minor, found.owed_minor, found.credit_minor) == (-100_000, 0, 100_000)


def test_a_payment_taken_back_is_owed_as_before_it() -> None:
    found = owed(2, paid(1, 600_000), taken_back(2, 600_000))
    assert found.components == Parts(400_000, 60_200, 30_000, 10_000)
    assert found.past_due_minor == 50_000


def test_a_part_taken_back_is_what_was_paid_last() -> None:
    found = owed(1, paid(1, 110_000), taken_back(1, 15_000))
    assert found.components == Parts(400_000, 5_000 + 200)  # 10,000 of principal, then interest


def test_a_credit_used_up_by_now_is_owed_again_in_the_last_place() -> None:
    more = Booked("a", FIRST + timedelta(days=1), "adjustment", 100_000, LATER, "fees")
    found = owed(1, paid(1, 600_000), more, taken_back(1, 600_000))
    assert found.components == Parts(500_000, 60_250, 30_000, 10_000)


def test_an_unnamed_reversal_takes_back_the_latest_payment_of_its_amount() -> None:
    found = owed(3, paid(1, 40_000, "p1"), paid(2, 40_000, "p2"), taken_back(3, 40_000, of=""))
    assert found.components.fees + found.components.instalment_fee == 0
    assert found.components.interest == 60_000 + 3 * 200


def test_a_payment_learned_late_counts_from_its_day() -> None:
    late = replace(OWED, oldest_unmet_due_on=FIRST - timedelta(days=89))
    learned = owed(9, paid(1, 20_000, "p1"), paid(3, 20_000, "p2"), figures=late)
    assert [line.ref for line in learned.lines if line.ref] == ["p1", "p2"]
    assert [line.split.principal for line in learned.lines if line.ref] == [0, -20_000]


def test_the_issuers_next_figures_count_and_the_difference_is_shown() -> None:
    later = replace(OWED, on=FIRST + timedelta(days=10), total_minor=520_000)
    found = owed(10, figures=(later, OWED))
    assert [line.kind for line in found.lines] == ["opening", "interest", "issuer"]
    assert found.lines[-1].amount_minor == 18_000
    assert found.total_minor == 520_000


def test_a_payment_that_the_next_figures_do_not_have_stays_off() -> None:
    later = replace(OWED, on=FIRST + timedelta(days=10))
    missing, there = FIRST + timedelta(days=11), FIRST + timedelta(days=10)
    assert owed(10, paid(5, 40_000, known=missing), figures=(OWED, later)).total_minor == 460_000
    assert owed(10, paid(5, 40_000, known=there), figures=(OWED, later)).total_minor == 500_000


def test_a_waiver_takes_off_no_more_than_is_owed() -> None:
    waived = Booked("w", FIRST + timedelta(days=1), "waiver", 40_000, LATER, "fees")
    assert owed(1, waived).components == Parts(400_000, 60_200, 0, 10_000)
    all_charges = replace(waived, part="", amount_minor=150_000)
    assert owed(1, all_charges).components == Parts(350_000, 175)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (Figures(FIRST, 100, 0), Parts(100)),
        (Figures(FIRST, 100, 0, principal_minor=60), Parts(60, 40)),
        (Figures(FIRST, 100, 0, 60, 30, 5, 0), Parts(60, 30, 10)),
        (Figures(FIRST, 90, 0, 60, 30, 5, 0), Parts(60, 30)),
        (Figures(FIRST, 50, 0, 60, 30, 5, 0), Parts(50)),
        (Figures(FIRST, -50, 0), Parts(credit=50)),
        (Figures(FIRST, 0, 0), Parts()),
    ],
)
def test_what_the_issuer_does_not_tell_apart_is_placed(figures: Figures, told: Parts) -> None:
    assert as_told(figures) == told


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 700_000)), max_size=6),
    st.integers(0, 60),
    st.integers(-10, 130),
)
def test_lines_add_up_and_nothing_is_lost(
    payments: list[tuple[int, int]], on: int, late_days: int
) -> None:
    late = replace(OWED, oldest_unmet_due_on=FIRST - timedelta(days=late_days))
    booked = [paid(day, minor, f"p{number}") for number, (day, minor) in enumerate(payments)]
    found = owed(on, *booked, figures=late)
    interest = sum(line.amount_minor for line in found.lines if line.kind == "interest")
    received = sum(each.amount_minor for each in booked if each.on <= found.on)
    assert found.total_minor == 500_000 + interest - received
    assert min(found.components) >= 0
    assert not (found.credit_minor and found.owed_minor)
