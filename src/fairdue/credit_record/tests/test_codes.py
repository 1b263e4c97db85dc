from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.rules import metro2, pboc_status
from fairdue.credit_record.rules.metro2 import Missed, date_of_first_delinquency


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, "11"), (29, "11"), (30, "71"), (59, "71"), (60, "78"), (90, "80"), (120, "82"),
     (150, "83"), (179, "83"), (180, "84"), (999, "84")],
)  # fmt: skip
def test_account_status_by_days(days: int, code: str) -> None:
    assert metro2.account_status(days) == code


@given(st.integers(0, 2000))
def test_history_and_status_speak_of_the_same_band(days: int) -> None:
    band = int(metro2.history_character(days))
    assert metro2.account_status(days) == metro2.STATUS_BY_DAYS[band][1]
    assert band == min(days // 30, 6)


def test_a_state_stands_above_the_days() -> None:
    assert metro2.account_status(200, "charge_off") == "97"
    assert metro2.history_character(200, "charge_off") == "L"


def test_history_is_filled_with_no_history_at_its_end_only() -> None:
    assert metro2.payment_history(["1", "0"]) == "10" + "B" * 22
    with pytest.raises(ValueError, match="end"):
        metro2.payment_history(["1", "B", "0"])


def test_rating_only_with_statuses_that_take_one() -> None:
    assert metro2.payment_rating("13", 65) == "2"
    assert metro2.payment_rating("71", 35) is None


def test_amounts_are_whole_dollars_and_zero_where_they_must_be() -> None:
    assert metro2.amount_past_due("11", Decimal("12.34")) == 0
    assert metro2.amount_past_due("71", Decimal("12.99")) == 12
    assert metro2.whole_dollars(Decimal("-5")) == 0
    assert metro2.charge_off_amount("97", Decimal("100.50")) == 100
    assert metro2.charge_off_amount("84", Decimal("100.50")) == 0


def test_first_delinquency_in_both_readings() -> None:
    missed = [Missed(date(2026, 4, 15)), Missed(date(2026, 3, 15))]
    as_of = date(2026, 6, 1)
    assert date_of_first_delinquency(missed, as_of, days_after_due=30) == date(2026, 4, 14)
    assert date_of_first_delinquency(missed, as_of, days_after_due=0) == date(2026, 3, 15)


def test_being_brought_current_starts_anew() -> None:
    cured = Missed(date(2026, 1, 15), brought_current_on=date(2026, 2, 20))
    as_of = date(2026, 6, 1)
    assert date_of_first_delinquency([cured], as_of, days_after_due=30) is None
    again = [cured, Missed(date(2026, 4, 15))]
    assert date_of_first_delinquency(again, as_of, days_after_due=30) == date(2026, 5, 15)


@given(st.lists(st.dates(date(2025, 1, 1), date(2026, 1, 1)), min_size=1, max_size=6))
def test_a_later_missed_payment_never_moves_the_date(due_days: list[date]) -> None:
    as_of = date(2027, 1, 1)
    missed = [Missed(day) for day in due_days]
    before = date_of_first_delinquency(missed, as_of, days_after_due=30)
    later = [*missed, Missed(max(due_days) + timedelta(days=31))]
    assert date_of_first_delinquency(later, as_of, days_after_due=30) == before


@given(st.integers(-5, 60))
def test_card_digits_count_minimums_up_to_seven(missed: int) -> None:
    expected = "N" if missed <= 0 else str(min(missed, 7))
    assert pboc_status.card_status(missed) == expected


@given(st.integers(1, 400))
def test_loan_digits_are_months_of_thirty_days(days: int) -> None:
    digit = int(pboc_status.loan_status(days))
    assert digit == 7 or (digit - 1) * 30 < days <= digit * 30


def test_every_character_of_the_legend_is_used_once() -> None:
    characters = list(pboc_status.STATES.values())
    assert sorted(characters) == sorted(set(characters)) == sorted("CGDZBMA#*/")
    assert pboc_status.card_status(3, "bad_debt") == "B"
    assert pboc_status.loan_status(3, "settled") == "C"


def test_each_condition_code_stands_for_one_combination() -> None:
    codes = list(metro2.CONDITION_CODES.values())
    assert len(codes) == len(set(codes)) == 10
    assert metro2.compliance_condition(closed_by_consumer=True, dispute="fcra_open") == "XD"
    assert metro2.compliance_condition(closed_by_consumer=False, dispute="none") == ""


@given(st.lists(st.sampled_from("0123456EGL"), max_size=24), st.integers(0, 3))
def test_a_built_history_is_valid_and_a_hole_in_it_is_not(marks: list[str], extra: int) -> None:
    history = metro2.payment_history(marks)
    assert metro2.is_valid_history(history)
    assert not metro2.is_valid_history(history[: 23 - extra])
    assert not metro2.is_valid_history("B" + "0" * 23)
    assert not metro2.is_valid_history("Z" + history[1:])


@given(st.dates(date(1995, 1, 1), date(2050, 1, 1)))
def test_dates_and_the_first_history_month(as_of: date) -> None:
    written = metro2.date_field(as_of)
    assert (int(written[:2]), int(written[2:4]), int(written[4:])) == (
        as_of.month,
        as_of.day,
        as_of.year,
    )
    assert metro2.date_field(None) == "00000000"
    first = metro2.first_history_month(as_of)
    assert (as_of.year * 12 + as_of.month) - (first.year * 12 + first.month) == 1


@given(st.lists(st.sampled_from(sorted(metro2.SEGMENT_LENGTHS))))
def test_a_record_is_as_long_as_its_segments(segments: list[str]) -> None:
    more = [name for name in segments if name != "base"]
    length = metro2.record_length(segments)
    assert length == 426 + sum(metro2.SEGMENT_LENGTHS[name] for name in more)
    assert metro2.record_length(segments, packed=True) == length - 60


@pytest.mark.parametrize(
    ("status", "rating", "keeps"),
    [("11", None, False), ("71", None, True), ("13", "0", False), ("13", "E", False),
     ("13", "3", True), ("13", None, True), ("97", None, True)],
)  # fmt: skip
def test_only_delinquent_accounts_keep_a_first_delinquency(
    status: str, rating: str | None, keeps: bool
) -> None:
    assert metro2.keeps_first_delinquency(status, rating) is keeps
