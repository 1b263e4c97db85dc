"""Taking a proposal back, and ending an agreement."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing.changing import (
    change,
    let_rate_follow,
    locked,
    resume,
)
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.rules.agreements import ENDED, OFFERED, RUNNING, WITHDRAWN
from fairdue.people.actors import Actor
from fairdue.people.rules import require


def withdraw(
    *, agreement_id: int, actor: Actor, at: datetime, expected_version: int | None = None
) -> AgreementFacts:
    """Take an open proposal back. Raises Refused when it isn't open or changed meanwhile."""
    with transaction.atomic():
        row = locked(agreement_id, expected_version)
        require(actor, "agree", row.customer_id)
        if row.state not in OFFERED:
            raise Refused(Text("This proposal is no longer open.", "该方案已关闭。"))
        today = local_day(at, queries.zone())
        change(
            row,
            "agreement_withdrawn",
            actor,
            at,
            state=WITHDRAWN,
            ended_by=actor.username,
            ended_on=today,
        )
    return queries.agreement_known(row.pk)


def end(
    *,
    agreement_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> AgreementFacts:
    """End an agreement that runs, for a written reason; the plan hold ends with it.

    What was paid stays paid; what was to be forgiven is not. Raises Refused without a reason, for
    a role that may not, and when it doesn't run or changed meanwhile.
    """
    because = reason_given(reason)
    with transaction.atomic():
        row = locked(agreement_id, expected_version)
        require(actor, "end_agreement", row.customer_id)
        if row.state not in RUNNING:
            raise Refused(Text("This agreement doesn't run any more.", "该协议已不在履行中。"))
        change(
            row,
            "agreement_ended",
            actor,
            at,
            {"paid_minor": row.paid_minor, "currency": row.currency},
            state=ENDED,
            ended_by=actor.username,
            ended_on=local_day(at, queries.zone()),
            end_reason=because,
        )
        resume(row, f"agreement {row.pk} ended", actor, at)
        let_rate_follow(row, actor, at)
    return queries.agreement_known(row.pk)
