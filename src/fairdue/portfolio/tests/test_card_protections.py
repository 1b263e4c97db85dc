"""Regulation Z's protections, and workouts, for all inputs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.rules import card_protections, crediting
from fairdue.portfolio.rules.charge_off import (
    charge_off_by,
    classification,
    counts_as_full,
    loss_day,
    may_offer_workout,
)
from fairdue.portfolio.rules.late_fee import late_fee_safe_harbour, may_charge_late_fee
from fairdue.portfolio.rules.on_time import must_end_penalty_rate
from fairdue.portfolio.rules.persistent_debt import milestones, savings_allowance, whole_months
from fairdue.portfolio.rules.statements import earliest_due_date, latest_mailing_date

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MONEY = st.decimals(0, 10_000, places=2)
RATES = st.decimals(0, 1, places=4)
flags = st.booleans()
CUTOFF_MIN = time(17)


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from([None, 9, 17, 20]))
def test_a_payment_is_credited_on_the_day_up_to_the_cut_off(at: datetime, hour: int | None) -> None:
    at = at.replace(year=2026 if at.month != 2 or at.day != 29 else 2028)
    cutoff = None if hour is None else time(hour)
    credited = crediting.credit_date(at, cutoff, cutoff_min=CUTOFF_MIN)
    late = cutoff is not None and at.time() > max(cutoff, CUTOFF_MIN)
    assert credited == at.date() + timedelta(days=late)


@given(st.times())
def test_no_cut_off_before_five(cutoff: time) -> None:
    found = crediting.may_set_cutoff(cutoff, cutoff_min=CUTOFF_MIN)
    assert found.allowed is (cutoff >= CUTOFF_MIN)


@given(DAYS, st.integers(0, 4))
def test_without_mail_on_the_due_date_the_next_mail_day_is_in_time(due: date, gap: int) -> None:
    mail = due + timedelta(days=gap)
    assert crediting.late_from_without_mail(due, mail) == mail + timedelta(days=1)
    assert crediting.late_from_without_mail(due, None) == due + timedelta(days=1)


@given(flags, flags, flags)
def test_only_expedited_help_may_cost(expedited: bool, live: bool, applies: bool) -> None:
    found = crediting.may_charge_for_payment(expedited=expedited, live_agent=live, applies=applies)
    assert found.allowed is (not applies or (expedited and live))


@given(DAYS, st.integers(0, 90), st.integers(-5, 60))
def test_an_announced_rate_waits_and_spares_recent_transactions(
    noticed: date, wait: int, bought: int
) -> None:
    early, spared = card_protections.may_raise_rate(
        noticed + timedelta(days=wait), noticed, noticed + timedelta(days=bought), notice_days=45,
        protected_days=14,
    )  # fmt: skip
    assert early.allowed is (wait >= 45)
    assert spared.allowed is (bought > 14)


@given(st.lists(flags, max_size=12))
def test_minimums_in_a_row_stop_at_the_first_late_one(on_time: list[bool]) -> None:
    count = card_protections.on_time_in_a_row(on_time)
    assert all(on_time[:count])
    assert count == len(on_time) or not on_time[count]


@given(flags, RATES, RATES)
def test_a_plan_ends_as_disclosed_and_no_dearer(
    disclosed: bool, before: Decimal, after: Decimal
) -> None:
    told, rate = card_protections.may_end_workout(
        disclosed_before=disclosed, rate_before=before, rate_after=after, applies=True
    )
    assert (told.allowed, rate.allowed) == (disclosed, after <= before)


@given(st.integers(0, 4), MONEY, MONEY)
def test_one_fee_for_one_event_and_none_above_the_cap(
    before: int, amount: Decimal, cap: Decimal
) -> None:
    found = card_protections.may_charge_event_fee(before, fees_max=1)
    assert found.allowed is (before == 0)
    assert may_charge_late_fee(amount, cap).allowed is (amount <= cap)


@given(DAYS, st.integers(0, 90), st.integers(0, 120), st.sampled_from([None, 30]), flags)
def test_a_disputed_amount_rests_from_a_timely_notice_to_its_end(
    sent: date, noticed: int, asked: int, resolved: int | None, disputed: bool
) -> None:
    on = sent + timedelta(days=asked)
    notice = sent + timedelta(days=noticed)
    end = None if resolved is None else notice + timedelta(days=resolved)
    found = card_protections.may_pursue_disputed_amount(
        on, statement_on=sent, noticed_on=notice, resolved_on=end, disputed=disputed, notice_days=60
    )
    rests = disputed and noticed <= 60 and notice <= on and (end is None or on < end)
    assert found.allowed is not rests


@given(flags, flags, flags)
def test_no_set_off_without_a_court_or_authority(court: bool, plan: bool, applies: bool) -> None:
    found = card_protections.may_offset(court_order=court, authorised_plan=plan, applies=applies)
    assert found.allowed is (court or plan or not applies)


@given(DAYS, st.integers(-10, 10), st.integers(0, 60), flags)
def test_an_estate_pays_no_fees_after_asking_and_no_trailing_interest_when_quick(
    day: date, asked: int, paid: int, interest: bool
) -> None:
    found = card_protections.may_charge_estate(
        day, requested_on=day + timedelta(days=asked), disclosed_on=day,
        paid_on=day + timedelta(days=paid), trailing_interest=interest, days=30,
    )  # fmt: skip
    assert found.allowed is not (paid <= 30 if interest else asked <= 0)


@given(RATES, RATES, flags)
def test_service_members_rates_are_capped(rate: Decimal, cap: Decimal, covered: bool) -> None:
    found = card_protections.within_rate_cap("us.scra.rate_cap", rate, cap, covered=covered)
    assert found.allowed is (not covered or rate <= cap)


@pytest.mark.parametrize(
    ("days", "same"),
    [
        (["2026-01-15", "2026-02-15"], True),
        (["2026-01-31", "2026-02-28", "2026-04-30"], True),
        (["2026-01-15", "2026-02-16"], False),
        (["2026-01-30", "2026-02-28"], False),
        ([], True),
    ],
)
def test_the_due_day_is_the_same_each_month(days: list[str], same: bool) -> None:
    assert card_protections.same_due_day([date.fromisoformat(day) for day in days]) is same


@given(st.integers(0, 400))
def test_classes_follow_each_other(days: int) -> None:
    found = classification(days, substandard_days=90, loss_days=180)
    assert found == ("loss" if days >= 180 else "substandard" if days >= 90 else "pass")


@given(st.integers(0, 120), flags)
def test_workouts_end_in_time_and_never_grow(months: int, grows: bool) -> None:
    term, growth = may_offer_workout(months=months, negative_amortisation=grows, months_max=60)
    assert (term.allowed, growth.allowed) == (months <= 60, not grows)


@given(st.decimals(-500, 500, places=2))
def test_savings_are_a_tenth_and_never_above_the_limit(surplus: Decimal) -> None:
    found = savings_allowance(surplus, share=Decimal("0.1"), most=Decimal(20))
    assert 0 <= found <= 20
    assert found <= max(surplus, Decimal(0)) / 10


@given(DAYS, st.integers(0, 600))
def test_whole_months_are_full(began: date, days: int) -> None:
    months = whole_months(began, began + timedelta(days=days))
    assert months * 28 <= days <= (months + 1) * 31


@given(st.lists(DAYS, min_size=1, max_size=4))
def test_a_charge_off_comes_by_the_end_of_the_earliest_month(days: list[date]) -> None:
    by = charge_off_by(days)
    assert (by.year, by.month) == (min(days).year, min(days).month)
    assert (by + timedelta(days=1)).day == 1
    assert (loss_day(days[0], days=180) - days[0]).days == 180


@given(MONEY, MONEY, st.integers(0, 12), flags)
def test_thresholds_of_payments(paid: Decimal, due: Decimal, in_row: int, repeated: bool) -> None:
    assert counts_as_full(paid, due, share=Decimal("0.9")) is (paid * 10 >= due * 9)
    assert must_end_penalty_rate(in_row, payments=6) is (in_row >= 6)
    found = late_fee_safe_harbour(repeated=repeated, first=Decimal(30), repeat=Decimal(41))
    assert found == (41 if repeated else 30)


@given(DAYS, st.integers(0, 10))
def test_due_dates_and_mailing_days_mirror_each_other(closed: date, mailing: int) -> None:
    due = earliest_due_date(closed, mailing, days_after_mailing=21)
    assert latest_mailing_date(due, days_after_mailing=21) == closed + timedelta(days=mailing)


@given(DAYS)
def test_letters_of_persistent_debt_come_in_order(began: date) -> None:
    found = milestones(began, first_months=18, second_months=(9, 10), offer_months=36)
    ordered = ["first_letter", "second_letter_from", "second_letter_by", "repayment_offer"]
    assert [found[name] for name in ordered] == sorted(found[name] for name in ordered)
