"""What is granted at once in hardship: cases, and what holds for all who ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.rules.causes import BY_CODE
from fairdue.negotiation.rules.hardship import (
    CIRCUMSTANCES,
    Asking,
    Decision,
    HardshipPolicy,
    Space,
    check_asking,
    decide,
)

TODAY = date(2026, 3, 10)
POLICY = HardshipPolicy(
    pause_days=30,
    pauses_max=2,
    window_days=365,
    person_days=5,
    interest_months=6,
    reduced_months=6,
)
ASKING = Asking(reason="lost_work", circumstances=(), on=TODAY, able_minor={"CNY": 200_00})
UNITED_KINGDOM = replace(POLICY, space=Space(1, 60, 30))


def kinds(decision: Decision) -> list[str]:
    return [measure.kind for measure in decision.measures]


def test_losing_work_is_granted_a_pause_no_interest_and_no_more_than_can_be_paid() -> None:
    decision = decide(ASKING, POLICY)
    assert decision.outcome == "granted"
    assert kinds(decision) == ["pause", "interest_stop", "reduced_payment", "talk"]
    assert decision.paused_until == date(2026, 4, 9)
    assert decision.measures[1].until == date(2026, 9, 10)
    assert decision.measures[2].amount == Money(200_00, "CNY")


def test_with_nothing_left_no_payment_is_asked_for_whatever_the_reason() -> None:
    decision = decide(replace(ASKING, reason="other", able_minor={"CNY": 0, "USD": 0}), POLICY)
    assert kinds(decision) == ["pause", "interest_stop", "no_payment", "no_payment", "talk"]


def test_without_an_assessment_one_figure_is_asked_for() -> None:
    assert "assessment" in kinds(decide(replace(ASKING, able_minor={}), POLICY))


def test_a_reason_that_does_not_decide_it_pauses_until_a_person_has_looked() -> None:
    decision = decide(replace(ASKING, reason="forgot"), POLICY)
    assert (decision.outcome, kinds(decision)) == ("person", ["pause", "talk"])
    assert decision.paused_until == decision.person_by == date(2026, 3, 15)


def test_being_vulnerable_is_reason_enough() -> None:
    decision = decide(replace(ASKING, reason="forgot", circumstances=["bereavement"]), POLICY)
    assert decision.outcome == "granted"
    assert decision.vulnerable


def test_the_third_time_within_a_year_a_person_decides_and_a_year_later_it_counts_anew() -> None:
    twice = [TODAY - timedelta(days=300), TODAY - timedelta(days=20)]
    assert decide(replace(ASKING, granted_before=twice), POLICY).outcome == "person"
    long_ago = [TODAY - timedelta(days=365), *twice[1:]]
    assert decide(replace(ASKING, granted_before=long_ago), POLICY).outcome == "granted"


def test_in_the_united_kingdom_a_breathing_space_is_pointed_to_with_its_dates() -> None:
    found = decide(ASKING, UNITED_KINGDOM).measures
    [space] = [measure for measure in found if measure.kind == "breathing_space"]
    assert (space.until, space.rule) == (date(2026, 5, 9), "uk.debt_respite.length")
    crisis = decide(replace(ASKING, circumstances=["mental_health_crisis"]), UNITED_KINGDOM)
    [space] = [measure for measure in crisis.measures if measure.kind == "breathing_space"]
    assert space.until is None
    assert "30 days more" in space.text.en


def test_what_is_on_no_list_is_refused_by_name() -> None:
    for reason, circumstances in [("lazy", []), ("unwilling", []), ("illness", ["rich"])]:
        with pytest.raises(Refused, match="Choose from"):
            check_asking(reason, circumstances)


@given(
    asking=st.builds(
        Asking,
        reason=st.sampled_from([code for code, cause in BY_CODE.items() if cause.choices]),
        circumstances=st.lists(st.sampled_from(list(CIRCUMSTANCES)), unique=True),
        on=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
        able_minor=st.dictionaries(st.sampled_from(["CNY", "USD", "JPY"]), st.integers(0, 10**7)),
        granted_before=st.lists(st.dates(date(2023, 1, 1), date(2030, 1, 1)), max_size=5),
    ),
    policy=st.sampled_from([POLICY, UNITED_KINGDOM]),
)
def test_for_all_who_ask_nobody_is_refused_and_everybody_can_turn_to_a_person(
    asking: Asking, policy: HardshipPolicy
) -> None:
    decision = decide(asking, policy)
    assert decision.paused_until > asking.on
    assert decision.person_by <= decision.paused_until
    assert {"pause", "talk"} <= set(kinds(decision))
    assert decision.reasons
    assert all(text.en and text.zh for text in decision.reasons)
    for measure in decision.measures:
        assert measure.until is None or measure.until > asking.on
        if measure.amount is not None:
            assert measure.amount.minor <= asking.able_minor[measure.amount.currency]
    more = replace(asking, circumstances=[*CIRCUMSTANCES])
    assert set(kinds(decide(more, policy))) >= set(kinds(decision)) - {"assessment"}
    if decision.outcome == "granted":
        assert decide(more, policy).outcome == "granted"
