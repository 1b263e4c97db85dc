"""Which moments a consent covers and a request bars, and when a request leaves off."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.compliance.models import ConsentKind, RequestKind
from fairdue.compliance.rules.circumstances import (
    CHANNELS,
    CONSENT_KINDS,
    REQUEST_KINDS,
    Consent,
    Request,
)

BEIJING, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""A Tuesday, 10:30 in Beijing."""
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def consent(**change: object) -> Consent:
    given: dict[str, object] = {
        "id": 1,
        "kind": "night_contact",
        "channel": "",
        "contact_point_id": None,
        "begins": None,
        "ends": None,
        "granted_at": AT,
        "ends_at": None,
        "revoked_at": None,
        "given_to": "this_collector",
    }
    return Consent(**(given | change))  # type: ignore[arg-type]


def request(kind: str = "cease", **change: object) -> Request:
    given: dict[str, object] = {
        "id": 1,
        "kind": kind,
        "channel": "",
        "contact_point_id": None,
        "weekdays": frozenset(),
        "begins": None,
        "ends": None,
        "place": "",
        "received_at": AT,
        "withdrawn_at": None,
        "ends_at": None,
    }
    return Request(**(given | change))  # type: ignore[arg-type]


def beijing(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=BEIJING)


def test_a_consent_covers_from_its_grant_to_before_its_revocation() -> None:
    revoked = consent(revoked_at=AT + HOUR)
    moments = (AT - SECOND, AT, AT + HOUR - SECOND, AT + HOUR)
    assert [revoked.covers(at, "call", 1, BEIJING) for at in moments] == [False, True, True, False]
    ended = consent(ends_at=AT + HOUR)
    assert [ended.covers(at, "call", 1, BEIJING) for at in moments] == [False, True, True, False]


def test_a_window_over_midnight_covers_both_sides_of_it() -> None:
    night = consent(begins=time(22), ends=time(1))
    asked = ("21:59", "22:00", "23:59")
    covered = [night.covers(beijing(11, clock), "call", None, BEIJING) for clock in asked]
    assert covered == [False, True, True]
    asked = ("00:59", "01:00")
    assert [night.covers(beijing(12, clock), "call", None, BEIJING) for clock in asked] == [
        True,
        False,
    ]


def test_a_consent_is_for_its_channel_and_its_number_only() -> None:
    narrow = consent(channel="sms", contact_point_id=7)
    assert narrow.covers(AT, "sms", 7, BEIJING)
    assert not narrow.covers(AT, "call", 7, BEIJING)
    assert not narrow.covers(AT, "sms", 8, BEIJING)
    assert not narrow.covers(AT, "sms", None, BEIJING)


@pytest.mark.parametrize(
    ("asked", "barred"),
    [
        (request("cease"), {"call", "sms", "email", "letter", "visit"}),
        (request("representative"), {"call", "sms", "email", "letter", "visit"}),
        (request("letters_only"), {"call", "sms", "email", "visit"}),
        (request("stop_medium", channel="sms"), {"sms"}),
        (request("stop_point", contact_point_id=7), {"call", "sms"}),
        (request("not_at_work", place="work"), {"visit"}),
        (request("not_at_work", place="work", channel="call"), {"call"}),
        (request("inconvenient_place", place="home", contact_point_id=7), {"call", "sms"}),
        (request("inconvenient_place", place="home", contact_point_id=8), set()),
        (request("inconvenient_time", begins=time(10), ends=time(11)), set(CHANNELS)),
        (request("inconvenient_time", channel="call", weekdays=frozenset({1})), {"call"}),
        (request("inconvenient_time", weekdays=frozenset({0, 2, 3, 4, 5, 6})), set()),
    ],
)
def test_a_request_bars_what_it_speaks_of(asked: Request, barred: set[str]) -> None:
    phone = 7
    points = {"call": phone, "sms": phone}
    assert {
        channel for channel in CHANNELS if asked.bars(AT, channel, points.get(channel), BEIJING)
    } == barred


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    tuesday_night = request(
        "inconvenient_time", weekdays=frozenset({1}), begins=time(20), ends=time(9)
    )
    assert tuesday_night.bars(beijing(11, "08:59"), "call", None, BEIJING), "Wednesday morning"
    assert not tuesday_night.bars(beijing(12, "08:59"), "call", None, BEIJING)
    assert tuesday_night.next_free(beijing(10, "20:00"), "call", None, BEIJING) == beijing(
        11, "09:00"
    )


def test_days_that_touch_are_free_only_after_the_last() -> None:
    weekend = request("inconvenient_time", weekdays=frozenset({5, 6}))
    saturday = beijing(14, "12:00")
    assert weekend.next_free(saturday, "call", None, BEIJING) == beijing(16, "00:00")


def test_what_never_leaves_off_is_free_only_when_it_ends() -> None:
    always = request("inconvenient_time", weekdays=frozenset(range(7)))
    assert always.next_free(AT, "call", None, BEIJING) is None
    ends = AT + timedelta(days=90)
    until = request("inconvenient_time", weekdays=frozenset(range(7)), ends_at=ends)
    assert until.next_free(AT, "call", None, BEIJING) == ends
    assert request("cease").next_free(AT, "call", None, BEIJING) is None
    assert request("cease", ends_at=ends).next_free(AT, "call", None, BEIJING) == ends


def test_a_moment_that_is_not_barred_is_free_itself() -> None:
    assert request("stop_medium", channel="sms").next_free(AT, "call", None, BEIJING) == AT


moments = st.integers(0, 500 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + seconds * SECOND
)
clocks = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(
    kind=st.sampled_from(REQUEST_KINDS),
    channel=st.sampled_from(("", *CHANNELS)),
    weekdays=st.frozensets(st.integers(0, 6)),
    begins=clocks,
    ends=clocks,
    received_at=moments,
    lasts=st.none() | st.integers(1, 60 * 24 * 3600).map(lambda seconds: seconds * SECOND),
    at=moments,
    asked_channel=st.sampled_from(CHANNELS),
    zone=st.sampled_from((BEIJING, NEW_YORK)),
)
@settings(max_examples=400)
def test_at_its_next_free_moment_a_request_leaves_off_and_one_second_earlier_it_does_not(
    kind: str,
    channel: str,
    weekdays: frozenset[int],
    begins: time | None,
    ends: time | None,
    received_at: datetime,
    lasts: timedelta | None,
    at: datetime,
    asked_channel: str,
    zone: ZoneInfo,
) -> None:
    asked = request(
        kind,
        channel=channel,
        weekdays=weekdays,
        begins=begins,
        ends=ends,
        received_at=received_at,
        ends_at=received_at + lasts if lasts else None,
    )
    free = asked.next_free(at, asked_channel, None, zone)
    if not asked.bars(at, asked_channel, None, zone):
        assert free == at
        return
    if free is None:
        later = (at + days * timedelta(days=1) for days in range(40))
        assert all(asked.bars(moment, asked_channel, None, zone) for moment in later)
        return
    assert free > at
    assert not asked.bars(free, asked_channel, None, zone)
    assert asked.bars(free - SECOND, asked_channel, None, zone)


def test_the_rules_and_the_records_know_the_same_kinds() -> None:
    assert set(CONSENT_KINDS) == set(ConsentKind.values)
    assert set(REQUEST_KINDS) == set(RequestKind.values)
