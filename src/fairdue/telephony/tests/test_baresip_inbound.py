"""Calls that come in by SIP, and addresses that can not be used."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import soundfile

from fairdue import telephony
from fairdue.telephony import (
    Back,
    Inbound,
    LineError,
    Lost,
    NoAnswer,
    Taking,
)
from fairdue.telephony.baresip import BaresipLine
from fairdue.telephony.tests.baresip_lines import (
    HIGH,
    LOW,
    NUMBER,
    OpenLine,
    answered,
    talked,
    the_recording,
)
from fairdue.telephony.tests.course import Course
from fairdue.telephony.tests.phones import MakePhone, free_port, loudest


def test_a_caller_rings_until_a_collector_takes_the_call(
    sip_phone: MakePhone, open_line: OpenLine, recordings: Path
) -> None:
    port = free_port()
    line = open_line("sip:127.0.0.1:9", listen=f"127.0.0.1:{port}")
    caller = sip_phone(
        "calls", tone=LOW, pause_ms=1500, calls=f"95588@127.0.0.1:{port}", caller=NUMBER
    )
    collector = sip_phone("answers", tone=HIGH)
    course = Course(line)
    inbound = course.until(lambda event: isinstance(event, Inbound))
    assert isinstance(inbound, Inbound)
    assert inbound.from_number == NUMBER
    line.answer(Taking(call=inbound.call, collector=collector.address, record_to=recordings))
    told = course.to_the_end(inbound.call)
    assert talked(told).by == "customer"
    assert course.kinds(inbound.call) == [
        "Inbound",
        "Ringing collector",
        "Answered collector",
        "Answered customer",
        "Recorded",
        "Ended",
    ]
    samples, _ = soundfile.read(the_recording(told).path)
    assert loudest(samples[:, 0]) == pytest.approx(HIGH, abs=5)
    assert loudest(samples[:, 1]) == pytest.approx(LOW, abs=5)
    assert caller.went_well()
    assert collector.went_well()


def test_the_line_takes_one_caller_after_another(sip_phone: MakePhone, open_line: OpenLine) -> None:
    port = free_port()
    line = open_line("sip:127.0.0.1:9", listen=f"127.0.0.1:{port}")
    course = Course(line)
    for _ in range(2):
        caller = sip_phone("calls_and_stays", tone=LOW, calls=f"95588@127.0.0.1:{port}")
        collector = sip_phone("answers", tone=HIGH)
        inbound = course.until(lambda event: isinstance(event, Inbound))
        line.answer(Taking(call=inbound.call, collector=collector.address))
        course.until(answered)
        course.rest(1.0)
        line.hang_up(inbound.call)
        assert talked(course.to_the_end(inbound.call)).by == "us"
        assert caller.went_well()
        assert loudest(caller.ear.heard()) == pytest.approx(HIGH, abs=5)
        course.told.clear()


def test_a_caller_who_gives_up_is_told_and_cannot_be_taken(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    port = free_port()
    line = open_line("sip:127.0.0.1:9", listen=f"127.0.0.1:{port}")
    caller = sip_phone("gives_up", pause_ms=300, calls=f"95588@127.0.0.1:{port}")
    course = Course(line)
    inbound = course.until(lambda event: isinstance(event, Inbound))
    assert isinstance(course.to_the_end(inbound.call)[-1], NoAnswer)
    assert caller.went_well()
    course.rest(0.2)
    with pytest.raises(LineError, match="hung up"):
        line.answer(Taking(call=inbound.call, collector="1001"))


def test_a_second_caller_hears_that_the_line_is_busy(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    port = free_port()
    line = open_line("sip:127.0.0.1:9", listen=f"127.0.0.1:{port}")
    first = sip_phone("calls_and_stays", tone=LOW, calls=f"95588@127.0.0.1:{port}")
    collector = sip_phone("answers", tone=HIGH)
    course = Course(line)
    inbound = course.until(lambda event: isinstance(event, Inbound))
    second = sip_phone("calls_in_vain", calls=f"95588@127.0.0.1:{port}")
    assert second.went_well()
    line.answer(Taking(call=inbound.call, collector=collector.address))
    course.until(answered)
    course.rest(0.5)
    line.hang_up(inbound.call)
    assert talked(course.to_the_end(inbound.call)).by == "us"
    assert len([event for event in course.told if isinstance(event, Inbound)]) == 1
    assert first.went_well()


def test_the_reception_comes_back_when_its_process_dies(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    port = free_port()
    line = open_line("sip:127.0.0.1:9", listen=f"127.0.0.1:{port}")
    assert isinstance(line, BaresipLine)
    [pid] = line.pids()
    os.kill(pid, signal.SIGKILL)
    course = Course(line)
    course.until(lambda event: isinstance(event, Back))
    assert [type(event) for event in course.told] == [Lost, Back]
    sip_phone("calls", calls=f"95588@127.0.0.1:{port}")
    course.until(lambda event: isinstance(event, Inbound))


@pytest.mark.parametrize(
    "url",
    [
        "baresip:",
        "baresip:?proxy=sip:a",
        "baresip:?proxy=sip:a&from=b",
        "baresip:?proxy=sip:a&from=sip:b@c&surprise=1",
        "baresip:?proxy=sip:a&from=sip:b@c&password=a;b",
        "baresip:?proxy=sip:a%0Amodule x&from=sip:b@c",
        "baresip:?proxy=sip:a&from=sip:b@c&collector_from=sip:b@c",
    ],
)
def test_a_malformed_address_says_where_and_never_its_password(url: str) -> None:
    with pytest.raises(LineError, match="FAIRDUE_PHONE_URL") as refused:
        telephony.line(url)
    assert "a;b" not in str(refused.value)


def test_without_the_program_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LineError, match="apt-get install baresip-core"):
        telephony.line("baresip:?proxy=sip:a&from=sip:b@c")
