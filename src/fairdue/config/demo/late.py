"""Facts that reach the office late: a letter, a wrong number, a death; through the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from fairdue.compliance.actions import place_hold, record_request
from fairdue.contact.models import Attempt, Outcome
from fairdue.people.models import Staff
from fairdue.portfolio.actions import disown_contact_point

BEFORE = timedelta(hours=3)
LETTER = "客户来信要求停止联系，收发室登记早于今日"
DEATH = "已见死亡证明复印件，由家属寄达"


def learn_late(since: datetime, compliance: Staff, at: datetime) -> int:
    """Learn of three customers called since a moment what was so before; gives how many facts."""
    called = Attempt.objects.filter(made_at__gte=since, made_at__lt=at).order_by("pk")
    told = 0
    refused = called.filter(outcome=Outcome.REFUSES).first()
    if refused is not None:
        record_request(
            customer_id=refused.customer_id,
            kind="cease",
            manner="written",
            reason=LETTER,
            staff=compliance,
            at=at,
            received_at=refused.made_at - BEFORE,
        )
        told += 1
    other = called.filter(outcome=Outcome.THIRD_PARTY).first()
    if other is not None and other.contact_point_id is not None:
        disown_contact_point(contact_point_id=other.contact_point_id, staff=compliance, at=at)
        told += 1
    unanswered = called.filter(outcome=Outcome.NO_ANSWER).first()
    if unanswered is not None:
        place_hold(
            customer_id=unanswered.customer_id,
            kind="deceased",
            reason=DEATH,
            staff=compliance,
            at=at,
            since=unanswered.made_at - 8 * BEFORE,
        )
        told += 1
    return told
