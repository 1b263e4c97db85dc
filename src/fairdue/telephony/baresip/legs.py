"""The two sides of a call in a baresip process.

aubridge joins a player and a source of the same name: what the collector says is played into
`said` and is the source of what the customer is sent, and `heard` the other way round. Sources
are switched while the call goes on. A file that is a source ends the call when it ends, so every
file has silence after it and is switched away in time.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairdue.telephony import causes, sound
from fairdue.telephony.baresip.address import Trunk
from fairdue.telephony.baresip.agent import Agent
from fairdue.telephony.conversation import Signal
from fairdue.telephony.line import Side

SILENCE_SECONDS = 60
RINGING_SECONDS = 240
US, CUSTOMER, PARTS = "us.wav", "customer.wav", ".parts"

_DUMPS = {"enc": US, "dec": CUSTOMER}
_CODE = re.compile(r"([1-6][0-9]{2})\b")


class BaresipLegs:
    """Both sides, in one process that carries nothing else while they are there.

    The process works and records in `folder`. Which recordings are whose is told by when they
    appear: the collector's are there before the customer's, and are thrown away.
    """

    def __init__(self, trunk: Trunk, folder: Path, *, keeps: bool, shared: bool = False) -> None:
        self.inbox: asyncio.Queue[Signal] = asyncio.Queue()
        self.reference = ""
        self.agent: Agent | None = None
        self._trunk = trunk
        self._folder = folder
        self._shared = shared
        self._uris: dict[Side, str] = {}
        self._closed: set[Side] = set()
        self._keeps = keeps
        self._hears_customer = False
        self._heard_before = False
        self._playing: asyncio.TimerHandle | None = None
        self._files: dict[Path, tuple[Path, float]] = {}

    def dial(self, side: Side, telephone: str) -> None:
        """Say which telephone a side is. Raises LineError."""
        self._uris[side] = self._trunk.uri_of(telephone)

    def heard(self, message: Mapping[str, Any]) -> None:
        """Turn what baresip says into signals."""
        kind = message.get("type")
        if kind == "GONE":
            self.inbox.put_nowait(Signal("gone"))
            return
        side: Side = "collector" if message.get("accountaor") == self._trunk.desk else "customer"
        if kind in ("CALL_PROGRESS", "CALL_ESTABLISHED"):
            self._claim(side)
        if kind == "CALL_CLOSED":
            self._closed.add(side)
            code = _CODE.match(str(message.get("param", "")))
            cause = causes.of_sip(int(code[1])) if code else causes.Cause()
            self.inbox.put_nowait(Signal("closed", side, cause))
        elif kind == "CALL_RINGING":
            self.inbox.put_nowait(Signal("ringing", side))
        elif kind == "CALL_PROGRESS":
            self.inbox.put_nowait(Signal("early", side))
        elif kind == "CALL_ESTABLISHED":
            self.inbox.put_nowait(Signal("answered", side))

    async def ring(self, side: Side) -> None:
        """Dial."""
        await self._tell(side, ("dial", self._uris[side]))

    async def comfort(self, early: bool) -> None:
        """Play the ringing tone, or let through what the network says before an answer."""
        if early:
            await self._let_collector_hear()
        elif not self._hears_customer:
            tone = self._folder / "ringing.wav"
            if not tone.exists():
                await asyncio.to_thread(sound.ringing, tone, RINGING_SECONDS)
                await self._tell("collector", ("ausrc", f"aufile,{tone.name}"))

    async def pick_up(self) -> None:
        """Answer the caller."""
        await self._tell("customer", ("accept", ""))

    async def record(self) -> None:
        """Nothing is left to do: baresip records from the first sample."""

    async def announce(self, audio: Path) -> None:
        """Make a file what the customer hears."""
        file, seconds = await self.prepare(audio)
        await self._let_collector_hear()
        await self._tell("customer", ("ausrc", f"aufile,{file.name}"))
        if self._playing is not None:
            self._playing.cancel()
        loop = asyncio.get_running_loop()
        self._playing = loop.call_later(seconds, self.inbox.put_nowait, Signal("played"))

    async def prepare(self, audio: Path) -> tuple[Path, float]:
        """Write a file as telephones play it, once; where it is and its seconds."""
        if audio not in self._files:
            file = self._folder / f"play-{len(self._files)}.wav"
            seconds = await asyncio.to_thread(sound.for_telephone, audio, file, SILENCE_SECONDS)
            self._files[audio] = file, seconds
        return self._files[audio]

    async def connect(self) -> None:
        """Make each the source of what the other hears."""
        await self._let_collector_hear()
        if self._heard_before:  # a bridge that lost its source lets go of its player, too
            await self._tell("collector", ("auplay", "aubridge,said"))
        await self._tell("customer", ("ausrc", "aubridge,said"))
        self._heard_before = True

    async def drop(self, side: Side) -> None:
        """Hang up."""
        if side not in self._closed:
            await self._tell(side, ("hangup", ""))

    async def recorded(self, target: Path, talk_seconds: float) -> float | None:
        """Join the two files the customer's side left."""
        self._claim("customer")  # a caller's files appear once the call is established
        us, customer = self._folder / US, self._folder / CUSTOMER
        if not us.exists() and not customer.exists():
            return None
        seconds = await asyncio.to_thread(sound.join, us, customer, target, talk_seconds)
        us.unlink(missing_ok=True)
        customer.unlink(missing_ok=True)
        return seconds

    async def close(self) -> None:
        """Remove what was written, and end the process unless others use it after us."""
        if self._playing is not None:
            self._playing.cancel()
        if self.agent is not None and not self._shared:
            await self.agent.close()
        else:
            for file in self._folder.glob("*.wav"):
                file.unlink()

    async def _tell(self, side: Side, *commands: tuple[str, str]) -> None:
        if self.agent is None:
            raise ConnectionError("baresip is gone")
        account = self._trunk.desk if side == "collector" else self._trunk.caller
        await self.agent.tell(account, *commands)

    async def _let_collector_hear(self) -> None:
        if not self._hears_customer:
            await self._tell("collector", ("ausrc", "aubridge,heard"))
            self._hears_customer = True

    def _claim(self, side: Side) -> None:
        """Name the files of the side that was just heard, before those of the other appear."""
        for file in sorted(self._folder.glob("dump-*.wav")):
            name = _DUMPS.get(file.stem.rpartition("-")[2])
            if side == "customer" and self._keeps and name and not (self._folder / name).exists():
                file.rename(self._folder / name)
            else:
                file.unlink()


def left_behind(folder: Path) -> list[tuple[str, Path]]:
    """Join what processes recorded that were killed with us; each call's name and recording.

    `folder` is what calls were told to record to. Ask when no call is going on there.
    """
    found = []
    for parts in sorted(folder.glob(f"*{PARTS}")):
        call, target = (
            parts.name.removesuffix(PARTS),
            folder / f"{parts.name.removesuffix(PARTS)}.wav",
        )
        if sound.join(parts / US, parts / CUSTOMER, target, None):
            found.append((call, target))
        else:
            target.unlink()
        shutil.rmtree(parts)
    return found
