"""Who is on duty, what a case asks, who is meant in a note, and when a goal is met."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.calendars import day_bounds
from fairdue.work.rules.abilities import ABILITIES, asked_for, needs
from fairdue.work.rules.goals import Share
from fairdue.work.rules.mentions import mentioned
from fairdue.work.rules.roster import LEAVE, SHIFT, Span, minutes_on_duty, on_duty

ZONE = ZoneInfo("Asia/Shanghai")
TUESDAY = date(2026, 3, 10)
FULL = 360


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def leave(day: date = TUESDAY) -> Span:
    return Span(LEAVE, *day_bounds(day, ZONE))


SHIFT_OF_THE_DAY = Span(SHIFT, at(9), at(12))


def test_without_a_calendar_everybody_is_on_duty() -> None:
    assert on_duty([], at(10), ZONE)
    assert minutes_on_duty([], TUESDAY, ZONE, full=FULL) == FULL


def test_a_shift_counts_for_its_week_and_its_own_hours_only() -> None:
    assert on_duty([SHIFT_OF_THE_DAY], at(9), ZONE)
    assert not on_duty([SHIFT_OF_THE_DAY], at(12), ZONE)
    assert minutes_on_duty([SHIFT_OF_THE_DAY], TUESDAY, ZONE, full=FULL) == 180
    assert minutes_on_duty([SHIFT_OF_THE_DAY], TUESDAY + timedelta(1), ZONE, full=FULL) == 0
    assert minutes_on_duty([SHIFT_OF_THE_DAY], TUESDAY + timedelta(7), ZONE, full=FULL) == FULL


def test_leave_comes_before_shifts() -> None:
    spans = [SHIFT_OF_THE_DAY, leave()]
    assert not on_duty(spans, at(10), ZONE)
    assert minutes_on_duty(spans, TUESDAY, ZONE, full=FULL) == 0
    assert minutes_on_duty([leave()], TUESDAY, ZONE, full=FULL) == 0
    assert minutes_on_duty([leave()], TUESDAY + timedelta(1), ZONE, full=FULL) == FULL


def test_a_long_shift_is_no_more_than_a_full_day() -> None:
    assert minutes_on_duty([Span(SHIFT, at(6), at(22))], TUESDAY, ZONE, full=FULL) == FULL


shifts = st.lists(
    st.tuples(st.integers(-7, 7), st.integers(0, 22), st.integers(1, 8)), max_size=6
).map(
    lambda many: [
        Span(
            SHIFT,
            at(hour, day=TUESDAY + timedelta(days)),
            at(hour, day=TUESDAY + timedelta(days)) + timedelta(hours=hours),
        )
        for days, hour, hours in many
    ]
)


@given(shifts, st.sets(st.integers(-3, 3)), st.integers(0, 24 * 60 - 1))
def test_minutes_lie_within_a_day_and_whoever_is_there_has_some(
    planned: list[Span], leave_days: set[int], minute: int
) -> None:
    spans = planned + [leave(TUESDAY + timedelta(days)) for days in leave_days]
    minutes = minutes_on_duty(spans, TUESDAY, ZONE, full=FULL)
    assert 0 <= minutes <= FULL
    assert minutes <= minutes_on_duty(planned, TUESDAY, ZONE, full=FULL)
    if on_duty(spans, at(0) + timedelta(minutes=minute), ZONE):
        assert minutes > 0


def test_a_case_asks_its_language_and_care_in_hardship() -> None:
    assert asked_for("en-GB", hardship=False) == {"speaks:en"}
    assert asked_for("zh", hardship=True) == {"speaks:zh", "skill:hardship"}
    assert asked_for("", hardship=False) == asked_for("xx", hardship=False) == set()


def test_language_comes_before_a_skill_where_nobody_has_both() -> None:
    asked = {"speaks:en", "skill:hardship"}
    assert needs(asked, [["speaks:en"], ["skill:hardship"]]) == {"speaks:en"}
    assert needs(asked, [["skill:hardship"]]) == {"skill:hardship"}
    assert needs(asked, [["speaks:zh"]]) == needs(asked, []) == set()


codes = st.sets(st.sampled_from(sorted(ABILITIES)))


@given(codes, st.lists(codes, max_size=4))
def test_no_case_waits_for_an_ability_that_nobody_has(
    asked: set[str], team: list[set[str]]
) -> None:
    wanted = needs(asked, team)
    assert wanted <= asked
    assert not wanted or any(wanted <= one for one in team)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@wang 请看一下。@lin, please", ["wang", "lin"]),
        ("请@Wang处理，谢谢", ["wang"]),
        ("（@zhao.li）.", ["zhao.li"]),
        ("mail a@b.com @lin. @lin", ["lin"]),
        ("no one", []),
    ],
)
def test_names_after_an_at_sign_are_mentioned(text: str, names: list[str]) -> None:
    assert mentioned(text) == names


@given(st.lists(st.from_regex(r"[a-z0-9_]{1,12}", fullmatch=True), max_size=5))
def test_everyone_named_is_mentioned_once(names: list[str]) -> None:
    text = " ".join(f"@{name}，" for name in names)
    assert mentioned(text) == list(dict.fromkeys(names))


def test_a_goal_is_not_met_by_rounding_nor_by_nothing() -> None:
    assert Share(0, 0).percent is None and Share(0, 0).meets(1) is None
    assert Share(899, 1000).percent == 89 and Share(899, 1000).meets(90) is False
    assert Share(9, 10).meets(90) is True
    with pytest.raises(ValueError, match="no part"):
        Share(2, 1)
