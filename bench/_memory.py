"""How much memory PostgreSQL takes while something else runs."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

EVERY_SECONDS = 0.5


class Watch:
    """In its block, looks at the PostgreSQL of a data folder; `peak_bytes` is the most seen."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / "postgres" / "postmaster.pid").read_text().splitlines()
        self._postmaster = int(lines[0])
        self.peak_bytes = 0

    def __enter__(self) -> Watch:
        self.peak_bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.peak_bytes = max(self.peak_bytes, sum(map(_share, self._processes())))

    def _processes(self) -> list[int]:
        """The postmaster and its children."""
        pids = [self._postmaster]
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                after_name = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(after_name[1]) == self._postmaster:
                pids.append(int(status.parent.name))
        return pids


def _share(pid: int) -> int:
    """Proportional set size of a process that may have ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
