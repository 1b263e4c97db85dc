"""Campaigns: whom one is for, which steps follow which, and how long it takes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

BEST = "best"
"""The channel of a campaign that takes for each person what reaches them best."""
CHANNELS = ("sms", "email")
"""Those a machine hands over; letters have batches of their own."""
BUCKETS = tuple(range(1, 8))
CASES_MAX = 20_000

DRAFT, LOOKING, READY, SUBMITTED = "draft", "looking", "ready", "submitted"
APPROVED, RUNNING, PAUSED = "approved", "running", "paused"
STOPPED, FINISHED, REFUSED = "stopped", "finished", "refused"

STEPS: Mapping[str, tuple[frozenset[str], str]] = {
    "edit": (frozenset({DRAFT, READY, REFUSED}), DRAFT),
    "look": (frozenset({DRAFT, READY, REFUSED}), LOOKING),
    "looked": (frozenset({LOOKING}), READY),
    "submit": (frozenset({READY}), SUBMITTED),
    "approve": (frozenset({SUBMITTED}), APPROVED),
    "refuse": (frozenset({SUBMITTED}), REFUSED),
    "begin": (frozenset({APPROVED}), RUNNING),
    "pause": (frozenset({RUNNING}), PAUSED),
    "resume": (frozenset({PAUSED}), RUNNING),
    "stop": (frozenset({APPROVED, RUNNING, PAUSED}), STOPPED),
    "finish": (frozenset({RUNNING, PAUSED}), FINISHED),
}
"""By step, the states in which it may be taken, and the state after it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom a campaign is for: people with an open case that fits all that is said here.

    What is empty or None asks nothing. Days and amounts include both ends.
    """

    buckets: tuple[int, ...] = ()
    days_from: int | None = None
    days_to: int | None = None
    teams: tuple[str, ...] = ()
    """By code; of the team in whose queue the case is."""
    currency: str = ""
    past_due_from_minor: int | None = None
    past_due_to_minor: int | None = None
    """Past due on one account in `currency`; amounts of several are never added up."""
    language: str = ""
    """"en" or "zh-hans": what the person is written to in."""
    cases: tuple[int, ...] = ()
    """These alone, by number."""

    def document(self) -> dict[str, Any]:
        """As JSON has it, without what asks nothing."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if value not in ((), "", None)
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Selection:
        """From `document`."""
        found: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in document.items()
        }
        return cls(**found)


def refuse_unclear(selection: Selection) -> None:
    """Raise Refused for a selection that can't be meant as it is."""
    for least, most in (
        (selection.days_from, selection.days_to),
        (selection.past_due_from_minor, selection.past_due_to_minor),
    ):
        if least is not None and most is not None and least > most:
            raise Refused(
                Text(
                    "The first figure of a span must not be above the second.",
                    "区间的下限不得大于上限。",
                )
            )
    amounts = (selection.past_due_from_minor, selection.past_due_to_minor)
    if any(each is not None for each in amounts) and not selection.currency:
        raise Refused(
            Text("Say in which currency the amount is.", "请指明金额的币种。"),
        )
    if set(selection.buckets) - {*BUCKETS}:
        raise Refused(Text("Buckets go from M1 to M7.", "逾期阶段为 M1 至 M7。"))
    if len(selection.cases) > CASES_MAX:
        raise Refused(
            Text(
                f"Name at most {CASES_MAX:,} cases, or select by bucket and days.",
                f"最多可列出{CASES_MAX:,}个案件，或按阶段、天数筛选。",
            )
        )


def after(step: str, state: str) -> str:
    """The state after a step. Raises Refused where it can't be taken now."""
    before, next_state = STEPS[step]
    if state not in before:
        raise Refused(
            Text(
                "This isn't possible any more: the campaign has moved on. Load the page again.",
                "活动状态已变更，无法进行此操作，请刷新页面。",
            )
        )
    return next_state


def refuse_span(starts_at: datetime, ends_at: datetime, at: datetime, days_max: int) -> None:
    """Raise Refused for a time in which nothing could be sent, or a longer one than policy has."""
    if not max(starts_at, at) < ends_at:
        raise Refused(
            Text(
                "The end must lie ahead, and after the beginning.",
                "结束时间须晚于开始时间，且尚未到达。",
            )
        )
    if ends_at - max(starts_at, at) > timedelta(days=days_max):
        raise Refused(
            Text(
                f"A campaign may run for {days_max} days at most: who it is for would not be "
                "of the day any more.",
                f"活动最长持续{days_max}天，否则名单将不再反映当前情况。",
            )
        )


def least_seconds(messages: Mapping[str, int], per_second: Mapping[str, float]) -> float:
    """How long handing over takes at the carriers' rates, which work side by side."""
    return max((number / per_second[name] for name, number in messages.items()), default=0.0)
