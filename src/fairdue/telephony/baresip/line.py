"""The line of a `baresip:` address."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from fairdue.telephony.baresip import address
from fairdue.telephony.baresip.address import Trunk, trunk_of
from fairdue.telephony.baresip.agent import START_SECONDS_MAX, TRIES, Agent, Setup
from fairdue.telephony.baresip.legs import PARTS, BaresipLegs
from fairdue.telephony.baresip.reception import Reception
from fairdue.telephony.carried import CarriedLine
from fairdue.telephony.line import CallHandle, CallRequest, Taking


class BaresipLine(CarriedLine):
    """Calls by SIP through a proxy, each carried by a baresip process of its own."""

    def __init__(self, url: str) -> None:
        """Raises LineError: the address is malformed, or baresip isn't installed or can't start."""
        self._trunk = trunk_of(url)
        address.program()
        address.modules()
        self._root = _own_folder()
        super().__init__("baresip")
        self._reception: Reception | None = None
        if self._trunk.takes_calls:
            self._open_reception()

    def place(self, request: CallRequest) -> CallHandle:
        """Start a process for this call, and let it ring the collector."""
        legs = _legs_for(request, self._trunk, self._root)
        self._conversations.refuse_taken(request.call)
        try:
            self._background.wait(_start(legs, request, self._trunk, self._root), TRIES * 8.0)
        except BaseException:
            self._background.start(legs.close())
            raise
        self._conversations.place(request, legs)
        return CallHandle(request.call)

    def answer(self, taking: Taking) -> None:
        """Ring the collector for a call that waits."""
        self._trunk.uri_of(taking.collector)
        super().answer(taking)

    def close(self) -> None:
        """Hang up, end every process, and remove the folder."""
        self._conversations.close()
        if self._reception is not None:
            self._background.wait(self._reception.close(), START_SECONDS_MAX)
        self._background.close()
        shutil.rmtree(self._root, ignore_errors=True)

    def pids(self) -> list[int]:
        """The processes at work."""
        agents = [getattr(legs, "agent", None) for legs in self._conversations.legs()]
        if self._reception is not None:
            agents.append(self._reception.agent)
        return sorted({agent.pid for agent in agents if isinstance(agent, Agent)})

    def _open_reception(self) -> None:
        reception = Reception(
            self._trunk, self._root / "reception", self._conversations, self._happenings.tell
        )
        try:
            self._background.wait(reception.start(), TRIES * 8.0)
        except BaseException:
            self._background.close()
            raise
        self._reception = reception
        self._background.start(reception.stay())


def _legs_for(request: CallRequest, trunk: Trunk, root: Path) -> BaresipLegs:
    keeps = request.record_to is not None
    legs = BaresipLegs(trunk, _folder_of(request, root), keeps=keeps)
    legs.dial("collector", request.collector)
    legs.dial("customer", request.number)
    return legs


async def _start(legs: BaresipLegs, request: CallRequest, trunk: Trunk, root: Path) -> None:
    legs.agent = Agent(_folder_of(request, root), legs.heard)
    await legs.agent.start(Setup(trunk, listens=False, records=request.record_to is not None))
    if request.announcement is not None:  # before anybody would wait for it
        await legs.prepare(request.announcement)


def _folder_of(request: CallRequest, root: Path) -> Path:
    """Where a call's process works; what it records survives us where it is wanted."""
    if request.record_to is None:
        return root / request.call
    return request.record_to / f"{request.call}{PARTS}"


def _own_folder() -> Path:
    """A folder for this process; those of processes that are gone are removed."""
    parent = Path(settings.VAR) / "telephony"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in parent.iterdir():
        owner = left.name.partition("-")[0]
        if owner.isdigit() and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))


def _runs(pid: int) -> bool:
    with suppress(ProcessLookupError):
        with suppress(PermissionError):
            os.kill(pid, 0)
        return True
    return False
