"""Hours and weekdays in English sentences: "after 6 pm", "9-5", "mornings", "Monday to Friday"."""

from __future__ import annotations

import re
from datetime import time

Hours = tuple[time | None, time | None]
"""From, and up to; None: from or to the end of the day."""

NOON = time(12)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
PARTS: dict[str, Hours] = {
    r"\bmornings?\b": (None, NOON),
    r"\bafternoons?\b": (NOON, time(18)),
    r"\bevenings?\b": (time(18), None),
    r"\bat night\b|\bnight ?time\b|\blate at night\b": (time(21), time(8)),
    r"\blunch(?: ?time)?\b": (NOON, time(14)),
    r"\bduring the day\b|\bday ?time\b|\b(?:work|working|office|business|school) hours\b": (
        time(9),
        time(17),
    ),
}
CLOCK = (
    r"(?P<{0}>(?:2[0-4]|[01]?\d)(?:[:.][0-5]\d)?|noon|midday|midnight)"
    r"(?: ?(?P<{0}half>a\.?m\b\.?|p\.?m\b\.?|o'clock))?"
)
RANGE = re.compile(
    r"(?<![\d-])\b" + CLOCK.format("a") + r"\s*(?:-|\u2013|\bto\b|\buntil\b|\btill\b|\band\b)\s*"
    + CLOCK.format("b") + r"(?![\d-])"
)  # fmt: skip
BEFORE = re.compile(r"\b(?:before|until|till|earlier than|prior to)\s+" + CLOCK.format("a"))
AFTER = re.compile(r"\b(?:after|past|later than|from)\s+" + CLOCK.format("a"))
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
           "twelve")  # fmt: skip
SPELT = re.compile(
    rf"\b({'|'.join(NUMBERS)})\b(?= ?(?:a\.?m|p\.?m|o'clock))"
    rf"|(?<=before )({'|'.join(NUMBERS)})\b|(?<=after )({'|'.join(NUMBERS)})\b"
)
LAST_HALF = 12
EARLIEST_BEFORE, EARLIEST_AFTER = 6, 8
"""Bare numbers below these mean the afternoon: "before 5", "after 7"."""


def hours_in(said: str) -> list[Hours]:
    """The stretches of a day that a sentence names, in any order; none when it names none."""
    said = SPELT.sub(lambda match: str(NUMBERS.index(match[0]) + 1), said)
    ranges = [_range(match) for match in RANGE.finditer(said)]
    if ranges:
        return ranges
    found: list[Hours] = [
        (None, _guessed(match, EARLIEST_BEFORE)) for match in BEFORE.finditer(said)
    ]
    found += [(_guessed(match, EARLIEST_AFTER), None) for match in AFTER.finditer(said)]
    return found or [hours for words, hours in PARTS.items() if re.search(words, said)]


def weekdays_in(said: str) -> frozenset[int] | None:
    """The weekdays a sentence names, Monday 0; None when it names none."""
    found: set[int] = set()
    for match in re.finditer(rf"\b({DAY})\s*(?:-|–|to|through|thru|until)\s*({DAY})\b", said):
        first, last = (WEEKDAYS.index(name[:3]) for name in match.groups())
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    found |= {WEEKDAYS.index(name[:3]) for name in re.findall(rf"\b{DAY}\b", said)}
    if re.search(r"\bweekends?\b", said):
        found |= {5, 6}
    if re.search(r"\bweek ?days?\b|\b(?:work|working|office|business) (?:hours|days?)\b", said):
        found |= {0, 1, 2, 3, 4}
    return frozenset(found) or None


def within(clock: time, begins: time, ends: time) -> bool:
    """Is a clock time from `begins` up to, not including, `ends`, over midnight if need be?"""
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def _clock(match: re.Match[str], name: str) -> time:
    """A clock as written; without am or pm, on a 24-hour clock."""
    told, half = match[name], (match[f"{name}half"] or "").replace(".", "")
    if told in ("noon", "midday"):
        return NOON
    if told == "midnight":
        return time.min
    hour, _, minute = told.replace(".", ":").partition(":")
    number = int(hour) % 24
    if half == "pm" and number < LAST_HALF:
        number += LAST_HALF
    if half == "am" and number == LAST_HALF:
        number = 0
    return time(number, int(minute or 0))


def _plain(match: re.Match[str], name: str) -> bool:
    """Is it a bare number, which leaves morning or afternoon open?"""
    return bool(re.fullmatch(r"[1-9]|1[0-2]", match[name])) and not (
        match[f"{name}half"] or ""
    ).startswith(("a", "p"))


def _range(match: re.Match[str]) -> Hours:
    """A range; "3 to 5 pm" and "9-5" end in the afternoon, the first also begins there."""
    begins, ends = _clock(match, "a"), _clock(match, "b")
    if _plain(match, "b") and ends <= begins and ends.hour < LAST_HALF:
        ends = ends.replace(hour=ends.hour + LAST_HALF)
    afternoon = (match["bhalf"] or "").startswith("p") and begins.hour + LAST_HALF < ends.hour
    if _plain(match, "a") and afternoon and begins.hour < LAST_HALF:
        begins = begins.replace(hour=begins.hour + LAST_HALF)
    return begins, None if ends == time.min else ends


def _guessed(match: re.Match[str], earliest: int) -> time:
    """A bare number below `earliest` is in the afternoon or evening."""
    clock = _clock(match, "a")
    if _plain(match, "a") and clock.hour < earliest:
        return clock.replace(hour=clock.hour + LAST_HALF)
    return clock
