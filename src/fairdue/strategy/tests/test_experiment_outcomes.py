"""Who counts for which arm, on which day, and what became of them: as one by one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.strategy.columns.experiment_outcomes import EVENTS, MEMBERS, daily, members, observed
from fairdue.strategy.columns.readings import StopRule, Terms, harmful, read
from fairdue.strategy.rules.experiments import place
from fairdue.strategy.rules.sequences import Day

BEGUN = date(2026, 3, 1)
SEED = "experiment-1"
CUSTOMERS = [f"c{number}" for number in range(12)]


def on(day: int) -> date:
    return BEGUN + timedelta(days=day)


def the_events(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(ref, measure, on(day), "", value) for ref, measure, day, value in rows],
        schema=EVENTS,
        orient="row",
    )


def the_members(*rows: tuple[str, int | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (ref, None if one is None else on(one), None if other is None else on(other))
            for ref, one, other in rows
        ],
        schema=MEMBERS,
        orient="row",
    )


def test_a_customer_counts_from_the_day_after_the_night_and_no_longer_after_the_first_event() -> (
    None
):
    of = the_members(("a", 0, None), ("b", 0, None), ("x", None, 0), ("y", None, 1))
    events = the_events(
        ("a", "complained", 0, 1),  # before its first day
        ("b", "complained", 2, 1),
        ("b", "complained", 3, 1),  # no longer its first
        ("x", "complained", 1, 1),
        ("y", "denied", 2, 1),
    )
    assert daily(of, events, "complained", on(3)) == [
        Day(1, 0, 1, 2),
        Day(0, 1, 1, 2),
        Day(0, 0, 1, 1),
    ]


def test_who_moves_takes_along_what_happened_before() -> None:
    of = the_members(("a", 0, 2), ("b", 0, 2), ("c", 0, None))
    events = the_events(("a", "complained", 1, 1), ("b", "complained", 3, 1))
    assert daily(of, events, "complained", on(3)) == [
        Day(0, 1, 0, 3),
        Day(0, 0, 0, 2),
        Day(1, 0, 1, 1),
    ]


def test_averages_count_those_whose_days_are_over() -> None:
    of = the_members(("a", 0, None), ("b", 0, 3), ("c", 0, 1), ("d", None, 2))
    events = the_events(
        ("a", "contacts", 1, 1),
        ("a", "contacts", 2, 1),
        ("a", "contacts", 3, 1),  # after its two days
        ("c", "contacts", 2, 1),
    )
    challenger, champion = observed(of, events, "contacts", on(3), days=2)
    assert (champion.count, champion.total, champion.squares) == (2, 2, 4)  # a and b
    assert (challenger.count, challenger.total) == (1, 1)  # c, since it moved


def test_an_experiment_without_customers_tells_nothing() -> None:
    nobody = pl.DataFrame(schema=MEMBERS)
    assert daily(nobody, the_events(), "paid", on(5)) == []
    terms = Terms(0.05, 30, 1000, (StopRule("complained", 1.0, 0.02),))
    figures = read(nobody, the_events(), on(5), ["paid", "complained"], terms)
    assert figures["customers"] == {"challenger": 0, "champion": 0}
    assert figures["rates"]["paid"]["ratio"] is None
    assert harmful(figures) == []


NIGHTS = st.lists(
    st.tuples(st.sets(st.sampled_from(CUSTOMERS)), st.sampled_from([0, 100, 500, 900, 1000])),
    min_size=1,
    max_size=5,
)
HAPPENED = st.lists(
    st.tuples(st.sampled_from(CUSTOMERS), st.integers(0, 8), st.integers(-1, 2)), max_size=15
)


@given(NIGHTS, HAPPENED, st.integers(0, 7))
def test_columns_count_as_one_by_one(
    nights: list[tuple[set[str], int]], happened: list[tuple[str, int, int]], until: int
) -> None:
    shares = {on(number): share for number, (_, share) in enumerate(nights)}
    seen = [
        (on(number), pl.Series(sorted(refs), dtype=pl.String))
        for number, (refs, _) in enumerate(nights)
    ]
    events = the_events(*((ref, "paid", day, value) for ref, day, value in happened))
    of = members(seen, shares, SEED)
    assert of.rows() == _members_one_by_one(nights)
    found = daily(of, events, "paid", on(until))
    expected = _days_one_by_one(of.rows(), happened, until)
    assert found == expected


def _members_one_by_one(nights: list[tuple[set[str], int]]) -> list[tuple[Any, ...]]:
    found = {}
    for number, (refs, share) in enumerate(nights):
        for ref in refs:
            champion, challenger = found.get(ref, (None, None))
            covered = place(SEED, ref) < share
            if (champion, challenger) == (None, None) and not covered:
                champion = on(number)
            if challenger is None and covered:
                challenger = on(number)
            found[ref] = (champion, challenger)
    return sorted((ref, *nights) for ref, nights in found.items())


def _days_one_by_one(
    of: list[tuple[Any, ...]], happened: list[tuple[str, int, int]], until: int
) -> list[Day]:
    starts = [min(day for day in row[1:] if day is not None) for row in of]
    if not starts:
        return []
    found = []
    for number in range((min(starts) - BEGUN).days + 1, until + 1):
        day, counts = on(number), {True: [0, 0], False: [0, 0]}
        for ref, champion, challenger in of:
            entered = min(one for one in (champion, challenger) if one is not None)
            days = [on(when) for who, when, value in happened if who == ref and value > 0]
            first = min((when for when in days if when > entered), default=None)
            if day <= entered or (first is not None and first < day):
                continue
            in_challenger = challenger is not None and day > challenger
            counts[in_challenger][0] += first == day
            counts[in_challenger][1] += 1
        (here, here_of), (there, there_of) = counts[True], counts[False]
        found.append(Day(here, there, here_of, there_of))
    return found


@pytest.mark.parametrize(("ratio", "expected"), [(1, []), (8, ["complained"])])
def test_names_the_measure_that_does_harm(ratio: int, expected: list[str]) -> None:
    of = the_members(
        *((f"a{number}", 0, None) for number in range(400)),
        *((f"x{number}", None, 0) for number in range(100)),
    )
    events = the_events(
        *((f"a{number}", "complained", 1 + number % 6, 1) for number in range(20)),
        *((f"x{number}", "complained", 1 + number % 6, 1) for number in range(5 * ratio)),
    )
    terms = Terms(0.05, 30, 1000, (StopRule("complained", 1.0, 0.02),))
    figures = read(of, events, on(7), ["paid", "complained"], terms)
    assert harmful(figures) == expected
    rate = figures["rates"]["complained"]
    assert rate["limit"] == 50
    low, high = rate["ratio"][1:]
    assert (low > 1) is (ratio > 1)
    assert low <= ratio * 1.05 and high >= ratio * 0.95
