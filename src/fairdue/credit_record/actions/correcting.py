"""Correcting or deleting an account's month, by two people; noting that somebody was told."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import next_id, not_later, today
from fairdue.compliance.models import Dispute
from fairdue.credit_record.models import Correction, CorrectionState, Notice
from fairdue.credit_record.rules.months import last_day_of_month
from fairdue.credit_record.rules.reporting import FORMAT_OF_LAW, may_be_called
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Account


def propose_correction(
    *,
    account_id: int,
    month: date,
    character: str,
    reason: str,
    staff: Staff,
    at: datetime,
    dispute_id: int | None = None,
) -> Correction:
    """Say what a month of an account is to be called from the next file on; "" deletes it.

    Another person, a compliance officer, decides. Raises Refused without a reason, for a month
    that isn't over, a character that the format doesn't know, somebody else's dispute, a month
    that has a proposal already, and for a role that may not.
    """
    require(staff, "correct_credit_record")
    because, last = reason_given(reason), last_day_of_month(month)
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise Refused(Text("There is no such account.", "没有该账户。"))
    if last >= today(at):
        raise Refused(Text("This month isn't over yet.", "该月份尚未结束。"))
    law = portfolio.law_of(account.customer_id, today(at)).jurisdiction
    if law not in FORMAT_OF_LAW or not may_be_called(FORMAT_OF_LAW[law], character):
        raise Refused(
            Text("A month can't be called so in this format.", "该报送格式没有此还款状态。")
        )
    if dispute_id is not None and not _is_theirs(dispute_id, account.customer_id):
        raise Refused(Text("This dispute is not the customer's.", "该争议不属于此客户。"))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        waiting = Correction.objects.filter(
            account=account, month=last, state=CorrectionState.PROPOSED
        )
        if waiting.exists():
            raise Refused(
                Text("A correction of this month waits already.", "该月份已有更正待审批。")
            )
        number = next_id(Correction)
        entry = record(
            actor=staff.username,
            action="credit_correction_proposed",
            at=at,
            subject=f"credit_correction:{number}",
            customer_id=account.customer_id,
            details={"month": f"{last:%Y-%m}", "character": character, "dispute": dispute_id},
        )
        return Correction.objects.create(
            pk=number,
            customer_id=account.customer_id,
            account=account,
            month=last,
            character=character,
            reason=because,
            dispute_id=dispute_id,
            proposed_by=staff.username,
            proposed_at=at,
            journal_entry=entry,
        )


def decide_correction(
    *, correction_id: int, approves: bool, staff: Staff, at: datetime
) -> Correction:
    """Approve or decline a correction. Raises Refused for who proposed it, for one that is
    decided, and for a role that may not.
    """
    require(staff, "handle_credit_files")
    with transaction.atomic():
        correction = Correction.objects.select_for_update().filter(pk=correction_id).first()
        if correction is None or correction.state != CorrectionState.PROPOSED:
            raise Refused(Text("This correction is decided already.", "该更正已处理。"))
        if correction.proposed_by == staff.username:
            raise Refused(
                Text("Somebody else must decide what you propose.", "须由提出人以外的人员审批。")
            )
        action = "credit_correction_approved" if approves else "credit_correction_declined"
        correction.journal_entry = record(
            actor=staff.username,
            action=action,
            at=at,
            subject=f"credit_correction:{correction.pk}",
            customer_id=correction.customer_id,
            details={"month": f"{correction.month:%Y-%m}", "character": correction.character},
        )
        correction.state = CorrectionState.APPROVED if approves else CorrectionState.DECLINED
        correction.decided_by, correction.decided_at = staff.username, at
        correction.save()
        return correction


def note_notice(
    *, customer_id: int, told_on: date, evidence: str, staff: Staff, at: datetime
) -> Notice:
    """Note that a customer was told before reporting in another way than by our messages.

    Raises Refused for a day to come, without where the proof is kept, and for a role that may not.
    """
    require(staff, "handle_credit_files")
    kept = reason_given(evidence)
    day = not_later(told_on, at)
    with transaction.atomic():
        number = next_id(Notice)
        entry = record(
            actor=staff.username,
            action="credit_notice_noted",
            at=at,
            subject=f"credit_notice:{number}",
            customer_id=customer_id,
            details={"told_on": day.isoformat()},
        )
        return Notice.objects.create(
            pk=number,
            customer_id=customer_id,
            told_on=day,
            evidence=kept[:200],
            recorded_by=staff.username,
            recorded_at=at,
            journal_entry=entry,
        )


def _is_theirs(dispute_id: int, customer_id: int) -> bool:
    return Dispute.objects.filter(pk=dispute_id, customer_id=customer_id).exists()
