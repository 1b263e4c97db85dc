"""Asterisk's REST interface: requests by HTTP, events by WebSocket.

After Asterisk's own description of it (rest-api/api-docs in github.com/asterisk/asterisk). The
password goes into a header, as addresses end up in logs.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import ssl
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from fairdue.kernel.text import Text
from fairdue.telephony.exchange import Exchange
from fairdue.telephony.line import LineError

SECONDS_MAX = 5.0
AGAIN_AFTER_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
_UNAUTHORIZED = 401

_silence = logging.Logger("telephony", logging.CRITICAL)
"""websockets writes what it gets into its log when that is asked to tell everything."""

Heard = Callable[[Mapping[str, Any]], None]


class AriClient:
    """A connection that is made again when it is lost. Use it from one event loop only."""

    def __init__(self, exchange: Exchange, heard: Heard) -> None:
        self._exchange = exchange
        self._heard = heard
        scheme = "https" if exchange.tls else "http"
        host = f"[{exchange.host}]" if ":" in exchange.host else exchange.host
        self._http = httpx.AsyncClient(
            base_url=f"{scheme}://{host}:{exchange.port}/ari",
            auth=(exchange.user, exchange.password),
            timeout=SECONDS_MAX,
            verify=ssl.create_default_context(),  # the machine's authorities, a bank's own too
            trust_env=False,
        )
        events = "wss" if exchange.tls else "ws"
        self._events = f"{events}://{host}:{exchange.port}/ari/events?app={exchange.app}"
        secret = base64.b64encode(f"{exchange.user}:{exchange.password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {secret}"}

    async def ask(self, method: str, path: str, **said: str | int) -> Any:
        """Do something; the answer's JSON, or None. Raises LineError.

        What is said goes into the body, which nobody logs: it has numbers in it.
        """
        answer = await self._request(method, path, said)
        if answer.is_error:
            raise _refused(answer.status_code)
        return answer.json() if answer.content else None

    async def fetch(self, path: str) -> bytes | None:
        """A file, or None where there is none (yet). Raises LineError."""
        answer = await self._request("GET", path, {})
        return None if answer.is_error else answer.content

    async def listen(
        self, first: asyncio.Future[None], lost: Callable[[], None], back: Any
    ) -> None:
        """Hand on events for ever; `lost` is called when they cease, `back` awaited after.

        `first` is resolved by the first connection, or fails with LineError.
        """
        tries = 0
        while True:
            try:
                async with connect(
                    self._events,
                    additional_headers=self._headers,
                    open_timeout=SECONDS_MAX,
                    close_timeout=1,
                    logger=_silence,
                ) as socket:
                    tries = 0
                    if first.done():
                        await back()
                    else:
                        first.set_result(None)
                    async for message in socket:
                        self._heard(json.loads(message))
            except (OSError, WebSocketException, ValueError, LineError, TimeoutError) as error:
                if not first.done():
                    first.set_exception(_why(error))
                    return
            if tries == 0:
                lost()
            await asyncio.sleep(AGAIN_AFTER_SECONDS[min(tries, len(AGAIN_AFTER_SECONDS) - 1)])
            tries += 1

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()

    async def _request(self, method: str, path: str, said: dict[str, Any]) -> httpx.Response:
        try:
            return await self._http.request(method, path, json=said or None)
        except httpx.HTTPError:
            raise _silent() from None  # the original names the number


def _why(error: Exception) -> LineError:
    if isinstance(error, LineError):
        return error
    if isinstance(error, InvalidStatus):
        return _refused(error.response.status_code)
    return _silent()


def _refused(code: int) -> LineError:
    if code == _UNAUTHORIZED:
        return LineError(
            Text(
                "Asterisk refused the name or password in FAIRDUE_PHONE_URL.",
                "Asterisk 拒绝了 FAIRDUE_PHONE_URL 中的用户名或密码。",
            )
        )
    return LineError(
        Text(
            f"Asterisk refused the request with code {code}.", f"Asterisk 拒绝请求，代码 {code}。"
        ),
        again=code >= 500,
    )


def _silent() -> LineError:
    return LineError(
        Text(
            "Asterisk did not answer; check FAIRDUE_PHONE_URL and the network.",
            "Asterisk 无应答，请检查 FAIRDUE_PHONE_URL 与网络。",
        ),
        again=True,
    )
