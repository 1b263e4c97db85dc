from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.rules.payment_order import (
    CONDITIONS,
    Claim,
    last_day,
    may_apply_for_payment_order,
    objection_stops_order,
    order_lapsed,
)


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_each_condition_alone_denies(condition: str) -> None:
    clauses = may_apply_for_payment_order(
        replace(Claim(), **{condition: False}), conditions=CONDITIONS
    )
    assert [clause.reason for clause in clauses if not clause.allowed] == [CONDITIONS[condition]]


def test_every_fact_of_a_claim_is_a_condition() -> None:
    assert {field.name for field in fields(Claim)} == set(CONDITIONS)


def test_a_step_ends_on_its_last_day() -> None:
    assert last_day(date(2026, 6, 3), 15) == date(2026, 6, 18)


def test_a_plea_of_inability_stops_nothing() -> None:
    weak = ("inability_to_pay", "more_time")
    assert not objection_stops_order("inability_to_pay", ineffective_grounds=weak)
    assert objection_stops_order("not_owed", ineffective_grounds=weak)


@pytest.mark.parametrize(
    ("as_of", "served_on", "sued", "lapsed"),
    [
        (date(2026, 7, 3), None, False, False),
        (date(2026, 7, 4), None, False, True),
        (date(2026, 8, 1), date(2026, 7, 3), False, False),
        (date(2026, 8, 1), date(2026, 7, 4), False, True),
        (date(2026, 6, 4), date(2026, 6, 4), True, True),
    ],
)
def test_an_order_lapses_unserved_or_overtaken(
    as_of: date, served_on: date | None, sued: bool, lapsed: bool
) -> None:
    assert lapsed == order_lapsed(
        as_of,
        issued_on=date(2026, 6, 3),
        served_on=served_on,
        creditor_sued=sued,
        serve_within_days=30,
    )


@given(st.fixed_dictionaries({name: st.booleans() for name in CONDITIONS}))
def test_allowed_exactly_when_every_condition_holds(facts: dict[str, bool]) -> None:
    clauses = may_apply_for_payment_order(Claim(**facts), conditions=CONDITIONS)
    assert all(clause.allowed for clause in clauses) == all(facts.values())
