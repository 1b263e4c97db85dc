from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.rules.cca_notices import (
    arrears_notice_due,
    default_sum_interest_from,
    default_sum_notice_by,
    earliest_remedy_date,
    may_enforce_after_notice,
)
from fairdue.legal.rules.letters import letter_is_complete, may_send_lawyers_letter
from fairdue.legal.rules.liability import heir_liability, is_joint_debt
from fairdue.legal.rules.time_barred import may_demand_statute_barred, may_threaten_suit

ITEMS = ("name", "balance", "reason", "rights", "ways", "contact", "seal")


@given(st.sets(st.sampled_from(ITEMS)))
def test_a_letter_is_complete_exactly_with_every_item(fields: set[str]) -> None:
    assert letter_is_complete(fields, items=ITEMS).allowed == (fields == set(ITEMS))


def test_the_missing_items_are_named() -> None:
    assert "seal" in str(letter_is_complete(ITEMS[:-1], items=ITEMS).reason)


@pytest.mark.parametrize(
    ("lawyer", "licensed", "engaged", "allowed"),
    [
        (True, True, True, True),
        (True, False, True, False),
        (True, True, False, False),
        (False, False, True, True),
    ],
)
def test_who_may_write_as_a_lawyer(
    lawyer: bool, licensed: bool, engaged: bool, allowed: bool
) -> None:
    clauses = may_send_lawyers_letter(
        signed_as_lawyer=lawyer, signer_licensed=licensed, firm_engaged=engaged
    )
    assert all(clause.allowed for clause in clauses) == allowed


@given(
    st.decimals(0, 10**6, places=2),
    st.decimals(0, 10**6, places=2),
    st.decimals(0, 10**6, places=2),
    st.booleans(),
)
def test_an_heir_owes_no_more_than_debt_or_estate(
    debt: Decimal, estate: Decimal, reserved: Decimal, renounced: bool
) -> None:
    owed = heir_liability(debt, estate, renounced=renounced, reserved=reserved)
    assert 0 <= owed <= min(debt, estate)
    assert owed == 0 or not renounced


@pytest.mark.parametrize(
    "basis", ["both_signed", "ratified", "daily_family_needs", "family_use_proved"]
)
def test_each_basis_alone_makes_a_joint_debt(basis: str) -> None:
    nothing = dict.fromkeys(
        ("both_signed", "ratified", "daily_family_needs", "family_use_proved"), False
    )
    assert not is_joint_debt(**nothing)
    assert is_joint_debt(**(nothing | {basis: True}))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_nothing_is_enforced_before_the_notice_ran_out(served: date) -> None:
    remedy_by = earliest_remedy_date(served, notice_days=14)
    assert remedy_by - served == timedelta(days=14)
    assert not may_enforce_after_notice(remedy_by, remedy_by, remedied=False)
    assert may_enforce_after_notice(remedy_by, remedy_by + timedelta(days=1), remedied=False)
    assert not may_enforce_after_notice(remedy_by, date.max, remedied=True)


def test_default_sum_dates() -> None:
    assert default_sum_notice_by(date(2026, 1, 1), notice_days=35) == date(2026, 2, 5)
    assert default_sum_interest_from(date(2026, 1, 1), free_days=28) == date(2026, 1, 30)


def test_two_missed_payments_bring_an_arrears_notice() -> None:
    assert [arrears_notice_due(n, missed_payments=2) for n in (0, 1, 2)] == [False, False, True]


@pytest.mark.parametrize(
    ("barred", "proof", "applies", "allowed"),
    [(True, False, True, False), (True, True, True, True), (False, False, True, True),
     (True, False, False, True)],
)  # fmt: skip
def test_a_barred_debt_is_not_sued_on(
    barred: bool, proof: bool, applies: bool, allowed: bool
) -> None:
    assert (
        may_threaten_suit(time_barred=barred, proof_of_claim=proof, applies=applies).allowed
        == allowed
    )


def test_a_customer_who_relies_on_limitation_is_left_alone() -> None:
    def allowed(**facts: bool) -> bool:
        base = dict.fromkeys(
            ("statute_barred", "extinguished", "customer_relies_on_it", "ombudsman_open"), False
        )
        return all(clause.allowed for clause in may_demand_statute_barred(**(base | facts)))

    assert allowed(statute_barred=True)
    assert not allowed(statute_barred=True, customer_relies_on_it=True)
    assert not allowed(statute_barred=True, extinguished=True)
    assert not allowed(ombudsman_open=True)
