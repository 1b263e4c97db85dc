"""Autodialled and prerecorded calls and texts in the United States: 47 U.S.C. 227, 47 CFR 64.1200.

Apart from Regulation F, whose 1006.14(h) stops a debt collector at once: ten days are no grace.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from fairdue.compliance.rules.business_days import add_business_days
from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.wording.rules.said import declined_by, understand


def is_revocation(text: str, *, words: Collection[str]) -> bool:
    """Does a reply take consent back? One of the named words, or any reasonable wording."""
    told = text.strip().strip(".!").lower()
    return told in words or "sms" in declined_by(understand(text, "sms").wishes)


def honour_by(revoked_on: date, *, business_days: int) -> date:
    """The last day to honour withdrawn consent; a reasonable time may be shorter."""
    return add_business_days(revoked_on, business_days)


def honours_revocation(
    on: date, revoked_on: date | None, *, same_category: bool, ends_all: bool, business_days: int
) -> Clause:
    """Withdrawn consent is honoured within ten business days: us.tcpa.revoke.

    Consent withdrawn in reply to one kind of message ends that kind; from the day on which
    `ends_all` applies, every kind.
    """
    last = None if revoked_on is None else honour_by(revoked_on, business_days=business_days)
    return clause(
        "us.tcpa.revoke",
        last is not None and on > last and (same_category or ends_all),
        Text(
            f"Consent to automated calls and texts was withdrawn; it had to be honoured by {last}.",
            f"自动呼叫和短信的同意已被撤回，最迟应于{last}前停止。",
        ),
        ("business_days", business_days),
    )


def has_consent(
    *, automated: bool, to_mobile: bool, consented: bool | None, applies: bool
) -> Clause:
    """Automated calls and texts to a mobile need prior express consent: us.tcpa.consent.

    None: nothing is known against it.
    """
    return clause(
        "us.tcpa.consent",
        applies and automated and to_mobile and consented is False,
        Text(
            "An automated call or text to a mobile needs the consumer's prior express consent.",
            "向手机发起自动呼叫或短信须事先取得消费者的明示同意。",
        ),
    )


def within_prerecorded_limit(
    calls_before: int, *, prerecorded_home: bool, consented: bool, calls_max: int, days: int
) -> Clause:
    """Prerecorded calls to a home without consent: three in thirty days: us.tcpa.prerecorded."""
    return clause(
        "us.tcpa.prerecorded",
        prerecorded_home and not consented and calls_before >= calls_max,
        Text(
            f"{calls_max} prerecorded calls to a home within {days} days are the most without "
            "consent.",
            f"未经同意，{days}日内向住宅拨打的预录呼叫最多{calls_max}次。",
        ),
        ("calls", calls_before),
        ("calls_max", calls_max),
    )


def confirms_once(
    *, confirms: bool, markets: bool, confirmed_before: int, minutes: int | None,
    confirmations_max: int, minutes_max: int
) -> Clause:  # fmt: skip
    """One text may confirm the revocation and ask for its scope, without marketing:
    us.tcpa.confirm. Within five minutes it is presumed fine; `minutes` is None if not told.
    """
    late = minutes is not None and timedelta(minutes=minutes) > timedelta(minutes=minutes_max)
    return clause(
        "us.tcpa.confirm",
        confirms and (markets or late or confirmed_before >= confirmations_max),
        Text(
            "One text may confirm the opt-out, at once and without anything else.",
            "退订后仅可即时发送一条确认短信，且不得含其他内容。",
        ),
        ("confirmations_max", confirmations_max),
    )
