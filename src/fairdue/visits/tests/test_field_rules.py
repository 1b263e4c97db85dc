"""Clocks, places, safety and records of visits: pure rules, for all inputs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.visits.rules.clocks import by_our_clock, offset_of, said
from fairdue.visits.rules.conduct import Asked, Conduct, judge_conduct
from fairdue.visits.rules.places import Deed, Fix, Limits, kilometres, signs
from fairdue.visits.rules.record import CHECKLIST, OUTCOMES, read_record
from fairdue.visits.rules.safety import Patience, Watched, due_at, is_overdue, steps_due
from fairdue.visits.tests.phones import written

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LIMITS = Limits(100, 160, 120, 2, 1)
PATIENCE = Patience(timedelta(minutes=20), timedelta(hours=1), timedelta(minutes=5))
SPANS = st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=3))


@given(SPANS, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_clock_that_runs_evenly_gives_the_right_time_however_wrong_it_is(
    ahead: timedelta, ago: timedelta
) -> None:
    happened = NOON - ago
    offset = offset_of(NOON + ahead, NOON)
    assert by_our_clock(happened + ahead, offset, NOON) == happened


@given(SPANS, SPANS)
def test_nothing_happened_after_we_heard_of_it(ahead: timedelta, later: timedelta) -> None:
    assert by_our_clock(NOON + later, offset_of(NOON + ahead, NOON), NOON) <= NOON


@pytest.mark.parametrize(
    ("offset", "en", "zh"),
    [
        (timedelta(days=-1), "1 d ahead", "快1天"),
        (timedelta(hours=26, minutes=3), "1 d 2 h 3 min behind", "慢1天2小时3分钟"),
        (timedelta(0), "0 min ahead", "快0分钟"),
    ],
)
def test_how_wrong_a_clock_is_is_said_in_words(offset: timedelta, en: str, zh: str) -> None:
    assert en in said(offset).en
    assert zh in said(offset).zh


def a_fix(minutes: float = 0, north: float = 0.0, accuracy: float | None = 10) -> Fix:
    return Fix(31.2 + north, 121.4, accuracy, NOON + timedelta(minutes=minutes))


def a_deed(minutes: float = 0, **fix: Any) -> Deed:
    return Deed(NOON + timedelta(minutes=minutes), a_fix(minutes, **fix))


@pytest.mark.parametrize(
    ("deed", "before", "sign"),
    [
        (Deed(NOON, None), [], "no_place"),
        (a_deed(accuracy=0), [], "no_accuracy"),
        (a_deed(accuracy=None), [], "no_accuracy"),
        (a_deed(accuracy=101), [], "inaccurate"),
        (Deed(NOON + timedelta(minutes=3), a_fix(0)), [], "stale"),
        (a_deed(60), [a_deed(0), a_deed(30)], "same_again"),
        (a_deed(1, north=1), [a_deed(0)], "too_fast"),
        (a_deed(0), [a_deed(1)], "clock_back"),
    ],
)
def test_each_sign_of_a_made_up_place_is_found(deed: Deed, before: list[Deed], sign: str) -> None:
    assert sign in signs(deed, before, LIMITS)


def test_a_plain_day_shows_no_signs() -> None:
    before = [a_deed(0), a_deed(30, north=0.05)]
    assert signs(a_deed(60, north=0.1), before, LIMITS, address=a_fix(60, north=0.101)) == ()


def test_a_place_far_from_the_address_is_told() -> None:
    assert signs(a_deed(), [], LIMITS, address=a_fix(north=0.1)) == ("elsewhere",)


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179))
def test_distances_are_the_same_both_ways_and_never_round_the_earth_twice(
    a: float, b: float, c: float, d: float
) -> None:
    one, other = Fix(a, b, 1, NOON), Fix(c, d, 1, NOON)
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))
    assert 0 <= kilometres(one, other) <= 20_016
    assert kilometres(one, one) == 0


MAYBE = st.none() | st.timedeltas(timedelta(0), timedelta(hours=3)).map(lambda ago: NOON - ago)


@given(MAYBE, MAYBE, MAYBE, st.booleans())
def test_a_word_is_due_of_whoever_is_out_and_of_nobody_else(
    arrived: datetime | None, word: datetime | None, left: datetime | None, over: bool
) -> None:
    watched = Watched(NOON, arrived, word, left, over)
    due = due_at(watched, PATIENCE)
    assert (due is None) == (over or left is not None)
    if due is not None:
        assert not is_overdue(watched, PATIENCE, due)
        assert is_overdue(watched, PATIENCE, due + timedelta(seconds=1))
        assert due >= (arrived + PATIENCE.check_in if arrived else NOON + PATIENCE.silence)


@given(st.timedeltas(timedelta(0), timedelta(hours=2)), st.integers(1, 5))
def test_an_alarm_goes_on_step_by_step_and_never_back(waited: timedelta, steps: int) -> None:
    told = steps_due(NOON, PATIENCE, NOON + waited, steps=steps)
    assert 1 <= told <= steps
    assert told <= steps_due(NOON, PATIENCE, NOON + waited + PATIENCE.step, steps=steps)


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_a_visit_is_at_fault_exactly_where_it_was_not_made_as_asked(
    shown: bool, entered: bool, agreed: bool, taped: bool
) -> None:
    told = Conduct(None, shown, entered, agreed, taped)
    asked = Asked(None, card_shown=True, entry_needs_consent=True, recorded=True)
    failing = {each.rule for each in judge_conduct(told, asked) if not each.allowed}
    assert ("CN-VISIT-01" in failing) == (not shown or (entered and not agreed))
    assert ("CN-VISIT-02" in failing) == (not taped)


def a_record(**more: Any) -> dict[str, Any]:
    signatures = {str(n): f"00000000-0000-4000-8000-{n:012}" for n in (1, 2)}
    return {
        "format": 1,
        "uuid": "00000000-0000-4000-8000-000000000000",
        "visit": 1,
        "replaces": None,
        "made_at": "2026-03-10T12:00:00Z",
        "outcome": "refuses",
        "met": "cardholder",
        "identity": "document",
        "place": "door",
        "entry_agreed": False,
        "card_shown": True,
        "taped": "video",
        "not_taped_because": "",
        "dressed": True,
        "cause": "",
        "said": "",
        "promised": None,
        "checklist": dict.fromkeys(CHECKLIST, True),
        "signatures": {
            "visitors": signatures,
            "cardholder": "declined",
            "cardholder_signature": None,
        },
        "evidence": [
            {"uuid": each, "kind": "signature", "sha256": "0" * 64} for each in signatures.values()
        ],
        **more,
    }


def read(record: dict[str, Any]) -> object:
    return read_record(written(record), causes=("lost_work",), visitors=(1, 2))


def test_a_whole_record_is_read() -> None:
    assert read(a_record()) is not None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"format": 2}, "can't be read"),
        ({"made_at": "2026-03-10T12:00:00"}, "without its zone"),
        ({"outcome": "no_answer"}, "does not go with"),
        ({"met": "nobody", "outcome": "no_answer"}, "where they were met"),
        ({"taped": "not"}, "why nothing was recorded"),
        ({"taped": "sound"}, "but has none"),
        ({"outcome": "promise"}, "amount and day"),
        ({"checklist": {"card": True}}, "every line"),
        ({"cause": "laziness"}, "can't be read"),
        ({"evidence": []}, "signature is missing"),
        ({"said": "x" * 1001}, "more than 1000"),
    ],
)
def test_a_record_that_lacks_or_contradicts_is_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(a_record(**wrong))


def test_one_signature_is_not_enough() -> None:
    with pytest.raises(Refused, match="Both visitors sign"):
        read_record(written(a_record()), causes=(), visitors=(1, 3))


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_nothing_that_is_no_record_is_read_or_breaks_anything(content: bytes) -> None:
    with pytest.raises(Refused):
        read_record(content, causes=(), visitors=(1, 2))


def test_every_outcome_goes_with_exactly_what_was_met() -> None:
    assert set(OUTCOMES) == {"cardholder", "another", "nobody"}
    assert "refuses" in OUTCOMES["cardholder"]
