"""Whether a claim may go to law at all, by which road, and what each road is worth. Pure.

Protected people, open disputes, holds, claims out of time and debts already paid never go. Which
holds and marks bar, and how much each road is expected to bring in, the lender's policy says
(LENDER-ROADS); conditions and fees are the law's. Amounts are minor units of one currency.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict
from fairdue.legal.rules import stages
from fairdue.legal.rules.payment_order import CONDITIONS, Claim, may_apply_for_payment_order

POLICY_RULE = "LENDER-ROADS"
CHINA = "CN"

EVIDENCE: Mapping[str, Text] = {
    "agreement": Text("Signed card agreement with the terms", "已签署的领用合约及章程"),
    "identity": Text("Copy of the identity document", "身份证件复印件"),
    "statements": Text("Statements and transactions", "对账单及交易明细"),
    "balance": Text("Balance explained line by line", "逐笔计算的欠款明细"),
    "demands": Text("Demands with proof of delivery", "催收记录及送达证明"),
    "address": Text("Address for service agreed or confirmed", "约定或确认的送达地址"),
}
"""What a court will ask for."""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What is known of a claim when its road is chosen."""

    owed_minor: int
    currency: str
    law: str
    """CN | US | UK."""
    disputes_open: int = 0
    holds: tuple[str, ...] = ()
    """Kinds of compliance.models.HoldKind in force."""
    marks: tuple[str, ...] = ()
    time_barred: bool | None = False
    """None where the length of the period isn't known here."""
    limitation_last_day: date | None = None
    evidence: Collection[str] = frozenset()
    """Names of EVIDENCE."""
    conditions: Collection[str] = frozenset(CONDITIONS)
    """Names of payment_order.CONDITIONS that the officer found to hold."""
    has_assets: bool = False
    has_another_matter: bool = False


@dataclass(frozen=True, slots=True)
class Barring:
    """What keeps people from the road to law, as policy chose it."""

    barring_holds: Collection[str]
    barring_marks: Collection[str]


def may_go_to_law(facts: ClaimFacts, barring: Barring) -> Verdict:
    """May anybody be pursued for this claim? Every clause that denies says why."""
    holds = [kind for kind in facts.holds if kind in barring.barring_holds]
    marks = [kind for kind in facts.marks if kind in barring.barring_marks]
    clauses = (
        Clause(
            POLICY_RULE,
            allowed=facts.owed_minor > 0,
            reason=Text("Nothing is owed any more.", "欠款已清偿，不存在可主张的债权。"),
        ),
        Clause(
            POLICY_RULE,
            allowed=facts.disputes_open == 0,
            reason=Text("A dispute is open; answer it first.", "存在未了结的争议，须先处理答复。"),
            values=(("disputes_open", str(facts.disputes_open)),),
        ),
        Clause(
            POLICY_RULE,
            allowed=not holds and not marks,
            reason=Text(
                "The customer is protected by a hold or mark.", "客户处于停催或受保护状态。"
            ),
            values=(("holds", ", ".join(holds)), ("marks", ", ".join(marks))),
        ),
        Clause(
            POLICY_RULE,
            allowed=not facts.has_another_matter,
            reason=Text("Another matter on this debt is open.", "该债务已有在办法务案件。"),
        ),
        _in_time(facts),
    )
    missing = ("limitation_last_day",) if facts.time_barred is None else ()
    return Verdict(clauses, missing)


TIME_RULES = {CHINA: "CN-LIM-03", "US": "us.regf.26.time_barred", "UK": "uk.conc.7.15"}


def _in_time(facts: ClaimFacts) -> Clause:
    """China leaves lapse of time to the debtor's defence; the lender doesn't count on silence."""
    last = facts.limitation_last_day
    return Clause(
        TIME_RULES[facts.law],
        allowed=not facts.time_barred,
        reason=Text("The claim is out of time.", "债权已超过诉讼时效。"),
        values=(("limitation_last_day", str(last)),) if last else (),
    )


@dataclass(frozen=True, slots=True)
class Worth:
    """What a road is expected to bring in and to cost, as policy has it."""

    recovery_shares: Mapping[str, Decimal]
    """Of what is claimed, by road."""
    with_assets_factor: Decimal
    """What is expected where assets are known, against where none are."""
    least_minor: Mapping[str, int]
    """Below it a road isn't taken, in the currency of the fees."""
    evidence_needed: Mapping[str, Collection[str]]
    """Names of EVIDENCE, by road."""
    days: Mapping[str, int]
    """How long it usually takes."""


@dataclass(frozen=True, slots=True)
class Fee:
    """One cost of a road: whose rule sets it, how much it is."""

    kind: str
    """A name of models.CostKind."""
    amount_minor: int
    rule: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One road: may it be taken, what it costs, what it is expected to leave."""

    road: str
    verdict: Verdict
    fees: tuple[Fee, ...] = ()
    expected_minor: int = 0
    share: Decimal = Decimal(0)
    days: int = 0

    @property
    def cost_minor(self) -> int:
        """All fees that are paid in advance."""
        return sum(fee.amount_minor for fee in self.fees)

    @property
    def net_minor(self) -> int:
        """What is expected to be left; below zero where the road costs more than it brings."""
        return self.expected_minor - self.cost_minor


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every road beside the others, on one verdict about the claim itself."""

    claim: Verdict
    roads: tuple[Compared, ...]
    best: str = field(default="")
    """The allowed road that is expected to leave most; "" where none may be taken."""

    def road(self, name: str) -> Compared | None:
        """One road, if the law of the claim has it."""
        return next((each for each in self.roads if each.road == name), None)


LAW_ROADS: Mapping[str, Sequence[str]] = {
    CHINA: (stages.LETTER, stages.MEDIATION, stages.PAYMENT_ORDER, stages.SUIT),
    "US": (stages.LETTER, stages.SUIT),
    "UK": (stages.LETTER, stages.SUIT),
}
"""Mediation before suit and payment orders are China's."""


def may_take(road: str, facts: ClaimFacts, worth: Worth, conditions: Collection[str]) -> Verdict:
    """May this road be taken, apart from what bars the claim itself?

    `conditions`: of a payment order, as the law names them (CN-PO-01).
    """
    needed = [name for name in worth.evidence_needed[road] if name not in facts.evidence]
    clauses = [
        Clause(
            POLICY_RULE,
            allowed=facts.owed_minor >= worth.least_minor[road],
            reason=Text("The claim is too small for this road.", "金额低于该方案的最低标准。"),
            values=(("least_minor", str(worth.least_minor[road])),),
        ),
        Clause(
            POLICY_RULE,
            allowed=not needed,
            reason=Text(
                f"Evidence is missing: {', '.join(EVIDENCE[name].en for name in needed)}.",
                f"证据不足，缺少：{'、'.join(EVIDENCE[name].zh for name in needed)}。",
            ),
            values=(("missing", ", ".join(needed)),),
        ),
    ]
    if road == stages.PAYMENT_ORDER:
        held = Claim(**{name: name in facts.conditions for name in CONDITIONS})
        clauses += may_apply_for_payment_order(held, conditions=conditions)
    return Verdict(tuple(clauses))


def compare(
    facts: ClaimFacts,
    *,
    barring: Barring,
    worth: Worth,
    conditions: Collection[str],
    fees: Mapping[str, Sequence[Fee]],
) -> Comparison:
    """All roads of the claim's law beside each other. `fees` by road."""
    claim = may_go_to_law(facts, barring)
    factor = worth.with_assets_factor if facts.has_assets else Decimal(1)
    roads = []
    for road in LAW_ROADS[facts.law]:
        share = min(worth.recovery_shares[road] * factor, Decimal(1))
        expected = (max(facts.owed_minor, 0) * share).quantize(Decimal(1), ROUND_HALF_UP)
        roads.append(
            Compared(
                road,
                may_take(road, facts, worth, conditions),
                tuple(fees[road]),
                int(expected),
                share,
                worth.days[road],
            )
        )
    open_roads = [each for each in roads if claim.allowed and each.verdict.allowed]
    best = max(open_roads, key=lambda each: each.net_minor, default=None)
    return Comparison(claim, tuple(roads), best.road if best else "")
