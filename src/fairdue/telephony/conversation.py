"""How a call goes, whichever exchange carries it: who is rung when, and which event ends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from fairdue.kernel.text import Text
from fairdue.telephony import causes
from fairdue.telephony.happenings import moment
from fairdue.telephony.line import (
    Announced,
    Answered,
    CallRequest,
    Ended,
    EndedBy,
    Event,
    Failed,
    LineError,
    NoAnswer,
    Recorded,
    Ringing,
    Side,
    Taking,
    Unrecorded,
)

logger = logging.getLogger(__name__)

CLOSE_SECONDS_MAX = 3.0
PICK_UP_SECONDS_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Signal:
    """Something the exchange or the person told a conversation.

    `gone`: the exchange will tell nothing more; `late`: nobody lifted in time. `by` is who hung
    up where that is not the side that closed, or nobody knows.
    """

    kind: Literal[
        "ringing", "early", "answered", "closed", "played", "gone", "late",
        "hang_up", "play", "take",
    ]  # fmt: skip
    side: Side = "customer"
    cause: causes.Cause = field(default_factory=causes.Cause)
    audio: Path | None = None
    taking: Taking | None = None
    by: EndedBy | None = None


class Legs(Protocol):
    """The two sides of a call in an exchange. What happens to them goes to the inbox.

    Every method raises LineError, or OSError where the exchange is gone.
    """

    inbox: asyncio.Queue[Signal]
    reference: str

    def dial(self, side: Side, telephone: str) -> None:
        """Say which telephone a side is, before it is rung."""

    async def ring(self, side: Side) -> None:
        """Begin to ring a telephone."""

    async def comfort(self, early: bool) -> None:
        """Let the collector hear that it rings, or (`early`) what the network itself says."""

    async def pick_up(self) -> None:
        """Answer a customer who calls us."""

    async def record(self) -> None:
        """Begin to record what the customer says and hears."""

    async def announce(self, audio: Path) -> None:
        """Let the customer hear a file; a `played` signal follows when it ends."""

    async def connect(self) -> None:
        """Let both hear each other; nothing changes where they do."""

    async def drop(self, side: Side) -> None:
        """Hang up on a side, whatever its state."""

    async def recorded(self, target: Path, talk_seconds: float) -> float | None:
        """Put the recording there once both sides are closed; its seconds, or None."""

    async def close(self) -> None:
        """Let go of everything. Never raises."""


class Conversation:
    """One call from its first ring to its final event."""

    def __init__(self, call: str, legs: Legs, tell: Callable[[Event], None]) -> None:
        self.call = call
        self.legs = legs
        self._tell = tell
        self._open: set[Side] = set()
        self._heard_of: set[Side] = set()
        self._gone = False
        self._rang = False
        self._answered_at: float | None = None
        self._ended_at: float | None = None
        self._announcement: Path | None = None
        self._record_to: Path | None = None

    async def place(self, request: CallRequest) -> None:
        """Ring the collector, then the customer, and stay until it is over."""
        self._announcement, self._record_to = request.announcement, request.record_to
        await self._to_the_end(self._placed(request))

    async def take(self) -> None:
        """Wait with a caller until someone takes the call, and stay until it is over."""
        self._open.add("customer")
        self._heard_of.add("customer")
        await self._to_the_end(self._taken())

    def order(self, signal: Signal) -> None:
        """Hand over what a person wants. Called on the line's own thread."""
        self.legs.inbox.put_nowait(signal)

    async def _to_the_end(self, course: Coroutine[None, None, Event]) -> None:
        final: Event = Failed(call=self.call, at=moment(), why="line")
        try:
            final = await course
        except Exception as error:  # whatever broke, the call has an end that is told
            self._broke(error)
            final = Failed(call=self.call, at=moment(), why="line")
        try:
            await self._leave()
            await self._keep_recording()
        finally:
            await self.legs.close()
            self._tell(final)

    def _broke(self, error: Exception) -> None:
        """Log what kind of thing broke; its words may have a number in them."""
        if not isinstance(error, LineError | OSError | TimeoutError):
            logger.error("call %s broke: %s", self.call, type(error).__name__)

    async def _placed(self, request: CallRequest) -> Event:
        stopped = await self._lifted("collector", request.collector_seconds_max)
        if stopped is not None:
            return self._without_collector(stopped)
        stopped = await self._lifted("customer", request.ring_seconds_max)
        if stopped is not None:
            return self._without_customer(stopped)
        return await self._talk()

    async def _taken(self) -> Event:
        while (first := await self.legs.inbox.get()).kind != "take":
            if first.kind == "closed" and first.side == "customer":
                self._open.discard("customer")
                return NoAnswer(call=self.call, at=moment())
            if first.kind in ("hang_up", "gone"):
                return self._stopped(first)
        taking = first.taking
        if taking is None:
            raise ValueError("a call is taken by somebody")
        self._announcement, self._record_to = taking.announcement, taking.record_to
        stopped = await self._lifted("collector", taking.collector_seconds_max)
        if stopped is None:
            await self.legs.pick_up()
            stopped = await self._answer_of("customer", PICK_UP_SECONDS_MAX)
        elif not (stopped.kind == "closed" and stopped.side == "customer"):
            return self._without_collector(stopped)
        if stopped is None:
            return await self._talk()
        if stopped.kind == "closed":
            return NoAnswer(call=self.call, at=moment())
        return self._without_customer(stopped)

    async def _lifted(self, side: Side, seconds_max: float) -> Signal | None:
        """Ring a side; None once it is lifted, else what kept it from being so."""
        self._open.add(side)
        self._rang = False
        await self.legs.ring(side)
        self._heard_of.add(side)  # where that failed its end may never be told
        return await self._answer_of(side, seconds_max)

    async def _answer_of(self, side: Side, seconds_max: float) -> Signal | None:
        give_up = moment() + seconds_max
        while True:
            signal = await self._next(give_up)
            if signal.kind in ("ringing", "early") and signal.side == side:
                await self._rings(signal)
            elif signal.kind == "answered" and signal.side == side:
                if side == "customer":
                    self._answered_at = moment()
                self._tell(Answered(call=self.call, at=moment(), side=side))
                return None
            elif signal.kind in ("closed", "hang_up", "gone", "late"):
                return signal

    async def _rings(self, signal: Signal) -> None:
        if not self._rang:
            self._tell(Ringing(call=self.call, at=moment(), side=signal.side))
            self._rang = True
        if signal.side == "customer":
            await self.legs.comfort(signal.kind == "early")

    async def _talk(self) -> Event:
        if self._record_to is not None:
            await self.legs.record()
        if self._announcement is not None:
            await self.legs.announce(self._announcement)
        else:
            await self.legs.connect()
        announcing = self._announcement is not None
        while True:
            signal = await self._next(None)
            if signal.kind == "played":
                await self.legs.connect()
                if announcing:
                    self._tell(Announced(call=self.call, at=moment()))
                announcing = False
            elif signal.kind == "play" and signal.audio is not None and not announcing:
                await self.legs.announce(signal.audio)
            elif signal.kind in ("closed", "hang_up", "gone"):
                return self._stopped(signal)

    async def _next(self, give_up: float | None) -> Signal:
        try:
            left = None if give_up is None else max(0.0, give_up - moment())
            signal = await asyncio.wait_for(self.legs.inbox.get(), left)
        except TimeoutError:
            return Signal("late")
        if signal.kind == "closed":
            self._open.discard(signal.side)
        self._gone = self._gone or signal.kind == "gone"
        return signal

    def _without_collector(self, stopped: Signal) -> Event:
        if stopped.kind in ("closed", "late"):
            code = stopped.cause.code
            return Failed(call=self.call, at=moment(), why="collector_away", code=code)
        return self._stopped(stopped)

    def _without_customer(self, stopped: Signal) -> Event:
        if stopped.kind == "late":
            return NoAnswer(call=self.call, at=moment())
        if stopped.kind == "closed" and stopped.side == "customer":
            return causes.outcome(self.call, moment(), stopped.cause, rang=self._rang)
        return self._stopped(stopped)

    def _stopped(self, signal: Signal) -> Event:
        now = self._ended_at = moment()
        if signal.kind == "gone":
            return Failed(call=self.call, at=now, why="line")
        by: EndedBy = "us" if signal.kind == "hang_up" else signal.by or signal.side
        return Ended(call=self.call, at=now, by=by, talk_seconds=self._talk_seconds())

    def _talk_seconds(self) -> float:
        if self._answered_at is None:
            return 0.0
        return (self._ended_at or moment()) - self._answered_at

    async def _leave(self) -> None:
        """Hang up on whoever is left, and wait a little for the exchange to say so."""
        try:
            for side in tuple(self._open):
                await self.legs.drop(side)
            give_up = moment() + CLOSE_SECONDS_MAX
            while self._open & self._heard_of and not self._gone:
                if (await self._next(give_up)).kind == "late":
                    return
        except Exception as error:
            self._broke(error)
            return  # it is gone, and what was recorded is wanted all the same

    async def _keep_recording(self) -> None:
        if self._record_to is None or self._answered_at is None:
            return
        target = self._record_to / f"{self.call}.wav"
        try:
            seconds = await self.legs.recorded(target, self._talk_seconds())
        except Exception as error:
            self._broke(error)
            seconds = None
        if seconds:
            told = Recorded(call=self.call, at=moment(), path=target, seconds=seconds)
            self._tell(told)
        else:
            self._tell(Unrecorded(call=self.call, at=moment(), text=_nothing_recorded()))


def _nothing_recorded() -> Text:
    return Text("The exchange left no recording of this call.", "交换系统未留下该通电话的录音。")
