"""What holds for every input of China's rules of credit records."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.rules import adverse_record, one_off_repair, pboc_status
from fairdue.kernel.calendars import add_months

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MONEY = st.decimals(min_value=0, max_value=20000, places=2)
FLAGS = st.booleans()
NOTICE = one_off_repair.Terms(
    incurred_from=date(2020, 1, 1),
    incurred_to=date(2025, 12, 31),
    amount_max=Decimal(10000),
    repaid_by=date(2026, 3, 31),
    early_repaid_by=date(2025, 11, 30),
    early_hidden_on=date(2026, 1, 1),
)


@given(FLAGS, FLAGS, FLAGS, st.sampled_from(["first", "every"]))
def test_nothing_adverse_goes_out_untold_or_without_consent(
    first: bool, told: bool, consented: bool, notice_before: str
) -> None:
    clauses = adverse_record.may_report_adverse(
        first_report=first,
        told_before=told,
        consented_in_writing=consented,
        notice_before=notice_before,
    )
    needed = first or notice_before == "every"
    assert all(clause.allowed for clause in clauses) is (consented and (told or not needed))


@given(DAYS, st.integers(1, 10))
def test_a_record_lives_whole_years_from_the_end_of_the_conduct(ended: date, years: int) -> None:
    last = adverse_record.adverse_record_last_day(ended, years=years)
    assert last == add_months(ended, 12 * years)
    assert last.year == ended.year + years


@given(DAYS)
def test_free_reports_are_never_fewer_than_every_year(on: date) -> None:
    terms = {"extra_from": date(2026, 1, 1), "extra_to": date(2026, 6, 30)}
    count = adverse_record.free_reports(on, per_year=2, extra=2, **terms)
    assert count == (4 if terms["extra_from"] <= on <= terms["extra_to"] else 2)


@given(DAYS, MONEY, st.none() | DAYS)
def test_repair_needs_all_of_window_amount_and_payment(
    incurred: date, amount: Decimal, repaid: date | None
) -> None:
    eligible = one_off_repair.one_off_repair_eligible(incurred, amount, repaid, terms=NOTICE)
    in_window = NOTICE.incurred_from <= incurred <= NOTICE.incurred_to
    in_time = repaid is not None and repaid <= NOTICE.repaid_by
    assert eligible is (in_window and amount <= NOTICE.amount_max and in_time)
    if eligible and repaid is not None:
        hidden = one_off_repair.hidden_no_later_than(repaid, terms=NOTICE)
        assert NOTICE.early_hidden_on <= hidden <= date(2026, 4, 30)
        assert hidden > repaid


@given(st.integers(0, 40), st.integers(0, 40))
def test_more_missed_or_later_never_looks_better(less: int, more: int) -> None:
    low, high = sorted((less, more))
    cards = [pboc_status.card_status(count) for count in (low, high)]
    loans = [pboc_status.loan_status(30 * count) for count in (low, high)]
    for pair in (cards, loans):
        ranks = ["N1234567".index(character) for character in pair]
        assert ranks == sorted(ranks)


@given(st.integers(0, 400), st.integers(0, 20), st.sampled_from(sorted(pboc_status.STATES)))
def test_a_state_stands_above_the_count(days: int, missed: int, state: str) -> None:
    assert pboc_status.loan_status(days, state) == pboc_status.STATES[state]
    assert pboc_status.card_status(missed, state) == pboc_status.STATES[state]


@given(DAYS, st.integers(-40, 40))
def test_paid_late_within_the_month_is_late_and_within_it(due: date, days: int) -> None:
    paid = due + timedelta(days=days)
    same_month = (paid.year, paid.month) == (due.year, due.month)
    assert pboc_status.paid_late_within_month(due, paid) is (days > 0 and same_month)
