"""Transcripts are read whole or not at all: no line is lost, and every fault says where."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.quality.rules.reading import FORMATS, digest_of, read
from fairdue.wording import Line

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="<>&:：\x85"),
    min_size=1,
    max_size=30,
).filter(lambda words: words.strip() == words)
MILLISECONDS = st.integers(0, 3_600_000)
LINES = st.lists(
    st.builds(
        lambda who, words, one, two: Line(who, words, min(one, two) / 1000, max(one, two) / 1000),
        st.sampled_from(["collector", "customer", "other"]),
        WORDS,
        MILLISECONDS,
        MILLISECONDS,
    ),
    min_size=1,
    max_size=12,
)


def clock(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"


def as_vtt(lines: list[Line]) -> str:
    cues = [
        f"{clock(each.begins, '.')} --> {clock(each.ends, '.')}\n<v {each.who}>{each.text}</v>\n"
        for each in lines
    ]
    return "WEBVTT\n\nNOTE attempt: 12\n\n" + "\n".join(cues)


def as_srt(lines: list[Line]) -> str:
    return "\n".join(
        f"{number}\n{clock(each.begins, ',')} --> {clock(each.ends, ',')}\n"
        f"{each.who}: {each.text}\n"
        for number, each in enumerate(lines, 1)
    )


def as_json(lines: list[Line]) -> str:
    told = [
        {
            "speaker": each.who,
            "begins_seconds": each.begins,
            "ends_seconds": each.ends,
            "text": each.text,
        }
        for each in lines
    ]
    return json.dumps({"attempt": 12, "lines": told})


def as_csv(lines: list[Line]) -> str:
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["attempt", "speaker", "begins_seconds", "ends_seconds", "text"])
    for each in lines:
        write.writerow([12, each.who, each.begins, each.ends, each.text])
    return out.getvalue()


WRITERS = {"vtt": as_vtt, "srt": as_srt, "json": as_json, "csv": as_csv}


@pytest.mark.parametrize("file_format", WRITERS)
@settings(max_examples=40)
@given(lines=LINES)
def test_what_is_written_in_any_order_is_read_again_in_order(
    file_format: str, lines: list[Line]
) -> None:
    (talk,) = read(WRITERS[file_format](lines).encode(), file_format, "attempt:12").talks
    expected = sorted(lines, key=lambda line: line.begins)
    assert list(talk.lines) == expected
    assert talk.reference == "attempt:12"


@settings(max_examples=40)
@given(lines=LINES)
def test_a_talk_has_one_digest_whatever_file_it_came_in(lines: list[Line]) -> None:
    digests = {
        digest_of(read(write(lines).encode(), file_format, "attempt:12").talks[0].lines, "zh")
        for file_format, write in WRITERS.items()
    }
    assert len(digests) == 1


@pytest.mark.parametrize("file_format", FORMATS)
@settings(max_examples=40)
@given(content=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode()))
def test_no_content_makes_it_fall_and_it_says_either_lines_or_faults(
    file_format: str, content: bytes
) -> None:
    found = read(content, file_format)
    assert bool(found.talks) != bool(found.faults)


@pytest.mark.parametrize("file_format", WRITERS)
@settings(max_examples=40)
@given(lines=LINES, data=st.data())
def test_a_damaged_file_never_loses_a_line_in_silence(
    file_format: str, lines: list[Line], data: st.DataObject
) -> None:
    """Whatever one line of the file is cut away, the rest is read or the fault is named."""
    text = WRITERS[file_format](lines).split("\n")
    cut = text.pop(data.draw(st.integers(0, len(text) - 1)))
    found = read("\n".join(text).encode(), file_format, "attempt:12")
    kept = [line.text for talk in found.talks for line in talk.lines]
    if not found.faults:
        for each in lines:
            assert any(each.text in one for one in kept) or each.text in cut


VTT = """WEBVTT

00:01.000 --> 00:02.000
<v 坐席>您好，这里是示例银行。

00:03.000 --> 00:04.500
<v 客户>我是。
<v 坐席>本次通话将录音。

no times here

00:09.000 --> 00:08.000
<v Collector>backwards

00:10.000 --> 00:11.000
<v Wang>who is that
"""


def test_faults_say_where_and_how_to_mend() -> None:
    found = read(VTT.encode(), "vtt")
    assert not found.talks
    assert [fault.place.en for fault in found.faults] == ["line 10", "line 13", "line 16"]
    assert [fault.text.en.split(".")[0] for fault in found.faults] == [
        "No times belong to these words",
        "Its times can't be: seconds from the beginning, the end not before the beginning",
        "It doesn't say who speaks",
    ]


def test_several_speak_within_one_cue() -> None:
    (talk,) = read("\n".join(VTT.split("\n")[:8]).encode(), "vtt").talks
    assert [(line.who, line.text) for line in talk.lines] == [
        ("collector", "您好，这里是示例银行。"),
        ("customer", "我是。"),
        ("collector", "本次通话将录音。"),
    ]


@pytest.mark.parametrize(
    ("file_format", "content", "place", "says"),
    [
        ("csv", "a,b\n1,2", "line 1", "names the columns"),
        ("csv", "speaker,text\ncollector,hi,there", "line 2", "cells"),
        ("csv", 'speaker,text\ncollector,"hi', "line 2", "can't be read"),
        ("csv", "attempt,speaker,text\nx,collector,hi", "line 2", "whole number"),
        ("csv", "speaker,begins_seconds,text\ncollector,soon,hi", "line 2", "times can't be"),
        ("csv", "speaker,text", "the file", "no line"),
        ("json", "{", "line 1", "no JSON"),
        ("json", '[{"lines": 3}]', "talk 1", "A talk is an object"),
        ("json", '{"lines": [{"speaker": "collector", "text": 3}]}', "talk 1, line 1", "object"),
        ("json", '{"lines": [{"speaker": "0", "text": "\\ud800"}]}', "talk 1, line 1", "UTF-8"),
        ("json", '{"lines": [{"speaker": "0", "text": "a", "begins_seconds": NaN}]}', "line 1", ""),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\nhello", "line 3", "who speaks"),
        ("vtt", "hello", "line 1", "begins with WEBVTT"),
    ],
)
def test_each_fault_names_its_place(file_format: str, content: str, place: str, says: str) -> None:
    found = read(content.encode(), file_format)
    assert not found.talks
    assert found.faults[0].place.en == place
    assert says in found.faults[0].text.en
    assert found.faults[0].text.zh


def test_a_file_that_is_not_utf8_is_named_by_its_line() -> None:
    (fault,) = read("speaker,text\ncollector,你好".encode("gb18030"), "csv").faults
    assert (fault.place.en, "UTF-8" in fault.text.en) == ("line 2", True)


def test_a_chat_without_times_keeps_its_order() -> None:
    (talk,) = read(b"speaker,text\ncustomer,b\ncollector,a", "csv", "attempt:1").talks
    assert [line.text for line in talk.lines] == ["b", "a"]
