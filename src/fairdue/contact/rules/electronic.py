"""E-mail and text messages: 12 CFR 1006.6(d)(4)-(5), 1006.6(e), 1006.22(f)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class CreditorNotice:
    """The creditor's notice that a collector will use the address."""

    sent_on: date
    deadline: date | None = None
    """The last day to opt out; None: just as many days as needed."""
    opted_out: bool = False
    public_domain: bool = True
    employers: bool = False
    creditor_used: bool = True
    """The creditor got the address from the consumer and used it for the account."""


@dataclass(frozen=True, slots=True)
class EarlierCollector:
    """An earlier collector of the debt, the oldest first."""

    qualified: bool
    used: bool
    opted_out: bool


@dataclass(frozen=True, slots=True)
class Texting:
    """Days on which the consumer's tie to a number was shown; None: never."""

    texted_on: date | None = None
    consented_on: date | None = None
    renewed_on: date | None = None
    checked_on: date | None = None
    """The number was looked up in a database of reassigned numbers."""
    opted_out: bool = False


def shows_opt_out(
    told: bool | None, *, costs_or_asks: bool, confirms_only: bool, applies: bool
) -> Clause:
    """Each message says how to opt out, free and without further data: us.regf.6e.optout_notice.

    None where nothing is told of it.
    """
    return clause(
        "us.regf.6e.optout_notice",
        applies and not confirms_only and (told is False or costs_or_asks),
        Text(
            "Say clearly how to opt out of messages to this address.",
            "信息须载明针对该地址的退订方式。",
        ),
    )


def qualifies_by_creditor(notice: CreditorNotice, on: date, *, days: int) -> bool:
    """Route (ii): the creditor's notice gave at least `days`, and they are over.

    The last day to opt out is still inside the period. Source: 1006.6(d)(4)(ii).
    """
    least = least_opt_out_date(notice.sent_on, days=days)
    return (
        (notice.deadline or least) >= least
        and on >= first_email_date(notice, days=days)
        and not notice.opted_out
        and notice.public_domain
        and not notice.employers
        and notice.creditor_used
    )


def least_opt_out_date(sent_on: date, *, days: int) -> date:
    """The earliest last day to opt out that the creditor's notice may name."""
    return sent_on + timedelta(days=days)


def first_email_date(notice: CreditorNotice, *, days: int) -> date:
    """The day after the last day to opt out, of a notice that gives at least `days`."""
    deadline = notice.deadline or least_opt_out_date(notice.sent_on, days=days)
    return deadline + timedelta(days=1)


def qualifies_by_earlier_collector(chain: Sequence[EarlierCollector], *, applies: bool) -> bool:
    """Route (iii): some earlier collector qualified, the one immediately before used the
    address, nobody opted out. Source: 1006.6(d)(4)(iii).
    """
    return (
        applies
        and bool(chain)
        and any(each.qualified for each in chain)
        and chain[-1].used
        and not any(each.opted_out for each in chain)
    )


def may_text_within_procedures(texting: Texting, on: date, *, days: int) -> bool:
    """Are texts to the number within the procedures on a day? Source: 1006.6(d)(5).

    The consumer texted about the debt or consented directly, and within the past `days` texted,
    renewed consent, or the number was checked for reassignment. A telephone call shows nothing.
    """
    fresh = on - timedelta(days=days)

    def lately(*shown: date | None) -> bool:
        return any(day is not None and fresh <= day <= on for day in shown)

    def ever(day: date | None) -> bool:
        return day is not None and day <= on

    tied = ever(texting.texted_on) or ever(texting.consented_on)
    return (
        tied
        and not texting.opted_out
        and lately(texting.texted_on, texting.consented_on, texting.renewed_on, texting.checked_on)
    )


def within_email_notice(qualified: bool, *, days: int) -> Clause:
    """E-mail by the creditor's route waits for the period to be over."""
    return clause(
        "us.regf.6d4ii.email_notice_wait",
        not qualified,
        Text(
            f"Outside the procedures: the opt-out period of at least {days} days isn't over, "
            "or a condition is missing.",
            f"不符合合规程序：不少于{days}日的退订期限尚未届满，或条件不足。",
        ),
        ("days", days),
    )


def within_text_procedures(qualified: bool, *, days: int) -> Clause:
    """Texts to a number that wasn't shown lately to be the consumer's."""
    return clause(
        "us.regf.6d5.sms",
        not qualified,
        Text(
            f"Outside the procedures: nothing of the past {days} days ties the number to the "
            "consumer.",
            f"不符合合规程序：近{days}日内无依据表明该号码属于消费者。",
        ),
        ("days", days),
    )


def may_write_to_employers_address(*, employers: bool, exempt: bool, applies: bool) -> Clause:
    """Not to an address known to be the employer's, save where the consumer used it or agreed, or
    an earlier collector qualified: us.regf.22f3.employer_email.
    """
    return clause(
        "us.regf.22f3.employer_email",
        applies and employers and not exempt,
        Text(
            "The employer provided this e-mail address.",
            "该电子邮箱由雇主提供。",
        ),
    )


def may_post(*, visible: bool, applies: bool) -> Clause:
    """No message on social media that others can see: us.regf.22f4.social_media."""
    return clause(
        "us.regf.22f4.social_media",
        applies and visible,
        Text(
            "Others could see this message.",
            "他人可看到该信息。",
        ),
    )


def may_mail(*, telling: bool, applies: bool) -> Clause:
    """No postcards, nothing on the envelope that tells of a debt: us.regf.22f1.postcard."""
    return clause(
        "us.regf.22f1.postcard",
        applies and telling,
        Text(
            "No postcards and no telling envelopes.",
            "不得使用明信片或在信封上显示债务信息。",
        ),
    )
