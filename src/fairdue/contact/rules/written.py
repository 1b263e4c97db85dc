"""What an electronic message needs before it leaves: consent to the medium, a way to opt out.

United States: 12 CFR 1006.6(d)(4)-(5), (e). The paths of 1006.6(d) are safe harbours; the strict
reading is to send only within them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.compliance.rules.circumstances import Consent
from fairdue.contact.rules.clauses import clause
from fairdue.contact.rules.terms import Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

REMINDER = "reminder"
"""The purpose of messages that were agreed to: they remind, they don't demand."""


@dataclass(frozen=True, slots=True)
class Content:
    """What would be said. A call by a person has neither template nor digest."""

    template: str = ""
    digest: str = ""
    """SHA-256 of the rendered words, in hexadecimal."""
    states_balance: bool = True
    """Does it tell what is owed? Assumed unless the template is known not to."""
    offers_opt_out: bool = False
    purpose: str = ""
    """REMINDER for what an agreement says falls due; "" for all else."""


LIVE_TALK = Content()
"""What a person says on a call or a visit: no template, and it may come to the balance."""


def must_offer_opt_out(content: Content, rule: Term[bool]) -> Clause:
    """Denied without a clear way to opt out of this address or number: 12 CFR 1006.6(e)."""
    broken = rule.value and not content.offers_opt_out
    return _cited(
        rule,
        broken,
        Text(
            f"An electronic message must say how to opt out {rule.basis.en}.",
            f"电子信息必须说明退订方式{rule.basis.zh}。",
        ),
    )


def may_write_to(
    consents: Sequence[Consent],
    *,
    at: datetime,
    channel: str,
    contact_point_id: int | None,
    zone: ZoneInfo,
    fresh_days: Term[int],
) -> Clause:
    """Denied without consent given directly to us for this medium, for texts a fresh one.

    Consent to the creditor or to another collector doesn't carry over. `fresh_days`: how long a
    consent serves for texts (1006.6(d)(5): 60 days); e-mail's doesn't run out.
    """
    standing = [
        consent
        for consent in consents
        if consent.kind == "channel"
        and consent.channel == channel
        and consent.given_to in ("", "this_collector")
        and consent.covers(at, channel, contact_point_id, zone)
        and (channel != "sms" or at < consent.granted_at + timedelta(days=fresh_days.value))
    ]
    return _cited(
        fresh_days,
        not standing,
        Text(
            f"The customer has not agreed with us to be written to this way {fresh_days.basis.en}.",
            f"客户未直接同意本机构以此方式发送信息{fresh_days.basis.zh}。",
        ),
    )


def _cited(rule: Term[int] | Term[bool], broken: bool, why: Text) -> Clause:
    found = clause(rule.rule, broken, why)
    return Clause(found.rule, found.allowed, found.reason, found.values, rule.citation)
