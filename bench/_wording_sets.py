"""The sets that wording is measured on: our own sentences, and public ones where they are."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parents[1] / "src" / "fairdue" / "wording"
OWN = ROOM / "data"
PUBLIC = Path(os.environ.get("FAIRDUE_PUBLIC_DATA", "../shared/data"))
"""Where public sets are: cn_offensive and cfpb_complaints, as their own READMEs have them."""


def collectors(language: str, part: str) -> list[dict[str, Any]]:
    """Collectors' threats and lawful firm wording, the tuning or the never-tuned half."""
    rows = read_lines(OWN / f"collectors_{language}.jsonl")
    return [row for row in rows if row["part"] == part]


def answers() -> list[dict[str, Any]]:
    """What people answer, with what they want."""
    return read_lines(OWN / "answers.jsonl")


def read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def table(*parts: str) -> list[dict[str, str]] | None:
    """Rows of a public gzipped CSV file; None where it isn't there."""
    path = PUBLIC.joinpath(*parts)
    if not path.exists():
        return None
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def own_texts(language: str) -> list[str]:
    """What the product itself says on its pages: lawful, if anything is."""
    chinese = language == "zh"
    found = set()
    for path in ROOM.parent.rglob("*.po"):
        found |= set(_messages(path.read_text(encoding="utf-8"), chinese=chinese))
    least = 12 if chinese else 30
    return sorted(text for text in found if len(text) > least and not re.search("[%{]", text))


def _messages(source: str, *, chinese: bool) -> Iterator[str]:
    for match in re.finditer(r'^msg(id|str) "(.*)"((?:\n".*")*)', source, re.MULTILINE):
        if (match[1] == "str") == chinese:
            yield match[2] + "".join(re.findall(r'"(.*)"', match[3]))
