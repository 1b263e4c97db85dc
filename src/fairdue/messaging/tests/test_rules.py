"""What is known of a message, how fast messages leave, and how numbers are spelt."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.messaging.rules.handing_over import Handing, Pace, Window, back_off_seconds
from fairdue.messaging.rules.receipts import fate
from fairdue.messaging.rules.spellings import spellings

BEIJING = ZoneInfo("Asia/Shanghai")
STATES = ["accepted", "delivered", "not_delivered", "unknown"]


@pytest.mark.parametrize(
    ("parts", "told", "known"),
    [
        (["1"], [], None),
        (["1"], [("1", "unknown")], None),
        (["1"], [("1", "accepted")], "sent"),
        (["1"], [("1", "accepted"), ("1", "delivered")], "delivered"),
        (["1"], [("1", "delivered"), ("1", "not_delivered")], "delivered"),
        (["1"], [("1", "not_delivered")], "not_delivered"),
        (["1", "2"], [("1", "delivered")], "sent"),
        (["1", "2"], [("1", "delivered"), ("2", "delivered")], "delivered"),
        (["1", "2"], [("1", "delivered"), ("2", "not_delivered")], "not_delivered"),
        (["1", "2"], [("", "delivered")], "delivered"),
        (["1", "2"], [("", "not_delivered"), ("1", "delivered")], "not_delivered"),
        ([], [("9", "delivered")], "delivered"),
    ],
)
def test_a_message_is_what_was_told_of_all_its_parts(
    parts: list[str], told: list[tuple[str, str]], known: str | None
) -> None:
    assert fate(parts, told) == known


TOLD = st.lists(st.tuples(st.sampled_from(["1", "2", ""]), st.sampled_from(STATES)), max_size=5)


@given(st.sampled_from([["1"], ["1", "2"], []]), TOLD)
def test_the_order_and_number_of_tellings_change_nothing(
    parts: list[str], told: list[tuple[str, str]]
) -> None:
    known = fate(parts, told)
    assert {fate(parts, list(order)) for order in itertools.permutations(told)} <= {known}
    assert fate(parts, told + told) == known


@given(st.sampled_from([["1"], ["1", "2"]]), TOLD, TOLD)
def test_what_arrived_stays_so_whatever_is_told_later(
    parts: list[str], told: list[tuple[str, str]], later: list[tuple[str, str]]
) -> None:
    if fate(parts, told) == "delivered":
        assert fate(parts, told + later) == "delivered"


@given(st.floats(0.5, 500), st.lists(st.floats(0, 2), min_size=2, max_size=60), st.floats(0, 1e6))
def test_no_second_has_more_than_the_rate(
    per_second: float, pauses: list[float], begin: float
) -> None:
    pace, moment, left = Pace(per_second), begin, []
    for pause in pauses:
        moment += pause
        moment += pace.wait_seconds(moment)
        pace.took(moment)
        left.append(moment)
    for at in left:
        within = sum(1 for each in left if at <= each < at + 1)
        assert within <= per_second + 1 + 1e-6


def test_a_window_is_of_the_lenders_day_and_may_span_midnight() -> None:
    day, night = Window(time(7), time(22)), Window(time(22), time(7))
    noon_in_beijing = datetime(2026, 3, 10, 4, tzinfo=UTC)
    assert day.holds(noon_in_beijing, BEIJING)
    assert not night.holds(noon_in_beijing, BEIJING)
    assert not day.holds(noon_in_beijing + timedelta(hours=10), BEIJING), "22:00 is past"


@given(st.datetimes(timezones=st.just(UTC)), st.times(), st.times())
def test_a_window_and_its_opposite_share_the_day(at: datetime, one: time, other: time) -> None:
    if one != other:
        assert Window(one, other).holds(at, BEIJING) != Window(other, one).holds(at, BEIJING)


def test_a_carriers_own_rate_goes_first_and_both_windows_must_hold() -> None:
    handing = Handing(
        {"sms": 100, "email": 20, "smpp": 30},
        {"sms": Window(time(7), time(22)), "smpp": Window(time(9), time(23))},
        tries_max=3,
        wait=timedelta(seconds=10),
    )
    assert handing.rate("smpp", {"sms"}) == 30
    assert handing.rate("outbox", {"sms", "email"}) == 20
    eight = datetime(2026, 3, 10, 8, tzinfo=BEIJING)
    assert handing.is_open("kannel", "sms", eight, BEIJING)
    assert not handing.is_open("smpp", "sms", eight, BEIJING)
    assert handing.is_open("smtp", "email", eight, BEIJING)


def test_a_carrier_that_is_gone_is_tried_less_and_less_often_but_tried() -> None:
    waits = [back_off_seconds(failures) for failures in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] <= 1
    assert waits[-1] == 15


@pytest.mark.parametrize(
    ("number", "known_as"),
    [
        ("+86 138 0013 8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("+1 (415) 555-0100", "4155550100"),
        ("447700900123", "07700900123"),
        ("13800138000", "13800138000"),
        ("95588", "95588"),
    ],
)
def test_a_number_is_found_however_it_is_spelt(number: str, known_as: str) -> None:
    assert known_as in spellings(number)


@given(st.text(max_size=30))
def test_spellings_are_digits_and_the_first_is_as_it_came(number: str) -> None:
    first, *others = spellings(number)
    assert all(each.isdigit() for each in [first, *others] if each)
    assert len(set(others)) == len(others)
