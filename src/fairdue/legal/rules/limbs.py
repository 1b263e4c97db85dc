"""The objective limbs of a malicious overdraft, each met, not met or without evidence. Pure.

Fa Shi [2009] 19 as amended by [2018] 19, arts. 6-9, 11. What each limb asks is `overdraft.py`'s;
here it is put beside its evidence for a legal officer to judge. Intent is no limb here: it is for
a court, and non-payment alone is no sign of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from fairdue.kernel.text import Text
from fairdue.legal.rules import overdraft
from fairdue.legal.rules.overdraft import Demand, Tier

State = Literal["met", "not_met", "missing"]
STATE_NAMES: Mapping[State, Text] = {
    "met": Text("Met", "符合"),
    "not_met": Text("Not met", "不符合"),
    "missing": Text("Evidence missing", "证据缺失"),
}
EXCEEDED, DEMANDED, UNPAID = "exceeded", "demanded", "unpaid"
AMOUNT, NO_LOAN, EVIDENCE = "amount", "no_disguised_loan", "evidence"
NAMES: Mapping[str, Text] = {
    EXCEEDED: Text("Limit or term exceeded", "超过规定限额或期限透支"),
    DEMANDED: Text("Two effective demands far enough apart", "两次有效催收且间隔足够"),
    UNPAID: Text("Unpaid long enough after the second", "第二次有效催收后逾期未还"),
    AMOUNT: Text("Amount of principal", "透支本金数额"),
    NO_LOAN: Text("No disguised loan", "不属于变相贷款"),
    EVIDENCE: Text("Evidence signed and sealed", "证据签名盖章"),
}
RULES: Mapping[str, str] = {
    EXCEEDED: "CN-CRIM-01",
    DEMANDED: "CN-CRIM-02",
    UNPAID: "CN-CRIM-03",
    AMOUNT: "CN-CRIM-05",
    NO_LOAN: "CN-CRIM-08",
    EVIDENCE: "CN-CRIM-09",
}
STATED: Mapping[str, Text] = {
    "no_disguised_loan": Text(
        "The card was used as a card and is no loan in disguise.",
        "该卡为正常信用卡用卡，非变相发放贷款。",
    ),
    "staff_signed": Text("The material bears the staff's signature.", "相关材料已由经办人签名。"),
    "bank_sealed": Text("The material bears the bank's seal.", "相关材料已加盖银行公章。"),
}
"""What no record here can tell; an officer states it, and where it can be seen."""


@dataclass(frozen=True, slots=True)
class DemandSeen:
    """A demand as the law asks about it, with the records that it rests on."""

    demand: Demand
    attempt: str
    """attempt:12."""
    proofs: tuple[str, ...]
    """recording:3, receipt:…"""


@dataclass(frozen=True, slots=True)
class OverdraftFacts:
    """What the records and the officer say. Amounts in yuan; None where they can't be told."""

    as_of: date
    overdue_since: date | None
    demands: Sequence[DemandSeen]
    drawn: Decimal | None
    drawn_on: date | None
    """The day of the issuer's figures that `drawn` stands in."""
    repaid: Sequence[tuple[date | None, Decimal]]
    stated: Mapping[str, bool]
    """By name of STATED; what isn't there wasn't stated."""


@dataclass(frozen=True, slots=True)
class LawTerms:
    """The packs' values of a day."""

    gap_days: int
    months: int
    tiers: Sequence[Tier]
    excluded_purposes: Collection[str]


@dataclass(frozen=True, slots=True)
class Limb:
    """One limb: where it stands, why, and the records it rests on."""

    name: str
    state: State
    why: Text
    evidence: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """Which rule of the packs asks it."""
        return RULES[self.name]


def limbs(facts: OverdraftFacts, law: LawTerms) -> tuple[Limb, ...]:
    """Every limb, in the order in which the law names them."""
    return (
        _exceeded(facts),
        _demanded(facts, law),
        _unpaid(facts, law),
        _amount(facts, law),
        _no_loan(facts, law),
        _evidence(facts),
    )


def all_stand(found: Sequence[Limb]) -> bool:
    """Is every objective limb met? Says nothing of intent or guilt."""
    return all(limb.state == "met" for limb in found)


def principal(facts: OverdraftFacts) -> Decimal | None:
    """The principal that counts: every repayment taken off it, whatever the ledger did."""
    if facts.drawn is None:
        return None
    return overdraft.overdraft_principal(facts.drawn, facts.repaid, filed_on=facts.as_of)


def pair_of(facts: OverdraftFacts, law: LawTerms) -> tuple[DemandSeen, DemandSeen] | None:
    """The earliest two effective demands far enough apart."""
    days = overdraft.effective_pair([each.demand for each in facts.demands], gap_days=law.gap_days)
    if days is None:
        return None
    effective = [each for each in facts.demands if overdraft.is_effective(each.demand)]
    first, second = (next(each for each in effective if each.demand.on == day) for day in days)
    return first, second


def _exceeded(facts: OverdraftFacts) -> Limb:
    if facts.overdue_since is None:
        return Limb(
            EXCEEDED,
            "missing",
            Text(
                "The issuer gives no day since which a payment is unmet.",
                "发卡数据未载明逾期起始日。",
            ),
        )
    since = facts.overdue_since
    return Limb(
        EXCEEDED,
        "met" if since < facts.as_of else "not_met",
        Text(f"A payment has been unmet since {since}.", f"自{since}起未按期还款。"),
        ("issuer_figures",),
    )


def _demanded(facts: OverdraftFacts, law: LawTerms) -> Limb:
    pair = pair_of(facts, law)
    if pair is not None:
        first, second = pair
        return Limb(
            DEMANDED,
            "met",
            Text(
                f"Effective demands on {first.demand.on} and {second.demand.on}; the law asks for "
                f"{law.gap_days} days between them.",
                f"有效催收日期为{first.demand.on}、{second.demand.on}，法定间隔为{law.gap_days}日。",
            ),
            (first.attempt, *first.proofs, second.attempt, *second.proofs),
        )
    count = sum(overdraft.is_effective(each.demand) for each in facts.demands)
    state = _without_pair(facts, law)
    told = Text(
        f"{count} of {len(facts.demands)} demands are effective, none {law.gap_days} days after "
        "another.",
        f"{len(facts.demands)}次催收中有效{count}次，未形成间隔{law.gap_days}日的两次有效催收。",
    )
    if state == "missing":
        told = Text(
            f"{told.en} Proof that the holder received them would change that.",
            f"{told.zh}如能证明持卡人已收悉，结论可能改变。",
        )
    return Limb(DEMANDED, state, told, tuple(each.attempt for each in facts.demands))


def _without_pair(facts: OverdraftFacts, law: LawTerms) -> State:
    """Would there be a pair if receipt were proven of those that lack nothing else?"""
    possible = [
        each.demand.on for each in facts.demands if each.demand.after_overdue and each.demand.lawful
    ]
    far = bool(possible) and overdraft.far_enough_apart(
        min(possible), max(possible), gap_days=law.gap_days
    )
    return "missing" if far else "not_met"


def _unpaid(facts: OverdraftFacts, law: LawTerms) -> Limb:
    pair = pair_of(facts, law)
    if pair is None:
        return Limb(
            UNPAID,
            _without_pair(facts, law),
            Text("Counts from the second effective demand.", "自第二次有效催收起算。"),
        )
    second = pair[1]
    since = second.demand.on
    first_day = overdraft.unpaid_long_enough_from(since, months=law.months)
    enough = overdraft.unpaid_long_enough(since, facts.as_of, months=law.months)
    return Limb(
        UNPAID,
        "met" if enough else "not_met",
        Text(
            f"The second effective demand was on {since}; more than {law.months} months have "
            f"passed from {first_day} on.",
            f"第二次有效催收日为{since}，自{first_day}起超过{law.months}个月。",
        ),
        (second.attempt,),
    )


def _amount(facts: OverdraftFacts, law: LawTerms) -> Limb:
    counted = principal(facts)
    if counted is None:
        return Limb(
            AMOUNT,
            "missing",
            Text(
                "The issuer gives no principal, so what was drawn can't be told.",
                "发卡数据未载明本金，无法计算透支本金。",
            ),
        )
    tier = overdraft.amount_tier(counted, tiers=law.tiers)
    least = min(edge for edge, _ in law.tiers)
    repaid = sum((amount for _, amount in facts.repaid), Decimal(0))
    return Limb(
        AMOUNT,
        "not_met" if tier == "below_threshold" else "met",
        Text(
            f"{counted:,.2f} yuan: {facts.drawn:,.2f} drawn by the figures of {facts.drawn_on}, "
            f"less every repayment since it was overdue ({repaid:,.2f}). The least is "
            f"{least:,.2f}.",
            f"{counted:,.2f}元：{facts.drawn_on}账面透支本金{facts.drawn:,.2f}元，"
            f"扣除逾期以来全部还款{repaid:,.2f}元。起点为{least:,.2f}元。",
        ),
        ("issuer_figures", "payments"),
    )


def _no_loan(facts: OverdraftFacts, law: LawTerms) -> Limb:
    stated = facts.stated.get("no_disguised_loan")
    if stated is None:
        return Limb(
            NO_LOAN,
            "missing",
            Text("An officer has to look at it.", "须由法务人员核查说明。"),
        )
    purpose = "" if stated else "disguised_loan"
    excluded = overdraft.is_excluded(purpose, excluded_purposes=law.excluded_purposes)
    return Limb(
        NO_LOAN,
        "not_met" if excluded else "met",
        STATED["no_disguised_loan"]
        if not excluded
        else Text("The card stands for a loan in disguise.", "该卡系变相发放贷款。"),
        ("officer",),
    )


def _evidence(facts: OverdraftFacts) -> Limb:
    proofs = sorted({proof for each in facts.demands for proof in each.proofs})
    clauses = overdraft.evidence_complete(
        staff_signed=facts.stated.get("staff_signed", False),
        bank_sealed=facts.stated.get("bank_sealed", False),
        proofs=len(proofs),
    )
    lacking = [clause.reason for clause in clauses if not clause.allowed]
    if lacking:
        why = Text(" ".join(each.en for each in lacking), "".join(each.zh for each in lacking))
        return Limb(EVIDENCE, "missing", why, tuple(proofs))
    why = Text(
        f"Signed and sealed; {len(proofs)} proofs of demands.",
        f"已签名盖章；催收证明{len(proofs)}份。",
    )
    return Limb(EVIDENCE, "met", why, tuple(proofs))


def as_kept(found: Sequence[Limb]) -> list[dict[str, Any]]:
    """The limbs as a judgement keeps them: codes and records, no words."""
    return [
        {
            "limb": limb.name,
            "state": limb.state,
            "rule": limb.rule,
            "evidence": list(limb.evidence),
        }
        for limb in found
    ]


def digest(kept: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of kept limbs, in hexadecimal."""
    return hashlib.sha256(json.dumps(list(kept), sort_keys=True).encode()).hexdigest()
