"""Who may collect, and how they may be paid, in China.

CBRC Decree 2011 No. 2 art. 66; GB/T 45251-2025 and NIFA 2024 on training and hiring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_approve_pay_plan(
    weights: Mapping[str, Decimal], recovery: str, *, recovery_share_below: Decimal
) -> Clause:
    """May collectors be paid by this plan? Never by recovered amounts alone.

    `weights` are the plan's parts; `recovery` names the part that follows recovered amounts.
    """
    total = sum(weights.values(), Decimal(0))
    share = weights.get(recovery, Decimal(0)) / total if total else Decimal(0)
    return Clause(
        "CN-STAFF-01",
        allowed=share < recovery_share_below,
        reason=Text(
            "Pay may not rest on recovered amounts alone.", "不得采用单纯依欠款回收金额提成的考核。"
        ),
        values=(("recovery_share", str(share)),),
    )


@dataclass(frozen=True, slots=True)
class Collector:
    """What is known of a collector."""

    exam_passed: bool = True
    trained_on: date | None = None
    violent_record: bool = False
    serious_bad_credit: bool = False
    confidentiality_signed: bool = True


def may_assign_to_collector(
    collector: Collector, as_of: date, *, training_months: int
) -> tuple[Clause, ...]:
    """May a case go to this collector? One clause per condition.

    Training counts through the same day a year later. No date at all leaves it out of question
    for who has just passed the first exam.
    """
    trained = collector.trained_on is None or as_of <= add_months(
        collector.trained_on, training_months
    )
    asked = (
        (collector.exam_passed, Text("Pass the pre-job exam first.", "上岗前须通过考核。")),
        (trained, Text("Training and test are due yearly.", "每年至少培训考核一次。")),
        (
            not collector.violent_record,
            Text("A violent record bars.", "有暴力犯罪记录者不得录用。"),
        ),
        (
            not collector.serious_bad_credit,
            Text("Serious bad credit bars.", "严重失信者不得录用。"),
        ),
        (
            collector.confidentiality_signed,
            Text("Sign the confidentiality undertaking.", "须签署保密承诺。"),
        ),
    )
    return tuple(Clause("CN-STAFF-02", allowed=holds, reason=why) for holds, why in asked)
