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
from fairdue.telephony.legs import ExchangeLegs, unless_needless
from fairdue.telephony.line import LineError, Side

RING_SECONDS_MAX = 120
SNOOP_SECONDS_MAX = 3.0
FILE_SECONDS_MAX = 5.0
_DIRECTIONS = {"us": "out", "customer": "in"}


class AriLegs(ExchangeLegs):
    """Both sides; the line hands on the events of their channels."""

    talking = "Up"

    def __init__(self, exchange: Exchange, client: AriClient, customer: str = "") -> None:
        key = f"{OURS}{secrets.token_hex(8)}"
        channels: dict[Side, str] = {
            "collector": f"{key}-collector",
            "customer": customer or f"{key}-customer",
        }
        super().__init__(exchange, channels, called_us=bool(customer))
        self._client = client
        self._bridge = ""
        self._snooping: dict[str, asyncio.Event] = {}
        self._ringing = ""

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
        side = self._side(channel["id"])
        if kind == "ChannelDestroyed":
            self._close(side, Signal("closed", side, causes.of_q850(int(event.get("cause", 0)))))
        elif channel.get("state") == "Ringing":
            self._rings(side)
        elif channel.get("state") == self.talking and kind in ("StasisStart", "ChannelStateChange"):
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
            await unless_needless(self._client.ask("DELETE", f"/playbacks/{self._ringing}"))
        self._bridge = f"fairdue-{self._key}"
        await self._client.ask("POST", f"/bridges/{self._bridge}", type="mixing")
        both = ",".join(self.channels.values())
        await self._client.ask("POST", f"/bridges/{self._bridge}/addChannel", channel=both)

    async def drop(self, side: Side) -> None:
        """Hang up."""
        if side not in self._closed:
            await unless_needless(self._client.ask("DELETE", f"/channels/{self.channels[side]}"))

    async def recorded(self, target: Path, talk_seconds: float) -> float | None:
        """Fetch both directions and join them."""
        sides = {}
        for name in _DIRECTIONS:
            snoop = f"{OURS}{self._key}-{name}"
            await unless_needless(self._client.ask("POST", f"/recordings/live/{snoop}/stop"))
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
                await unless_needless(
                    self._client.ask("DELETE", f"/recordings/stored/{OURS}{self._key}-{name}")
                )

    async def close(self) -> None:
        """Remove the bridge and the files."""
        try:
            if self._bridge:
                await unless_needless(self._client.ask("DELETE", f"/bridges/{self._bridge}"))
        except LineError:
            pass  # it is gone with the exchange
        self._remove_shared()

    async def _stored(self, name: str) -> bytes | None:
        """A recording, which is there a moment after it was stopped."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + FILE_SECONDS_MAX
        while loop.time() < give_up:
            if content := await self._client.fetch(f"/recordings/stored/{name}/file"):
                return content
            await asyncio.sleep(0.1)
        return None
