"""Notices of the Consumer Credit Act, and statute-barred debt, for all inputs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.rules import cca_notices
from fairdue.legal.rules.time_barred import may_demand_statute_barred, may_threaten_suit

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
flags = st.booleans()


@given(DAYS, st.integers(0, 40), st.integers(0, 60), flags, flags, flags)
def test_the_creditor_acts_only_after_a_valid_notice(
    served: date, named: int, asked: int, remedied: bool, regulated: bool, was_served: bool
) -> None:
    earliest = cca_notices.earliest_remedy_date(served, notice_days=14)
    found = cca_notices.needs_default_notice(
        regulated=regulated, served=was_served, named_on=served + timedelta(days=named),
        earliest=earliest, on=served + timedelta(days=asked), remedied=remedied,
    )  # fmt: skip
    ready = was_served and named >= 14 and asked > named and not remedied
    assert found.allowed is (not regulated or ready)


@given(DAYS, st.integers(-30, 30), st.sampled_from([None, 0, 10, 20]), flags)
def test_nothing_runs_while_an_arrears_notice_is_missing(
    due: date, asked: int, given_after: int | None, missing: bool
) -> None:
    given_on = None if given_after is None else due + timedelta(days=given_after)
    found = cca_notices.while_notice_is_missing(
        due + timedelta(days=asked), due, given_on, missing=missing, applies=True
    )
    given_by_then = given_after is not None and given_after <= asked
    assert found.allowed is (given_by_then or not (missing or asked >= 0))


@given(DAYS, st.integers(0, 60), flags)
def test_a_default_sum_bears_simple_interest_from_the_29th_day(
    noticed: date, asked: int, compound: bool
) -> None:
    on = noticed + timedelta(days=asked)
    found = cca_notices.default_sum_interest(on, noticed, compound=compound, free_days=28)
    assert found.allowed is (asked >= 29 and not compound)
    assert not cca_notices.default_sum_interest(on, None, compound=False, free_days=28).allowed


@given(DAYS, st.integers(0, 5))
def test_notices_fall_due_by_counting_days(day: date, missed: int) -> None:
    assert (cca_notices.fixed_sum_notice_by(day, fixed_sum_days=14) - day).days == 14
    assert (cca_notices.default_sum_notice_by(day, notice_days=35) - day).days == 35
    assert cca_notices.arrears_notice_due(missed, missed_payments=2) is (missed >= 2)


@given(st.decimals(0, 1000, places=2), st.integers(0, 3650))
def test_simple_interest_grows_with_days_alone(principal: Decimal, days: int) -> None:
    def one(count: int) -> Decimal:
        return cca_notices.simple_interest(principal, Decimal("0.08"), count)

    assert abs(one(days) + one(365) - one(days + 365)) < Decimal("0.0001")


@given(flags, flags, flags, flags, flags, flags)
def test_a_barred_debt_is_asked_for_honestly_or_not_at_all(
    barred: bool, ceased: bool, relies: bool, ombudsman: bool, misleads: bool, unflagged: bool
) -> None:
    clauses = may_demand_statute_barred(
        statute_barred=barred, extinguished=ceased, customer_relies_on_it=relies,
        ombudsman_open=ombudsman, misleads=misleads, sold_unflagged=unflagged,
    )  # fmt: skip
    stopped = ombudsman or (barred and (ceased or relies or misleads or unflagged))
    assert all(clause.allowed for clause in clauses) is not stopped


@given(flags, flags, flags)
def test_no_suit_on_a_time_barred_debt_save_in_bankruptcy(
    barred: bool, proof: bool, applies: bool
) -> None:
    found = may_threaten_suit(time_barred=barred, proof_of_claim=proof, applies=applies)
    assert found.allowed is (proof or not (applies and barred))
