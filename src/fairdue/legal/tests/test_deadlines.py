"""Last days: counted, moved by rest days, unknown years said so; kept, missed, dropped."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.legal.queries.court_days import REST_DAYS, last_year_known
from fairdue.legal.rules import deadlines, steps
from fairdue.legal.rules.deadlines import DAYS, DEADLINES, MONTHS, counted, unmoved_last_day

CHINA = REST_DAYS["CN"]


@pytest.mark.parametrize(
    ("unmoved", "last"),
    [
        ("2026-03-13", "2026-03-13"),  # an ordinary Friday
        ("2026-03-14", "2026-03-16"),  # a Saturday
        ("2026-02-15", "2026-02-24"),  # Spring Festival: 15 to 23 February
        ("2026-02-14", "2026-02-14"),  # a Saturday made up for the festival: a working day
        ("2026-10-01", "2026-10-08"),  # National Day: 1 to 7 October
        ("2026-12-31", "2026-12-31"),
    ],
)
def test_a_last_day_at_rest_moves_to_the_first_working_day(unmoved: str, last: str) -> None:
    assert counted(date.fromisoformat(unmoved), CHINA).last_day == date.fromisoformat(last)


def test_a_year_that_was_not_announced_has_no_last_day_and_says_which() -> None:
    year = last_year_known() + 1
    found = counted(date(year, 1, 4), CHINA)
    assert (found.last_day, found.unknown_year) == (None, year)


def test_a_last_day_at_the_edge_of_what_is_known_is_not_guessed() -> None:
    """31 December is known; if it were at rest, what comes after it isn't."""
    rests = frozenset({date(2025, 12, 31)})

    class OneYear:
        def __contains__(self, day: object) -> bool:
            assert isinstance(day, date)
            if day.year > 2025:
                raise deadlines.UnknownYearError(day.year)
            return day in rests

    assert counted(date(2025, 12, 31), OneYear()).unknown_year == 2026
    assert counted(date(2025, 12, 30), OneYear()).last_day == date(2025, 12, 30)


@given(st.dates(date(2005, 1, 1), date(2026, 11, 30)), st.integers(1, 30))
def test_a_last_day_is_never_before_the_counted_one_nor_at_rest(day: date, length: int) -> None:
    unmoved = unmoved_last_day(day, length, DAYS)
    found = counted(unmoved, CHINA)
    if found.last_day is None:
        assert found.unknown_year is not None
        return
    assert found.last_day >= unmoved == day + timedelta(days=length)
    assert found.last_day not in CHINA
    between = (found.last_day - unmoved).days
    assert all(unmoved + timedelta(days=n) in CHINA for n in range(between))


@pytest.mark.parametrize("year", range(2012, last_year_known() + 1))
def test_another_library_s_holidays_are_days_of_rest_here_too(year: int) -> None:
    """A second opinion: the statutory days of `holidays`, kept by other people."""
    statutory = holidays.country_holidays("CN", years=year)
    assert len(statutory) >= 11
    assert [day for day in statutory if day not in CHINA] == []


def test_months_end_on_the_same_day_or_the_month_s_last() -> None:
    assert unmoved_last_day(date(2026, 1, 31), 1, MONTHS) == date(2026, 2, 28)


def test_every_deadline_is_begun_kept_and_dropped_by_steps_there_are() -> None:
    known = set(steps.POSSIBLE_IN) | {steps.CLOSED}
    for each in DEADLINES.values():
        assert {*each.after, *each.kept_by, *each.dropped_by} <= known
        assert not set(each.kept_by) & set(each.dropped_by)


@pytest.mark.parametrize(
    ("step", "on", "state"),
    [
        (steps.ORDER_ACCEPTED, "2026-03-16", "kept"),
        (steps.ORDER_ACCEPTED, "2026-03-17", "missed"),
        (steps.SUIT_FILED, "2026-03-12", "dropped"),
        (steps.CLOSED, "2026-03-12", "dropped"),
        (steps.ORDER_SERVED, "2026-03-12", ""),
    ],
)
def test_a_step_keeps_misses_or_drops_a_deadline(step: str, on: str, state: str) -> None:
    last = date(2026, 3, 16)
    assert deadlines.ends("order_answer", step, date.fromisoformat(on), last) == state
