"""Sends reports by e-mail to the staff who are to get them: each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from fairdue.delivery import (
    Attachment,
    DeliveryError,
    DeliveryUnknown,
    Message,
    can_send,
    send,
)
from fairdue.journal.actions import record
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import may
from fairdue.reporting import wording
from fairdue.reporting.actions.handing_out import export_period, stamp_of
from fairdue.reporting.actions.making import UNATTENDED
from fairdue.reporting.exports.period import reading_of, standing_of, title_of
from fairdue.reporting.models import PeriodReport, PostState, ReportKind, ReportPost
from fairdue.reporting.queries.policy import report_policy, zone
from fairdue.typesetting import FontMissingError

LOST_AFTER = timedelta(minutes=15)
"""An e-mail that has been on its way for longer was left by a process that ended."""

NOT_ALLOWED = Text(
    "The reader may not see figures any more, or has no address.",
    "收件人已无权查看指标，或未登记邮箱。",
)


def post_waiting(*, at: datetime) -> int:
    """Send what waits; gives how many went. Nothing is tried where there is no way to send."""
    _give_up_lost(at)
    if not can_send("email"):
        return 0
    sent = 0
    tried: set[int] = set()
    while (post := _claimed(at, tried)) is not None:
        tried.add(post.pk)
        sent += _send(post, at)
    return sent


def _claimed(at: datetime, tried: set[int]) -> ReportPost | None:
    """The next that waits, noted as under way before anything leaves the house."""
    with transaction.atomic():
        waiting = ReportPost.objects.select_for_update(skip_locked=True, of=("self",))
        post = (
            waiting.select_related("report", "staff")
            .filter(state=PostState.WAITING)
            .exclude(pk__in=tried)
            .order_by("pk")
            .first()
        )
        if post is not None:
            post.tried_at, post.tries = at, post.tries + 1
            _settle(post, PostState.SENDING, at)
    return post


def _send(post: ReportPost, at: datetime) -> bool:
    if not may(post.staff, "see_reports") or not post.staff.email:
        _settle(post, PostState.FAILED, at, NOT_ALLOWED)
        return False
    try:
        send(_message(post, at))
    except DeliveryUnknown as unknown:
        _settle(post, PostState.UNCONFIRMED, at, unknown.text)
    except DeliveryError as error:
        again = error.again and post.tries < report_policy(at).tries_max
        _settle(post, PostState.WAITING if again else PostState.FAILED, at, error.text)
    except FontMissingError as error:
        _settle(post, PostState.FAILED, at, Text(str(error)[:300], str(error)[:300]))
    else:
        _settle(post, PostState.SENT, at)
        return True
    return False


def _settle(post: ReportPost, state: str, at: datetime, problem: Text | None = None) -> None:
    with transaction.atomic():
        post.state = state
        post.problem_en = problem.en[:300] if problem else ""
        post.problem_zh = problem.zh[:300] if problem else ""
        post.journal_entry = record(
            actor=UNATTENDED,
            action="report_post_moved",
            at=at,
            subject=f"report:{post.report_id}",
            details={"post": post.pk, "staff": post.staff_id, "state": state},
        )
        post.save()


def _give_up_lost(at: datetime) -> None:
    lost = ReportPost.objects.filter(state=PostState.SENDING, tried_at__lt=at - LOST_AFTER)
    for post in lost.order_by("pk"):
        _settle(post, PostState.UNCONFIRMED, at)


def _message(post: ReportPost, at: datetime) -> Message:
    report, reader, language = post.report, post.staff, post.language
    formats = ("pdf", "xlsx") if report.kind == ReportKind.FIGURES else ("pdf", "xlsx", "csv")
    files = [
        export_period(report, each, staff=reader, at=at, language=language) for each in formats
    ]
    said = _said(report, reader, at, language)
    return Message(
        kind="email",
        to=reader.email,
        subject=said["subject"],
        text=render_to_string("reporting/mail.txt", said),
        html=render_to_string("reporting/mail.html", said),
        attachments=tuple(Attachment(each.name, each.content, each.media_type) for each in files),
        key=post.key,
    )


def _said(report: PeriodReport, reader: Staff, at: datetime, language: str) -> dict[str, Any]:
    """What the e-mail shows: commentary, the figures that matter most, who got it and when."""
    chinese = wording.is_chinese(language)
    title = title_of(report).in_language(language)
    span = str(report.first) if report.first == report.last else f"{report.first} – {report.last}"
    commentary = report.commentary_zh if chinese else report.commentary_en
    laid_out = reading_of(report, None, language)
    more = len(laid_out.lines) - len(laid_out.headlines)
    words = {name: text.in_language(language) for name, text in WORDS.items()}
    return {
        "language": "zh-Hans" if chinese else "en",
        "subject": f"Fairdue · {title} · {span} · {report.currency}",
        "title": title,
        "span": span,
        "currency": report.currency,
        "words": words,
        "head": [words[name] for name in ("figure", "value", "earlier")],
        "rows": laid_out.headlines,
        "more": WORDS["more"].in_language(language).format(number=more) if more > 0 else "",
        "commentary": [line for line in commentary.splitlines() if line.strip()],
        "standing": standing_of(report, language) if commentary else "",
        "stamp": f"{stamp_of(reader)} · {wording.moment(at, zone())}",
        "digest": report.digest,
    }


WORDS = {
    "figure": Text("Figure", "指标"),
    "value": Text("This period", "本期"),
    "earlier": Text("Period before", "上期"),
    "more": Text("{number} more figures are in the report.", "其余 {number} 项指标见报告。"),
    "commentary": Text("Commentary", "说明"),
    "attached": Text(
        "The whole report is attached. It shows the figures as they were known when it was made; "
        "later corrections stand beside them in Fairdue.",
        "完整报告见附件。报告所列为编制时已知的数据，后续更正可在 Fairdue 中对照查看。",
    ),
    "internal": Text("Internal, confidential. For", "内部资料，注意保密。接收人："),
}
