"""The two sides of a call in Asterisk.

Each side is a channel whose id we choose. What the customer says and hears is recorded by two
channels that snoop on theirs, one for each direction, as a bridge's recording mixes them.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairdue.telephony import causes, sound
from fairdue.telephony.ari.client import AriClient
from fairdue.telephony.conversation import Signal
from fairdue.telephony.exchange import OURS, Exchange
from fairdue.telephony.line import LineError, Side

RING_SECONDS_MAX = 120
SNOOP_SECONDS_MAX = 3.0
FILE_SECONDS_MAX = 5.0
_DIRECTIONS = {"us": "out", "customer": "in"}


class AriLegs:
    """Both sides; the line hands on the events of their channels."""

    def __init__(self, exchange: Exchange, client: AriClient, customer: str = "") -> None:
        self.inbox: asyncio.Queue[Signal] = asyncio.Queue()
        key = secrets.token_hex(8)
        self.channels: dict[Side, str] = {
            "collector": f"{OURS}{key}-collector",
            "customer": customer or f"{OURS}{key}-customer",
        }
        self.reference = self.channels["customer"]
        self._exchange = exchange
        self._client = client
        self._key = key
        self._endpoints: dict[Side, str] = {}
        self._begun: set[Side] = {"customer"} if customer else set()
        self._up: set[Side] = set()
        self._closed: set[Side] = set()
        self._bridge = ""
        self._snooping: dict[str, asyncio.Event] = {}
        self._files: dict[Path, Path] = {}
        self._ringing = ""

    def dial(self, side: Side, telephone: str) -> None:
        """Say which telephone a side is. Raises LineError."""
        exchange = self._exchange
        wanted = exchange.collector if side == "collector" else exchange.customer
        self._endpoints[side] = wanted(telephone)

    def owns(self, channel: str) -> bool:
        """Is this channel part of the call?"""
        return channel in self.channels.values() or channel in self._snooping

    def heard(self, event: Mapping[str, Any]) -> None:
        """Turn an event of a channel into a signal."""
        channel, kind = event.get("channel", {}), event.get("type")
        if kind == "PlaybackFinished":
            if event["playback"]["id"].startswith(f"said-{self._key}"):
                self.inbox.put_nowait(Signal("played"))
            return
        if channel.get("id") in self._snooping:
            if kind == "StasisStart":
                self._snooping[channel["id"]].set()
            return
        side: Side = "collector" if channel["id"] == self.channels["collector"] else "customer"
        if kind == "ChannelDestroyed":
            self._close(side, Signal("closed", side, causes.of_q850(int(event.get("cause", 0)))))
        elif channel.get("state") == "Ringing" and side not in self._up:
            self.inbox.put_nowait(Signal("ringing", side))
        elif channel.get("state") == "Up" and kind in ("StasisStart", "ChannelStateChange"):
            self._lifted(side)

    def compare(self, there: Mapping[str, str]) -> None:
        """After a loss: notice from the channels that are there, by state, what was missed."""
        for side in self._begun - self._closed:
            state = there.get(self.channels[side])
            if state is None:
                self._close(side, Signal("closed", side, by="unknown"))
            elif state == "Up":
                self._lifted(side)

    async def ring(self, side: Side) -> None:
        """Let Asterisk dial; the channel enters our application when it is lifted."""
        caller = {"callerId": self._exchange.caller} if self._exchange.caller else {}
        await self._client.ask(
            "POST",
            f"/channels/{self.channels[side]}",
            endpoint=self._endpoints[side],
            app=self._exchange.app,
            timeout=RING_SECONDS_MAX,
            **caller,
        )
        self._begun.add(side)

    async def comfort(self, early: bool) -> None:
        """Play the ringing tone to the collector, once."""
        if not self._ringing:
            self._ringing = f"ring-{self._key}"
            path = f"/channels/{self.channels['collector']}/play/{self._ringing}"
            await self._client.ask("POST", path, media="tone:ring")

    async def pick_up(self) -> None:
        """Answer the caller."""
        await self._client.ask("POST", f"/channels/{self.channels['customer']}/answer")
        self._lifted("customer")

    async def record(self) -> None:
        """Snoop on both directions of the customer's channel, and record each."""
        customer = self.channels["customer"]
        for name, direction in _DIRECTIONS.items():
            snoop = f"{OURS}{self._key}-{name}"
            begun = self._snooping[snoop] = asyncio.Event()
            query = {"spy": direction, "app": self._exchange.app}
            await self._client.ask("POST", f"/channels/{customer}/snoop/{snoop}", **query)
            await asyncio.wait_for(begun.wait(), SNOOP_SECONDS_MAX)
            await self._client.ask(
                "POST", f"/channels/{snoop}/record", name=snoop, format="wav", ifExists="overwrite"
            )

    async def announce(self, audio: Path) -> None:
        """Play a file from the shared folder to the customer."""
        file = await self._shared(audio)
        playback = f"said-{self._key}-{secrets.token_hex(4)}"
        path = f"/channels/{self.channels['customer']}/play/{playback}"
        await self._client.ask("POST", path, media=f"sound:{file.with_suffix('')}")

    async def connect(self) -> None:
        """Put both channels into one bridge."""
        if self._bridge:
            return
        if self._ringing:
            await self._leave_out("DELETE", f"/playbacks/{self._ringing}")
        self._bridge = f"fairdue-{self._key}"
        await self._client.ask("POST", f"/bridges/{self._bridge}", type="mixing")
        both = ",".join(self.channels.values())
        await self._client.ask("POST", f"/bridges/{self._bridge}/addChannel", channel=both)

    async def drop(self, side: Side) -> None:
        """Hang up."""
        if side not in self._closed:
            await self._leave_out("DELETE", f"/channels/{self.channels[side]}")

    async def recorded(self, target: Path, talk_seconds: float) -> float | None:
        """Fetch both directions and join them."""
        sides = {}
        for name in _DIRECTIONS:
            snoop = f"{OURS}{self._key}-{name}"
            await self._leave_out("POST", f"/recordings/live/{snoop}/stop")
            content = await self._stored(snoop)
            if content is None:
                return None
            sides[name] = target.with_suffix(f".{name}.part")
            sides[name].write_bytes(content)
        try:
            return await asyncio.to_thread(
                sound.join, sides["us"], sides["customer"], target, talk_seconds
            )
        finally:
            for name, file in sides.items():
                file.unlink()
                await self._leave_out("DELETE", f"/recordings/stored/{OURS}{self._key}-{name}")

    async def close(self) -> None:
        """Remove the bridge and the files."""
        try:
            if self._bridge:
                await self._leave_out("DELETE", f"/bridges/{self._bridge}")
        except LineError:
            pass  # it is gone with the exchange
        for file in self._files.values():
            file.unlink(missing_ok=True)

    async def _stored(self, name: str) -> bytes | None:
        """A recording, which is there a moment after it was stopped."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + FILE_SECONDS_MAX
        while loop.time() < give_up:
            if content := await self._client.fetch(f"/recordings/stored/{name}/file"):
                return content
            await asyncio.sleep(0.1)
        return None

    async def _shared(self, audio: Path) -> Path:
        if audio not in self._files:
            folder = self._exchange.shared_folder()
            file = folder / f"fairdue-{self._key}-{len(self._files)}.wav"
            await asyncio.to_thread(sound.for_telephone, audio, file, 0)
            self._files[audio] = file
        return self._files[audio]

    async def _leave_out(self, method: str, path: str) -> None:
        """End something that may have ended by itself."""
        try:
            await self._client.ask(method, path)
        except LineError as error:
            if error.again:
                raise

    def _lifted(self, side: Side) -> None:
        if side not in self._up:
            self._up.add(side)
            self.inbox.put_nowait(Signal("answered", side))

    def _close(self, side: Side, signal: Signal) -> None:
        if side not in self._closed:
            self._closed.add(side)
            self.inbox.put_nowait(signal)
