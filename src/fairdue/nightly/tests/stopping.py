"""A night in a process of its own that stops where it is told to, to be killed there.

    python -m fairdue.nightly.tests.stopping DATABASE FOLDER PLACE NUMBER

PLACE and NUMBER: `step 3` stops before the fourth step, `statement 20` before the twentieth
statement to the database, `rename 2` before the second folder of the lake is put into its place.
Says "stopped" and waits for its end; a night that comes to no such place says "ended".
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

AT = datetime(2026, 3, 10, 1, tzinfo=UTC)


def main() -> None:
    """Run the night up to the place."""
    database, folder, place, number = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairdue.config.settings"
    import django
    from django.conf import settings
    from django.db import connection

    django.setup()
    settings.VAR = Path(folder)
    connection.settings_dict["NAME"] = database
    from fairdue.nightly.run import run_night

    counts = {"step": 0, "statement": 0, "rename": 0}

    def pass_by(kind: str) -> None:
        counts[kind] += 1
        if kind == place and counts[kind] > int(number):
            print("stopped", flush=True)
            time.sleep(600)

    def tell(_day: date, _label: str, _done: int, _of: int) -> None:
        pass_by("step")

    def execute(run: Any, *given: Any) -> Any:
        pass_by("statement")
        return run(*given)

    rename = Path.rename

    def count_rename(self: Path, target: Path) -> Path:
        pass_by("rename")
        return rename(self, target)

    Path.rename = count_rename  # type: ignore[method-assign,assignment]
    with connection.execute_wrapper(execute):
        run_night(at=AT, progress=tell)
    print("ended", flush=True)


if __name__ == "__main__":
    main()
