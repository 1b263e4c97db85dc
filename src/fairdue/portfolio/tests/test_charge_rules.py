from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.rules.charge_off import (
    ReAge,
    charge_off_by,
    counts_as_full,
    is_substandard,
    loss_day,
    may_reage,
)
from fairdue.portfolio.rules.cost_disclosure import may_offer
from fairdue.portfolio.rules.instalment import (
    collection_must_rest,
    may_grant_instalment,
    may_grant_personal_instalment,
)
from fairdue.portfolio.rules.interest import (
    amount_above_ceiling,
    earliest_effective_date,
    lending_cap_applies,
    may_change_rate,
    may_charge,
    may_charge_interest_on,
    may_set_daily_rate,
    penalty_is_excessive,
)
from fairdue.portfolio.rules.late_fee import late_fee_cap, late_fee_safe_harbour
from fairdue.portfolio.rules.persistent_debt import (
    Period,
    is_persistent_debt,
    milestones,
    minimum_payment,
)
from fairdue.portfolio.rules.restructured import observation_is_over, observation_last_day

AMOUNTS = st.decimals(0, 10**6, places=2)
DAYS = st.dates(date(2018, 1, 1), date(2030, 1, 1))
BOUNDS = {
    "minimum": Decimal("0.00035"),
    "maximum": Decimal("0.0005"),
    "must_show_annual_rate": False,
}
FREE = {"minimum": None, "maximum": None, "must_show_annual_rate": True}


def rate_allowed(rate: str, bounds: dict[str, object], **facts: bool) -> bool:
    told = {"agreed": True, "annual_rate_shown": True} | facts
    clauses = may_set_daily_rate(Decimal(rate), **told, **bounds)  # type: ignore[arg-type]
    return all(clause.allowed for clause in clauses)


@pytest.mark.parametrize(
    ("rate", "allowed"),
    [("0.00034", False), ("0.00035", True), ("0.0005", True), ("0.00051", False)],
)
def test_bounds_are_inside(rate: str, allowed: bool) -> None:
    assert rate_allowed(rate, BOUNDS) == allowed


def test_without_bounds_the_annual_rate_must_be_shown_and_agreed() -> None:
    assert rate_allowed("0.0006", FREE)
    assert not rate_allowed("0.0006", FREE, annual_rate_shown=False)
    assert not rate_allowed("0.0006", FREE, agreed=False)


def test_no_interest_on_penalties_and_no_abolished_charge() -> None:
    barred = ("late_payment_penalty",)
    assert not may_charge_interest_on("late_payment_penalty", barred_items=barred).allowed
    assert may_charge_interest_on("principal", barred_items=barred).allowed
    assert [c.allowed for c in may_charge("late_fee", agreed=True, abolished=("late_fee",))] == [
        False,
        True,
    ]


@given(DAYS)
def test_a_rate_may_change_exactly_from_its_first_lawful_day(notified: date) -> None:
    first = earliest_effective_date(notified, notice_days=45)
    assert may_change_rate(notified, first, notice_days=45).allowed
    assert not may_change_rate(notified, first - timedelta(days=1), notice_days=45).allowed


@given(AMOUNTS, st.integers(0, 2000), AMOUNTS)
def test_what_is_cut_never_exceeds_what_was_claimed(
    principal: Decimal, days: int, claimed: Decimal
) -> None:
    terms = {"yearly_share": Decimal("0.24"), "days_per_year": 365}
    cut = amount_above_ceiling(principal, days, claimed, debtor_asks=True, **terms)
    assert 0 <= cut <= claimed
    assert amount_above_ceiling(principal, days, claimed, debtor_asks=False, **terms) == 0


def test_a_penalty_of_exactly_130_per_cent_is_not_excessive() -> None:
    share = Decimal("0.3")
    assert not penalty_is_excessive(Decimal(130), Decimal(100), over_loss_share=share)
    assert penalty_is_excessive(Decimal("130.01"), Decimal(100), over_loss_share=share)


@given(AMOUNTS, AMOUNTS)
def test_a_late_fee_is_nothing_or_the_whole_minimum(minimum: Decimal, in_time: Decimal) -> None:
    cap = late_fee_cap(minimum, in_time)
    assert cap == (0 if in_time >= minimum else minimum)
    assert late_fee_cap(minimum, in_time, fees_already=1) == 0


def test_a_repeat_has_a_higher_safe_harbour() -> None:
    terms = {"first": Decimal(30), "repeat": Decimal(41)}
    assert late_fee_safe_harbour(repeated=False, **terms) == 30
    assert late_fee_safe_harbour(repeated=True, **terms) == 41


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({}, True),
        ({"popup_confirmed": False}, False),
        ({"online": False, "popup_confirmed": False}, True),
        ({"online": False, "table_shown": False}, False),
    ],
)
def test_the_whole_cost_is_shown_first(facts: dict[str, bool], allowed: bool) -> None:
    told = {"online": True, "table_shown": True, "popup_confirmed": True} | facts
    clauses = may_offer(**told, table_required=True, popup_required_online=True)
    assert all(clause.allowed for clause in clauses) == allowed


@given(st.integers(-5, 100), st.booleans(), st.booleans())
def test_a_personal_plan_needs_need_will_and_five_years_at_most(
    months: int, beyond: bool, willing: bool
) -> None:
    clauses = may_grant_personal_instalment(
        months, debt_exceeds_ability=beyond, willing_to_repay=willing, months_max=60, items=("a",)
    )
    assert all(clause.allowed for clause in clauses) == (beyond and willing and 0 < months <= 60)


def test_an_agreement_shows_every_item() -> None:
    clauses = may_grant_personal_instalment(
        12,
        debt_exceeds_ability=True,
        willing_to_repay=True,
        agreement_items=["a"],
        months_max=60,
        items=("a", "b"),
    )
    assert "b" in str(clauses[-1].reason)
    assert not clauses[-1].allowed


@pytest.mark.parametrize(
    ("months", "amount", "cash", "again", "allowed"),
    [
        (60, "90000", False, False, True),
        (61, "90000", False, False, False),
        (24, "50000", True, False, True),
        (25, "50000", True, False, False),
        (24, "50000.01", True, False, False),
        (12, "100", False, True, False),
    ],
)
def test_ordinary_and_cash_instalments(
    months: int, amount: str, cash: bool, again: bool, allowed: bool
) -> None:
    clauses = may_grant_instalment(
        months,
        Decimal(amount),
        cash=cash,
        re_instalment=again,
        months_max=60,
        cash_months_max=24,
        cash_amount_max=Decimal(50000),
    )
    assert all(clause.allowed for clause in clauses) == allowed


def test_collection_rests_while_a_plan_is_performed() -> None:
    assert collection_must_rest(signed=True, broken=False)
    assert not collection_must_rest(signed=True, broken=True)
    assert not collection_must_rest(signed=False, broken=False)


def test_charge_off_by_the_end_of_the_month_of_the_earliest_day() -> None:
    ordinary = loss_day(date(2026, 1, 15), days=180)
    assert ordinary == date(2026, 7, 14)
    assert charge_off_by([ordinary]) == date(2026, 7, 31)
    assert charge_off_by([ordinary, date(2026, 2, 10)]) == date(2026, 2, 28)
    assert charge_off_by([date(2026, 12, 31)]) == date(2026, 12, 31)


def test_ninety_per_cent_and_ninety_days() -> None:
    assert counts_as_full(Decimal(90), Decimal(100), share=Decimal("0.9"))
    assert not counts_as_full(Decimal("89.99"), Decimal(100), share=Decimal("0.9"))
    assert [is_substandard(days, days=90) for days in (89, 90)] == [False, True]


LIMITS = {
    "account_months": 9,
    "payments_needed": 3,
    "window_months": 12,
    "window_reages": 1,
    "long_window_months": 60,
    "long_window_reages": 2,
    "workout_reages": 1,
}
REQUEST = ReAge(opened_on=date(2015, 1, 1), on=date(2026, 12, 1), workout=False, payments=3)


def reage_allowed(**facts: object) -> bool:
    clauses = may_reage(replace(REQUEST, **facts), **LIMITS)  # type: ignore[arg-type]
    return all(clause.allowed for clause in clauses)


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({}, True),
        ({"payments": 2}, False),
        ({"lent_by_bank": True}, False),
        ({"willing": False}, False),
        ({"able": False}, False),
        ({"opened_on": date(2026, 3, 2)}, False),
        ({"opened_on": date(2026, 3, 1)}, True),
        ({"earlier": [date(2025, 12, 2)]}, False),
        ({"earlier": [date(2025, 12, 1)]}, True),
        ({"earlier": [date(2022, 1, 1), date(2024, 1, 1)]}, False),
        ({"workout": True, "earlier": [date(2026, 6, 1)]}, True),
        ({"workout": True, "earlier_workouts": [date(2021, 12, 2)]}, False),
    ],
)
def test_when_an_account_may_be_re_aged(facts: dict[str, object], allowed: bool) -> None:
    assert reage_allowed(**facts) == allowed


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 12, 1)), max_size=3))
def test_calendar_years_never_refuse_what_rolling_windows_allow(earlier: list[date]) -> None:
    request = replace(REQUEST, earlier=earlier)
    rolling, calendar = (
        all(clause.allowed for clause in may_reage(request, rolling=which, **LIMITS))
        for which in (True, False)
    )
    assert calendar or not rolling


def test_a_re_age_of_last_december_counts_in_a_rolling_year_only() -> None:
    request = replace(REQUEST, earlier=[date(2025, 12, 31)])
    assert not all(clause.allowed for clause in may_reage(request, **LIMITS))
    assert all(clause.allowed for clause in may_reage(request, rolling=False, **LIMITS))


@given(st.lists(DAYS, max_size=4), DAYS)
def test_one_more_earlier_re_age_never_opens_another(earlier: list[date], more: date) -> None:
    assert reage_allowed(earlier=earlier) or not reage_allowed(earlier=[*earlier, more])


@given(AMOUNTS, AMOUNTS, st.integers(1, 40), AMOUNTS)
def test_persistent_debt_is_more_charges_than_principal_for_long_enough(
    principal: Decimal, charges: Decimal, months: int, lowest: Decimal
) -> None:
    period = Period(months, principal, charges, lowest)
    persistent = is_persistent_debt(period, months=18, balance_from=Decimal(200))
    assert persistent == (months >= 18 and principal < charges and lowest >= 200)
    business = replace(period, business_card=True)
    assert not is_persistent_debt(business, months=18, balance_from=Decimal(200))


def test_milestones_of_persistent_debt() -> None:
    days = milestones(date(2025, 1, 31), first_months=18, second_months=(9, 10), offer_months=36)
    assert days["first_letter"] == date(2026, 7, 31)
    assert days["second_letter_from"] == date(2027, 4, 30)
    assert days["second_letter_by"] == date(2027, 5, 31)
    assert days["repayment_offer"] == date(2028, 1, 31)


def test_the_smallest_minimum_payment() -> None:
    share = Decimal("0.01")
    assert minimum_payment(
        Decimal(1000), Decimal(15), Decimal(12), principal_share=share
    ) == Decimal(37)


def test_the_private_lending_cap_is_not_for_licensed_lenders() -> None:
    assert not lending_cap_applies(licensed_lender=True, exempts_licensed=True)
    assert lending_cap_applies(licensed_lender=False, exempts_licensed=True)


@given(DAYS, st.integers(0, 800), st.integers(0, 5))
def test_observation_needs_a_year_and_two_periods(began: date, days: int, periods: int) -> None:
    as_of = began + timedelta(days=days)
    over = observation_is_over(began, as_of, periods, months_min=12, periods_min=2)
    assert over == (as_of >= observation_last_day(began, None, months_min=12) and periods >= 2)


def test_a_long_second_period_prolongs_observation() -> None:
    began = date(2026, 1, 31)
    assert observation_last_day(began, date(2026, 6, 30), months_min=12) == date(2027, 1, 31)
    assert observation_last_day(began, date(2027, 6, 30), months_min=12) == date(2027, 6, 30)
