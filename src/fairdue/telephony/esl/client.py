"""A connection to FreeSWITCH's event socket."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from fairdue.kernel.text import Text
from fairdue.telephony.esl.messages import Message, event_of, read
from fairdue.telephony.exchange import Exchange
from fairdue.telephony.line import LineError

SECONDS_MAX = 5.0
AGAIN_AFTER_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
EVENTS = (
    "CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE "
    "CHANNEL_PARK PLAYBACK_STOP BACKGROUND_JOB"
)


class EslClient:
    """A connection that is made again when it is lost. Use it from one event loop only."""

    def __init__(self, exchange: Exchange, heard: Callable[[Message], None]) -> None:
        self._exchange = exchange
        self._heard = heard
        self._writer: asyncio.StreamWriter | None = None
        self._asked: deque[asyncio.Future[Message]] = deque()

    async def api(self, command: str) -> str:
        """Do something, and give what it said. Raises LineError where that is an error."""
        said = (await self._ask(f"api {command}")).body.strip()
        if said.startswith("-ERR"):
            raise _refused(command)
        return said

    async def begin(self, command: str, job: str) -> None:
        """Do something that takes time; an event BACKGROUND_JOB of that name tells its end."""
        answer = await self._ask(f"bgapi {command}\nJob-UUID: {job}")
        if not answer.headings.get("Reply-Text", "").startswith("+OK"):
            raise _refused(command)

    async def listen(
        self,
        first: asyncio.Future[None],
        lost: Callable[[], None],
        back: Callable[[], Awaitable[None]],
    ) -> None:
        """Hand on events for ever; `lost` is called when they cease, `back` awaited after.

        `first` is resolved by the first connection, or fails with LineError.
        """
        tries = 0
        while True:
            reading: asyncio.Task[None] | None = None
            try:
                reading = await self._connect()
                if first.done():
                    await back()
                else:
                    first.set_result(None)
                tries = 0
                await reading
            except (OSError, EOFError, ValueError, LineError, TimeoutError) as error:
                if not first.done():
                    known = isinstance(error, LineError)
                    first.set_exception(error if known else _silent())
                    return
            finally:
                if reading is not None:
                    reading.cancel()
                self._forget()
            if tries == 0:
                lost()
            await asyncio.sleep(AGAIN_AFTER_SECONDS[min(tries, len(AGAIN_AFTER_SECONDS) - 1)])
            tries += 1

    async def _connect(self) -> asyncio.Task[None]:
        opening = asyncio.open_connection(self._exchange.host, self._exchange.port)
        reader, self._writer = await asyncio.wait_for(opening, SECONDS_MAX)
        greeting = await asyncio.wait_for(read(reader), SECONDS_MAX)
        if greeting.kind != "auth/request":
            raise _unwelcome()
        reading = asyncio.get_running_loop().create_task(self._read(reader))
        try:
            answer = await self._ask(f"auth {self._exchange.password}")
            if not answer.headings.get("Reply-Text", "").startswith("+OK"):
                raise _unauthorized()
            await self._ask(f"event plain {EVENTS}")
        except BaseException:
            reading.cancel()
            raise
        return reading

    async def _ask(self, command: str) -> Message:
        if self._writer is None:
            raise _silent()
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)  # answers come in the order of the commands
        try:
            self._writer.write(command.encode() + b"\n\n")
            await self._writer.drain()
            return await asyncio.wait_for(answer, SECONDS_MAX)
        except (OSError, TimeoutError):
            raise _silent() from None

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                message = await read(reader)
                if message.kind in ("command/reply", "api/response"):
                    answer = self._asked.popleft()
                    if not answer.done():
                        answer.set_result(message)
                elif message.kind == "text/event-plain":
                    self._heard(event_of(message.body))
                elif message.kind == "text/disconnect-notice":
                    return
        finally:
            self._forget()

    def _forget(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        while self._asked:
            answer = self._asked.popleft()
            if not answer.done():
                answer.set_exception(_silent())


def _refused(command: str) -> LineError:
    name = command.split(" ", 1)[0]  # the rest may have a number in it
    return LineError(
        Text(f"FreeSWITCH refused the command {name}.", f"FreeSWITCH 拒绝执行命令 {name}。")
    )


def _unauthorized() -> LineError:
    return LineError(
        Text(
            "FreeSWITCH refused the password in FAIRDUE_PHONE_URL.",
            "FreeSWITCH 拒绝了 FAIRDUE_PHONE_URL 中的密码。",
        )
    )


def _unwelcome() -> LineError:
    return LineError(
        Text(
            "FreeSWITCH doesn't let this machine connect; see apply-inbound-acl in its "
            "event_socket.conf.xml.",
            "FreeSWITCH 不允许本机连接，请检查 event_socket.conf.xml 中的 apply-inbound-acl。",
        )
    )


def _silent() -> LineError:
    return LineError(
        Text(
            "FreeSWITCH did not answer; check FAIRDUE_PHONE_URL and the network.",
            "FreeSWITCH 无应答，请检查 FAIRDUE_PHONE_URL 与网络。",
        ),
        again=True,
    )
