"""How hard a text reads: length of sentences and of words."""

from __future__ import annotations

import re
from collections.abc import Iterator

SENTENCE = re.compile(r"[^。！？!?;；\n]+?(?:(?<!\d)\.(?=\s|$)|[。！？!?;；\n]|$)")
WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


def long_sentences(text: str, *, words_max: int, characters_max: int) -> Iterator[tuple[int, int]]:
    """Sentences of more words (English) or characters (Chinese) than may be, as [start, end)."""
    for match in SENTENCE.finditer(text):
        told = match[0].strip()
        if not told:
            continue
        chinese = len(re.findall("[\u3400-\u9fff]", told))
        if chinese > characters_max or (not chinese and len(WORD.findall(told)) > words_max):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield start, start + len(told)
