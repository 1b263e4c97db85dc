"""Sentences that read like a threat though no construction names one: a small linear model.

Its weights stand in `data/pressure.npz`, made by `python -m bench.wording --train` from this
room's own sentences; `docs/algorithms/wording.md` has its figures. Numbers only, no texts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fairdue.wording.rules.detecting import is_chinese
from fairdue.wording.rules.grams import buckets
from fairdue.wording.rules.plain import Plain, plain
from fairdue.wording.rules.stance import sentences

FILE = Path(__file__).parent / "data" / "pressure.npz"
SHORT = {True: 60, False: 200}
"""Characters up to which a text is read as one, in Chinese and in English."""
LEAST = {True: 5, False: 12}
"""Characters below which a sentence says too little."""


def pressing(told: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a text presses: sentences as [start, end), but for those with a place in `taken`."""
    read = plain(told)
    chinese = is_chinese(read.text)
    whole = [(0, len(read.text))] if len(read.text) <= SHORT[chinese] else []
    for begin, end in whole or sentences(read.text):
        place = read.place(begin, end)
        if any(start < place[1] and place[0] < last for start, last in taken):
            continue
        if score(read, begin, end) > 0:
            yield place


def score(read: Plain, begin: int, end: int) -> float:
    """How much a stretch of a plain text presses; above 0 it does."""
    said = read.text[begin:end]
    chinese = is_chinese(said)
    if len(said.strip()) < LEAST[chinese]:
        return -1.0
    weights, scale, offset = _weights("zh" if chinese else "en")
    found = buckets(said, chinese=chinese)
    if not found:
        return -1.0
    return float(weights[found].sum(dtype=np.int64) * scale / np.sqrt(len(found)) + offset)


@functools.cache
def _weights(language: str) -> tuple[Any, float, float]:
    with np.load(FILE, allow_pickle=False) as stored:
        scale, offset = stored[f"{language}_scale"]
        return stored[f"{language}_weights"], float(scale), float(offset)
