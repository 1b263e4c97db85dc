from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.rules.agencies import (
    disclosure_alert,
    evaluation_is_current,
    impact_assessed,
    may_place_with,
    may_provide,
    may_sub_entrust,
)
from fairdue.compliance.rules.retention import (
    Term,
    earliest_purge_day,
    last_retention_day,
    may_purge,
)
from fairdue.compliance.rules.staff import (
    Collector,
    may_approve_pay_plan,
    may_assign_to_collector,
)
from fairdue.compliance.rules.threshold import COMPARISONS, Threshold, holds
from fairdue.kernel.text import Text

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
TERMS = st.lists(st.builds(Term, st.just("R"), DAYS, st.integers(0, 20)), min_size=1, max_size=5)
THRESHOLDS = {"sensitive": 50, "transaction": 500, "other": 5000}


def allowed(clauses: tuple[object, ...]) -> bool:
    return all(clause.allowed for clause in clauses)  # type: ignore[attr-defined]


@given(TERMS)
def test_the_longest_term_decides_to_the_day(terms: list[Term]) -> None:
    day = earliest_purge_day(terms)
    assert day is not None
    assert allowed(may_purge(day, terms, holds=0))
    assert not allowed(may_purge(day - timedelta(days=1), terms, holds=0))
    assert not allowed(may_purge(day, terms, holds=1))


@given(TERMS, DAYS)
def test_one_more_term_never_shortens(terms: list[Term], starts_on: date) -> None:
    before, after = last_retention_day(terms), last_retention_day([*terms, Term("S", starts_on, 2)])
    assert before is not None
    assert after is not None
    assert after >= before


def test_an_open_term_keeps_for_ever() -> None:
    terms = [Term("R", date(2020, 1, 1), 2), Term("PLAN", None)]
    assert earliest_purge_day(terms) is None
    assert not allowed(may_purge(date(2999, 1, 1), terms, holds=0))


def test_without_any_term_nothing_may_be_kept() -> None:
    with pytest.raises(ValueError, match="deleted"):
        last_retention_day([])


@pytest.mark.parametrize(
    ("weights", "ok"),
    [
        ({"recovery": "1", "compliance": "0"}, False),
        ({"recovery": "0.99", "compliance": "0.01"}, True),
        ({"recovery": "70"}, False),
        ({"compliance": "1"}, True),
        ({}, True),
    ],
)
def test_pay_may_not_rest_on_recovery_alone(weights: dict[str, str], ok: bool) -> None:
    plan = {name: Decimal(value) for name, value in weights.items()}
    clause = may_approve_pay_plan(plan, "recovery", recovery_share_below=Decimal(1))
    assert clause.allowed == ok


@pytest.mark.parametrize(
    ("facts", "ok"),
    [
        ({}, True),
        ({"exam_passed": False}, False),
        ({"violent_record": True}, False),
        ({"serious_bad_credit": True}, False),
        ({"confidentiality_signed": False}, False),
        ({"trained_on": date(2025, 5, 12)}, True),
        ({"trained_on": date(2025, 5, 11)}, False),
    ],
)
def test_who_may_be_given_a_case(facts: dict[str, object], ok: bool) -> None:
    collector = replace(Collector(), **facts)  # type: ignore[arg-type]
    assert allowed(may_assign_to_collector(collector, date(2026, 5, 12), training_months=12)) == ok


@given(DAYS, st.integers(0, 800))
def test_training_lapses_after_a_year(trained: date, days: int) -> None:
    as_of = trained + timedelta(days=days)
    ok = allowed(may_assign_to_collector(Collector(trained_on=trained), as_of, training_months=12))
    assert ok if days <= 365 else (not ok or days == 366)


def test_agencies_are_published_whitelisted_and_evaluated() -> None:
    assert allowed(may_place_with(published=True, whitelisted=True, publication_required=True))
    assert not allowed(may_place_with(published=False, whitelisted=True, publication_required=True))
    assert not allowed(may_place_with(published=True, whitelisted=False, publication_required=True))
    as_of = date(2026, 5, 12)
    assert evaluation_is_current(date(2025, 5, 12), as_of, months=12).allowed
    assert not evaluation_is_current(date(2025, 5, 11), as_of, months=12).allowed
    assert not evaluation_is_current(None, as_of, months=12).allowed


def test_data_is_not_passed_on_without_consent() -> None:
    assert not allowed(may_sub_entrust(by_processor=True, consent=False, contract=True))
    assert allowed(may_sub_entrust(by_processor=False, consent=False, contract=True))
    assert not allowed(may_sub_entrust(by_processor=False, consent=True, contract=False))
    assert allowed(may_provide(person_told=True, separate_consent=True))
    assert not allowed(may_provide(person_told=True, separate_consent=False))
    assert not allowed(may_provide(person_told=False, separate_consent=True))
    assert not impact_assessed(False).allowed


@pytest.mark.parametrize(
    ("items", "in_service", "alert"),
    [
        ({"sensitive": 49}, False, False),
        ({"sensitive": 50}, False, True),
        ({"sensitive": 25}, True, True),
        ({"other": 2499}, True, False),
        ({"sensitive": 25, "transaction": 250}, False, True),
    ],
)
def test_kinds_of_items_add_up_in_proportion(
    items: dict[str, int], in_service: bool, alert: bool
) -> None:
    assert alert == disclosure_alert(
        items, in_service=in_service, thresholds=THRESHOLDS, service_share=Decimal("0.5")
    )


@given(st.sampled_from(sorted(COMPARISONS)), st.integers(-5, 5), st.integers(-5, 5))
def test_a_threshold_compares_as_its_name_says(name: str, fact: int, bound: int) -> None:
    threshold = Threshold("R", "days", name, Text("no", "否"))
    expected = {
        "at_most": fact <= bound,
        "at_least": fact >= bound,
        "less_than": fact < bound,
        "more_than": fact > bound,
        "equal_to": fact == bound,
    }[name]
    assert holds(threshold, Decimal(fact), Decimal(bound)).allowed == expected
