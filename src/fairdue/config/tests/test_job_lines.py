"""What a worker says of jobs, with a real worker at work."""

from __future__ import annotations

import asyncio
import io
import logging

from django.conf import settings
from procrastinate import App, RetryStrategy
from procrastinate.testing import InMemoryConnector

from fairdue.config.job_lines import JobLines

SECRET = "13800138000"


def said(again: bool) -> str:
    """Have a worker do one job that fails; gives what the console shows of it."""
    app = App(connector=InMemoryConnector())

    @app.task(name="calls", retry=RetryStrategy(max_attempts=3, wait=3600) if again else False)
    def calls(number: int) -> None:
        raise ConnectionError(f"{SECRET} is busy")

    async def work() -> None:
        async with app.open_async():
            await calls.defer_async(number=7)
            await app.run_worker_async(wait=False, install_signal_handlers=False)

    shown = io.StringIO()
    console = logging.StreamHandler(shown)
    console.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    console.addFilter(JobLines())
    logging.getLogger().addHandler(console)
    try:
        asyncio.run(work())
    finally:
        logging.getLogger().removeHandler(console)
    return shown.getvalue()


def test_a_job_that_is_tried_again_is_one_line_without_values() -> None:
    assert said(again=True) == "WARNING job 1 calls is tried again: ConnectionError\n"


def test_a_job_that_failed_is_told_with_its_traceback() -> None:
    told = said(again=False)
    assert told.startswith("ERROR Job calls[1]")
    assert "Traceback" in told


def test_the_console_goes_by_it() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["jobs"]
