"""Finds what may not be said: sayings in a text's plain form, minus what is denied or advised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairdue.wording.rules import sayings_en, sayings_zh, sayings_zh_claims
from fairdue.wording.rules.plain import CHINESE, Plain, plain
from fairdue.wording.rules.sayings import Saying
from fairdue.wording.rules.stance import is_excused, is_only_told, sentences

ZH = (
    *sayings_zh.VIOLENCE, *sayings_zh.COERCION, *sayings_zh.THREAT, *sayings_zh.HARASSMENT,
    *sayings_zh_claims.PRIVACY, *sayings_zh_claims.POSTING, *sayings_zh_claims.IMPERSONATION,
    *sayings_zh_claims.LEGAL, *sayings_zh_claims.PENAL, *sayings_zh_claims.CLAIMS,
    *sayings_zh_claims.MONEY, *sayings_zh_claims.INSULTS,
)  # fmt: skip
EN = (*sayings_en.THREATS, *sayings_en.EXPOSURE, *sayings_en.CLAIMS, *sayings_en.INSULTS)
NAMES = r"[\u4e00-\u9fff]"


@dataclass(frozen=True, slots=True)
class Hit:
    """A construction found at [start, end) of what was written."""

    kind: str
    start: int
    end: int


def is_chinese(text: str) -> bool:
    """Is a text, or its sentence, in Chinese? Where both stand, by their share."""
    han = len(re.findall(f"[{CHINESE}]", text))
    return han > 0 and han * 3 >= len(re.findall("[a-z]", text.lower()))


def hits(
    told: str,
    *,
    legal_steps: frozenset[str] = frozenset(),
    may_name_debt: bool = True,
    telling: Sequence[Saying] = (),
    lenders: Sequence[str] = (),
) -> tuple[Hit, ...]:
    """What a text says that may not be said; one hit a kind and sentence, the first.

    `telling` are further patterns (of the law's packs); `lenders` are names to look past.
    """
    read = plain(told)
    found: list[Hit] = []
    for begin, end in sentences(read.text):
        found += _in_sentence(
            read, begin, end, legal_steps, telling, may_name_debt=may_name_debt, lenders=lenders
        )
    return tuple(sorted(found, key=lambda hit: (hit.start, hit.end, hit.kind)))


def _in_sentence(
    read: Plain,
    begin: int,
    end: int,
    legal_steps: frozenset[str],
    telling: Sequence[Saying],
    *,
    may_name_debt: bool,
    lenders: Sequence[str],
) -> Iterator[Hit]:
    said = read.text[begin:end]
    for name in lenders:
        said = said.replace(name.lower(), "\u00b7" * len(name))
    chinese = is_chinese(said)
    known = ZH if chinese else EN
    if not may_name_debt:
        known = (*known, *(sayings_zh_claims.DEBT if chinese else sayings_en.DEBT))
    taken: set[str] = set()
    for saying in (*known, *telling):
        if saying.kind in taken or saying.steps & legal_steps:
            continue
        for match in saying.pattern.finditer(said):
            if match.start() == match.end():
                continue
            excused = (
                is_only_told(said, match.start(), chinese=chinese)
                if saying.always
                else is_excused(said, *match.span(), chinese=chinese)
            )
            if not excused:
                taken.add(saying.kind)
                yield Hit(saying.kind, *read.place(begin + match.start(), begin + match.end()))
                break
