"""What people who answer want."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.wording import read_answer, triage


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("别再发了", "stop_channel"), ("TD", "stop_channel"), ("STOP", "stop_channel"),
        ("退订", "stop_channel"), ("Please take me off your list", "stop_channel"),
        ("stop calling my work", "stop_place"), ("别给我单位打电话", "stop_place"),
        ("leave me alone", "stop_all"), ("不要以任何方式联系我", "stop_all"),
        ("这不是我欠的", "dispute"), ("I don't owe this", "dispute"),
        ("我失业了，实在还不起", "hardship"), ("I lost my job", "hardship"),
        ("你打错了", "wrong_person"), ("wrong number", "wrong_person"),
        ("我昨天已经还了", "has_paid"), ("already paid this", "has_paid"),
        ("明天发工资就还", "will_pay"), ("I'll pay on Friday", "will_pay"),
        ("我要投诉你们", "complaint"), ("转人工", "asks_for_person"),
        ("请联系我的律师", "representative"), ("contact my attorney", "representative"),
        ("我父亲上个月去世了", "bereaved"), ("我不想活了", "in_danger"),
        ("Automatic reply: I am out of office", "auto_reply"),
        ("dont stop", "goes_on"), ("别停，我还要看提醒", "goes_on"),
        ("好的，收到", "acknowledges"), ("ok thanks", "acknowledges"),
    ],
)  # fmt: skip
def test_understands_what_is_wanted(text: str, want: str) -> None:
    assert want in read_answer(text).wants


@pytest.mark.parametrize("text", ["dont stop", "别停", "the bus stop is full", "不用退订"])
def test_a_word_that_is_taken_back_stops_nothing(text: str) -> None:
    assert not read_answer(text).wants_less


@pytest.mark.parametrize("text", ["haha stop", "烦不烦", "if I reply stop what happens"])
def test_a_person_reads_what_is_in_doubt(text: str) -> None:
    assert not read_answer(text).sure


def test_names_the_channel_that_is_to_stop() -> None:
    assert read_answer("别再打电话了，发短信就行").channel in {"", "call"}
    assert read_answer("stop emailing me").channel == "email"


@given(st.text(max_size=200))
def test_no_answer_makes_it_fall_and_marks_lie_within(text: str) -> None:
    understood = read_answer(text)
    assert all(0 <= mark.start <= mark.end <= len(text) for mark in understood.marks)
    assert abs(sum(issue.score for issue in triage(text)) - 1) < 1e-9 or not triage(text)
