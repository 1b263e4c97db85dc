"""Calls by SIP, really placed and really taken, with baresip and sipp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from fairdue import telephony
from fairdue.telephony import (
    Busy,
    CallRequest,
    Declined,
    Ended,
    Event,
    Failed,
    NoAnswer,
)
from fairdue.telephony.tests.baresip_lines import (
    HIGH,
    LOW,
    NUMBER,
    OpenLine,
    a_call,
    answered,
    talked,
    the_recording,
)
from fairdue.telephony.tests.course import Course
from fairdue.telephony.tests.phones import MakePhone, free_port, loudest, strength


def test_both_hear_each_other_and_each_has_a_channel_of_the_recording(
    sip_phone: MakePhone, open_line: OpenLine, recordings: Path
) -> None:
    collector = sip_phone("answers", tone=HIGH)
    customer = sip_phone("answers", tone=LOW)
    line = open_line(customer.proxy)
    line.place(a_call(collector, record_to=recordings))
    course = Course(line)
    course.until(answered)
    assert course.rest(2.0) == []
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
    ended = told[-1]
    assert isinstance(ended, Ended)
    assert ended.by == "us"
    assert ended.talk_seconds == pytest.approx(2.0, abs=0.3)
    assert collector.went_well()
    assert customer.went_well()
    recorded = the_recording(told)
    samples, rate = soundfile.read(recorded.path)
    assert recorded.channels == ("us", "customer")
    assert (rate, samples.shape[1]) == (8000, 2)
    assert len(samples) / rate == pytest.approx(recorded.seconds)
    assert recorded.seconds == pytest.approx(2.0, abs=0.3)
    us, them = samples[:, 0], samples[:, 1]
    assert loudest(us) == pytest.approx(HIGH, abs=3)
    assert loudest(them) == pytest.approx(LOW, abs=3)
    assert strength(us, LOW) < 0.01
    assert strength(us, HIGH) > 0.1
    assert strength(them, HIGH) < 0.01
    assert strength(them, LOW) > 0.1
    assert loudest(customer.ear.heard()) == pytest.approx(HIGH, abs=3)
    assert strength(collector.ear.heard()[-8000:], LOW) > 0.1
    assert sorted(path.name for path in recordings.iterdir()) == ["c1.wav"]


@pytest.mark.parametrize(
    ("behaves", "kind", "why", "code"),
    [
        ("busy", Busy, "", 0),
        ("declines", Declined, "", 0),
        ("missing", Failed, "no_such_number", 404),
        ("forbidden", Failed, "refused", 403),
        ("away", Failed, "unreachable", 480),
        ("overloaded", Failed, "unreachable", 503),
        ("early", NoAnswer, "", 0),
    ],
)
def test_whatever_keeps_a_customer_from_answering_is_told_apart(
    sip_phone: MakePhone,
    open_line: OpenLine,
    recordings: Path,
    behaves: str,
    kind: type[Event],
    why: str,
    code: int,
) -> None:
    collector, customer = sip_phone("answers"), sip_phone(behaves, tone=LOW, pause_ms=800)
    line = open_line(customer.proxy)
    line.place(a_call(collector, record_to=recordings))
    final = Course(line).to_the_end("c1")[-1]
    assert type(final) is kind
    assert getattr(final, "why", "") == why
    assert getattr(final, "code", 0) == code
    assert customer.went_well()
    assert collector.went_well()
    assert list(recordings.iterdir()) == []


def test_what_the_network_says_before_an_answer_reaches_the_collector(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    collector, customer = sip_phone("answers"), sip_phone("early", tone=LOW, pause_ms=1500)
    line = open_line(customer.proxy)
    line.place(a_call(collector))
    Course(line).to_the_end("c1")
    assert strength(collector.ear.heard()[-8000:], LOW) > 0.1


def test_a_number_nobody_listens_on_is_unreachable(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    collector = sip_phone("answers")
    line = open_line(f"sip:127.0.0.1:{free_port()}")
    line.place(a_call(collector, ring_seconds_max=3))
    final = Course(line).to_the_end("c1")[-1]
    assert isinstance(final, Failed | NoAnswer)
    assert collector.went_well()


def test_a_customer_who_lets_it_ring_is_rung_no_longer_than_allowed(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    collector, customer = sip_phone("answers"), sip_phone("rings_out")
    line = open_line(customer.proxy)
    line.place(a_call(collector, ring_seconds_max=1))
    course = Course(line)
    assert isinstance(course.to_the_end("c1")[-1], NoAnswer)
    assert "Ringing customer" in course.kinds("c1")
    assert customer.went_well()  # it was told that the caller gave up
    assert loudest(collector.ear.heard()) == pytest.approx(450, abs=5)  # it heard that it rang


def test_no_customer_is_rung_while_the_collector_is_away(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    collector, customer = sip_phone("rings_out"), sip_phone("answers")
    line = open_line(customer.proxy)
    line.place(a_call(collector, collector_seconds_max=1))
    course = Course(line)
    final = course.to_the_end("c1")[-1]
    assert isinstance(final, Failed)
    assert final.why == "collector_away"
    assert course.kinds("c1") == ["Ringing collector", "Failed"]
    assert collector.went_well()
    assert customer.process.poll() is None  # it still waits for its first call
    assert len(customer.ear.heard()) == 0


def test_a_collector_who_is_busy_is_away(sip_phone: MakePhone, open_line: OpenLine) -> None:
    collector, customer = sip_phone("busy"), sip_phone("answers")
    line = open_line(customer.proxy)
    line.place(a_call(collector))
    final = Course(line).to_the_end("c1")[-1]
    assert isinstance(final, Failed)
    assert (final.why, final.code) == ("collector_away", 486)


@pytest.mark.parametrize("first", ["customer", "collector"])
def test_whoever_hangs_up_first_is_told_and_the_other_is_let_go(
    sip_phone: MakePhone, open_line: OpenLine, recordings: Path, first: str
) -> None:
    ways = {"customer": "answers", "collector": "answers"} | {first: "hangs_up"}
    pause = 1500
    collector = sip_phone(ways["collector"], tone=HIGH, pause_ms=pause)
    customer = sip_phone(ways["customer"], tone=LOW, pause_ms=pause if first == "customer" else 50)
    line = open_line(customer.proxy)
    line.place(a_call(collector, record_to=recordings))
    told = Course(line).to_the_end("c1")
    assert talked(told).by == first
    assert the_recording(told).seconds > 0.5
    assert collector.went_well()
    assert customer.went_well()


def test_a_collector_who_hangs_up_while_it_rings_ends_the_ringing(
    sip_phone: MakePhone, open_line: OpenLine
) -> None:
    collector, customer = sip_phone("hangs_up", pause_ms=700), sip_phone("rings_out")
    line = open_line(customer.proxy)
    line.place(a_call(collector))
    ended = talked(Course(line).to_the_end("c1"))
    assert (ended.by, ended.talk_seconds) == ("collector", 0.0)
    assert customer.went_well()


@pytest.mark.parametrize("side", ["collector", "customer"])
def test_hanging_up_while_a_telephone_rings_stops_it(
    sip_phone: MakePhone, open_line: OpenLine, side: str
) -> None:
    collector = sip_phone("rings_out" if side == "collector" else "answers")
    customer = sip_phone("rings_out")
    line = open_line(customer.proxy)
    line.place(a_call(collector))
    course = Course(line)
    course.until(lambda event: getattr(event, "side", "") == side and "Ringing" in repr(event))
    line.hang_up("c1")
    assert talked(course.to_the_end("c1")).by == "us"
    assert collector.went_well()


def an_announcement(folder: Path, seconds: float = 1.0, rate: int = 44_100) -> Path:
    times = np.arange(int(rate * seconds)) / rate
    path = folder / "announcement.wav"
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 2000 * times), rate)
    return path


def test_a_customer_hears_the_announcement_first_and_then_the_collector(
    sip_phone: MakePhone, open_line: OpenLine, recordings: Path, tmp_path: Path
) -> None:
    collector, customer = sip_phone("answers", tone=HIGH), sip_phone("answers", tone=LOW)
    line = open_line(customer.proxy)
    said = an_announcement(tmp_path)
    line.place(a_call(collector, record_to=recordings, announcement=said))
    course = Course(line)
    announced = course.until(lambda event: isinstance(event, telephony.Announced))
    begun = course.told[-2]
    assert answered(begun)
    assert announced.at - begun.at == pytest.approx(1.0, abs=0.3)
    assert course.rest(1.0) == []
    line.hang_up("c1")
    recorded = the_recording(course.to_the_end("c1"))
    samples, rate = soundfile.read(recorded.path)
    us = samples[:, 0]
    assert loudest(us[: int(rate * 0.8)]) == pytest.approx(2000, abs=5)
    assert strength(us[: int(rate * 0.8)], HIGH) < 0.01
    assert loudest(us[-int(rate * 0.6) :]) == pytest.approx(HIGH, abs=5)
    heard = customer.ear.heard()
    assert loudest(heard[:6000]) == pytest.approx(2000, abs=5)
    assert loudest(heard[-4000:]) == pytest.approx(HIGH, abs=5)


def test_a_customer_who_leaves_during_the_announcement_was_not_told_it(
    sip_phone: MakePhone, open_line: OpenLine, tmp_path: Path
) -> None:
    collector, customer = sip_phone("answers"), sip_phone("hangs_up", pause_ms=500)
    line = open_line(customer.proxy)
    line.place(a_call(collector, announcement=an_announcement(tmp_path, seconds=3.0)))
    course = Course(line)
    assert talked(course.to_the_end("c1")).by == "customer"
    assert "Announced" not in course.kinds("c1")


def test_a_sound_is_played_in_the_middle_of_a_call(
    sip_phone: MakePhone, open_line: OpenLine, tmp_path: Path
) -> None:
    collector, customer = sip_phone("answers", tone=HIGH), sip_phone("answers", tone=LOW)
    line = open_line(customer.proxy)
    line.place(a_call(collector))
    course = Course(line)
    course.until(answered)
    line.play("c1", an_announcement(tmp_path, seconds=0.8))
    assert course.rest(1.8) == []
    line.hang_up("c1")
    course.to_the_end("c1")
    heard = customer.ear.heard()
    assert strength(heard, 2000) > 0.05
    assert loudest(heard[-4000:]) == pytest.approx(HIGH, abs=5)


def test_two_calls_at_once_do_not_mix(
    sip_phone: MakePhone, open_line: OpenLine, recordings: Path
) -> None:
    first, second = sip_phone("answers", tone=HIGH), sip_phone("answers", tone=1700)
    customers = sip_phone("answers", tone=LOW, times=2)
    line = open_line(customers.proxy)
    for call, collector in (("c1", first), ("c2", second)):
        line.place(
            CallRequest(call=call, collector=collector.address, number=NUMBER, record_to=recordings)
        )
    course = Course(line)
    for call in ("c1", "c2"):
        course.until(lambda event, call=call: event.call == call and answered(event))
    course.rest(1.5)
    line.close()
    course.to_the_end("c1")
    course.to_the_end("c2")
    for call, tone in (("c1", HIGH), ("c2", 1700)):
        samples, _ = soundfile.read(recordings / f"{call}.wav")
        assert loudest(samples[:, 0]) == pytest.approx(tone, abs=5)
