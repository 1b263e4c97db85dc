from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.rules.breathing_space import (
    MENTAL_HEALTH,
    STANDARD,
    Moratorium,
    interest_may_run,
    may_enter_again_on,
    moratorium,
    review_window,
)
from fairdue.compliance.rules.business_days import (
    add_business_days,
    federal_holidays,
    is_business_day,
)
from fairdue.compliance.rules.deadlines import (
    answer_by,
    answer_by_business_day,
    billing_error_resolved_by,
    complaint_decision_by,
)
from fairdue.compliance.rules.validation import (
    latest_notice_date,
    postdated_notice_window,
    validation_period,
)

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))
SPACE = {"start_after_days": 1, "standard_days": 60, "after_treatment_days": 30}
VALIDATION = {"receipt_business_days": 5, "period_days": 30}


def test_the_eleven_holidays_of_2026() -> None:
    assert sorted(federal_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert date(2020, 6, 19) not in federal_holidays(2020)
    assert date(2021, 6, 19) in federal_holidays(2021)


def test_the_friday_before_a_saturday_holiday_is_a_business_day() -> None:
    assert is_business_day(date(2026, 7, 3))


@given(DAYS, st.integers(1, 60))
def test_business_days_there_and_back(day: date, count: int) -> None:
    there = add_business_days(day, count)
    assert is_business_day(there)
    between = (there - day).days
    counted = [d for n in range(1, between + 1) if is_business_day(d := day + timedelta(days=n))]
    assert len(counted) == count
    if is_business_day(day):
        assert add_business_days(there, -count) == day


def test_the_last_notice_that_was_not_returned_decides() -> None:
    period = validation_period(
        [date(2026, 1, 1), date(2026, 1, 15)], [date(2026, 1, 10)], **VALIDATION
    )
    assert period is not None
    assert (period.assumed_receipt, period.end) == (date(2026, 1, 23), date(2026, 2, 22))


def test_a_returned_notice_starts_no_period() -> None:
    assert validation_period([date(2026, 1, 1)], [date(2026, 1, 10)], **VALIDATION) is None


@given(DAYS)
def test_a_validation_period_lasts_thirty_days_from_receipt(sent: date) -> None:
    period = validation_period([sent], **VALIDATION)
    assert period is not None
    assert (period.assumed_receipt - sent).days >= 7 or sent.weekday() >= 5
    assert period.end - period.assumed_receipt == timedelta(days=30)


def test_no_notice_is_due_once_given_or_paid() -> None:
    first = date(2026, 7, 1)
    assert latest_notice_date(first, days=5) == date(2026, 7, 6)
    assert latest_notice_date(first, given_in_it=True, days=5) is None
    assert latest_notice_date(first, paid_on=date(2026, 7, 6), days=5) is None
    assert latest_notice_date(first, paid_on=date(2026, 7, 7), days=5) == date(2026, 7, 6)


def test_the_window_before_a_postdated_deposit() -> None:
    assert postdated_notice_window(
        date(2026, 6, 19), business_days_before_max=10, business_days_before_min=3
    ) == (date(2026, 6, 5), date(2026, 6, 16))


@pytest.mark.parametrize(
    ("complexity", "extended", "last"),
    [
        ("simple", False, date(2026, 6, 18)),
        ("simple", True, date(2026, 6, 18)),
        ("complex", False, date(2026, 7, 3)),
        ("complex", True, date(2026, 8, 2)),
        ("special", False, date(2026, 8, 2)),
    ],
)
def test_when_a_complaint_is_decided(complexity: str, extended: bool, last: date) -> None:
    assert last == complaint_decision_by(
        date(2026, 6, 3),
        complexity,
        extended=extended,
        simple_days=15,
        complex_days=30,
        extension_days=30,
    )


def test_an_unknown_complexity_is_refused() -> None:
    with pytest.raises(ValueError, match="easy"):
        complaint_decision_by(
            date(2026, 6, 3),
            "easy",
            extended=False,
            simple_days=15,
            complex_days=30,
            extension_days=30,
        )


def test_other_deadlines() -> None:
    assert answer_by(date(2026, 6, 3), days=20) == date(2026, 6, 23)
    assert answer_by_business_day(date(2026, 7, 1), business_days=10) == date(2026, 7, 15)
    cycle_end = date(2026, 5, 10)
    assert billing_error_resolved_by(date(2026, 3, 1), cycle_end, days_max=90) == cycle_end
    assert billing_error_resolved_by(date(2026, 3, 1), None, days_max=90) == date(2026, 5, 30)


def test_sixty_days_with_both_ends_inside() -> None:
    space = moratorium(date(2026, 6, 1), STANDARD, **SPACE)
    assert space == Moratorium(date(2026, 6, 2), date(2026, 7, 31))
    assert not interest_may_run(date(2026, 7, 31), space)
    assert interest_may_run(date(2026, 8, 1), space)
    assert interest_may_run(date(2026, 6, 1), space)


def test_a_crisis_lasts_as_long_as_treatment_and_thirty_days() -> None:
    under_treatment = moratorium(date(2026, 6, 1), MENTAL_HEALTH, **SPACE)
    assert under_treatment.last_day is None
    assert under_treatment.covers(date(2030, 1, 1))
    ended = moratorium(
        date(2026, 6, 1), MENTAL_HEALTH, treatment_ended_on=date(2026, 9, 1), **SPACE
    )
    assert ended.last_day == date(2026, 10, 1)


def test_a_cancellation_ends_it_and_another_kind_is_refused() -> None:
    cut = moratorium(date(2026, 6, 1), STANDARD, cancelled_on=date(2026, 6, 20), **SPACE)
    assert cut.last_day == date(2026, 6, 20)
    with pytest.raises(ValueError, match="other"):
        moratorium(date(2026, 6, 1), "other", **SPACE)


@given(DAYS)
def test_a_standard_moratorium_covers_exactly_sixty_days(registered: date) -> None:
    space = moratorium(registered, STANDARD, **SPACE)
    around = (registered + timedelta(days=n) for n in range(-5, 80))
    assert sum(space.covers(day) for day in around) == 60
    first, last = review_window(space.first_day, from_day=25, to_day=35)
    assert (last - first).days == 10
    assert space.last_day is not None
    assert may_enter_again_on(space.last_day, months=12) > space.last_day


@given(st.dates(date(2022, 1, 1), date(2035, 12, 31)), st.integers(-20, 20))
def test_counting_days_observed_as_holidays_never_ends_sooner(day: date, count: int) -> None:
    plain, observed = (add_business_days(day, count, observed=which) for which in (False, True))
    assert observed >= plain if count >= 0 else observed <= plain
    assert count == 0 or is_business_day(observed, observed=True)


def test_the_friday_before_a_saturday_holiday_is_a_business_day_on_the_words_only() -> None:
    friday, monday = date(2026, 7, 3), date(2027, 7, 5)
    for day in (friday, monday):
        assert is_business_day(day) and not is_business_day(day, observed=True)
