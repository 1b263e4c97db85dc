"""The three scores: what each foretells, for whom, and how a raw score becomes a chance. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from fairdue.kernel.text import Text

THOUSAND = 1000


class Target(StrEnum):
    """What a model foretells. The value is also the column that decision tables ask for."""

    CURE = "will_cure"
    PAY = "will_pay"
    BREAK = "will_break_promise"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a score says, about whom, and when there is none."""

    name: Text
    purpose: Text
    none: Text


MEANINGS: dict[Target, Meaning] = {
    Target.CURE: Meaning(
        Text("Will cure by itself", "自行恢复"),
        Text(
            "The chance that nothing is past due on the account at some time within 30 days, "
            "without anybody having talked to the customer.",
            "30天内在无人工沟通的情况下，账户不再逾期的概率。",
        ),
        Text("No model is live.", "尚无启用的模型。"),
    ),
    Target.PAY: Meaning(
        Text("Will pay within 30 days", "30天内还款"),
        Text(
            "The chance that within 30 days at least a tenth of what is past due today is paid.",
            "30天内还款不少于当前逾期金额十分之一的概率。",
        ),
        Text(
            "No model is live, or nothing is past due in money.", "尚无启用的模型，或逾期金额为零。"
        ),
    ),
    Target.BREAK: Meaning(
        Text("Will break the promise", "跳票"),
        Text(
            "The chance that the promise that is running isn't kept in full.",
            "当前承诺未能足额履行的概率。",
        ),
        Text("No model is live, or no promise is running.", "尚无启用的模型，或没有未到期承诺。"),
    ),
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt's line through the log-odds: chance = 1 / (1 + exp(-(slope x raw + intercept)))."""

    slope: float
    intercept: float

    def chance(self, raw: float) -> float:
        """The chance, between 0 and 1, of one raw score (log-odds)."""
        return 1 / (1 + math.exp(-max(-35.0, min(35.0, self.slope * raw + self.intercept))))

    def thousandths(self, raw: float) -> int:
        """The chance in whole thousandths, halves rounded up."""
        return int(THOUSAND * self.chance(raw) + 0.5)


HORIZON_DAYS = 30
"""What is foretold happens within these days, or not."""
HORIZON_SLACK_DAYS = 3
"""Without daily files the horizon ends on the file nearest to it, so many days off at most."""
PAID_SHARE_MIN = 0.1
"""Paying means at least this share of what is past due on the day."""
