"""Whether a paper of a kind may be written for a matter as it stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.legal.rules import stages
from fairdue.legal.rules.courts import ENFORCEMENT as ASK_ENFORCEMENT
from fairdue.legal.rules.courts import PAYMENT_ORDER as ASK_PAYMENT_ORDER
from fairdue.legal.rules.courts import SUIT as ASK_SUIT

LETTER, ORDER, COMPLAINT = "lawyers_letter", "payment_order", "complaint"
LIST, POWER, SETTLEMENT = "evidence_list", "power_of_attorney", "settlement"
ENFORCEMENT = "enforcement"

KINDS_OF: Mapping[str, frozenset[str]] = {
    stages.LETTER: frozenset({LETTER, SETTLEMENT}),
    stages.MEDIATION: frozenset({LETTER, LIST, POWER, SETTLEMENT, ENFORCEMENT}),
    stages.PAYMENT_ORDER: frozenset(
        {LETTER, ORDER, COMPLAINT, LIST, POWER, SETTLEMENT, ENFORCEMENT}
    ),
    stages.SUIT: frozenset({LETTER, COMPLAINT, LIST, POWER, SETTLEMENT, ENFORCEMENT}),
}
"""Which papers a road needs. A payment order that is opposed becomes a suit."""

ASKED_OF_COURT: Mapping[str, str] = {
    ORDER: ASK_PAYMENT_ORDER,
    COMPLAINT: ASK_SUIT,
    LIST: ASK_SUIT,
    POWER: ASK_SUIT,
    ENFORCEMENT: ASK_ENFORCEMENT,
}
"""What each kind asks a court for, by which the court is suggested."""

TO_THE_CARDHOLDER = frozenset({LETTER, SETTLEMENT})
"""What they read themselves, so that its words are checked like those of any message."""

DEFINES_THE_CLAIM = frozenset({LETTER, ORDER, COMPLAINT, SETTLEMENT})
"""What states what is owed, so that no less may be owed today."""

RULE = "LENDER-PAPERS"


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter as it is when a paper is asked for."""

    jurisdiction: str
    stage: str
    road: str
    approved: bool
    claimed_minor: int
    owed_today_minor: int


def may_write(kind: str, matter: Standing) -> tuple[Clause, ...]:
    """One clause for each condition; the paper may be written when all allow."""
    return (
        Clause(
            RULE,
            allowed=matter.jurisdiction == "CN",
            reason=Text(
                "These papers are for courts of China; use the forms of the court elsewhere.",
                "该类文书仅适用于中国法院；其他法域请使用当地法院的表格。",
            ),
        ),
        Clause(
            RULE,
            allowed=matter.approved,
            reason=Text(
                "Two people have to approve the road first.", "须先由两人完成追索方案审批。"
            ),
        ),
        Clause(
            RULE,
            allowed=stages.is_open(matter.stage),
            reason=Text("The matter is closed.", "案件已结案。"),
        ),
        Clause(
            RULE,
            allowed=kind in KINDS_OF.get(matter.road, frozenset()),
            reason=Text(
                "The approved road doesn't lead to this paper.", "经批准的追索方案不包含该类文书。"
            ),
        ),
        Clause(
            RULE,
            allowed=kind not in DEFINES_THE_CLAIM
            or matter.owed_today_minor >= matter.claimed_minor,
            reason=Text(
                "Less is owed today than the matter claims. Propose the claim anew, with what was "
                "paid taken off.",
                "当前欠款已少于案件主张金额，请扣除还款后重新提出诉请。",
            ),
            values=(
                ("claimed_minor", str(matter.claimed_minor)),
                ("owed_today_minor", str(matter.owed_today_minor)),
            ),
        ),
    )
