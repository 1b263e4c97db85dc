"""A saying: a construction that gives a kind of finding away, readable as one pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WITHIN = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Saying:
    """One construction, matched within a sentence in plain form."""

    kind: str
    pattern: re.Pattern[str]
    steps: frozenset[str] = frozenset()
    """Approved legal steps that make it true."""
    always: bool = False
    """Wrong even where it is denied or told as advice: an insult stays one."""


def sayings(
    words: dict[str, str], *rows: tuple[str, str] | tuple[str, str, str]
) -> tuple[Saying, ...]:
    """Sayings from (kind, pattern[, steps]); `<name>` in a pattern stands for words[name].

    A kind that ends in "!" holds even where it is denied.
    """
    found = []
    for kind, written, *steps in rows:
        pattern = WITHIN.sub(lambda match: f"(?:{words[match[1]]})", written)
        approved = frozenset(steps[0].split()) if steps else frozenset()
        found.append(Saying(kind.rstrip("!"), re.compile(pattern), approved, kind.endswith("!")))
    return tuple(found)


def told_by(telling_words: Iterable[str]) -> Iterator[Saying]:
    """Sayings of a rule pack's `telling_words`: patterns `act=expression`, by act."""
    for word in telling_words:
        act, _, pattern = word.partition("=")
        yield Saying(act, re.compile(pattern))
