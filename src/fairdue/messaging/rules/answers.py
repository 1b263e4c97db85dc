"""What follows by itself from what somebody wrote back, and what waits for a person. Pure.

Whatever makes contact less is done at once; whatever would make it more never is. What is in doubt
stops the channel, or all contact, until somebody has read it, and lapses by no deadline.
United States: 12 CFR 1006.6(b)-(e), 1006.14(h), 47 CFR 64.1200(a)(10). United Kingdom: CONC 7.9,
7.12. China: CN-DISP-01 and the lender's own LENDER-REQUEST.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

EVERY = ""
"""All contact, where a channel could be named."""
_AT_WORK = re.compile(
    r"单位|公司|办公室|前台|同事|领导|老板|上班|\b(?:work\w*|job|office|employer|boss)\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"^\s*(?:re|aw|fwd?|回复|答复|转发)\s*[:：]", re.IGNORECASE)
_NOT_MINE = re.compile(
    r"不是我|没(?:有)?(?:借|办|刷|申请|开)|盗|冒|"
    r"\b(?:not (?:mine|my)|isn'?t (?:mine|my)|never (?:had|opened|took)"
    r"|identity theft|stolen|fraud\w*)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"金额|数目|账单|余额|利息|违约金|费用|\b(?:amount|balance|interest|fees?|total)\b",
    re.IGNORECASE,
)


class Does(StrEnum):
    """What is done at once. Each makes contact less, or says that someone needs care."""

    STOP_MEDIUM = "stop_medium"
    SUSPEND = "suspend"
    """In doubt: as a stop, until a person has read it."""
    CEASE = "cease"
    REPRESENTATIVE = "representative"
    NOT_AT_WORK = "not_at_work"
    OTHER_PLACE = "other_place"
    DISOWN = "disown"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    HARDSHIP = "hardship"
    VULNERABILITY = "vulnerability"
    DECEASED = "deceased"


class Left(StrEnum):
    """What waits for a person."""

    READ = "read"
    CARE = "care"
    CALLBACK = "callback"
    PAYMENT = "payment"
    PROMISE = "promise"
    REPRESENTATIVE = "representative"
    PLACE = "place"
    TIME = "time"
    RESUME = "resume"
    ANSWER = "answer"


class State(StrEnum):
    """How far an answer has come."""

    DOUBTFUL = "doubtful"
    TO_DO = "to_do"
    DONE = "done"
    READ = "read"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done; the channel that it stops, EVERY for all contact."""

    does: Does
    channel: str = EVERY
    ground: str = ""
    """Of a dispute."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, as it was understood, and what is known of who wrote it."""

    wants: tuple[str, ...]
    sure: bool
    text: str
    came_by: str
    """The channel that it came by."""
    named: tuple[str, ...] = ()
    """Channels that its words name."""
    customers: int = 1
    """How many have the number or address on file."""
    whose: bool = True
    """Is it known which of them wrote it?"""
    refusal_ceases: bool = False
    """Does a written refusal to pay end contact by the customer's law?"""
    read: bool = False
    """Has a person read it? Then nothing is in doubt."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What follows."""

    steps: tuple[Step, ...] = ()
    left: tuple[Left, ...] = ()
    state: State = State.DONE


AT_ONCE: dict[str, Does] = {
    "stop_all": Does.CEASE,
    "representative": Does.REPRESENTATIVE,
    "wrong_person": Does.DISOWN,
    "dispute": Does.DISPUTE,
    "complaint": Does.COMPLAINT,
    "hardship": Does.HARDSHIP,
    "bereaved": Does.DECEASED,
    "in_danger": Does.VULNERABILITY,
}
WAITS: dict[str, Left] = {
    "in_danger": Left.CARE,
    "bereaved": Left.CARE,
    "hardship": Left.CARE,
    "asks_for_person": Left.CALLBACK,
    "has_paid": Left.PAYMENT,
    "will_pay": Left.PROMISE,
    "representative": Left.REPRESENTATIVE,
    "stop_place": Left.PLACE,
    "stop_time": Left.TIME,
    "start_again": Left.RESUME,
    "asks": Left.ANSWER,
}
FOR_ANYONE = frozenset({Does.STOP_MEDIUM, Does.SUSPEND, Does.CEASE})
"""Done for everybody who has the number or address; the rest only where it is known who wrote."""
STOPS_ALL = frozenset({"stop_all", "representative", "bereaved", "in_danger"})
"""Wants that, in doubt too, leave no channel open."""
LESS_BY_PLACE = {True: Does.NOT_AT_WORK, False: Does.OTHER_PLACE}


def heard(subject: str, body: str) -> str:
    """The words to read: a subject of their own too, never one that only repeats ours."""
    if not subject.strip() or _ANSWER.match(subject):
        return body
    return f"{subject.strip()}\n{body}"


def plan(written: Written) -> Plan:
    """What is done at once and what waits for a person."""
    wants = set(written.wants)
    if "auto_reply" in wants:
        return Plan(state=State.NOT_COUNTED)
    if not written.customers:
        return Plan(left=(Left.READ,), state=State.TO_DO if written.sure else State.DOUBTFUL)
    if _in_doubt(written):
        steps = _suspends(written)
        if "in_danger" in wants and written.whose:
            steps = (Step(Does.VULNERABILITY), *steps)
        return Plan(steps, _left(written, first=Left.READ), State.DOUBTFUL)
    asked = _asked(written)
    steps = tuple(step for step in asked if written.whose or step.does in FOR_ANYONE)
    if "in_danger" in wants and not written.read:
        steps += (Step(Does.SUSPEND),)  # the mark's own pause ends by itself
    left = _left(written, first=None if len(steps) >= len(asked) else Left.READ)
    return Plan(steps, left, State.TO_DO if left else State.DONE)


def takes_back(steps: Collection[Step], came_by: str) -> frozenset[str] | None:
    """The channels on which nothing that waits may leave any more; None for every one."""
    channels = {came_by if step.does == Does.DISOWN else step.channel for step in steps}
    return None if EVERY in channels else frozenset(channels)


def _in_doubt(written: Written) -> bool:
    """Not sure; or sure, but of something that can't be told from what was written."""
    if written.read:
        return False
    several = len(written.named) > 1 and "stop_channel" in written.wants
    only_a_time = "stop_time" in written.wants and "stop_channel" not in written.wants
    return not written.sure or several or only_a_time


def _suspends(written: Written) -> tuple[Step, ...]:
    wants = set(written.wants)
    if wants & STOPS_ALL or ("refuses" in wants and written.refusal_ceases):
        return (Step(Does.SUSPEND),)
    channels = dict.fromkeys((written.came_by, *written.named))
    return tuple(Step(Does.SUSPEND, channel) for channel in channels)


def _asked(written: Written) -> tuple[Step, ...]:
    """Everything that was asked for, or that the law makes of what was said, for sure."""
    steps: list[Step] = []
    for want in written.wants:
        if want == "stop_channel":
            named = written.named or (written.came_by,)
            steps += [Step(Does.STOP_MEDIUM, channel) for channel in named]
        elif want == "stop_place":
            does = LESS_BY_PLACE[_AT_WORK.search(written.text) is not None]
            steps.append(Step(does, (*written.named, "call")[0]))
        elif want == "dispute":
            steps.append(Step(Does.DISPUTE, ground=ground_of(written)))
        elif want == "refuses" and written.refusal_ceases:
            steps.append(Step(Does.CEASE))
        elif want in AT_ONCE:
            steps.append(Step(AT_ONCE[want]))
    return tuple(dict.fromkeys(steps))


def ground_of(written: Written) -> str:
    """What a dispute is about, as far as its words tell."""
    if "has_paid" in written.wants:
        return "already_paid"
    if _NOT_MINE.search(written.text):
        return "not_mine"
    return "amount" if _AMOUNT.search(written.text) else "other"


def _left(written: Written, first: Left | None) -> tuple[Left, ...]:
    found = [WAITS[want] for want in written.wants if want in WAITS]
    return tuple(dict.fromkeys(([first] if first else []) + found))
