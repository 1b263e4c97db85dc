"""Calls through FreeSWITCH's event socket, against a peer that speaks it over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from fairdue import telephony
from fairdue.telephony import (
    Announced,
    Back,
    Busy,
    CallRequest,
    Declined,
    Ended,
    Event,
    Failed,
    Inbound,
    Line,
    LineError,
    Lost,
    NoAnswer,
    Taking,
)
from fairdue.telephony.tests.baresip_lines import answered, talked, the_recording
from fairdue.telephony.tests.course import Course
from fairdue.telephony.tests.freeswitch import FreeSwitch
from fairdue.telephony.tests.phones import free_port, loudest

NUMBER = "+8613800138000"
Open = Callable[..., Line]


@pytest.fixture
def freeswitch() -> Iterator[FreeSwitch]:
    exchange = FreeSwitch()
    yield exchange
    exchange.close()


@pytest.fixture
def open_esl(freeswitch: FreeSwitch, tmp_path: Path) -> Iterator[Open]:
    opened: list[Line] = []
    shared = tmp_path / "shared"
    shared.mkdir()

    def open_it(customer: str = "answers", password: str = "ClueCon") -> Line:
        host = f":{password}@127.0.0.1:{freeswitch.port}"
        opened.append(telephony.line(f"esl://{host}?gateway={customer}&from=95588&shared={shared}"))
        return opened[-1]

    yield open_it
    for line in opened:
        line.close()


def a_call(collector: str = "answers", **more: Any) -> CallRequest:
    return CallRequest(call="c1", collector=collector, number=NUMBER, **more)


def the_customer(exchange: FreeSwitch) -> str:
    return exchange.channel_to(f"sofia/gateway/answers/{NUMBER}")


def test_both_are_bridged_recorded_apart_and_let_go(
    freeswitch: FreeSwitch, open_esl: Open, recordings: Path, tmp_path: Path
) -> None:
    line = open_esl()
    line.place(a_call(record_to=recordings))
    course = Course(line)
    course.until(answered)
    course.rest(1.0)
    assert len(freeswitch.bridged) == 1
    line.hang_up("c1")
    told = course.to_the_end("c1")
    assert course.kinds("c1") == [
        "Ringing collector",
        "Answered collector",
        "Ringing customer",
        "Answered customer",
        "Recorded",
        "Ended",
    ]
    assert talked(told).by == "us"
    assert freeswitch.channels == {}
    samples, rate = soundfile.read(the_recording(told).path)
    assert loudest(samples[:, 0], rate) == pytest.approx(1000, abs=3)
    assert loudest(samples[:, 1], rate) == pytest.approx(400, abs=3)
    assert list((tmp_path / "shared").iterdir()) == []


@pytest.mark.parametrize(
    ("behaves", "kind", "why", "code"),
    [
        ("busy", Busy, "", 0),
        ("declines", Declined, "", 0),
        ("silent", NoAnswer, "", 0),
        ("missing", Failed, "no_such_number", 1),
        ("congested", Failed, "unreachable", 41),
    ],
)
def test_the_cause_of_a_hangup_becomes_the_outcome(
    freeswitch: FreeSwitch, open_esl: Open, behaves: str, kind: type[Event], why: str, code: int
) -> None:
    line = open_esl(behaves)
    line.place(a_call())
    final = Course(line).to_the_end("c1")[-1]
    assert type(final) is kind
    assert getattr(final, "why", "") == why
    assert getattr(final, "code", 0) == code
    assert freeswitch.channels == {}  # the collector was let go, too


def test_a_customer_is_not_dialled_before_the_collector_has_lifted(
    freeswitch: FreeSwitch, open_esl: Open
) -> None:
    line = open_esl()
    line.place(a_call("rings", collector_seconds_max=1))
    final = Course(line).to_the_end("c1")[-1]
    assert isinstance(final, Failed)
    assert final.why == "collector_away"
    assert not any("sofia" in command for command in freeswitch.commands)
    assert freeswitch.channels == {}


def test_a_customer_who_lets_it_ring_is_given_up(freeswitch: FreeSwitch, open_esl: Open) -> None:
    line = open_esl("rings")
    line.place(a_call(ring_seconds_max=1))
    assert isinstance(Course(line).to_the_end("c1")[-1], NoAnswer)
    assert freeswitch.channels == {}


def test_events_out_of_order_change_neither_the_course_nor_who_hung_up(
    freeswitch: FreeSwitch, open_esl: Open
) -> None:
    freeswitch.shuffled = True
    line = open_esl()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    course.rest(0.3)
    assert course.kinds("c1") == ["Answered collector", "Answered customer"]
    freeswitch.hang_up(the_customer(freeswitch))  # the collector's end is told first
    assert talked(course.to_the_end("c1")).by == "customer"


def test_the_announcement_comes_before_the_bridge(
    freeswitch: FreeSwitch, open_esl: Open, tmp_path: Path
) -> None:
    said = tmp_path / "said.wav"
    soundfile.write(said, np.ones(4000) * 0.1, 8000)
    line = open_esl()
    line.place(a_call(announcement=said))
    course = Course(line)
    course.until(answered)
    assert freeswitch.bridged == []
    course.until(lambda event: isinstance(event, Announced))
    course.rest(0.1)
    assert len(freeswitch.bridged) == 1
    line.hang_up("c1")
    course.to_the_end("c1")
    course.rest(0.2)
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_caller_is_taken(freeswitch: FreeSwitch, open_esl: Open) -> None:
    line = open_esl()
    freeswitch.ring_in("caller-1", NUMBER)
    course = Course(line)
    inbound = course.until(lambda event: isinstance(event, Inbound))
    assert isinstance(inbound, Inbound)
    assert inbound.from_number == NUMBER
    line.answer(Taking(call=inbound.call, collector="answers"))
    course.until(answered)
    course.rest(0.2)
    assert freeswitch.bridged[0][0] == "caller-1"
    freeswitch.hang_up("caller-1")
    assert talked(course.to_the_end(inbound.call)).by == "customer"


def test_a_lost_connection_is_told_and_made_again_and_the_call_goes_on(
    freeswitch: FreeSwitch, open_esl: Open
) -> None:
    line = open_esl()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    course.rest(0.2)
    freeswitch.lose()
    course.until(lambda event: isinstance(event, Back))
    assert [type(event) for event in course.told[-2:]] == [Lost, Back]
    line.hang_up("c1")
    assert talked(course.to_the_end("c1")).by == "us"


def test_what_ended_unheard_is_noticed_on_return(freeswitch: FreeSwitch, open_esl: Open) -> None:
    line = open_esl()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    course.rest(0.2)
    freeswitch.lose()
    freeswitch.channels.clear()
    ended = course.to_the_end("c1")[-1]
    assert isinstance(ended, Ended)
    assert ended.by == "unknown"


def test_what_a_killed_process_left_is_hung_up_on_opening(
    freeswitch: FreeSwitch, open_esl: Open
) -> None:
    freeswitch.channels = {name: {"callstate": "ACTIVE"} for name in ("fairdue-1", "another")}
    open_esl()
    assert list(freeswitch.channels) == ["another"]


def test_a_wrong_password_is_said_so_and_not_shown(open_esl: Open) -> None:
    with pytest.raises(LineError, match="refused the password") as refused:
        open_esl(password="wrong-one")
    assert "wrong-one" not in str(refused.value)


def test_a_machine_that_is_turned_away_is_told_where_that_is_set(
    freeswitch: FreeSwitch, open_esl: Open
) -> None:
    freeswitch.turns_away = True
    with pytest.raises(LineError, match="apply-inbound-acl"):
        open_esl()


def test_an_exchange_that_is_not_there_is_said_so() -> None:
    with pytest.raises(LineError, match="did not answer"):
        telephony.line(f"esl://:x@127.0.0.1:{free_port()}?gateway=trunk")


@pytest.mark.parametrize(
    "url",
    [
        "esl://:x@pbx.example.org?gateway=trunk",
        "esl://:x@127.0.0.1",
        "esl://:x%0Aapi@127.0.0.1?gateway=trunk",
        "esl://:x@127.0.0.1?gateway=trunk&shared=/a b",
        "esl://:x@127.0.0.1?gateway=a b",
    ],
)
def test_an_address_that_is_malformed_or_unsafe_is_refused(url: str) -> None:
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL"):
        telephony.line(url)


def test_no_number_is_logged(open_esl: Open, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    line = open_esl()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    line.hang_up("c1")
    course.to_the_end("c1")
    assert NUMBER not in caplog.text
    assert "ClueCon" not in caplog.text
