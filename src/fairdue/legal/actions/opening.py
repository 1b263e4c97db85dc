"""Opening a matter, proposing another road, and the approval of two others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from fairdue.compliance.actions.recording import next_id, today
from fairdue.delinquency.queries import open_case_of
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.recording import add_step, enter, matter_to_change, refuse_unless, save
from fairdue.legal.models import (
    Approval,
    Matter,
    MatterAccount,
    MatterApproval,
    Road,
    Stage,
    StepKind,
)
from fairdue.legal.queries.roads import Claim, claim_on
from fairdue.legal.rules.payment_order import CONDITIONS
from fairdue.legal.rules.road import EVIDENCE
from fairdue.people.models import Staff
from fairdue.people.rules import COMPLIANCE, LEGAL, require
from fairdue.rulebook.packs import pack

APPROVALS_NEEDED = 2
OFFICERS = (LEGAL, COMPLIANCE)
"""One of the two who approve is one of these."""


def open_matter(
    *,
    customer_id: int,
    currency: str,
    road: str,
    reason: str,
    staff: Staff,
    at: datetime,
    evidence: Collection[str] = (),
    conditions: Collection[str] = (),
    by_strategy: bool = False,
) -> Matter:
    """Take what a customer owes in a currency to law, by a road that two others must approve.

    What is claimed is the explained balance of today. Raises Refused, with every clause, for a
    claim that is disputed, out of time or paid, for who is protected, for a road that may not be
    taken, for a customer who is not in collections, and for a role that may not.
    """
    require(staff, "open_matter")
    because = reason_given(reason)
    case = open_case_of(customer_id)
    if case is None:
        raise Refused(
            Text("This customer is not in collections.", "该客户目前没有在催案件。"),
        )
    with transaction.atomic():
        claim = _taken(customer_id, currency, road, at, evidence, conditions)
        number = next_id(Matter)
        entry = record(
            actor=staff.username,
            action="matter_opened",
            at=at,
            subject=f"matter:{number}",
            customer_id=customer_id,
            details=_details(claim, road, 1) | {"case": case.id, "by_strategy": by_strategy},
            rules=[_reference()],
        )
        matter = Matter.objects.create(
            pk=number,
            customer_id=customer_id,
            case_id=case.id,
            jurisdiction=claim.facts.law,
            currency=currency,
            stage=Stage.REMINDER,
            stage_since=today(at),
            officer=staff.username,
            opened_by=staff.username,
            opened_at=at,
            proposed_by_strategy=by_strategy,
            journal_entry=entry,
            **_road(claim, road, because, staff, evidence, conditions),
        )
        _write_accounts(matter, claim)
        add_step(matter, StepKind.OPENED, today(at), staff, at, entry)
        return matter


def propose_road(
    *,
    matter_id: int,
    road: str,
    reason: str,
    staff: Staff,
    at: datetime,
    evidence: Collection[str] = (),
    conditions: Collection[str] = (),
) -> Matter:
    """Propose another road, or today's claim on the same one; two others must approve it anew.

    Raises Refused as opening does.
    """
    because = reason_given(reason)
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "open_matter")
        claim = _taken(
            matter.customer_id, matter.currency, road, at, evidence, conditions, matter.pk
        )
        version = matter.road_version + 1
        entry = enter(
            matter, "road_proposed", staff, at, _details(claim, road, version), [_reference()]
        )
        save(
            matter,
            entry,
            road_version=version,
            approval=Approval.WAITING,
            approved_at=None,
            **_road(claim, road, because, staff, evidence, conditions),
        )
        _write_accounts(matter, claim)
        return matter


def decide_road(
    *, matter_id: int, approves: bool, staff: Staff, at: datetime, reason: str = ""
) -> Matter:
    """Say yes or no to a road. With the second yes, one of them an officer's, it is approved.

    Whether the claim may go to law is asked again before it is. Raises Refused for who opened the
    matter or proposed the road, for the same person twice, for a no without a reason, for a road
    that was decided, and for a role that may not.
    """
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "approve_matter")
        if matter.approval != Approval.WAITING:
            raise Refused(Text("This road was decided already.", "该方案已有审批结论。"))
        if staff.username in (matter.opened_by, matter.road_by):
            raise Refused(
                Text(
                    "Two others decide, not who opened it or proposed the road.",
                    "须由立项人、方案提出人以外的两人审批。",
                )
            )
        given = MatterApproval.objects.filter(matter=matter, road_version=matter.road_version)
        if given.filter(approver=staff.username).exists():
            raise Refused(Text("You have said so already.", "您已发表过审批意见。"))
        because = reason.strip()[:400] if approves else reason_given(reason)
        action = "road_approval_given" if approves else "road_declined"
        entry = enter(matter, action, staff, at, {"version": matter.road_version})
        MatterApproval.objects.create(
            matter=matter,
            road_version=matter.road_version,
            approver=staff.username,
            role=staff.role,
            approves=approves,
            reason=because,
            at=at,
            journal_entry=entry,
        )
        if not approves:
            return save(matter, entry, approval=Approval.DECLINED)
        return _approved(matter, staff, at)


def _approved(matter: Matter, staff: Staff, at: datetime) -> Matter:
    roles = MatterApproval.objects.filter(
        matter=matter, road_version=matter.road_version, approves=True
    ).values_list("role", flat=True)
    if len(roles) < APPROVALS_NEEDED or not any(role in OFFICERS for role in roles):
        return matter
    claim = _claim_again(matter, at)
    refuse_unless(claim.comparison.claim)
    entry = enter(
        matter, "road_approved", staff, at, {"road": matter.road, "version": matter.road_version}
    )
    save(matter, entry, approval=Approval.APPROVED, approved_at=at)
    add_step(matter, StepKind.ROAD_APPROVED, today(at), staff, at, entry)
    return matter


def _claim_again(matter: Matter, at: datetime) -> Claim:
    return claim_on(
        matter.customer_id,
        matter.currency,
        at,
        evidence=matter.evidence,
        conditions=matter.conditions,
        besides=matter.pk,
    )


def _taken(
    customer_id: int,
    currency: str,
    road: str,
    at: datetime,
    evidence: Collection[str],
    conditions: Collection[str],
    besides: int | None = None,
) -> Claim:
    """The claim, if it may take this road today. Raises Refused."""
    if road not in Road.values or not set(evidence) <= set(EVIDENCE):
        raise Refused(Text("Choose one of the roads shown.", "请选择页面所列的方案。"))
    if not set(conditions) <= set(CONDITIONS):
        raise Refused(Text("Choose among the conditions shown.", "请勾选页面所列的条件。"))
    claim = claim_on(
        customer_id, currency, at, evidence=evidence, conditions=conditions, besides=besides
    )
    refuse_unless(claim.comparison.claim)
    compared = claim.comparison.road(road)
    if compared is None:
        raise Refused(
            Text("The law of this claim has no such road.", "该债权适用的法律不存在此路径。")
        )
    refuse_unless(compared.verdict)
    return claim


def _road(
    claim: Claim,
    road: str,
    reason: str,
    staff: Staff,
    evidence: Collection[str],
    conditions: Collection[str],
) -> dict[str, Any]:
    """The columns of a matter that say what is claimed and by which road."""
    sums = {
        f"{name}_minor": sum(getattr(each, f"{name}_minor") for each in claim.accounts)
        for name in ("principal", "interest", "fees")
    }
    return sums | {
        "claimed_minor": sum(sums.values()),
        "balance_as_of": claim.as_of,
        "road": road,
        "road_reason": reason,
        "road_by": staff.username,
        "road_figures": figures_of(claim),
        "evidence": sorted(evidence),
        "conditions": sorted(conditions),
    }


def figures_of(claim: Claim) -> dict[str, Any]:
    """What was compared, as it is kept: by road its cost, what it should bring, how likely."""
    return {
        "best": claim.comparison.best,
        "roads": {
            each.road: {
                "allowed": claim.comparison.claim.allowed and each.verdict.allowed,
                "cost_minor": each.cost_minor,
                "expected_minor": each.expected_minor,
                "net_minor": each.net_minor,
                "share": str(each.share),
                "days": each.days,
            }
            for each in claim.comparison.roads
        },
    }


def _write_accounts(matter: Matter, claim: Claim) -> None:
    for each in claim.accounts:
        MatterAccount.objects.create(
            matter=matter,
            account_id=each.account_id,
            road_version=matter.road_version,
            principal_minor=each.principal_minor,
            interest_minor=each.interest_minor,
            fees_minor=each.fees_minor,
            journal_entry=matter.journal_entry,
        )


def _details(claim: Claim, road: str, version: int) -> dict[str, Any]:
    return {
        "road": road,
        "version": version,
        "amount_minor": claim.owed_minor,
        "currency": claim.currency,
        "as_of": claim.as_of.isoformat(),
        "best": claim.comparison.best,
    }


def _reference() -> dict[str, str]:
    policy = pack("policy/default")
    return {"rule": "LENDER-ROADS", "pack": policy.name, "version": policy.version}
