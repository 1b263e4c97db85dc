"""Calls through Asterisk's REST interface, against a peer that speaks it over real sockets."""

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
from fairdue.telephony.tests.asterisk import Asterisk
from fairdue.telephony.tests.baresip_lines import answered, talked, the_recording
from fairdue.telephony.tests.course import Course
from fairdue.telephony.tests.phones import free_port, loudest

NUMBER = "13800138000"
Open = Callable[..., Line]


@pytest.fixture
def asterisk() -> Iterator[Asterisk]:
    exchange = Asterisk()
    yield exchange
    exchange.close()


@pytest.fixture
def open_ari(asterisk: Asterisk, tmp_path: Path) -> Iterator[Open]:
    opened: list[Line] = []
    shared = tmp_path / "shared"
    shared.mkdir()

    def open_it(customer: str = "answers", password: str = "s3cret") -> Line:
        host = f"fairdue:{password}@127.0.0.1:{asterisk.port}"
        dialled = f"endpoint=PJSIP/{customer}@{{number}}&from=95588&shared={shared}"
        opened.append(telephony.line(f"ari+http://{host}?app=fairdue&{dialled}"))
        return opened[-1]

    yield open_it
    for line in opened:
        line.close()


def a_call(collector: str = "answers", **more: Any) -> CallRequest:
    return CallRequest(call="c1", collector=collector, number=NUMBER, **more)


def dialled(exchange: Asterisk) -> list[str]:
    return [said["endpoint"] for _, _, said in exchange.asked if "endpoint" in said]


def test_both_are_bridged_recorded_apart_and_let_go(
    asterisk: Asterisk, open_ari: Open, recordings: Path
) -> None:
    line = open_ari()
    line.place(a_call(record_to=recordings))
    course = Course(line)
    course.until(answered)
    course.rest(1.0)
    [bridged] = asterisk.bridges.values()
    assert len(bridged) == 2
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
    assert dialled(asterisk) == ["PJSIP/answers", f"PJSIP/answers@{NUMBER}"]
    assert asterisk.channels == {}
    recorded = the_recording(told)
    samples, _ = soundfile.read(recorded.path)
    assert loudest(samples[:, 0]) == pytest.approx(1000, abs=3)
    assert loudest(samples[:, 1]) == pytest.approx(400, abs=3)
    assert recorded.seconds == pytest.approx(1.0, abs=0.4)
    assert [path.name for path in recordings.iterdir()] == ["c1.wav"]


@pytest.mark.parametrize(
    ("behaves", "kind", "why", "code"),
    [
        ("busy", Busy, "", 0),
        ("declines", Declined, "", 0),
        ("silent", NoAnswer, "", 0),
        ("missing", Failed, "no_such_number", 1),
        ("congested", Failed, "unreachable", 42),
        ("refused", Failed, "line", 0),
    ],
)
def test_the_cause_of_a_hangup_becomes_the_outcome(
    asterisk: Asterisk, open_ari: Open, behaves: str, kind: type[Event], why: str, code: int
) -> None:
    line = open_ari(behaves)
    line.place(a_call())
    final = Course(line).to_the_end("c1")[-1]
    assert type(final) is kind
    assert getattr(final, "why", "") == why
    assert getattr(final, "code", 0) == code
    assert asterisk.channels == {}  # the collector was let go, too


def test_a_customer_is_not_dialled_before_the_collector_has_lifted(
    asterisk: Asterisk, open_ari: Open
) -> None:
    line = open_ari()
    line.place(a_call("rings", collector_seconds_max=1))
    final = Course(line).to_the_end("c1")[-1]
    assert isinstance(final, Failed)
    assert final.why == "collector_away"
    assert dialled(asterisk) == ["PJSIP/rings"]
    assert asterisk.channels == {}


def test_a_customer_who_lets_it_ring_is_given_up(asterisk: Asterisk, open_ari: Open) -> None:
    line = open_ari("rings")
    line.place(a_call(ring_seconds_max=1))
    assert isinstance(Course(line).to_the_end("c1")[-1], NoAnswer)
    assert asterisk.channels == {}


def test_events_out_of_order_change_nothing(asterisk: Asterisk, open_ari: Open) -> None:
    asterisk.shuffled = True
    line = open_ari()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    course.rest(0.3)
    assert course.kinds("c1") == ["Answered collector", "Answered customer"]
    asterisk.hang_up(asterisk.channel_to(f"PJSIP/answers@{NUMBER}"))
    assert talked(course.to_the_end("c1")).by == "customer"


def test_the_announcement_comes_before_the_bridge(
    asterisk: Asterisk, open_ari: Open, tmp_path: Path
) -> None:
    said = tmp_path / "said.wav"
    soundfile.write(said, np.ones(4000) * 0.1, 8000)
    line = open_ari()
    line.place(a_call(announcement=said))
    course = Course(line)
    course.until(answered)
    assert asterisk.bridges == {}
    course.until(lambda event: isinstance(event, Announced))
    course.rest(0.1)
    assert len(asterisk.bridges) == 1
    line.hang_up("c1")
    course.to_the_end("c1")
    course.rest(0.2)
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_caller_is_taken(asterisk: Asterisk, open_ari: Open) -> None:
    line = open_ari()
    asterisk.ring_in("170.1", NUMBER)
    course = Course(line)
    inbound = course.until(lambda event: isinstance(event, Inbound))
    assert isinstance(inbound, Inbound)
    assert inbound.from_number == NUMBER
    line.answer(Taking(call=inbound.call, collector="answers"))
    course.until(answered)
    course.rest(0.2)
    assert "170.1" in next(iter(asterisk.bridges.values()))
    asterisk.hang_up("170.1")
    assert talked(course.to_the_end(inbound.call)).by == "customer"


def test_a_lost_connection_is_told_and_made_again_and_the_call_goes_on(
    asterisk: Asterisk, open_ari: Open
) -> None:
    line = open_ari()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    course.rest(0.2)
    asterisk.lose()
    course.until(lambda event: isinstance(event, Back))
    assert [type(event) for event in course.told[-2:]] == [Lost, Back]
    line.hang_up("c1")
    assert talked(course.to_the_end("c1")).by == "us"


def test_what_ended_unheard_is_noticed_on_return(asterisk: Asterisk, open_ari: Open) -> None:
    line = open_ari()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    course.rest(0.2)
    asterisk.lose()
    asterisk.channels.clear()
    ended = course.to_the_end("c1")[-1]
    assert isinstance(ended, Ended)
    assert ended.by == "unknown"


def test_what_a_killed_process_left_is_hung_up_on_opening(
    asterisk: Asterisk, open_ari: Open
) -> None:
    left, others = {"id": "fairdue-1-customer", "state": "Up"}, {"id": "17.1", "state": "Up"}
    asterisk.channels = {each["id"]: dict(each) for each in (left, others)}
    open_ari()
    assert list(asterisk.channels) == ["17.1"]


def test_a_wrong_password_is_said_so_and_not_shown(open_ari: Open) -> None:
    with pytest.raises(LineError, match="name or password") as refused:
        open_ari(password="wrong-one")
    assert "wrong-one" not in str(refused.value)


def test_an_exchange_that_is_not_there_is_said_so() -> None:
    with pytest.raises(LineError, match="did not answer"):
        telephony.line(f"ari+http://a:b@127.0.0.1:{free_port()}?endpoint=PJSIP/{{number}}")


@pytest.mark.parametrize(
    "url",
    [
        "ari+http://a:b@pbx.example.org?endpoint=PJSIP/{number}",
        "ari+http://a:b@127.0.0.1?endpoint=PJSIP/trunk",
        "ari+http://a:b@127.0.0.1?endpoint=PJSIP/{number}&surprise=1",
        "ari+http://a:b@127.0.0.1:x?endpoint=PJSIP/{number}",
        "ari+http://a:b@127.0.0.1?endpoint=PJSIP/{number}&from=abc",
    ],
)
def test_an_address_that_is_malformed_or_unsafe_is_refused(url: str) -> None:
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL"):
        telephony.line(url)


def test_no_number_is_logged(
    asterisk: Asterisk, open_ari: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    line = open_ari()
    line.place(a_call())
    course = Course(line)
    course.until(answered)
    line.hang_up("c1")
    course.to_the_end("c1")
    assert caplog.text
    assert NUMBER not in caplog.text
    assert "s3cret" not in caplog.text
