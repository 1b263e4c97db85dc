"""Ratchets: files and functions stay small. The lists of exceptions may only shrink."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.tidy.sources import python_files, relative

LINES_PER_FILE_MAX = 500
LINES_PER_FUNCTION_MAX = 70

LONGER_FILES: dict[str, int] = {}
"""Files allowed to be longer, with the length they may not exceed."""

LONGER_FUNCTIONS: dict[str, int] = {}
"""`file:function` allowed to be longer, with the length it may not exceed."""

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "service", "impl", "misc", "common"}


@cache
def functions(path: Path) -> list[tuple[str, int]]:
    return [
        (f"{relative(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_too_long() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in python_files()}
    too_long = {
        name: length
        for name, length in lengths.items()
        if length > LONGER_FILES.get(name, LINES_PER_FILE_MAX)
    }
    assert not too_long, f"split these files by topic: {too_long}"


def test_no_function_is_too_long() -> None:
    too_long = {
        name: length
        for path in python_files()
        for name, length in functions(path)
        if length > LONGER_FUNCTIONS.get(name, LINES_PER_FUNCTION_MAX)
    }
    assert not too_long, f"split these functions: {too_long}"


def test_no_file_has_a_vague_name() -> None:
    vague = [relative(path) for path in python_files() if path.stem in VAGUE_NAMES]
    assert not vague, f"name these by what they do: {vague}"


def test_exceptions_are_still_needed() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in python_files()}
    lengths |= dict(entry for path in python_files() for entry in functions(path))
    allowed = LONGER_FILES | LONGER_FUNCTIONS
    stale = [name for name, length in allowed.items() if lengths.get(name, 0) < length]
    assert not stale, f"lower or drop these exceptions: {stale}"
