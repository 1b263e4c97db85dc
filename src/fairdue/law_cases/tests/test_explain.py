"""An explanation names what was asked and used, and when the same would be allowed."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.law_cases.case import Case, read_cases
from fairdue.law_cases.explain import Explanation, at_moment, explain
from fairdue.law_cases.run import PASS

PACKS = Path(__file__).resolve().parents[4] / "rulepacks"
ON = date(2026, 11, 24)
SECOND = timedelta(seconds=1)


def a_case(folder: Path, **told: Any) -> Case:
    whole = {"id": "T-1", "why": "a test", **told}
    file = folder / "case.jsonl"
    file.write_text(json.dumps(whole), encoding="utf-8")
    return next(read_cases(file))


def a_call(folder: Path, moment: str, expect: str = "deny") -> Case:
    return a_case(
        folder,
        rule="CN-HOURS-01",
        jurisdiction="CN",
        given={"now": moment, "consents": [], "contact_log": []},
        action={"type": "call", "to": "debtor", "number": "P1"},
        expect=expect,
    )


def used(explanation: Explanation) -> dict[str, Any]:
    return {f"{each.rule}.{each.parameter}": each.value for each in explanation.used}


def test_names_every_clause_and_value_that_was_asked(tmp_path: Path) -> None:
    found = explain(a_call(tmp_path, "2026-05-12T22:00:00+08:00"), PACKS, ON)
    assert found.result.outcome == PASS and found.on == date(2026, 5, 12)
    assert "CN-HOURS-01" in [clause.rule for clause in found.clauses if not clause.allowed]
    assert used(found)["CN-HOURS-01.night_begins"] == "22:00"
    assert used(found)["CN-FREQ-01.effective_calls_per_day_max"] == 3
    (begins,) = [each for each in found.used if each.parameter == "night_begins"]
    assert begins.citation.level == "L6" and begins.note is not None
    assert begins.reading == "inside"


def test_names_the_next_lawful_moment_and_nothing_earlier_is_allowed(tmp_path: Path) -> None:
    case = a_call(tmp_path, "2026-05-12T22:00:00+08:00")
    moment = explain(case, PACKS, ON).next_moment
    assert moment == datetime.fromisoformat("2026-05-13T08:00:00+08:00")
    for at, label in ((moment, "allow"), (moment - SECOND, "deny")):
        moved = at_moment(case, at)
        assert moved is not None
        answer = explain(moved, PACKS, ON).answer
        assert answer is not None and answer.label == label


def test_an_allowed_call_needs_no_next_moment(tmp_path: Path) -> None:
    found = explain(a_call(tmp_path, "2026-05-12T10:00:00+08:00", "allow"), PACKS, ON)
    assert found.answer is not None and found.answer.label == "allow"
    assert found.next_moment is None


def test_says_which_fact_is_missing_and_which_value_is_not_in_force(tmp_path: Path) -> None:
    fee = {"rule": "CN-FEE-01", "jurisdiction": "CN", "expect": "value", "expect_value": "1"}
    asks = {"type": "compute", "what": "first_instance_fee"}
    silent = explain(a_case(tmp_path, **fee, given={}, action=asks), PACKS, ON)
    assert silent.answer is None and "doesn't tell" in silent.missing
    early = {"claim": "100", "as_of": "1999-01-01"}
    before = explain(a_case(tmp_path, **fee, given=early, action=asks), PACKS, ON)
    assert "no value in force on 1999-01-01" in before.not_in_force


def test_a_case_that_nobody_answers_is_explained_as_such(tmp_path: Path) -> None:
    unknown = a_case(
        tmp_path, rule="XX-1", jurisdiction="XX", given={}, action={"type": "x"}, expect="deny"
    )
    found = explain(unknown, PACKS, ON)
    assert found.answer is None and found.clauses == () and found.result.outcome == "unsupported"


@pytest.mark.parametrize(
    ("known_on", "first"), [(None, "30"), (date(2024, 4, 1), "8"), (date(2024, 5, 10), "30")]
)
def test_explains_the_law_as_known_on_a_day(
    tmp_path: Path, known_on: date | None, first: str
) -> None:
    case = a_case(
        tmp_path,
        rule="us.regz.52b1ii.safe_harbour",
        jurisdiction="US",
        given={"violation": "first", "minimum_payment": "100.00", "as_of": "2024-06-01"},
        action={"kind": "late_fee_max"},
        expect="value",
        expect_value=first,
    )
    found = explain(case, PACKS, ON, known_on)
    assert used(found)["us.regz.52b1ii.safe_harbour.first"] == first


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 24 * 60 * 60 - 1))
def test_advancing_the_clock_to_the_next_moment_allows_and_a_second_less_does_not(
    seconds: int,
) -> None:
    begins = datetime.fromisoformat("2026-05-12T00:00:00+08:00")
    case = Case(
        id="T-1",
        rule="CN-HOURS-01",
        jurisdiction="CN",
        given={"now": (begins + timedelta(seconds=seconds)).isoformat()},
        action={"type": "call", "to": "debtor", "number": "P1"},
        expect="deny",
        expect_value=None,
        why="",
        apart=False,
        asks_value=False,
    )
    found = explain(case, PACKS, ON)
    assert found.answer is not None
    if found.next_moment is None:
        assert found.answer.label == "allow"
        return
    for at, label in ((found.next_moment, "allow"), (found.next_moment - SECOND, "deny")):
        moved = at_moment(case, at)
        assert moved is not None
        answer = explain(moved, PACKS, ON).answer
        assert answer is not None and answer.label == label
