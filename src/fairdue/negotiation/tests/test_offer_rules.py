"""What is suggested: cases, and what holds for all facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.rules.authority import (
    CARDHOLDER,
    COLLECTOR,
    KEYS,
    Asked,
    Matrix,
    read_matrix,
)
from fairdue.negotiation.rules.kept import History, Priors
from fairdue.negotiation.rules.offers import KINDS, Offer, OfferPolicy, Position, suggest
from fairdue.negotiation.rules.schedule import monthly_minor, months_of, schedule
from fairdue.negotiation.rules.terms import Terms

TODAY = date(2026, 3, 10)
PRIORS = Priors(((500, 800), (800, 700), (1000, 550), (2000, 300)), 8, 900, 500)
POLICY = OfferPolicy(
    first_due_days=14,
    light_share=700,
    months_max={"short_plan": 6, "instalment_plan": 60, "settlement": 24, "hardship": 12},
    short_days_max=120,
    short_instalments_max=6,
    plan_needs_inability=True,
    priors=PRIORS,
)


def a_row(*kinds: str, waived: int = 0, months: int = 60, since: int = 0) -> dict[str, object]:
    return {
        "kinds": list(kinds),
        "amount": {"CNY": 50_000},
        "days_past_due_from": since,
        "waived_percent": waived,
        "months": months,
    }


OWN = [
    a_row("short_plan", "instalment_plan", "hardship"),
    a_row("short_plan", "instalment_plan", "hardship", waived=5, since=90),
    a_row("settlement", waived=10, months=6, since=180),
]
LEAD = [{**a_row(*KINDS, waived=40, months=60), "amount": {"CNY": 300_000}}]
MATRIX = read_matrix({"cardholder": OWN, "collector": OWN, "lead": LEAD})
POSITION = Position(
    currency="CNY",
    principal_minor=10_000_00,
    interest_minor=1_500_00,
    fees_minor=500_00,
    days_past_due=45,
    low_minor=600_00,
    high_minor=1_000_00,
    today=TODAY,
)


def offered(position: Position = POSITION, role: str = "cardholder") -> dict[str, Offer]:
    return {offer.key: offer for offer in suggest(position, POLICY, MATRIX, role)}


def test_suggests_a_light_a_steady_and_a_quick_way_within_what_can_be_set_aside() -> None:
    found = offered()
    assert {key: (each.terms.instalments, each.monthly_minor) for key, each in found.items()} == {
        "light": (29, 414_00),
        "steady": (20, 600_00),
        "quick": (12, 1_000_00),
    }
    assert all(each.total_minor == 12_000_00 and each.saved_minor == 0 for each in found.values())
    assert not any(each.needs_approval for each in found.values())
    assert found["quick"].last_due_on == date(2027, 2, 24)


def test_what_can_be_paid_at_once_is_a_short_plan_of_one_or_two() -> None:
    [offer] = suggest(
        replace(POSITION, low_minor=15_000_00, high_minor=20_000_00), POLICY, MATRIX, "cardholder"
    )[:1]
    assert offer.terms.kind == "short_plan"
    assert offer.terms.instalments in (1, 2)


def test_from_180_days_a_tenth_is_waived_for_whoever_can_settle_within_six_months() -> None:
    late = replace(POSITION, days_past_due=200, low_minor=1_500_00, high_minor=2_000_00)
    best = suggest(late, POLICY, MATRIX, "cardholder")[0]
    assert (best.terms.kind, best.saved_minor, best.total_minor) == (
        "settlement",
        1_200_00,
        10_800_00,
    )
    assert best.terms.instalments == 6
    assert any("waived" in each.en for each in best.why)


def test_a_plan_that_can_never_be_paid_off_is_suggested_reduced_for_somebody_to_approve() -> None:
    poor = replace(POSITION, low_minor=100_00, high_minor=150_00)
    [offer] = suggest(poor, POLICY, MATRIX, "cardholder")
    assert (offer.key, offer.saved_minor, offer.total_minor) == ("reduced", 3_000_00, 9_000_00)
    assert offer.needs_approval
    assert not suggest(replace(poor, high_minor=50_00, low_minor=0), POLICY, MATRIX, "cardholder")


def test_more_than_ones_own_authority_is_suggested_for_approval() -> None:
    large = replace(POSITION, principal_minor=100_000_00, high_minor=5_000_00, low_minor=4_000_00)
    assert all(each.needs_approval for each in suggest(large, POLICY, MATRIX, "cardholder"))


def test_in_hardship_its_own_arrangement_comes_first_where_it_fits() -> None:
    kinds = {
        each.terms.kind
        for each in suggest(replace(POSITION, hardship=True), POLICY, MATRIX, "cardholder")
    }
    assert "hardship" in kinds


@pytest.mark.parametrize(
    "nothing",
    [
        {"high_minor": 0, "low_minor": 0},
        {"principal_minor": 0, "interest_minor": 0, "fees_minor": 0},
    ],
)
def test_nothing_is_suggested_where_nothing_is_owed_or_can_be_paid(nothing: dict[str, int]) -> None:
    assert suggest(replace(POSITION, **nothing), POLICY, MATRIX, "cardholder") == ()  # type: ignore[arg-type]


MONEY = st.integers(0, 60_000_00)
POSITIONS = st.builds(
    lambda low, more, **rest: Position(low_minor=low, high_minor=low + more, **rest),
    low=st.integers(0, 3_000_00),
    more=st.integers(0, 3_000_00),
    currency=st.just("CNY"),
    principal_minor=MONEY,
    interest_minor=st.integers(0, 5_000_00),
    fees_minor=st.integers(0, 1_000_00),
    days_past_due=st.integers(0, 400),
    today=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    hardship=st.booleans(),
    history=st.builds(History, *[st.integers(0, 9)] * 3),
    breaks_per_mille=st.none() | st.integers(0, 1000),
)
ROWS = st.fixed_dictionaries(
    {
        "kinds": st.sets(st.sampled_from(KINDS), min_size=1).map(sorted),
        "amount": st.fixed_dictionaries({"CNY": st.sampled_from([1_000, 20_000, 50_000, 200_000])}),
        "days_past_due_from": st.sampled_from([0, 30, 90, 180]),
        "waived_percent": st.integers(0, 60),
        "months": st.integers(0, 60),
    }
)
assert {"kinds", "amount", "days_past_due_from", "waived_percent", "months"} == KEYS
MATRICES = st.builds(
    lambda own, less, lead: read_matrix(
        {"cardholder": [*own, *less], "collector": own, "lead": lead}
    ),
    own=st.lists(ROWS, min_size=1, max_size=3),
    less=st.lists(ROWS, max_size=2),
    lead=st.lists(ROWS, max_size=2),
)
"""Any that the loader takes: what a collector may, a cardholder may."""


@given(position=POSITIONS, matrix=MATRICES, role=st.sampled_from(["cardholder", "collector"]))
def test_for_all_facts_suggestions_are_affordable_exact_distinct_and_in_order(
    position: Position, matrix: Matrix, role: str
) -> None:
    offers = suggest(position, POLICY, matrix, role)
    assert len(offers) <= 3
    assert len({offer.terms for offer in offers}) == len(offers)
    assert list(offers) == sorted(offers, key=lambda offer: offer.order)
    for offer in offers:
        dues = schedule(offer.terms)
        assert dues == offer.dues
        assert monthly_minor(offer.terms, dues) == offer.monthly_minor <= position.high_minor
        assert sum(due.amount_minor for due in dues) == offer.total_minor
        assert offer.total_minor + offer.saved_minor == position.owed_minor
        assert months_of(dues, position.today) <= POLICY.months_max[offer.terms.kind]
        assert 0 <= offer.kept_per_mille <= 1000
        assert offer.last_due_on == dues[-1].due_on > position.today or offer.terms.instalments
        granted = matrix.may_grant(role, _asked(offer.terms, position))
        assert offer.needs_approval == (not granted)


@given(position=POSITIONS, matrix=MATRICES, more=st.integers(0, 3_000_00))
def test_for_all_facts_who_can_pay_more_is_never_offered_worse(
    position: Position, matrix: Matrix, more: int
) -> None:
    assume(not _unpayable(position, matrix))
    richer = replace(
        position, low_minor=position.low_minor + more, high_minor=position.high_minor + more
    )
    before = suggest(position, POLICY, matrix, "cardholder")
    after = suggest(richer, POLICY, matrix, "cardholder")
    if before and richer.owed_minor > richer.high_minor:
        assert after[0].total_minor <= before[0].total_minor


A_MONTH = {"month": 1, "fortnight": 2, "week": 4, "days:1,16": 2, "days:5,15,25": 3}
"""About how many instalments of each frequency fall due in a month."""


@st.composite
def granted_by_a_collector(draw: st.DrawFn) -> tuple[Position, Matrix, Terms]:
    """Terms that lie in a collector's row, and a person who can just about pay them."""
    own = draw(st.lists(ROWS, min_size=1, max_size=3))
    matrix = read_matrix({"cardholder": own, "collector": own})
    row = draw(st.sampled_from(own))
    owed = draw(st.integers(100, int(row["amount"]["CNY"]) * 100))
    percent = draw(st.sampled_from([int(row["waived_percent"]), 0]))
    today = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
    kind, every = draw(st.sampled_from(row["kinds"])), draw(st.sampled_from(list(A_MONTH)))
    most = min(int(row["months"]), POLICY.months_max[kind]) * A_MONTH[every] + 1
    terms = Terms(
        kind=kind,
        currency="CNY",
        principal_minor=owed // 2,
        interest_minor=owed - owed // 2,
        fees_minor=0,
        waived_minor=owed * percent // 100,
        instalments=draw(st.integers(1, min(most, 6) if kind == "short_plan" else most)),
        every=every,
        first_due_on=today + timedelta(days=draw(st.sampled_from([0, 1, 14, 31, 62]))),
        yearly_rate=draw(st.sampled_from([Decimal(0), Decimal("0.18")])),
        starts_on=today,
    )
    try:
        monthly = monthly_minor(terms, schedule(terms))
    except Refused:
        monthly = owed
    high = monthly + draw(st.sampled_from([0, 1, 100_00]))
    position = Position(
        currency="CNY",
        principal_minor=terms.principal_minor,
        interest_minor=terms.interest_minor,
        fees_minor=0,
        days_past_due=int(row["days_past_due_from"]) + draw(st.integers(0, 100)),
        low_minor=draw(st.integers(0, high)),
        high_minor=high,
        today=today,
        hardship=draw(st.booleans()),
    )
    return position, matrix, terms


@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(case=granted_by_a_collector())
def test_for_all_facts_the_cardholder_is_never_offered_worse_than_a_collector_could_grant(
    case: tuple[Position, Matrix, Terms],
) -> None:
    position, matrix, shaped = case
    try:
        dues = schedule(shaped)
    except Refused:
        assume(False)
    asked = _asked(shaped, position)
    assume(matrix.may_grant(COLLECTOR, asked) and _may_be(shaped, position))
    event(f"{shaped.kind}, {shaped.every}")
    assert matrix.may_grant(CARDHOLDER, asked), "the same terms are within reach by themselves"
    best = suggest(position, POLICY, matrix, CARDHOLDER)[0]
    assert best.total_minor <= sum(due.amount_minor for due in dues)
    assert not best.needs_approval


def _asked(terms: Terms, position: Position) -> Asked:
    return Asked(
        terms.kind,
        Money(position.owed_minor, "CNY"),
        terms.owed_minor,
        position.days_past_due,
        terms.waived_minor,
        months_of(schedule(terms), position.today),
    )


def _may_be(terms: Terms, position: Position) -> bool:
    """Affordable, and what policy and law allow anybody."""
    dues = schedule(terms)
    if monthly_minor(terms, dues) > position.high_minor:
        return False
    if months_of(dues, position.today) > POLICY.months_max[terms.kind]:
        return False
    if terms.kind == "settlement" and not terms.waived_minor:
        return False
    if terms.kind == "instalment_plan" and position.owed_minor <= position.high_minor:
        return False
    last = position.today + timedelta(days=POLICY.short_days_max)
    return terms.kind != "short_plan" or (len(dues) <= 6 and dues[-1].due_on <= last)


def _unpayable(position: Position, matrix: Matrix) -> bool:
    return any(each.key == "reduced" for each in suggest(position, POLICY, matrix, "cardholder"))
