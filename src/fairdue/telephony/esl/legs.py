"""The two sides of a call in FreeSWITCH: two channels whose ids we choose, parked until bridged."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path

from fairdue.telephony import causes, sound
from fairdue.telephony.conversation import Signal
from fairdue.telephony.esl.client import EslClient
from fairdue.telephony.esl.messages import Message
from fairdue.telephony.exchange import OURS, Exchange
from fairdue.telephony.legs import ExchangeLegs, unless_needless
from fairdue.telephony.line import Side

RING_SECONDS_MAX = 120
FILE_SECONDS_MAX = 3.0
RINGING = "tone_stream://%(1000,4000,450);loops=-1"

_CAUSES = {
    "UNALLOCATED_NUMBER": 1,
    "NO_ROUTE_DESTINATION": 3,
    "NORMAL_CLEARING": 16,
    "USER_BUSY": 17,
    "NO_USER_RESPONSE": 18,
    "NO_ANSWER": 19,
    "SUBSCRIBER_ABSENT": 20,
    "CALL_REJECTED": 21,
    "NUMBER_CHANGED": 22,
    "DESTINATION_OUT_OF_ORDER": 27,
    "INVALID_NUMBER_FORMAT": 28,
    "NORMAL_TEMPORARY_FAILURE": 41,
    "FACILITY_NOT_SUBSCRIBED": 50,
    "OUTGOING_CALL_BARRED": 52,
    "BEARERCAPABILITY_NOTAUTH": 57,
    "RECOVERY_ON_TIMER_EXPIRE": 102,
}
"""FreeSWITCH's names of Q.850 causes (switch_types.h in github.com/signalwire/freeswitch)."""

_OTHER: dict[Side, Side] = {"collector": "customer", "customer": "collector"}


class EslLegs(ExchangeLegs):
    """Both sides; the line hands on the events of their channels and jobs."""

    talking = "ACTIVE"

    def __init__(self, exchange: Exchange, client: EslClient, customer: str = "") -> None:
        channels: dict[Side, str] = {
            "collector": f"{OURS}{uuid.uuid4()}",
            "customer": customer or f"{OURS}{uuid.uuid4()}",
        }
        super().__init__(exchange, channels, called_us=bool(customer))
        self.jobs: dict[str, Side] = {str(uuid.uuid4()): side for side in self.channels}
        self._client = client
        self._dropped: set[Side] = set()
        self._ringing = self._recording = False

    def heard(self, event: Message) -> None:
        """Turn an event into a signal."""
        kind, said = event.headings.get("Event-Name"), event.headings
        if kind == "BACKGROUND_JOB":
            side, answer = self.jobs[said["Job-UUID"]], event.body.strip()
            if answer.startswith("-ERR"):
                cause = _cause(answer.removeprefix("-ERR").strip())
                self._close(side, Signal("closed", side, cause))
            return
        side = self._side(said["Unique-ID"])
        if kind in ("CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA"):
            self._rings(side)
        elif kind == "CHANNEL_ANSWER":
            self._lifted(side)
        elif kind == "PLAYBACK_STOP" and said.get("Playback-File-Path") in self._played():
            self.inbox.put_nowait(Signal("played"))
        elif kind == "CHANNEL_HANGUP_COMPLETE":
            ours = said.get("variable_sip_hangup_disposition") == "send_bye"
            by = _OTHER[side] if ours and side not in self._dropped else side
            cause = _cause(said.get("Hangup-Cause", ""))
            self._close(side, Signal("closed", side, cause, by=by))

    async def ring(self, side: Side) -> None:
        """Let FreeSWITCH dial, and park who lifts."""
        said = [
            f"origination_uuid={self.channels[side]}",
            f"originate_timeout={RING_SECONDS_MAX}",
            "ignore_early_media=true",
            "hangup_after_bridge=true",
        ]
        if self._exchange.caller:
            said.append(f"origination_caller_id_number={self._exchange.caller}")
        job = next(job for job, whose in self.jobs.items() if whose == side)
        command = f"originate {{{','.join(said)}}}{self._endpoints[side]} &park()"
        await self._client.begin(command, job)
        self._begun.add(side)

    async def comfort(self, early: bool) -> None:
        """Play the ringing tone to the collector."""
        if not self._ringing:
            self._ringing = True
            collector = self.channels["collector"]
            await unless_needless(self._client.api(f"uuid_broadcast {collector} {RINGING} aleg"))

    async def pick_up(self) -> None:
        """Answer the caller."""
        await self._client.api(f"uuid_answer {self.channels['customer']}")

    async def record(self) -> None:
        """Record both directions of the customer's channel on two channels."""
        file, customer = self._recording_file(), self.channels["customer"]
        await self._client.api(f"uuid_setvar {customer} RECORD_STEREO true")
        await self._client.api(f"uuid_record {customer} start {file}")
        self._recording = True

    async def announce(self, audio: Path) -> None:
        """Play a file from the shared folder to the customer."""
        file, customer = await self._shared(audio), self.channels["customer"]
        await self._client.api(f"uuid_broadcast {customer} {file} aleg")

    async def connect(self) -> None:
        """Bridge both channels; FreeSWITCH leaves them so where they are."""
        if self._ringing:
            self._ringing = False
            await unless_needless(self._client.api(f"uuid_break {self.channels['collector']} all"))
        await self._client.api("uuid_bridge {customer} {collector}".format(**self.channels))

    async def drop(self, side: Side) -> None:
        """Hang up."""
        if side not in self._closed:
            self._dropped.add(side)
            await unless_needless(
                self._client.api(f"uuid_kill {self.channels[side]} NORMAL_CLEARING")
            )

    async def recorded(self, target: Path, talk_seconds: float) -> float | None:
        """Take the file from the shared folder; FreeSWITCH puts the customer first."""
        if not self._recording:
            return None
        file = self._recording_file()
        loop = asyncio.get_running_loop()
        give_up = loop.time() + FILE_SECONDS_MAX
        while loop.time() < give_up:
            if seconds := await asyncio.to_thread(sound.turned, file, target):
                return seconds
            await asyncio.sleep(0.1)
        return None

    async def close(self) -> None:
        """Remove the files."""
        self._remove_shared()
        if self._recording:
            self._recording_file().unlink(missing_ok=True)

    def _recording_file(self) -> Path:
        return self._exchange.shared_folder() / f"fairdue-{self._key}.wav"

    def _played(self) -> set[str]:
        return {str(file) for file in self._files.values()}


def states_of(body: str) -> dict[str, str]:
    """Channels by state, from `show channels as json`. Raises ValueError."""
    rows = json.loads(body).get("rows", [])
    return {row["uuid"]: row.get("callstate", "") for row in rows}


def _cause(name: str) -> causes.Cause:
    return causes.of_q850(_CAUSES.get(name, 0))
