from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.rules.adverse_record import (
    adverse_record_last_day,
    free_reports,
    may_report_adverse,
    obsolete_from,
)
from fairdue.credit_record.rules.furnishing import (
    Outreach,
    commencement_report_by,
    furnishing_allowed_from,
    may_furnish,
    may_sell,
)
from fairdue.credit_record.rules.one_off_repair import (
    Terms,
    hidden_no_later_than,
    one_off_repair_eligible,
)

DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
REPAIR = Terms(
    incurred_from=date(2020, 1, 1),
    incurred_to=date(2025, 12, 31),
    amount_max=Decimal(10000),
    repaid_by=date(2026, 3, 31),
    early_repaid_by=date(2025, 11, 30),
    early_hidden_on=date(2026, 1, 1),
)


@pytest.mark.parametrize(
    ("first", "told", "consent", "every", "allowed"),
    [
        (True, False, True, "first", False),
        (True, True, True, "first", True),
        (False, False, True, "first", True),
        (False, False, True, "every", False),
        (True, True, False, "first", False),
    ],
)
def test_the_person_is_told_before_an_adverse_report(
    first: bool, told: bool, consent: bool, every: str, allowed: bool
) -> None:
    clauses = may_report_adverse(
        first_report=first, told_before=told, consented_in_writing=consent, notice_before=every
    )
    assert all(clause.allowed for clause in clauses) == allowed


def test_five_years_from_the_end() -> None:
    assert adverse_record_last_day(date(2024, 2, 29), years=5) == date(2029, 2, 28)


def test_a_charged_off_item_lives_half_a_year_longer() -> None:
    terms = {"years": 7, "wait_days": 180}
    day = date(2020, 1, 1)
    assert obsolete_from(day, charged_off=False, **terms) == date(2027, 1, 1)
    assert obsolete_from(day, charged_off=True, **terms) == date(2027, 6, 29)


def test_two_more_reports_in_the_first_half_of_2026() -> None:
    terms = {
        "per_year": 2,
        "extra": 2,
        "extra_from": date(2026, 1, 1),
        "extra_to": date(2026, 6, 30),
    }
    assert free_reports(date(2026, 6, 30), **terms) == 4
    assert free_reports(date(2026, 7, 1), **terms) == 2


@pytest.mark.parametrize(
    ("incurred", "amount", "repaid", "eligible"),
    [
        (date(2020, 1, 1), "10000", date(2026, 3, 31), True),
        (date(2019, 12, 31), "1", date(2026, 3, 31), False),
        (date(2026, 1, 1), "1", date(2026, 3, 31), False),
        (date(2024, 1, 1), "10000.01", date(2026, 3, 31), False),
        (date(2024, 1, 1), "1", date(2026, 4, 1), False),
        (date(2024, 1, 1), "1", None, False),
    ],
)
def test_who_is_repaired(incurred: date, amount: str, repaid: date | None, eligible: bool) -> None:
    assert one_off_repair_eligible(incurred, Decimal(amount), repaid, terms=REPAIR) == eligible


@given(st.dates(date(2025, 12, 1), date(2026, 3, 31)))
def test_a_late_payers_record_is_hidden_at_the_end_of_the_next_month(repaid: date) -> None:
    hidden = hidden_no_later_than(repaid, terms=REPAIR)
    after = hidden + timedelta(days=1)
    assert after.day == 1
    assert (after.year * 12 + after.month) - (repaid.year * 12 + repaid.month) == 2


def test_speaking_opens_at_once_and_writing_after_two_weeks() -> None:
    day = date(2026, 5, 1)
    assert may_furnish(Outreach(spoke_on=[day]), day, wait_days=14).allowed
    assert not may_furnish(Outreach(sent_on=[day]), date(2026, 5, 14), wait_days=14).allowed
    assert may_furnish(Outreach(sent_on=[day]), date(2026, 5, 15), wait_days=14).allowed
    unwatched = Outreach(sent_on=[day], monitored=False)
    assert not may_furnish(unwatched, date(2026, 6, 1), wait_days=14).allowed


@given(st.lists(DAYS, min_size=1, max_size=5), st.lists(DAYS, max_size=3), DAYS)
def test_no_message_older_than_a_bounce_opens_anything(
    sent: list[date], bounced: list[date], as_of: date
) -> None:
    known = [day for day in bounced if day <= as_of]
    opened = furnishing_allowed_from(
        Outreach(sent_on=sent, undeliverable_on=bounced), as_of, wait_days=14
    )
    if opened is not None and known:
        assert opened >= max(known) + timedelta(days=14)


@given(st.sampled_from(["open", "paid", "discharged"]), st.sampled_from(["", "merger"]))
def test_a_barred_debt_is_sold_only_by_exception(status: str, exception: str) -> None:
    found = may_sell(
        status, exception, barred_statuses=("paid", "discharged"), exceptions=("merger",)
    )
    assert found.allowed is (status == "open" or exception == "merger")


@given(DAYS, st.integers(0, 4000), st.booleans())
def test_an_item_is_obsolete_after_seven_years(commenced: date, wait: int, charged: bool) -> None:
    ends = obsolete_from(commenced, charged_off=charged, years=7, wait_days=180)
    plain = obsolete_from(commenced, charged_off=False, years=7, wait_days=180)
    assert timedelta(0) <= ends - plain <= timedelta(days=183)
    assert (commencement_report_by(commenced, days=90) - commenced).days == 90


def test_discharged_debts_are_not_sold() -> None:
    terms = {"barred_statuses": ("paid", "discharged"), "exceptions": ("merger",)}
    assert not may_sell("discharged", **terms).allowed
    assert may_sell("open", **terms).allowed
    assert may_sell("paid", "merger", **terms).allowed


def test_ninety_days_to_report_the_commencement() -> None:
    assert commencement_report_by(date(2026, 1, 1), days=90) == date(2026, 4, 1)
