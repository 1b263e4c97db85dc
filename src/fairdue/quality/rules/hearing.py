"""What a talk shows beside forbidden words: order of things, what was said and never recorded,
abuse of the collector. Pure.

Every answer is a suggestion to a person who reviews it: nothing here changes a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairdue.quality.rules.kinds import (
    ABUSE,
    EARLY_DEBT,
    IN_DANGER,
    UNANNOUNCED,
    UNNAMED,
    UNRECORDED,
)
from fairdue.quality.rules.reading.lines import COLLECTOR, CUSTOMER
from fairdue.wording import ITEMS, Line, read_answer
from fairdue.wording.rules.detecting import hits

IDENTITY = re.compile(
    r"后四位|后6位|后六位|身份证|证件号|卡号|出生(?:日期|年月)|核(?:实|验|对)(?:一下)?(?:您|你)?(?:的)?身份|验证码|核验码|预留|"
    r"last four|last 4|date of birth|post ?code|zip code|security (?:question|number)|"
    r"verify (?:your|who)|confirm your (?:identity|name|address|date)",
    re.IGNORECASE,
)
"""A question by which somebody proves who they are."""

VULNERABLE = re.compile(
    r"抑郁|焦虑症|精神(?:病|科|障碍)|住院|化疗|癌|重病|大病|残疾|失明|耳聋|听不(?:清|见)|看不(?:清|见)|怀孕|月子|痴呆|认知|"
    r"depress|anxiety|mental health|in hospital|cancer|chemo|disab|dementia|stroke|pregnan|"
    r"bereave|can(?:'|no)?t (?:hear|see)",
    re.IGNORECASE,
)
"""The customer speaks of what asks for more care (FCA FG21/1, 2.6: health, life events)."""

ABUSIVE = frozenset({"insult", "violence", "threat", "profanity"})

STOPS = frozenset({"stop_channel", "stop_all", "stop_place", "stop_time"})
STOPPED = frozenset(
    {
        "outcome:asks_to_stop",
        "request:cease",
        "request:stop_medium",
        "request:stop_point",
        "request:inconvenient_time",
        "request:inconvenient_place",
        "request:not_at_work",
        "request:letters_only",
        "hold:cease",
    }
)
CARED = frozenset(
    {"outcome:vulnerability", "mark:vulnerability", "hold:vulnerability", "hold:deceased"}
)
RECORDED_AS: dict[str, frozenset[str]] = {
    **dict.fromkeys(STOPS, STOPPED),
    "dispute": frozenset(
        {"outcome:dispute", "outcome:identity_theft", "dispute", "mark:dispute", "hold:dispute"}
    ),
    "hardship": CARED
    | {"outcome:hardship", "outcome:plan", "mark:hardship", "hold:hardship", "cause", "agreement"},
    "vulnerability": CARED | {"outcome:hardship", "mark:hardship", "hold:hardship"},
    "representative": frozenset(
        {"outcome:representative", "request:representative", "hold:representative"}
    ),
    "complaint": frozenset({"outcome:complaint", "complaint", "hold:complaint"}),
    "bereaved": frozenset({"outcome:deceased", "hold:deceased"}),
    "wrong_person": frozenset(
        {"outcome:wrong_person", "outcome:third_party", "outcome:identity_theft"}
    ),
    "has_paid": frozenset({"outcome:paid", "hold:payment"}),
    "in_danger": CARED,
}
"""What on record answers what was said; any one of them is enough."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something found in a talk: `line` counts from 0, -1 where something wasn't said."""

    kind: str
    line: int
    start: int = 0
    end: int = 0
    want: str = ""
    sure: bool = True
    """False: it may be meant otherwise."""


def out_of_order(
    lines: Sequence[Line], creditors: tuple[str, ...], required: frozenset[str]
) -> Iterator[Heard]:
    """What should have been said and wasn't, or was said too late.

    `required` names which of UNANNOUNCED, UNNAMED and EARLY_DEBT the law or the lender asks for.
    A talk in which the customer never spoke is a message on a machine: only a debt counts then.
    """
    ours = [(at, line) for at, line in enumerate(lines) if line.who == COLLECTOR]
    spoken = "\n".join(line.text for _, line in ours)
    both = bool(ours) and any(line.who == CUSTOMER for line in lines)
    whole = "\n".join(line.text for line in lines if line.who != CUSTOMER)
    if UNANNOUNCED in required and both and not ITEMS["recording"].pattern.search(whole):
        yield Heard(UNANNOUNCED, -1)
    named = any(name and name.lower() in spoken.lower() for name in creditors)
    if UNNAMED in required and both and creditors and not named:
        yield Heard(UNNAMED, -1)
    if EARLY_DEBT in required:
        yield from _early(lines, creditors)


def _early(lines: Sequence[Line], creditors: tuple[str, ...]) -> Iterator[Heard]:
    asked, proved = False, False
    for at, line in enumerate(lines):
        if line.who == CUSTOMER:
            proved = proved or asked
        elif line.who == COLLECTOR:
            debts = [
                hit
                for hit in hits(line.text, may_name_debt=False, lenders=creditors)
                if hit.kind == "names_debt"
            ]
            if debts and not proved:
                yield Heard(EARLY_DEBT, at, debts[0].start, debts[0].end)
                return
            asked = asked or IDENTITY.search(line.text) is not None


def unrecorded(lines: Sequence[Line], language: str, on_record: frozenset[str]) -> Iterator[Heard]:
    """What the customer said that nothing on record answers; each want once, where it is surest.

    `on_record` holds `outcome:<code>`, `request:<kind>`, `mark:<kind>`, `hold:<kind>`, and
    `dispute`, `complaint`, `cause`, `agreement`.
    """
    found: dict[str, Heard] = {}
    for at, line in enumerate(lines):
        if line.who != CUSTOMER:
            continue
        for heard in _wants(at, line, language):
            known = found.get(heard.want)
            if known is None or (heard.sure and not known.sure):
                found[heard.want] = heard
    stops = [want for want in found if want in STOPS]
    for want in stops[1:]:
        del found[want]
    for want, heard in found.items():
        if not RECORDED_AS[want] & on_record:
            yield heard


def _wants(at: int, line: Line, language: str) -> Iterator[Heard]:
    understood = read_answer(line.text, language or None)
    for mark in understood.marks:
        if mark.want in RECORDED_AS:
            kind = IN_DANGER if mark.want == IN_DANGER else UNRECORDED
            yield Heard(kind, at, mark.start, mark.end, mark.want, sure=understood.sure)
    match = VULNERABLE.search(line.text)
    if match:
        yield Heard(UNRECORDED, at, *match.span(), "vulnerability")


def abuse(lines: Sequence[Line], on_record: frozenset[str]) -> Iterator[Heard]:
    """Abuse towards the collector that isn't on record: suggests a mark, never places one."""
    if {"outcome:abuse", "mark:abuse"} & on_record:
        return
    for at, line in enumerate(lines):
        if line.who != CUSTOMER:
            continue
        for hit in hits(line.text):
            if hit.kind in ABUSIVE:
                yield Heard(ABUSE, at, hit.start, hit.end)
                break
