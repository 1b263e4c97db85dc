from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.calendars import add_months
from fairdue.legal.rules.limitation import (
    Event,
    Limits,
    Obstacle,
    event_interrupts_limitation,
    is_time_barred,
    limitation_last_day,
)

LIMITS = Limits(
    years=3,
    outer_years=20,
    suspension_months=6,
    demand_kinds=("sms", "letter"),
    consent_kinds=("partial_repayment",),
    procedure_kinds=("lawsuit",),
    reviving_kinds=("due_notice_signed",),
)
DUE = date(2023, 5, 15)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
EVENTS = st.builds(
    Event,
    on=DAYS,
    kind=st.sampled_from(["sms", "partial_repayment", "note"]),
    reached=st.booleans(),
)


def last_day(*events: Event, **more: object) -> date:
    return limitation_last_day(DUE, events, limits=LIMITS, **more)  # type: ignore[arg-type]


def test_runs_three_years_from_the_due_date() -> None:
    assert last_day() == date(2026, 5, 15)


def test_the_last_day_itself_is_not_barred() -> None:
    assert not is_time_barred(date(2026, 5, 15), date(2026, 5, 15))
    assert is_time_barred(date(2026, 5, 15), date(2026, 5, 16))


def test_a_demand_on_the_last_day_restarts_and_a_day_later_does_not() -> None:
    assert last_day(Event(date(2026, 5, 15), "sms")) == date(2029, 5, 15)
    assert last_day(Event(date(2026, 5, 16), "sms")) == date(2026, 5, 15)


def test_a_demand_on_the_day_to_which_a_rest_day_rolled_is_in_time() -> None:
    rest = frozenset({date(2026, 5, 15)})
    assert last_day(Event(date(2026, 5, 16), "sms"), rest_days=rest) == date(2029, 5, 16)


def test_a_demand_that_never_reached_the_debtor_changes_nothing() -> None:
    assert last_day(Event(date(2025, 1, 1), "sms", reached=False)) == date(2026, 5, 15)


def test_a_suit_restarts_the_period_when_it_ends() -> None:
    suit = Event(date(2025, 1, 1), "lawsuit", ended_on=date(2025, 12, 20))
    assert last_day(suit) == date(2028, 12, 20)


def test_only_an_agreement_revives_an_expired_claim() -> None:
    assert last_day(Event(date(2026, 6, 1), "partial_repayment")) == date(2026, 5, 15)
    assert last_day(Event(date(2026, 6, 1), "due_notice_signed")) == date(2029, 6, 1)


def test_an_obstacle_in_the_last_six_months_holds_the_end_back() -> None:
    late = Obstacle(date(2026, 1, 1), date(2026, 4, 1))
    early = Obstacle(date(2025, 1, 1), date(2025, 11, 14))
    assert last_day(obstacles=[late]) == date(2026, 10, 1)
    assert last_day(obstacles=[early]) == date(2026, 5, 15)


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    assert limitation_last_day(date(2024, 2, 29), limits=LIMITS) == date(2027, 2, 28)


def test_one_event_is_judged_against_the_day_before_it() -> None:
    suit = Event(date(2026, 5, 15), "lawsuit")
    assert event_interrupts_limitation(suit, date(2026, 5, 15), limits=LIMITS)
    assert not event_interrupts_limitation(suit, date(2026, 5, 14), limits=LIMITS)


@given(st.lists(EVENTS, max_size=8), st.randoms(use_true_random=False))
def test_any_order_of_events_gives_the_same_day(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert last_day(*events) == last_day(*shuffled)


@given(st.lists(EVENTS, max_size=8))
def test_stays_between_the_general_and_the_outer_limit(events: list[Event]) -> None:
    assert add_months(DUE, 36) <= last_day(*events) <= add_months(DUE, 240)


@given(st.lists(EVENTS, max_size=8), st.sets(DAYS, max_size=20))
def test_never_ends_on_a_rest_day(events: list[Event], rest: set[date]) -> None:
    assert last_day(*events, rest_days=frozenset(rest)) not in rest


@given(st.lists(EVENTS, max_size=6), st.integers(1, 400))
def test_a_demand_after_the_end_changes_nothing(events: list[Event], days: int) -> None:
    end = last_day(*events)
    later = Event(end + timedelta(days=days), "sms")
    assert last_day(*events, later) == end


def test_counting_from_the_day_after_ends_a_day_later_also_after_an_interruption() -> None:
    later = replace(LIMITS, starts_after_days=1)
    demand = Event(date(2026, 5, 15), "demand")
    for events in ((), (demand,)):
        first = limitation_last_day(DUE, events, limits=LIMITS)
        assert limitation_last_day(DUE, events, limits=later) == first + timedelta(days=1)
