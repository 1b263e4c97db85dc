"""The process that waits for calls that come in. It carries one at a time; others hear busy."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fairdue.telephony.baresip.address import Trunk
from fairdue.telephony.baresip.agent import Agent, Setup
from fairdue.telephony.baresip.legs import BaresipLegs
from fairdue.telephony.conversations import Conversations
from fairdue.telephony.happenings import moment
from fairdue.telephony.line import Back, Event, Inbound, LineError, Lost

AGAIN_AFTER_SECONDS = 2.0
_NUMBER = re.compile(r"sips?:(\+?[0-9]{2,20})@")


class Reception:
    """Tells of callers and gives them to conversations; starts anew when its process dies."""

    def __init__(
        self,
        trunk: Trunk,
        folder: Path,
        conversations: Conversations,
        tell: Callable[[Event], None],
    ) -> None:
        self.agent = Agent(folder, self._heard)
        self._trunk = trunk
        self._folder = folder
        self._conversations = conversations
        self._tell = tell
        self._legs: BaresipLegs | None = None
        self._current = ""
        self._gone = asyncio.Event()
        self._turning_away: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the process. Raises LineError."""
        await self.agent.start(Setup(self._trunk, listens=True, records=True))

    async def stay(self) -> None:
        """Keep a process there, whatever happens to it."""
        while True:
            await self._gone.wait()
            self._gone.clear()
            self._tell(Lost(call="", at=moment()))
            await self.agent.close()
            while True:
                self.agent = Agent(self._folder, self._heard)
                try:
                    await self.start()
                except (LineError, OSError, TimeoutError):
                    await asyncio.sleep(AGAIN_AFTER_SECONDS)
                else:
                    break
            self._tell(Back(call="", at=moment()))

    async def close(self) -> None:
        """End the process."""
        await self.agent.close()

    def _heard(self, message: Mapping[str, Any]) -> None:
        kind, reference = message.get("type"), message.get("id", "")
        if kind == "GONE":
            if self._legs is not None:
                self._legs.heard(message)
            self._gone.set()
        elif kind == "CALL_INCOMING":
            if self._legs is None:
                self._welcome(str(message.get("peeruri", "")), str(reference))
            else:
                task = asyncio.get_running_loop().create_task(self._turn_away(str(reference)))
                self._turning_away.add(task)
                task.add_done_callback(self._turning_away.discard)
        elif self._legs is not None and (
            message.get("accountaor") != self._trunk.caller or reference == self._current
        ):
            self._legs.heard(message)

    def _welcome(self, caller: str, reference: str) -> None:
        call = f"in-{secrets.token_hex(8)}"
        legs = BaresipLegs(self._trunk, self._folder, keeps=True, shared=True)
        legs.agent, legs.reference = self.agent, reference
        self._legs, self._current = legs, reference
        self._conversations.welcome(call, legs, self._free)
        number = _NUMBER.match(caller)
        self._tell(Inbound(call=call, at=moment(), from_number=number[1] if number else ""))

    def _free(self) -> None:
        self._legs, self._current = None, ""

    async def _turn_away(self, reference: str) -> None:
        try:
            await self.agent.tell(
                self._trunk.caller,
                ("callfind", reference),
                ("hangup", ""),
                ("callfind", self._current),
            )
        except (LineError, OSError, TimeoutError):
            return  # they hear the ringing tone until they give up
