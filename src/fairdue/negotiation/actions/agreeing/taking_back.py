"""Undoing what was agreed by a slip, within the seconds in which every gesture can be undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing.changing import (
    change,
    let_rate_follow,
    locked,
    rest,
    resume,
)
from fairdue.negotiation.actions.agreeing.ending import withdraw
from fairdue.negotiation.actions.promising import reinstate_promises
from fairdue.negotiation.actions.settling_agreements import settle_customer
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.rules.agreements import ACTIVE, OFFERED, REVISED, RUNNING, WITHDRAWN
from fairdue.people.models import Staff
from fairdue.people.rules import require


def take_back(*, agreement_id: int, staff: Staff, at: datetime) -> AgreementFacts:
    """Take back what one has just proposed or agreed: all that it replaced runs again.

    For undoing within the policy's seconds, which the caller checks. Raises Refused for what
    somebody else agreed or what has gone on since.
    """
    with transaction.atomic():
        row = locked(agreement_id, None)
        require(staff, "agree", row.customer_id)
        if row.proposed_by != staff.username:
            raise Refused(Text("This is not yours to take back.", "这不是您提出的方案，无法撤销。"))
        if row.state in OFFERED:
            return withdraw(agreement_id=agreement_id, actor=staff, at=at)
        if row.state not in RUNNING or row.accepted_by != staff.username:
            raise Refused(
                Text(
                    "This has gone on since and can't be taken back; end it instead.",
                    "该协议已有后续变化，无法撤销，请改为终止。",
                )
            )
        agreed_at = row.accepted_at
        change(
            row,
            "agreement_taken_back",
            staff,
            at,
            state=WITHDRAWN,
            ended_by=staff.username,
            ended_on=local_day(at, queries.zone()),
        )
        resume(row, f"agreement {row.pk} taken back", staff, at)
        let_rate_follow(row, staff, at)
        _run_again(row, staff, at)
        if agreed_at is not None:
            reinstate_promises(row.customer_id, agreed_at, staff, at)
    return queries.agreement_known(row.pk)


def _run_again(row: Agreement, staff: Staff, at: datetime) -> None:
    """What this one replaced."""
    if row.replaces_id is None:
        return
    replaced = Agreement.objects.select_related("journal_entry").get(pk=row.replaces_id)
    if replaced.state != REVISED:
        return
    change(replaced, "agreement_reinstated", staff, at, state=ACTIVE, ended_by="", ended_on=None)
    rest(replaced, staff, at)
    let_rate_follow(replaced, staff, at)
    settle_customer(row.customer_id, at)
