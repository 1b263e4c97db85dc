"""Until when somebody may work cases."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairdue.training.rules.changes import Began, changed_since
from fairdue.training.rules.clearance import Held, Owed, standing

TODAY = date(2026, 3, 10)
COURSES = ("contact", "wording")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def held(course: str, expires: date) -> Held:
    return Held(course, expires - timedelta(days=365), expires)


def test_all_courses_of_the_role_are_needed() -> None:
    one = standing(COURSES, [held("contact", date(2026, 5, 1))], [], TODAY)
    assert (one.missing, one.may_work) == (("wording",), False)
    both = standing(COURSES, [held(each, date(2026, 5, 1)) for each in COURSES], [], TODAY)
    assert both.through == date(2026, 5, 1)


def test_the_certificate_that_ends_first_ends_it() -> None:
    certificates = [held("contact", date(2026, 5, 1)), held("wording", date(2026, 4, 1))]
    assert standing(COURSES, certificates, [], TODAY).through == date(2026, 4, 1)
    assert standing(COURSES, certificates, [], date(2026, 4, 2)).missing == ("wording",)


def test_an_exercise_counts_from_the_day_after_it_was_due() -> None:
    certificates = [held(each, date(2026, 9, 1)) for each in COURSES]
    owed = [Owed("wording", TODAY), Owed("visits", date(2020, 1, 1))]
    assert standing(COURSES, certificates, owed, TODAY).through == TODAY
    assert standing(COURSES, certificates, owed, TODAY + timedelta(days=1)).missing == ("wording",)


def test_a_change_of_law_counts_only_after_the_test_and_once_it_is_in_force() -> None:
    began = [Began("A", date(2026, 1, 30)), Began("B", date(2026, 6, 1)), Began("C", TODAY)]
    assert changed_since(("A", "B"), began, date(2025, 12, 1), TODAY) == ("A",)
    assert changed_since(("A", "B"), began, date(2026, 1, 30), TODAY) == ()


@given(
    st.lists(st.tuples(st.sampled_from(COURSES), DAYS), max_size=6),
    st.lists(st.tuples(st.sampled_from(COURSES), DAYS), max_size=3),
    DAYS,
)
def test_who_may_work_on_a_day_may_through_the_day_that_is_told_and_not_after(
    certificates: list[tuple[str, date]], exercises: list[tuple[str, date]], on: date
) -> None:
    known = [held(*each) for each in certificates]
    owed = [Owed(*each) for each in exercises]
    found = standing(COURSES, known, owed, on)
    if found.through is None:
        assert found.missing
        return
    assert standing(COURSES, known, owed, found.through).may_work
    assert not standing(COURSES, known, owed, found.through + timedelta(days=1)).may_work
