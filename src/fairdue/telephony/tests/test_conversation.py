"""Whatever an exchange does, a call has one end, and it is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.kernel.text import Text
from fairdue.telephony import CallRequest, Ended, Event, LineError, is_final
from fairdue.telephony.conversation import Conversation, Signal
from fairdue.telephony.line import Side


class Erratic:
    """Legs that do as they are told, unless `fails` names what breaks."""

    def __init__(self, signals: list[Signal], fails: dict[str, Exception]) -> None:
        self.inbox: asyncio.Queue[Signal] = asyncio.Queue()
        self.reference = ""
        self.done: list[str] = []
        self._signals, self._fails = signals, fails

    def dial(self, side: Side, telephone: str) -> None: ...

    async def ring(self, side: Side) -> None:
        self._do(f"ring {side}")
        if side == "collector":
            for signal in self._signals:
                self.inbox.put_nowait(signal)

    async def comfort(self, early: bool) -> None:
        self._do("comfort")

    async def pick_up(self) -> None:
        self._do("pick_up")

    async def record(self) -> None:
        self._do("record")

    async def announce(self, audio: Path) -> None:
        self._do("announce")

    async def connect(self) -> None:
        self._do("connect")

    async def drop(self, side: Side) -> None:
        self._do(f"drop {side}")
        self.inbox.put_nowait(Signal("closed", side))

    async def recorded(self, target: Path, talk_seconds: float) -> float | None:
        self._do("recorded")
        return None

    async def close(self) -> None:
        self.done.append("close")

    def _do(self, what: str) -> None:
        self.done.append(what)
        if what in self._fails:
            raise self._fails[what]


def course(legs: Erratic, folder: Path | None = None) -> list[Event]:
    told: list[Event] = []
    request = CallRequest(
        call="c1",
        collector="1001",
        number="13800138000",
        record_to=folder,
        ring_seconds_max=1,
        collector_seconds_max=1,
    )

    async def run() -> None:
        await asyncio.wait_for(Conversation("c1", legs, told.append).place(request), 20)

    asyncio.run(run())
    return told


KINDS = ["ringing", "early", "answered", "closed", "played", "gone", "hang_up"]
SIGNALS = st.builds(Signal, st.sampled_from(KINDS), st.sampled_from(["collector", "customer"]))
BROKEN = st.sampled_from([LineError(Text("a", "b")), ConnectionError(), KeyError("x")])
DEEDS = ["ring collector", "ring customer", "comfort", "record", "connect", "recorded"]
DEEDS += ["drop collector", "drop customer"]


@settings(max_examples=200)
@given(st.lists(SIGNALS, max_size=8), st.dictionaries(st.sampled_from(DEEDS), BROKEN, max_size=2))
def test_every_call_has_exactly_one_end_and_it_comes_last(
    tmp_path_factory: pytest.TempPathFactory,
    signals: list[Signal],
    fails: dict[str, Exception],
) -> None:
    legs = Erratic([*signals, Signal("gone")], fails)
    told = course(legs, tmp_path_factory.getbasetemp())
    assert [event for event in told if is_final(event)] == told[-1:]
    assert legs.done[-1] == "close"


@settings(max_examples=200)
@given(st.lists(SIGNALS, max_size=8))
def test_no_customer_is_ever_rung_before_the_collector_has_lifted(signals: list[Signal]) -> None:
    legs = Erratic([*signals, Signal("gone")], {})
    told = course(legs)
    if "ring customer" in legs.done:
        assert any(getattr(event, "side", "") == "collector" for event in told)
    if "connect" in legs.done:
        assert legs.done.index("ring customer") < legs.done.index("connect")


def test_hanging_up_lets_both_go() -> None:
    lifted = [Signal("answered", "collector"), Signal("answered", "customer")]
    legs = Erratic([*lifted, Signal("hang_up")], {})
    told = course(legs)
    assert isinstance(told[-1], Ended)
    assert {"drop collector", "drop customer"} <= set(legs.done)


def test_what_breaks_is_logged_by_its_kind_and_never_by_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    course(Erratic([], {"ring collector": KeyError("13800138000")}))
    assert "KeyError" in caplog.text
    assert "13800138000" not in caplog.text
