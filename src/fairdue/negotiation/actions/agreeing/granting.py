"""Approving what is beyond the proposer's authority or the customer's capacity; or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing.changing import change, locked
from fairdue.negotiation.queries.agreements import AgreementFacts, terms_of
from fairdue.negotiation.queries.examining import check_lawful, examine_again
from fairdue.negotiation.rules.agreements import APPROVED, DECLINED, OFFERED, PROPOSED
from fairdue.negotiation.rules.authority import check_approver
from fairdue.negotiation.rules.ceiling import is_within
from fairdue.people.models import Staff
from fairdue.people.rules import require


def approve(
    *,
    agreement_id: int,
    staff: Staff,
    reason: str,
    at: datetime,
    expected_version: int | None = None,
) -> AgreementFacts:
    """Approve a proposal for a written reason; then it can be accepted.

    Where it asks for more a month than the customer can pay, the reason is kept as that of going
    beyond it. Approving twice is the same approval. Raises Refused for whoever proposed it, for a
    role whose authority doesn't cover it, without a reason, and for what isn't open or changed
    meanwhile.
    """
    require(staff, "approve_agreement")
    because = reason_given(reason)
    with transaction.atomic():
        row = locked(agreement_id, None)
        if row.state == APPROVED and row.approved_by == staff.username:
            return queries.agreement_known(row.pk)
        row = locked(agreement_id, expected_version)
        if row.state not in OFFERED:
            raise Refused(Text("This proposal is no longer open.", "该方案已关闭。"))
        if row.proposed_by == staff.username:
            raise Refused(
                Text(
                    "You proposed this yourself. Someone else has to approve it.",
                    "该方案由您本人提出，须由他人审批。",
                )
            )
        found = examine_again(row, terms_of(row), at)
        check_approver(found.matrix, staff.role, found.asked)
        check_lawful(found)
        fields: dict[str, Any] = {"ceiling_minor": found.ceiling_minor}
        above = not is_within(row.monthly_minor, found.ceiling_minor)
        if above:
            fields |= {"override_by": staff.username, "override_reason": because}
        change(
            row,
            "agreement_approved",
            staff,
            at,
            {"monthly_minor": row.monthly_minor, "above_ceiling": above},
            state=APPROVED,
            approved_by=staff.username,
            approved_at=at,
            approval_reason=because,
            **fields,
        )
        return queries.agreement_known(row.pk)


def decline(
    *,
    agreement_id: int,
    staff: Staff,
    reason: str,
    at: datetime,
    expected_version: int | None = None,
) -> AgreementFacts:
    """Don't approve a proposal, for a written reason. Raises Refused as `approve` does."""
    require(staff, "approve_agreement")
    because = reason_given(reason)
    with transaction.atomic():
        row = locked(agreement_id, expected_version)
        if row.state != PROPOSED:
            raise Refused(
                Text("This proposal doesn't wait for approval.", "该方案不在待审批状态。")
            )
        change(
            row,
            "agreement_declined",
            staff,
            at,
            state=DECLINED,
            ended_by=staff.username,
            ended_on=at.astimezone(queries.zone()).date(),
            end_reason=because,
        )
        return queries.agreement_known(row.pk)
