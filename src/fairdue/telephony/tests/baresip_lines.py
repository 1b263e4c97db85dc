"""What the tests of baresip share: opening its line, and reading what a call came to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fairdue import telephony
from fairdue.telephony import Answered, CallRequest, Ended, Event, Line, Recorded
from fairdue.telephony.tests.phones import SipPhone

NUMBER = "13800138000"
HIGH, LOW = 1000, 400

OpenLine = Callable[..., Line]


@pytest.fixture
def open_line() -> Iterator[OpenLine]:
    if shutil.which("baresip") is None:
        pytest.skip("baresip is not installed (Debian: baresip-core)")
    opened: list[Line] = []

    def open_it(proxy: str, **more: str) -> Line:
        said = {"proxy": proxy, "from": "sip:95588@127.0.0.1", "interface": "127.0.0.1", **more}
        line = telephony.line("baresip:?" + "&".join(f"{key}={said[key]}" for key in said))
        opened.append(line)
        return line

    yield open_it
    for line in opened:
        line.close()


def a_call(collector: SipPhone, **more: Any) -> CallRequest:
    return CallRequest(call="c1", collector=collector.address, number=NUMBER, **more)


def answered(event: Event) -> bool:
    return isinstance(event, Answered) and event.side == "customer"


def the_recording(told: list[Event]) -> Recorded:
    [recorded] = [event for event in told if isinstance(event, Recorded)]
    return recorded


def talked(told: list[Event]) -> Ended:
    assert isinstance(told[-1], Ended), told
    return told[-1]
