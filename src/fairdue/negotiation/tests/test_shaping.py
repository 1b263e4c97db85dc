"""Plans of one's own shape: cases, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fairdue.negotiation.rules.offers import Offer, reach, shape
from fairdue.negotiation.tests.test_offer_rules import MATRIX, POLICY, POSITION


def shaped(**wish: int) -> Offer:
    found = shape(POSITION, POLICY, MATRIX, "cardholder", **wish)
    assert found is not None
    return found


def test_reaches_from_the_longest_plan_to_the_ceiling() -> None:
    found = reach(POSITION, POLICY, MATRIX)
    assert found is not None
    assert (found.monthly_min_minor, found.monthly_max_minor) == (200_00, 1_000_00)
    assert (found.months_min, found.months_max) == (12, 60)


def test_takes_no_more_a_month_than_was_chosen_in_equal_payments() -> None:
    offer = shaped(monthly_minor=650_00)
    assert (offer.key, offer.monthly_minor, len(offer.dues)) == ("shaped", 632_00, 19)
    assert offer.total_minor == 12_000_00


def test_takes_as_many_months_as_were_chosen() -> None:
    offer = shaped(months=24)
    assert (len(offer.dues), offer.monthly_minor) == (24, 500_00)


def test_forgives_what_a_suggestion_of_that_length_would() -> None:
    late = replace(POSITION, days_past_due=200, low_minor=1_500_00, high_minor=2_000_00)
    offer = shape(late, POLICY, MATRIX, "cardholder", months=6)
    assert offer is not None
    assert offer.saved_minor == 1_200_00


def test_nothing_is_within_reach_of_who_can_set_too_little_aside() -> None:
    assert reach(replace(POSITION, low_minor=0, high_minor=100_00), POLICY, MATRIX) is None
    assert shape(POSITION, POLICY, MATRIX, "cardholder", monthly_minor=100_00) is None
    assert shape(POSITION, POLICY, MATRIX, "cardholder", monthly_minor=0) is None


@given(
    st.integers(1, 5_000_000),
    st.integers(0, 400_000),
    st.integers(0, 100_000),
    st.integers(1, 400_000),
    st.integers(0, 400),
    st.floats(0, 1),
)
def test_within_reach_a_plan_costs_what_is_owed_less_what_is_forgiven(
    principal: int, interest: int, fees: int, high: int, days: int, place: float
) -> None:
    position = replace(
        POSITION,
        principal_minor=principal,
        interest_minor=interest,
        fees_minor=fees,
        low_minor=high // 2,
        high_minor=high,
        days_past_due=days,
    )
    found = reach(position, POLICY, MATRIX)
    if found is None:
        return
    span = found.monthly_max_minor - found.monthly_min_minor
    monthly = found.monthly_min_minor + int(span * place)
    offer = shape(position, POLICY, MATRIX, "cardholder", monthly_minor=monthly)
    if offer is None:
        return
    assert offer.monthly_minor <= monthly
    assert offer.total_minor == position.owed_minor - offer.saved_minor
    assert len(offer.dues) <= found.months_max + 1
    again = shape(position, POLICY, MATRIX, "cardholder", monthly_minor=offer.monthly_minor)
    assert again is not None
    assert again.terms == offer.terms, "what a form carries back is what was shown"
