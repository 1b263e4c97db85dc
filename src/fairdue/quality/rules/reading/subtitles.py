"""WebVTT (W3C, 2019) and SRT: cues with times, whose words say who speaks.

WebVTT says it with voices, <v Collector>…; both may say it before the words, Collector: …. Notes
of WebVTT may tell whose talk it is: NOTE attempt: 12, NOTE language: zh.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from fairdue.kernel.text import Text
from fairdue.quality.rules.reading.lines import SPEAKERS, Gathering, Times, reference_of

ARROW = "-->"
TIME = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})", re.ASCII)
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang)(?:[\s.][^>]*)?>|<\d[\d:.]*>")
NAMED = re.compile(r"\s*([^:：\n]{1,20}?)\s*[:：]\s*")
NOTE = re.compile(r"(attempt|call|language)\s*:\s*(\S+)", re.IGNORECASE)
NOT_CUES = ("NOTE", "STYLE", "REGION")
Block = tuple[int, list[str]]
"""Lines that stand together, and the number of the first one, from 1."""


def read_vtt(text: str, reference: str, found: Gathering) -> None:
    """WebVTT."""
    blocks = list(_blocks(text))
    if not blocks or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", blocks[0][1][0]):
        found.fault(_line(1), "A WebVTT file begins with WEBVTT.", "WebVTT文件应以WEBVTT开头。")
        return
    first, head = blocks[0]
    if any(ARROW in line for line in head[1:]):
        found.fault(_line(first + 1), "Leave a line empty after WEBVTT.", "WEBVTT之后应空一行。")
    cues = [block for block in blocks[1:] if not _is_note(block)]
    for number, lines in [(first, head[1:]), *(block for block in blocks[1:] if _is_note(block))]:
        reference = _noted(number, lines, reference, found)
    for number, lines in cues:
        _cue(number, lines, reference, found, voices=True)


def read_srt(text: str, reference: str, found: Gathering) -> None:
    """SRT."""
    for number, lines in _blocks(text):
        _cue(number, lines, reference, found, voices=False)


def _blocks(text: str) -> Iterator[Block]:
    number, block = 1, list[str]()
    for at, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            number = number if block else at
            block.append(line)
        elif block:
            yield number, block
            block = []
    if block:
        yield number, block


def _is_note(block: Block) -> bool:
    head = block[1][0].split(maxsplit=1)[0]
    return head in NOT_CUES and not any(ARROW in line for line in block[1][:2])


def _noted(number: int, lines: list[str], reference: str, found: Gathering) -> str:
    for match in NOTE.finditer("\n".join(lines)):
        name, told = match[1].lower(), match[2]
        if name == "language":
            found.speak(reference, told)
            continue
        named = reference_of(f"{name}:{told}")
        if named is None:
            found.fault(
                _line(number),
                f"{told} is no number of an {name}. Write it as {name}: 12.",
                f"“{told}”不是有效编号，请写作{name}: 12。",
            )
            continue
        if reference in found.languages:
            found.languages[named] = found.languages.pop(reference)
        reference = named
    return reference


def _cue(number: int, lines: list[str], reference: str, found: Gathering, *, voices: bool) -> None:
    timing = next((at for at, line in enumerate(lines[:2]) if ARROW in line), None)
    if timing is None:
        found.fault(
            _line(number),
            "No times belong to these words. Write them before, as "
            "00:00:01.000 --> 00:00:02.500, with no empty line between.",
            "此处文字没有对应时间，请在上一行写明，如00:00:01.000 --> 00:00:02.500，其间不空行。",
        )
        return
    times = _times(lines[timing])
    said = lines[timing + 1 :]
    for at, who, words in _spoken(said, voices=voices):
        found.add(_line(number + timing + 1 + at), reference, who, words, times)


def _times(line: str) -> Times:
    before, _, after = line.partition(ARROW)
    begins, ends = TIME.fullmatch(before.strip()), TIME.match(after.strip())
    return (_seconds(begins), _seconds(ends)) if begins and ends else None


def _seconds(match: re.Match[str]) -> float:
    hours, minutes, seconds, thousandths = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def _spoken(lines: list[str], *, voices: bool) -> Iterator[tuple[int, str, str]]:
    """(place among the lines, who, words): words without a speaker belong to who spoke last."""
    spoken: list[tuple[int, str, list[str]]] = []
    for at, line in enumerate(lines):
        for who, words in _parts(line, voices=voices):
            if who is None and spoken:
                spoken[-1][2].append(words)
            else:
                spoken.append((at, who or "", [words]))
    for at, who, words_said in spoken:
        yield at, who, "\n".join(words_said)


def _parts(line: str, *, voices: bool) -> Iterator[tuple[str | None, str]]:
    if not voices:
        yield _named(line)
        return
    pieces = VOICE.split(line)
    if pieces[0].strip():
        yield _named(_bare(pieces[0]))
    for voice, words in zip(pieces[1::2], pieces[2::2], strict=True):
        yield html.unescape(voice), _bare(words)


def _named(words: str) -> tuple[str | None, str]:
    match = NAMED.match(words)
    if match and match[1].strip().lower() in SPEAKERS:
        return match[1], words[match.end() :]
    return None, words


def _bare(words: str) -> str:
    return html.unescape(TAG.sub("", words))


def _line(number: int) -> Text:
    return Text(f"line {number}", f"第{number}行")
