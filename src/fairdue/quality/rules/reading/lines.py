"""What a file of transcripts comes to: talks of lines, or faults that say where and how to mend.

A file is taken whole or not at all: a talk that lost a line would be judged by what is left.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fairdue.kernel.text import Text
from fairdue.wording import Line

COLLECTOR, CUSTOMER, OTHER = "collector", "customer", "other"
SPEAKERS: dict[str, str] = {
    **dict.fromkeys(("collector", "agent", "left", "0", "催收员", "坐席", "客服", "左"), COLLECTOR),
    **dict.fromkeys(("customer", "cardholder", "right", "1", "客户", "持卡人", "右"), CUSTOMER),
    **dict.fromkeys(("other", "third party", "system", "其他", "他人", "第三方", "系统"), OTHER),
}
"""How files name who speaks. Left and 0, right and 1 are the channels of our recordings."""

SECONDS_MAX = 24 * 3600
CHARACTERS_MAX, LINES_MAX = 4_000, 5_000
REFERENCE = re.compile(r"(?:(attempt|call):)?([1-9]\d{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of a file, and how to mend it."""

    place: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk: whose (`attempt:12`, `call:3`; empty: not told), in which language, and its lines
    in the order in which they began.
    """

    reference: str
    language: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The talks of a file, or what is wrong with it; never both."""

    talks: tuple[Talk, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Gathering:
    """Collects the lines of a file's talks and what is wrong with it."""

    talks: dict[str, list[Line]] = field(default_factory=dict)
    untimed: dict[str, int] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: Text, en: str, zh: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(Fault(place, Text(en, zh)))

    def add(self, place: Text, reference: str, who: str, text: str, times: Times) -> None:
        """Take a line, or note what is wrong with it. A line without words is no line."""
        text = text.strip()
        speaker = SPEAKERS.get(who.strip().lower(), "")
        if not text:
            return
        if not speaker:
            self.fault(
                place,
                "It doesn't say who speaks. Name collector, customer or other.",
                "未说明说话人，请标明催收员、客户或其他。",
            )
        if len(text) > CHARACTERS_MAX or not _can_be_kept(text):
            self.fault(
                place,
                f"Its text is longer than {CHARACTERS_MAX} characters or has signs that are none. "
                "Divide it into lines, and save it as UTF-8.",
                f"文字超过{CHARACTERS_MAX}字或含无效字符，请分成多行并以UTF-8保存。",
            )
        span = _span(times)
        if span is None:
            self.fault(
                place,
                "Its times can't be: seconds from the beginning, the end not before the beginning.",
                "时间有误：应为自通话开始起的秒数，且结束不早于开始。",
            )
        elif speaker:
            lines = self.talks.setdefault(reference, [])
            if span == ():
                self.untimed[reference] = self.untimed.get(reference, 0) + 1
            lines.append(Line(speaker, text, *span))

    def speak(self, reference: str, language: str) -> None:
        """Note the language of a talk."""
        if language.strip():
            self.languages[reference] = language.strip().lower()

    def result(self, place: Text) -> Read:
        """The talks, or the faults; a file without a line is one."""
        for reference, lines in self.talks.items():
            if 0 < self.untimed.get(reference, 0) < len(lines):
                self.fault(
                    place,
                    "Some lines have times and some haven't. Give all of them times, or none.",
                    "部分行有时间而部分没有，请全部填写或全部留空。",
                )
            if len(lines) > LINES_MAX:
                self.fault(
                    place,
                    f"A talk has more than {LINES_MAX} lines. Join lines of one speaker.",
                    f"单次通话超过{LINES_MAX}行，请合并同一说话人的行。",
                )
        if not self.talks and not self.faults:
            self.fault(place, "There is no line in it.", "文件中没有任何对话内容。")
        if self.faults:
            return Read(faults=tuple(self.faults))
        return Read(
            tuple(
                Talk(
                    reference,
                    self.languages.get(reference, ""),
                    tuple(sorted(lines, key=lambda line: line.begins)),
                )
                for reference, lines in self.talks.items()
            )
        )


Times = tuple[float | None, float | None] | None
"""Seconds at which a line begins and ends; (None, None): not told; None: can't be read."""


def _span(times: Times) -> tuple[float, float] | tuple[()] | None:
    if times is None:
        return None
    begins, ends = times
    if begins is None and ends is None:
        return ()
    if begins is None or not math.isfinite(begins):
        return None
    ends = begins if ends is None else ends
    if not math.isfinite(ends) or not 0 <= begins <= ends <= SECONDS_MAX:
        return None
    return round(begins, 3), round(ends, 3)


def _can_be_kept(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def reference_of(told: str) -> str | None:
    """`attempt:12`, `call:3`; a bare number is an attempt; None for anything else."""
    match = REFERENCE.fullmatch(told.strip().lower())
    return f"{match[1] or 'attempt'}:{match[2]}" if match else None


def plain_lines(lines: Iterable[Line]) -> list[list[str | int]]:
    """Lines as they are sealed: who, first and last millisecond, words."""
    return [
        [line.who, round(line.begins * 1000), round(line.ends * 1000), line.text] for line in lines
    ]


def digest_of(lines: Sequence[Line], language: str) -> str:
    """SHA-256 of a talk in its one canonical form, whatever file it came in."""
    told = json.dumps(
        [language, plain_lines(lines)], ensure_ascii=False, separators=(",", ":")
    ).encode()
    return hashlib.sha256(told).hexdigest()
