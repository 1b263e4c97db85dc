"""Visits and rounds go only where they may, and the database sees to the rest."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.visits.models import (
    Basis,
    FallenBecause,
    Origin,
    Round,
    RoundState,
    Skill,
    Visit,
    VisitState,
)
from fairdue.visits.rules import bases, states
from fairdue.visits.tests.records import (
    a_case_with_a_home,
    a_round,
    a_visit,
    a_visit_team,
    an_entry,
)


@pytest.mark.parametrize(
    ("now", "then"),
    [("made", "waiting"), ("waiting", "out"), ("waiting", "made"), ("fell_out", "planned")],
)
def test_a_visit_does_not_jump_or_go_back(now: str, then: str) -> None:
    with pytest.raises(Refused, match="cannot become"):
        states.must_visit_become(now, then)


@given(st.lists(st.sampled_from(sorted(states.VISIT_STATES)), max_size=12))
def test_no_order_of_changes_makes_a_visit_open_again_once_it_is_done(steps: list[str]) -> None:
    now, done = states.WAITING, False
    for then in steps:
        if (now, then) in states.ALLOWED_VISIT:
            now = then
        done = done or now in states.DONE_VISIT
        assert not (done and now in states.OPEN_VISIT)


def test_the_words_of_the_rules_and_of_the_tables_are_the_same_ones() -> None:
    assert set(states.VISIT_STATES) == set(VisitState.values)
    assert set(states.ROUND_STATES) == set(RoundState.values)
    assert set(bases.BASES) == set(Basis.values)
    assert set(bases.ORIGINS) == set(Origin.values)
    assert set(bases.SKILLS) == set(Skill.values)
    assert set(bases.FALLEN) == set(FallenBecause.values)


@pytest.mark.django_db
def test_the_database_refuses_a_visit_to_somebody_elses_door() -> None:
    case, _ = a_case_with_a_home()
    _, neighbour = a_case_with_a_home()
    with pytest.raises(DatabaseError, match="not on record as the customer's own"):
        a_visit(case, neighbour)


@pytest.mark.django_db
def test_the_database_refuses_a_team_and_a_round_of_one_person() -> None:
    team = a_visit_team()
    with pytest.raises(IntegrityError, match="visits_team_of_two"), transaction.atomic():
        team.second, team.journal_entry = team.first, an_entry()
        team.save()
    team.refresh_from_db()
    drafted = a_round(team, state=RoundState.DRAFTED)
    with pytest.raises(IntegrityError, match="visits_round_of_two"), transaction.atomic():
        Round.objects.filter(pk=drafted.pk).update(second=team.first, journal_entry=an_entry())


@pytest.mark.django_db
def test_no_visit_is_out_without_a_permit_and_none_changes_without_the_journal() -> None:
    case, home = a_case_with_a_home()
    visit = a_visit(case, home)
    a_round(a_visit_team(), visit)
    with pytest.raises(IntegrityError, match="visits_visit_out_by_permit"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(
            state="out", journal_entry=an_entry(visit.customer_id)
        )
    with pytest.raises(DatabaseError, match="under the journal entry"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(
            state="waiting", journal_entry=an_entry(visit.customer_id + 1)
        )


@pytest.mark.django_db
def test_nobody_is_visited_twice_at_once() -> None:
    case, home = a_case_with_a_home()
    a_visit(case, home)
    with pytest.raises(IntegrityError, match="visits_visit_one_open"):
        a_visit(case, home)
