"""A thread that runs a line's coroutines, so that those who ask need know nothing of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

CLOSE_SECONDS_MAX = 5.0


class Background:
    """An event loop in a thread of its own.

    Processes are started from that thread, and it lives as long as the line: Linux sends a
    child's death signal when the thread that started it ends, not the process.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def wait(self, work: Coroutine[Any, Any, T], seconds_max: float) -> T:
        """Run something there and wait for its result. Raises TimeoutError."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds_max)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something there without waiting."""
        self._loop.call_soon_threadsafe(self._begin, work)

    def soon(self, do: Callable[[], None]) -> None:
        """Call something there."""
        self._loop.call_soon_threadsafe(do)

    def close(self) -> None:
        """Cancel what still runs, and end the thread."""
        if not self._thread.is_alive():
            return
        try:
            self.wait(self._cancel(), CLOSE_SECONDS_MAX)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(CLOSE_SECONDS_MAX)
            self._loop.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _cancel(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
