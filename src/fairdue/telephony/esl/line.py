"""The line of an `esl:` address."""

from __future__ import annotations

import asyncio
import secrets

from fairdue.telephony.carried import CarriedLine
from fairdue.telephony.esl.client import SECONDS_MAX, EslClient
from fairdue.telephony.esl.legs import EslLegs, states_of
from fairdue.telephony.esl.messages import Message
from fairdue.telephony.exchange import OURS, Exchange, exchange_of
from fairdue.telephony.happenings import moment
from fairdue.telephony.line import Back, CallHandle, CallRequest, Inbound, Lost, Taking

PORT = 8021
CUSTOMERS = "sofia/gateway/{gateway}/{number}"
COLLECTORS = "user/{number}"
INBOUND = "variable_fairdue"
"""The dialplan sets the channel variable fairdue=inbound on calls it parks for us."""


def exchange_at(url: str) -> Exchange:
    """Read the address. Raises LineError that says what is wrong with it."""
    return exchange_of(url, {"esl": False}, PORT, CUSTOMERS, COLLECTORS)


class EslLine(CarriedLine):
    """Calls that FreeSWITCH carries; it tells of them by events."""

    def __init__(self, url: str) -> None:
        """Raises LineError: the address is malformed, or FreeSWITCH silent or unwilling."""
        self._exchange = exchange_at(url)
        super().__init__("esl")
        self._channels: dict[str, EslLegs] = {}
        self._client = EslClient(self._exchange, self._heard)
        try:
            self._background.wait(self._open(), SECONDS_MAX * 3)
        except BaseException:
            self._background.close()
            raise

    def place(self, request: CallRequest) -> CallHandle:
        """Ring the collector."""
        legs = EslLegs(self._exchange, self._client)
        legs.dial("collector", request.collector)
        legs.dial("customer", request.number)
        if request.announcement is not None or request.record_to is not None:
            self._exchange.shared_folder()
        self._conversations.refuse_taken(request.call)
        self._background.soon(lambda: self._keep(legs))
        self._conversations.place(request, legs)
        return CallHandle(request.call, legs.reference)

    def answer(self, taking: Taking) -> None:
        """Ring the collector for a call that waits."""
        self._exchange.collector(taking.collector)
        if taking.announcement is not None or taking.record_to is not None:
            self._exchange.shared_folder()
        super().answer(taking)

    def close(self) -> None:
        """Hang up, and let go of FreeSWITCH."""
        self._conversations.close()
        self._background.close()

    async def _open(self) -> None:
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._background.start(self._client.listen(first, self._lost, self._back))
        await first
        for channel in states_of(await self._client.api("show channels as json")):
            if channel.startswith(OURS):
                await self._client.api(f"uuid_kill {channel} NORMAL_CLEARING")

    def _keep(self, legs: EslLegs) -> None:
        for key in (*legs.channels.values(), *legs.jobs):
            self._channels[key] = legs

    def _heard(self, event: Message) -> None:
        said = event.headings
        kind = said.get("Event-Name")
        key = said.get("Job-UUID", "") if kind == "BACKGROUND_JOB" else said.get("Unique-ID", "")
        legs = self._channels.get(key)
        if legs is not None:
            legs.heard(event)
            if kind in ("BACKGROUND_JOB", "CHANNEL_HANGUP_COMPLETE"):
                self._channels.pop(key, None)
        elif kind == "CHANNEL_PARK" and said.get(INBOUND) == "inbound":
            self._welcome(key, said.get("Caller-Caller-ID-Number", ""))

    def _welcome(self, channel: str, number: str) -> None:
        call = f"in-{secrets.token_hex(8)}"
        legs = EslLegs(self._exchange, self._client, customer=channel)
        self._keep(legs)
        self._conversations.welcome(call, legs, lambda: None)
        known = number.removeprefix("+").isdigit()
        told = Inbound(call=call, at=moment(), from_number=number if known else "")
        self._happenings.tell(told)

    def _lost(self) -> None:
        self._happenings.tell(Lost(call="", at=moment()))

    async def _back(self) -> None:
        """Compare what we know with what is there."""
        states = states_of(await self._client.api("show channels as json"))
        going = self._conversations.legs()
        for legs in set(self._channels.values()):
            legs.compare(states)
        kept = {key: legs for key, legs in self._channels.items() if legs in going}
        self._channels = kept
        self._happenings.tell(Back(call="", at=moment()))
