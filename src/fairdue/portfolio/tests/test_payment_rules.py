from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.rules.allocation import (
    allocate,
    allocate_by_rate,
    allocation_order,
    may_pay_debt,
)
from fairdue.portfolio.rules.on_time import (
    earliest_late_date,
    latest_reminder_date,
    must_end_penalty_rate,
    sixty_days_late,
    treated_as_full,
    treated_as_on_time,
)
from fairdue.portfolio.rules.statements import (
    earliest_due_date,
    latest_mailing_date,
    statement_required,
)

AMOUNTS = st.decimals(0, 10**6, places=2)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
DUE = date(2026, 3, 10)


def test_principal_comes_first_from_the_ninety_first_day() -> None:
    assert allocation_order(90, principal_first_from_days=91)[0] == "interest_and_fees"
    assert allocation_order(91, principal_first_from_days=91)[0] == "principal"


def test_a_negative_payment_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate(Decimal(-1), {"principal": Decimal(1)}, ["principal"])


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.integers(0, 400))
def test_a_payment_is_allocated_whole_and_in_order(
    payment: Decimal, principal: Decimal, charges: Decimal, days: int
) -> None:
    owed = {"principal": principal, "interest_and_fees": charges}
    order = allocation_order(days, principal_first_from_days=91)
    paid = allocate(payment, owed, order)
    assert sum(paid.values()) == payment
    assert all(0 <= paid[part] <= owed[part] for part in owed)
    assert paid[order[1]] == 0 or paid[order[0]] == owed[order[0]]


@given(AMOUNTS, AMOUNTS, st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=4))
def test_allocation_by_rate_loses_nothing(
    payment: Decimal, minimum: Decimal, rows: list[tuple[Decimal, Decimal]]
) -> None:
    balances = [(str(place), rate, amount) for place, (rate, amount) in enumerate(rows)]
    paid = allocate_by_rate(payment, minimum, balances)
    assert sum(paid.values()) == payment
    assert all(0 <= paid[name] <= amount for name, _, amount in balances)


def test_above_the_minimum_the_highest_rate_comes_first() -> None:
    balances = [
        ("purchases", Decimal("0.15"), Decimal(500)),
        ("cash", Decimal("0.25"), Decimal(300)),
    ]
    paid = allocate_by_rate(Decimal(400), Decimal(50), balances)
    assert paid == {"purchases": 100, "cash": 300, "unapplied": 0}


def test_a_disputed_debt_gets_no_payment() -> None:
    assert not may_pay_debt(disputed=True, directed_elsewhere=False)
    assert not may_pay_debt(disputed=False, directed_elsewhere=True)
    assert may_pay_debt(disputed=False, directed_elsewhere=False)


@given(st.integers(0, 20), st.integers(0, 30))
def test_grace_is_the_issuers_but_never_under_three_days(grace: int, days_late: int) -> None:
    on_time = treated_as_on_time(DUE, DUE + timedelta(days=days_late), grace, grace_days_min=3)
    assert on_time == (days_late <= max(grace, 3))


@pytest.mark.parametrize(
    ("paid", "tolerance", "full"),
    [("90.00", "10", True), ("89.99", "10", False), ("90.00", "0", True), ("80.00", "20", True)],
)
def test_a_small_shortfall_counts_as_paid(paid: str, tolerance: str, full: bool) -> None:
    got = treated_as_full(
        Decimal(100), Decimal(paid), Decimal(tolerance), tolerance_min=Decimal(10)
    )
    assert got == full


def test_reminders_go_out_three_days_before() -> None:
    assert latest_reminder_date(date(2026, 3, 2), reminder_days_before=3) == date(2026, 2, 27)


def test_a_late_mailing_moves_the_first_late_day() -> None:
    due = date(2026, 5, 25)
    assert earliest_late_date(due, date(2026, 5, 4), days_after_mailing=21) == date(2026, 5, 26)
    assert earliest_late_date(due, date(2026, 5, 10), days_after_mailing=21) == date(2026, 6, 1)


@given(DAYS, st.integers(0, 10))
def test_a_statement_mailed_on_the_last_day_is_late_right_after_the_due_date(
    close: date, mailing: int
) -> None:
    due = earliest_due_date(close, mailing, days_after_mailing=21)
    assert latest_mailing_date(due, days_after_mailing=21) == close + timedelta(days=mailing)
    mailed = close + timedelta(days=mailing)
    assert earliest_late_date(due, mailed, days_after_mailing=21) == due + timedelta(days=1)


@pytest.mark.parametrize(
    ("balance", "facts", "required"),
    [
        ("1.01", {}, True),
        ("1.00", {}, False),
        ("-5.00", {}, True),
        ("0", {"finance_charge": True}, True),
        ("500", {"proceedings_begun": True}, False),
        ("500", {"charged_off_without_charges": True}, False),
        ("500", {"uncollectible": True}, False),
    ],
)
def test_when_a_statement_is_due(balance: str, facts: dict[str, bool], required: bool) -> None:
    nothing = dict.fromkeys(
        ("finance_charge", "uncollectible", "proceedings_begun", "charged_off_without_charges"),
        False,
    )
    got = statement_required(Decimal(balance), **(nothing | facts), balance_above=Decimal(1))
    assert got == required


def test_the_sixtieth_day_is_still_in_time() -> None:
    minimums = [(date(2026, 3, 15), Decimal(50)), (date(2026, 4, 15), Decimal(150))]
    in_time = sixty_days_late(minimums, [(date(2026, 5, 14), Decimal(50))], days=60)
    late = sixty_days_late(minimums, [(date(2026, 5, 15), Decimal(50))], days=60)
    assert in_time.sixtieth_day == late.sixtieth_day == date(2026, 5, 14)
    assert (in_time.exception_applies, late.exception_applies) == (False, True)


def test_the_first_minimum_missed_counts() -> None:
    minimums = [(date(2026, 3, 15), Decimal(50)), (date(2026, 4, 15), Decimal(50))]
    found = sixty_days_late(minimums, [(date(2026, 3, 15), Decimal(50))], days=60)
    assert found.sixtieth_day == date(2026, 6, 14)
    assert found.exception_applies


@given(st.lists(st.tuples(DAYS, AMOUNTS), max_size=5), DAYS, AMOUNTS)
def test_one_more_payment_never_makes_it_later(
    received: list[tuple[date, Decimal]], on: date, amount: Decimal
) -> None:
    minimums = [(date(2026, 3, 15), Decimal(500))]
    before = sixty_days_late(minimums, received, days=60)
    after = sixty_days_late(minimums, [*received, (on, amount)], days=60)
    assert before.exception_applies or not after.exception_applies


def test_six_on_time_minimums_end_the_penalty_rate() -> None:
    assert [must_end_penalty_rate(n, payments=6) for n in (5, 6)] == [False, True]
