"""A verdict is as strict as its strictest clause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
MOMENTS = st.one_of(st.none(), st.integers(0, 100).map(lambda hours: NOON + timedelta(hours=hours)))


def a_clause(allowed: bool, allowed_from: datetime | None = None) -> Clause:
    return Clause("R", allowed, Text("because", "因为"), allowed_from=allowed_from)


CLAUSES = st.lists(st.builds(a_clause, st.booleans(), MOMENTS), max_size=6).map(tuple)


@given(CLAUSES)
def test_allows_only_when_no_clause_fails(clauses: tuple[Clause, ...]) -> None:
    verdict = Verdict(clauses)
    assert verdict.allowed == (verdict.failing == ())


@given(CLAUSES)
def test_a_missing_fact_denies_whatever_the_clauses_say(clauses: tuple[Clause, ...]) -> None:
    verdict = Verdict(clauses, missing=("hours",))
    assert not verdict.allowed
    assert verdict.allowed_from is None


@given(CLAUSES)
def test_time_alone_helps_only_if_it_helps_every_failing_clause(
    clauses: tuple[Clause, ...],
) -> None:
    verdict = Verdict(clauses)
    moments = [clause.allowed_from for clause in verdict.failing]
    if not moments or None in moments:
        assert verdict.allowed_from is None
    else:
        assert all(verdict.allowed_from >= moment for moment in moments if moment)


def test_what_the_asker_worked_out_comes_before_the_clauses() -> None:
    later = NOON + timedelta(hours=20)
    verdict = Verdict((a_clause(False, NOON),), earliest=later, looked_ahead=True)
    assert verdict.allowed_from == later
