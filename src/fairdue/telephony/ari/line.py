"""The line of an `ari+http:` or `ari+https:` address."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from fairdue.telephony.ari.client import SECONDS_MAX, AriClient
from fairdue.telephony.ari.legs import AriLegs
from fairdue.telephony.carried import CarriedLine
from fairdue.telephony.exchange import OURS, Exchange, exchange_of
from fairdue.telephony.happenings import moment
from fairdue.telephony.line import Back, CallHandle, CallRequest, Inbound, Lost, Taking

SCHEMES = {"ari+http": False, "ari+https": True}
PORT = 8088


def exchange_at(url: str) -> Exchange:
    """Read the address. Raises LineError that says what is wrong with it."""
    return exchange_of(url, SCHEMES, PORT, "", "PJSIP/{number}")


class AriLine(CarriedLine):
    """Calls that Asterisk carries; it tells of them by events."""

    def __init__(self, url: str) -> None:
        """Raises LineError: the address is malformed, or Asterisk silent or unwilling."""
        self._exchange = exchange_at(url)
        super().__init__("ari")
        self._legs: dict[str, AriLegs] = {}
        self._client: AriClient
        try:
            self._background.wait(self._open(), SECONDS_MAX * 2)
        except BaseException:
            self._background.close()
            raise

    def place(self, request: CallRequest) -> CallHandle:
        """Ring the collector."""
        legs = AriLegs(self._exchange, self._client)
        legs.dial("collector", request.collector)
        legs.dial("customer", request.number)
        if request.announcement is not None:
            self._exchange.shared_folder()
        self._conversations.refuse_taken(request.call)
        self._background.soon(lambda: self._keep(legs))
        self._conversations.place(request, legs)
        return CallHandle(request.call, legs.reference)

    def answer(self, taking: Taking) -> None:
        """Ring the collector for a call that waits."""
        self._exchange.collector(taking.collector)
        if taking.announcement is not None:
            self._exchange.shared_folder()
        super().answer(taking)

    def close(self) -> None:
        """Hang up, and let go of Asterisk."""
        self._conversations.close()
        self._background.wait(self._client.close(), SECONDS_MAX)
        self._background.close()

    async def _open(self) -> None:
        self._client = AriClient(self._exchange, self._heard)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._background.start(self._client.listen(first, self._lost, self._back))
        await first
        for channel in await self._client.ask("GET", "/channels"):
            if channel["id"].startswith(OURS):
                await self._client.ask("DELETE", f"/channels/{channel['id']}")

    def _keep(self, legs: AriLegs) -> None:
        for channel in legs.channels.values():
            self._legs[channel] = legs

    def _heard(self, event: Mapping[str, Any]) -> None:
        kind = event.get("type")
        if kind == "PlaybackFinished":
            channel = str(event["playback"].get("target_uri", "")).removeprefix("channel:")
        else:
            channel = str(event.get("channel", {}).get("id", ""))
        legs = self._legs.get(channel) or self._snooped(channel)
        if legs is not None:
            legs.heard(event)
            if kind == "ChannelDestroyed":
                self._legs.pop(channel, None)
        elif kind == "StasisStart" and not channel.startswith(OURS):
            self._welcome(channel, event["channel"])

    def _snooped(self, channel: str) -> AriLegs | None:
        return next((each for each in self._legs.values() if each.owns(channel)), None)

    def _welcome(self, channel: str, said: Mapping[str, Any]) -> None:
        call = f"in-{secrets.token_hex(8)}"
        legs = AriLegs(self._exchange, self._client, customer=channel)
        self._keep(legs)
        self._conversations.welcome(call, legs, lambda: None)
        number = str(said.get("caller", {}).get("number", ""))
        known = number.removeprefix("+").isdigit()
        self._tell_inbound(call, number if known else "")

    def _tell_inbound(self, call: str, number: str) -> None:
        self._happenings.tell(Inbound(call=call, at=moment(), from_number=number))

    def _lost(self) -> None:
        self._happenings.tell(Lost(call="", at=moment()))

    async def _back(self) -> None:
        """Compare what we know with what is there, before anything new is heard."""
        there = await self._client.ask("GET", "/channels")
        states = {each["id"]: each["state"] for each in there}
        for legs in set(self._legs.values()):
            legs.compare(states)
        self._legs = {
            channel: legs for channel, legs in self._legs.items() if self._wanted(channel, states)
        }
        self._happenings.tell(Back(call="", at=moment()))

    def _wanted(self, channel: str, states: Mapping[str, str]) -> bool:
        """Is a channel there, or may it still come?"""
        legs = self._legs[channel]
        return channel in states or legs in self._conversations.legs()
