"""Writing one part of a file while the next is being laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor


def run_one_behind(jobs: Iterable[Callable[[], object]]) -> None:
    """Run each job in another thread, in order and one at a time, while the next is being made.

    So a job may use what was made for it until the next but one is made. Raises what a job raises,
    and waits for the one that runs where making one fails.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        running: Future[object] | None = None
        for job in jobs:
            if running is not None:
                running.result()
            running = worker.submit(job)
        if running is not None:
            running.result()
