"""Which journal entries other systems may learn of, and what of them. Pure.

An event is thin: what happened to which record of which customer, with amounts, dates and codes.
Whoever needs more asks the API. Nothing else of an entry's details is ever sent on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairdue.kernel.text import Text

EVENTS: dict[str, Text] = {
    "payment_received": Text("a payment was received", "已收到还款"),
    "payment_reversed": Text("a payment was reversed", "还款已冲正"),
    "promise_recorded": Text("someone promised to pay", "已登记承诺还款"),
    "promise_settled": Text(
        "a promise was kept, partly kept or broken", "承诺已履约、部分履约或跳票"
    ),
    "promise_superseded": Text("a promise gave way to a newer one", "承诺被新承诺取代"),
    "promise_withdrawn": Text("a promise was withdrawn", "承诺已撤回"),
    "promise_reinstated": Text("a promise runs again", "承诺恢复有效"),
    "cause_recorded": Text("why someone fell behind was recorded", "已登记逾期原因"),
    "capacity_recorded": Text("what someone can pay was recorded", "已登记还款能力"),
    "agreement_proposed": Text("an agreement was proposed", "已提出还款协议"),
    "agreement_approved": Text("an agreement was approved", "还款协议已审批"),
    "agreement_accepted": Text("an agreement was accepted", "还款协议已接受"),
    "agreement_revised": Text("an agreement was revised", "还款协议已变更"),
    "agreement_settled": Text(
        "payments changed how an agreement stands", "还款协议履行状态因还款而变化"
    ),
    "agreement_declined": Text("a proposal was not approved", "还款协议提议未获批准"),
    "agreement_superseded": Text("a proposal gave way to another", "还款协议提议被新提议取代"),
    "agreement_ended": Text("an agreement was ended", "还款协议已终止"),
    "agreement_withdrawn": Text("a proposal was withdrawn", "还款协议提议已撤回"),
    "hold_placed": Text("collection stopped", "已停催"),
    "hold_released": Text("a hold was released", "停催已解除"),
    "consent_granted": Text("a consent was given", "已登记同意"),
    "consent_revoked": Text("a consent was revoked", "同意已撤回"),
    "request_recorded": Text("a request about contact was recorded", "已登记联系请求"),
    "request_withdrawn": Text("a request about contact was withdrawn", "联系请求已撤回"),
    "dispute_opened": Text("a dispute was opened", "已提出争议"),
    "dispute_decided": Text("a dispute was decided", "争议已有结论"),
    "dispute_answered": Text("a dispute was answered", "争议已答复"),
    "dispute_withdrawn": Text("a dispute was withdrawn", "争议已撤回"),
    "complaint_recorded": Text("a complaint was recorded", "已登记投诉"),
    "complaint_acknowledged": Text("a complaint was acknowledged", "投诉已受理回复"),
    "complaint_answered": Text("a complaint was answered", "投诉已答复"),
    "complaint_decided": Text("a complaint was decided", "投诉已有结论"),
    "complaint_remedied": Text("a complaint was put right", "投诉已完成补救"),
    "complaint_withdrawn": Text("a complaint was withdrawn", "投诉已撤回"),
    "webhook_tested": Text("a test, asked for by an administrator", "管理员发起的测试"),
}
"""Actions of the journal by name, and what they mean."""

DETAILS = frozenset(
    {
        "account",
        "agreement",
        "amount_minor",
        "answer_by",
        "channel",
        "currency",
        "decide_by",
        "decision",
        "depth",
        "due_on",
        "ends_at",
        "first_due_on",
        "from",
        "ground",
        "high_minor",
        "instalments",
        "kind",
        "last_due_on",
        "low_minor",
        "manner",
        "paid_minor",
        "paid_on",
        "payment_ref",
        "received_at",
        "revoked_at",
        "since",
        "state",
        "to",
        "total_minor",
        "valid_until",
        "version",
        "waived_minor",
        "withdrawn_at",
    }
)
"""What of an entry's details an event carries: no words that people wrote."""

SCALARS = (str, int, bool, type(None))


UNSAID = {"hold_placed": frozenset({"kind"}), "hold_released": frozenset({"kind"})}
"""Left out of an event: why collection stopped may tell of someone's health."""


def thin(action: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """What of these details may be sent on: known names with a single value each."""
    told = DETAILS - UNSAID.get(action, frozenset())
    return {
        name: value
        for name, value in sorted(details.items())
        if name in told and isinstance(value, SCALARS)
    }


def message(
    *,
    number: int,
    action: str,
    at: datetime,
    subject: str,
    customer_id: int | None,
    details: Mapping[str, Any],
) -> dict[str, Any]:
    """An event as it is sent and listed. `subject` is the record, such as promise:12."""
    return {
        "id": event_id(number),
        "number": number,
        "type": action,
        "at": at.isoformat(),
        "customer_id": customer_id,
        "subject": subject,
        "data": thin(action, details),
    }


def event_id(number: int) -> str:
    """`evt_12`: what a receiver knows an event by, however often it comes."""
    return f"evt_{number}"
