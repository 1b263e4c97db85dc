"""Writes small packs for the tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from fairdue.rulebook.packs import Pack, RulePackError, load_pack

TEXT = {"en": "Words.", "zh": "文字。"}


def a_value(value: Any = 3, since: date = date(2024, 1, 1), **changed: Any) -> dict[str, Any]:
    """A dated value with its citation; a key set to ... is left out."""
    whole = {
        "value": value,
        "in_force_from": since,
        "status": "in_force",
        "level": "L3",
        "confidence": "B",
        "verified_on": date(2026, 11, 23),
        "verify_again_by": date(2027, 11, 23),
        "source": TEXT,
    } | changed
    return {key: told for key, told in whole.items() if told is not ...}


def became(status: str, since: date, **more: Any) -> dict[str, Any]:
    """One entry of a value's history."""
    return {"status": status, "from": since, **more}


def write(
    folder: Path,
    *values: dict[str, Any],
    file: str = "topic.yaml",
    parameter: dict[str, Any] | None = None,
    **rule: Any,
) -> Path:
    """A file with one rule X-1 and one parameter `limit`, in days unless told otherwise."""
    described = {"unit": "days", "values": list(values)} | (parameter or {})
    body = {"title": TEXT, "parameters": {"limit": described}}
    content = {"topic": "topic", "rules": {"X-1": body | rule}}
    place = folder / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def read(folder: Path) -> Pack:
    """The pack of a folder."""
    return load_pack(folder, "law/test")


def refusal(folder: Path) -> str:
    """What loading a folder is refused with."""
    with pytest.raises(RulePackError) as caught:
        read(folder)
    return str(caught.value)
