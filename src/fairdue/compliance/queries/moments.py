"""Consents, requests, disputes and complaints as lines of a customer's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.functional import Promise

from fairdue.compliance.queries.complaints import ComplaintFacts
from fairdue.compliance.queries.disputes import DisputeFacts
from fairdue.compliance.queries.records import ConsentFacts, RequestFacts
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import NOTHING, Moment, Tone


def moments_of_records(
    consents: Sequence[ConsentFacts],
    requests: Sequence[RequestFacts],
    disputes: Sequence[DisputeFacts],
    complaints: Sequence[ComplaintFacts],
) -> list[Moment]:
    """When each was received, and when it was taken back, decided and answered; newest first.

    Reasons and statements are need-to-know and stay out of it.
    """
    found = [*_consents(consents), *_requests(requests)]
    found += [*_disputes(disputes), *_complaints(complaints)]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _consents(consents: Sequence[ConsentFacts]) -> Iterator[Moment]:
    for each in consents:
        yield _moment(each.granted_at, "consent", "Consent", "同意", each.label, each.owner)
        if each.revoked_at is not None:
            yield _moment(each.revoked_at, "request", "Consent revoked", "撤回同意", each.label)


def _requests(requests: Sequence[RequestFacts]) -> Iterator[Moment]:
    for each in requests:
        yield _moment(
            each.received_at, "request", "Request", "联系请求", each.label, each.owner, tone="warn"
        )
        if each.withdrawn_at is not None:
            yield _moment(each.withdrawn_at, "consent", "Request withdrawn", "撤回请求", each.label)


def _disputes(disputes: Sequence[DisputeFacts]) -> Iterator[Moment]:
    for each in disputes:
        yield _moment(each.received_at, "dispute", "Disputed", "提出争议", each.ground, tone="warn")
        if each.answered_at is not None:
            yield _moment(
                each.answered_at, "dispute", "Dispute answered", "争议已答复", each.decision_label
            )
        if each.withdrawn_at is not None:
            yield _moment(
                each.withdrawn_at, "dispute", "Dispute withdrawn", "争议已撤回", each.ground
            )


def _complaints(complaints: Sequence[ComplaintFacts]) -> Iterator[Moment]:
    for each in complaints:
        yield _moment(
            each.received_at, "complaint", "Complained", "提出投诉", each.about, tone="warn"
        )
        if each.answered_at is not None:
            yield _moment(
                each.answered_at,
                "complaint",
                "Complaint answered",
                "投诉已答复",
                each.decision_label,
            )
        if each.withdrawn_at is not None:
            yield _moment(
                each.withdrawn_at, "complaint", "Complaint withdrawn", "投诉已撤回", each.about
            )


def _moment(
    at: datetime,
    kind: str,
    en: str,
    zh: str,
    label: str | Promise,
    actor: str = "",
    tone: Tone = "neutral",
) -> Moment:
    """`label` is in the page's language already."""
    return Moment(at, kind, Text(f"{en}: {label}", f"{zh}：{label}"), NOTHING, actor, tone)
