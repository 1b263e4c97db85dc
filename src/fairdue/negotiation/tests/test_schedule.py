"""The schedule of an agreement: exact to the cent, on any calendar."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.negotiation.rules.schedule import (
    cost,
    due_dates,
    monthly_minor,
    months_of,
    schedule,
    starts_on,
    with_amount,
)
from fairdue.negotiation.rules.terms import INSTALMENT_PLAN, KINDS, Terms, waived

PLAN = Terms(
    kind=INSTALMENT_PLAN,
    currency="CNY",
    principal_minor=1_000_000,
    interest_minor=150_000,
    fees_minor=50_000,
    waived_minor=0,
    instalments=12,
    every="month",
    first_due_on=date(2026, 4, 10),
)


def test_splits_a_sum_evenly_and_leaves_the_rounding_to_the_last() -> None:
    dues = schedule(replace(PLAN, instalments=7))
    assert [due.amount_minor for due in dues] == [171_428] * 6 + [171_432]
    assert dues[-1].left_minor == 0


def test_pays_principal_interest_and_fees_in_proportion() -> None:
    first = schedule(PLAN)[0]
    assert (first.principal_minor, first.interest_minor, first.fees_minor) == (83_333, 12_500, 4167)


def test_charges_interest_on_the_principal_still_owed_for_actual_days() -> None:
    plan = replace(PLAN, interest_minor=0, fees_minor=0, yearly_rate=Decimal("0.12"))
    dues = schedule(replace(plan, instalments=2))
    assert dues[0].plan_interest_minor == 10_192  # 31 days from 10 March
    assert dues[1].plan_interest_minor == round(dues[0].left_minor * 0.12 * 30 / 365)
    assert 0 <= dues[1].amount_minor - dues[0].amount_minor <= 2


def test_keeps_the_last_day_of_the_month_and_29_february() -> None:
    plan = replace(PLAN, first_due_on=date(2027, 12, 31), instalments=4)
    assert due_dates(plan) == (
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    )


@pytest.mark.parametrize(("every", "days"), [("week", 7), ("fortnight", 14)])
def test_counts_weeks_from_the_first_day(every: str, days: int) -> None:
    dates = due_dates(replace(PLAN, every=every))
    assert {later - day for day, later in itertools.pairwise(dates)} == {timedelta(days=days)}


def test_pays_on_chosen_days_of_the_month() -> None:
    plan = replace(PLAN, every="days:15,31", first_due_on=date(2028, 1, 20), instalments=6)
    assert due_dates(plan) == (
        date(2028, 1, 20),
        date(2028, 1, 31),
        date(2028, 2, 15),
        date(2028, 2, 29),
        date(2028, 3, 15),
        date(2028, 3, 31),
    )


def test_waits_for_the_next_working_day_where_policy_says_so() -> None:
    plan = replace(PLAN, first_due_on=date(2026, 4, 11), instalments=2)  # a Saturday
    assert due_dates(plan, lambda day: day.weekday() < 5) == (date(2026, 4, 13), date(2026, 5, 11))


def test_forgives_fees_first_then_interest_then_principal() -> None:
    assert waived(replace(PLAN, waived_minor=60_000)) == (0, 10_000, 50_000)
    assert waived(replace(PLAN, waived_minor=300_000)) == (100_000, 150_000, 50_000)


def test_takes_own_amounts_and_gives_the_rest_to_the_last() -> None:
    plan = replace(PLAN, instalments=3, amounts_minor=(100_000, 300_000))
    assert [due.amount_minor for due in schedule(plan)] == [100_000, 300_000, 800_000]
    assert schedule(replace(plan, amounts_minor=(100_000, 300_000, 800_000))) == schedule(plan)


def test_refuses_own_amounts_that_do_not_come_out() -> None:
    with pytest.raises(Refused, match=r"must be 8,000.00 CNY, not 7,000.00"):
        schedule(replace(PLAN, instalments=3, amounts_minor=(100_000, 300_000, 700_000)))
    with pytest.raises(Refused, match="before instalment 3"):
        schedule(replace(PLAN, instalments=3, amounts_minor=(600_000, 600_000)))
    with pytest.raises(Refused, match="above zero"):
        schedule(replace(PLAN, instalments=2, amounts_minor=(0,)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "gift"}, "no kind of agreement"),
        ({"every": "often"}, "how often"),
        ({"every": "days:0,40"}, "days from 1 to 31"),
        ({"waived_minor": 1_200_000}, "can't be waived"),
        ({"fees_minor": -1}, "below zero"),
        ({"instalments": 0}, "at least one"),
        ({"instalments": 1_200_001}, "can't be split"),
        ({"yearly_rate": Decimal("1.2")}, "0 % to 100 %"),
        ({"amounts_minor": (1, 2)}, "2 amounts are given for 12"),
        ({"starts_on": date(2026, 5, 1)}, "before the agreement starts"),
    ],
)
def test_refuses_terms_that_make_no_sense(change: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        schedule(replace(PLAN, **change))  # type: ignore[arg-type]


def test_finds_the_number_of_instalments_for_an_amount() -> None:
    plan = with_amount(PLAN, 500_000)
    assert plan.instalments == 3
    assert [due.amount_minor for due in schedule(plan)] == [500_000, 500_000, 200_000]
    with pytest.raises(Refused, match="would not pay it off"):
        with_amount(replace(PLAN, yearly_rate=Decimal("0.24")), 10_000)


def test_says_what_falls_due_in_a_month() -> None:
    weekly = replace(PLAN, every="week")
    assert monthly_minor(weekly, schedule(weekly)) == 433_334  # 52 weeks over 12 months
    twice = replace(PLAN, every="days:5,20")
    assert monthly_minor(twice, schedule(twice)) == 200_000
    assert monthly_minor(PLAN, schedule(PLAN)) == 100_000


def test_shows_what_it_costs_in_a_year() -> None:
    plan = replace(PLAN, interest_minor=0, fees_minor=0, yearly_rate=Decimal("0.12"))
    dues = schedule(plan)
    shown = cost(plan, dues)
    assert shown.total_minor == sum(due.amount_minor for due in dues)
    assert Decimal("0.1265") < shown.annualised_rate < Decimal("0.1270")
    assert cost(PLAN, schedule(PLAN)).annualised_rate == 0


def test_counts_begun_months() -> None:
    assert months_of(schedule(PLAN), starts_on(PLAN)) == 12
    assert months_of(schedule(replace(PLAN, instalments=60)), date(2026, 3, 9)) == 61


EVERY = st.sampled_from(["month", "fortnight", "week", "days:5,20", "days:1,15,31"])


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    parts = [draw(st.integers(0, 5_000_000)) for _ in range(3)]
    owed = sum(parts)
    assume(owed > 200)
    return Terms(
        kind=draw(st.sampled_from(list(KINDS))),
        currency="CNY",
        principal_minor=parts[0],
        interest_minor=parts[1],
        fees_minor=parts[2],
        waived_minor=draw(st.integers(0, owed - 200)),
        instalments=draw(st.integers(1, 72)),
        every=draw(EVERY),
        first_due_on=draw(st.dates(date(2023, 1, 1), date(2033, 1, 1))),
        yearly_rate=draw(st.decimals(0, "0.36", places=4)),
    )


@given(terms(), st.data())
def test_every_schedule_adds_up_to_the_cent(plan: Terms, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        own = data.draw(
            st.lists(
                st.integers(1, 500_000),
                min_size=plan.instalments - 1,
                max_size=plan.instalments - 1,
            )
        )
        plan = replace(plan, amounts_minor=tuple(own))
    try:
        dues = schedule(plan)
    except Refused:
        assert plan.amounts_minor, "equal instalments always come out"
        return
    interest = sum(due.plan_interest_minor for due in dues)
    assert sum(due.amount_minor for due in dues) == plan.base_minor + interest
    assert cost(plan, dues).total_minor == plan.base_minor + interest
    assert all(due.amount_minor > 0 for due in dues)
    assert all(
        min(due.principal_minor, due.interest_minor, due.fees_minor, due.plan_interest_minor) >= 0
        for due in dues
    )
    assert all(a.due_on < b.due_on for a, b in itertools.pairwise(dues))
    assert [due.amount_minor for due in dues[: len(plan.amounts_minor)]] == list(plan.amounts_minor)
    assert dues[-1].left_minor == 0


@given(terms(), st.integers(10_000, 9_000_000))
def test_an_amount_each_time_pays_it_off_with_a_last_one_no_larger(plan: Terms, each: int) -> None:
    try:
        asked = with_amount(plan, each)
    except Refused:
        return
    amounts = [due.amount_minor for due in schedule(asked)]
    assert set(amounts[:-1]) <= {each}
    assert amounts[-1] <= each
