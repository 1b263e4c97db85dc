"""Days and moments as the desk writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from fairdue.desk.templatetags.desk import day, day_and_clock, moment, whole_day

NOW = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""10:30 in Shanghai."""
TODAY, YESTERDAY, NEW_YEAR = (
    datetime(2026, 3, 10, 1, 5, tzinfo=UTC),
    datetime(2026, 3, 9, 1, 5, tzinfo=UTC),
    datetime(2025, 12, 31, 16, 5, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("language", "today", "yesterday"),
    [("en", "10 Mar 09:05", "9 Mar 09:05"), ("zh-hans", "3月10日 09:05", "3月9日 09:05")],
)
def test_a_record_says_its_day_even_where_it_is_of_today(
    language: str, today: str, yesterday: str
) -> None:
    with override(language):
        assert (day_and_clock(TODAY, NOW), day_and_clock(YESTERDAY, NOW)) == (today, yesterday)
        assert moment(TODAY, NOW) == "09:05"


def test_a_year_is_told_where_it_is_another_or_where_now_is_not_known() -> None:
    before = datetime(2025, 12, 31, 1, 5, tzinfo=UTC)
    with override("en"):
        assert day_and_clock(NEW_YEAR, NOW) == "1 Jan 00:05"
        assert day_and_clock(before, NOW) == moment(before, NOW) == "31 Dec 2025 09:05"
        assert day_and_clock(TODAY) == moment(TODAY) == "10 Mar 2026 09:05"
        assert (day(date(2026, 1, 30), NOW), whole_day(date(2026, 1, 30))) == (
            "30 Jan",
            "30 Jan 2026",
        )


def test_what_never_was_is_a_dash() -> None:
    assert day_and_clock(None, NOW) == "–"
