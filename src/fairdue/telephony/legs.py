"""What both sides of a call are at every exchange: two channels whose ids we choose."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import ClassVar

from fairdue.telephony import sound
from fairdue.telephony.conversation import Signal
from fairdue.telephony.exchange import Exchange
from fairdue.telephony.line import LineError, Side


class ExchangeLegs:
    """Both sides of one call; the line hands on the events of their channels."""

    talking: ClassVar[str]
    """The state that the exchange gives a channel which was answered."""

    def __init__(
        self, exchange: Exchange, channels: Mapping[Side, str], *, called_us: bool
    ) -> None:
        """Begin with nobody rung; where the customer `called_us`, their channel is there."""
        self.inbox: asyncio.Queue[Signal] = asyncio.Queue()
        self.channels = dict(channels)
        self.reference = self.channels["customer"]
        self._exchange = exchange
        self._key = secrets.token_hex(8)
        self._endpoints: dict[Side, str] = {}
        self._begun: set[Side] = {"customer"} if called_us else set()
        self._up: set[Side] = set()
        self._closed: set[Side] = set()
        self._files: dict[Path, Path] = {}

    def dial(self, side: Side, telephone: str) -> None:
        """Say which telephone a side is. Raises LineError."""
        exchange = self._exchange
        wanted = exchange.collector if side == "collector" else exchange.customer
        self._endpoints[side] = wanted(telephone)

    def compare(self, there: Mapping[str, str]) -> None:
        """After a loss: notice from the channels that are there, by state, what was missed."""
        for side in self._begun - self._closed:
            state = there.get(self.channels[side])
            if state is None:
                self._close(side, Signal("closed", side, by="unknown"))
            elif state == self.talking:
                self._lifted(side)

    def _side(self, channel: str) -> Side:
        return "collector" if channel == self.channels["collector"] else "customer"

    def _rings(self, side: Side) -> None:
        if side not in self._up:
            self.inbox.put_nowait(Signal("ringing", side))

    def _lifted(self, side: Side) -> None:
        if side not in self._up:
            self._up.add(side)
            self.inbox.put_nowait(Signal("answered", side))

    def _close(self, side: Side, signal: Signal) -> None:
        if side not in self._closed:
            self._closed.add(side)
            self.inbox.put_nowait(signal)

    async def _shared(self, audio: Path) -> Path:
        """A copy of a file of sound in the folder that the exchange reads."""
        if audio not in self._files:
            folder = self._exchange.shared_folder()
            file = folder / f"fairdue-{self._key}-{len(self._files)}.wav"
            await asyncio.to_thread(sound.for_telephone, audio, file, 0)
            self._files[audio] = file
        return self._files[audio]

    def _remove_shared(self) -> None:
        for file in self._files.values():
            file.unlink(missing_ok=True)


async def unless_needless(asked: Awaitable[object]) -> None:
    """Ask for what may have happened by itself: a refusal is no fault, a lost line is one."""
    try:
        await asked
    except LineError as error:
        if error.again:
            raise
