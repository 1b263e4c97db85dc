"""What is worth noticing about a night."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.nightly.notices import Limits, limits_on, notices
from fairdue.nightly.report import NightReport, StepReport

DAY = date(2026, 3, 10)
LIMITS = Limits(
    accounts_drop_percent_max=5,
    past_due_change_percent_max=20,
    step_slower_times=2,
    step_seconds_min=10,
    nights_compared=14,
    days_between_max=1,
)


def a_night(
    day: date = DAY,
    *,
    accounts: int = 1000,
    past_due: int = 50,
    seconds: float = 20,
    gap: int = 1,
    mark: str | None = None,
    missing: tuple[str, ...] = (),
    was_whole: bool = False,
) -> NightReport:
    return NightReport(
        as_of=day,
        digest="d",
        at=datetime(2026, 3, 11, tzinfo=UTC),
        steps=(StepReport("load", accounts, accounts, seconds, was_whole),),
        figures={"accounts": accounts, "past_due": past_due},
        versions={},
        before=day - timedelta(days=gap),
        missing=missing,
        mark=str(day) if mark is None else mark,
    )


YESTERDAY = a_night(DAY - timedelta(days=1))


def kinds(report: NightReport, *earlier: NightReport) -> list[str]:
    return [each.kind for each in notices(report, earlier or (YESTERDAY,), LIMITS)]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (a_night(), []),
        (a_night(accounts=950), []),
        (a_night(accounts=949), ["accounts_dropped"]),
        (a_night(accounts=2000, seconds=40), []),
        (a_night(past_due=60), []),
        (a_night(past_due=61), ["past_due_changed"]),
        (a_night(past_due=39), ["past_due_changed"]),
        (a_night(seconds=40), []),
        (a_night(seconds=41), ["slow_step"]),
        (a_night(accounts=3000, seconds=41), []),
        (a_night(mark=str(YESTERDAY.as_of)), ["same_file"]),
        (a_night(missing=("payments", "persons")), ["file_missing", "file_missing"]),
    ],
)
def test_a_night_tells_what_stands_out(report: NightReport, expected: list[str]) -> None:
    assert kinds(report) == expected


def test_days_without_a_file_are_counted() -> None:
    report = a_night(gap=4)
    (told,) = notices(report, [a_night(DAY - timedelta(days=4))], LIMITS)
    assert (
        told.kind == "days_missing" and told.text.en == "Days without a file since 2026-03-06: 3."
    )


def test_the_first_night_has_nothing_to_be_compared_with() -> None:
    assert notices(a_night(seconds=900), [], LIMITS) == []


def test_a_short_step_is_never_slow() -> None:
    assert kinds(a_night(seconds=9.9), a_night(YESTERDAY.as_of, seconds=0.1)) == []


def test_a_step_that_was_left_whole_is_no_measure_of_the_usual() -> None:
    resumed = a_night(YESTERDAY.as_of, seconds=0.01, was_whole=True)
    assert kinds(a_night(seconds=60), resumed) == []


def test_one_slow_night_does_not_make_slowness_usual() -> None:
    before = [
        a_night(DAY - timedelta(days=back), seconds=100 if back == 1 else 20)
        for back in range(1, 6)
    ]
    assert kinds(a_night(seconds=60), *before) == ["slow_step"]


def test_the_policy_has_every_limit() -> None:
    assert limits_on(DAY).nights_compared >= 1


@given(
    st.integers(1, 10**7),
    st.integers(1, 10**7),
    st.floats(0, 1000),
    st.integers(1, 9),
)
def test_more_accounts_and_less_time_never_add_a_notice(
    accounts: int, fewer: int, seconds: float, past_due: int
) -> None:
    before = a_night(YESTERDAY.as_of, accounts=max(accounts, fewer), past_due=past_due)
    worse = a_night(accounts=min(accounts, fewer), past_due=past_due, seconds=seconds)
    better = a_night(accounts=max(accounts, fewer), past_due=past_due, seconds=seconds / 2)
    assert set(kinds(better, before)) <= set(kinds(worse, before))


def test_a_report_is_read_back_as_it_was_stored() -> None:
    report = a_night(missing=("persons",), was_whole=True)
    assert NightReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report
