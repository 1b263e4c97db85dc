"""Only the shell knows what time it is; everything below is told."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.tidy.sources import PACKAGE, python_files, relative

CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CONVERSIONS = {"localdate", "localtime"}
"""With an argument these turn a given moment into a local one."""

MAY_READ_THE_CLOCK = {"config"}


def reads_clock(path: Path) -> list[int]:
    """Lines that call a clock: datetime.now(), date.today(), timezone.now(), time.time()."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in CONVERSIONS and node.args:
            continue
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        if owner in {"datetime", "date", "timezone"} and node.func.attr in CLOCKS:
            found.append(node.lineno)
        if owner == "time" and node.func.attr == "time":
            found.append(node.lineno)
    return found


def test_no_room_below_the_shell_reads_a_clock() -> None:
    offenders = {
        relative(path): lines
        for path in python_files()
        if PACKAGE in path.parents
        and "tests" not in path.parts
        and path.relative_to(PACKAGE).parts[0] not in MAY_READ_THE_CLOCK
        and (lines := reads_clock(path))
    }
    assert not offenders, f"pass `at` or `as_of` in instead: {offenders}"
