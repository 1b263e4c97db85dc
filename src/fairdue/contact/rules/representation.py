"""Attorney, employer, and the consent that lifts: 12 CFR 1006.6(b)(2)-(4). Scope: 1006.1(c)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Attorney:
    """What is known of the consumer's attorney for the debt."""

    represented: bool
    reachable: bool = True
    """Name and address are known or readily found."""
    silent: bool = False
    """The attorney didn't answer within a reasonable time."""
    agrees: bool = False
    """The attorney consents to direct contact."""


@dataclass(frozen=True, slots=True)
class DirectConsent:
    """Consent to what would otherwise be barred."""

    giver_told: str
    """To whom it was given."""
    at: datetime | None
    lifts: frozenset[str]
    """Rules that it lifts."""
    compliant: bool = True
    """False when it was asked for in a contact that was itself inconvenient."""
    revoked_at: datetime | None = None


def is_bound(
    actor: str, *, opted_in: bool, other_name: bool, bound_actors: Collection[str]
) -> bool:
    """Does Regulation F bind this actor? "" where nothing is told: yes.

    A creditor that uses another name is bound; one may also opt in.
    """
    return not actor or opted_in or other_name or actor in bound_actors


def may_contact_represented(
    attorney: Attorney, *, to_attorney: bool, answers_once: bool, applies: bool
) -> Clause:
    """Not past a known attorney: us.regf.6b2.attorney. A message of the consumer may be
    answered once; the flag stays (comment 6(b)(2)-1).
    """
    barred = attorney.represented and attorney.reachable
    barred = barred and not (attorney.silent or attorney.agrees)
    return clause(
        "us.regf.6b2.attorney",
        applies and barred and not to_attorney and not answers_once,
        Text(
            "The consumer has an attorney for this debt; contact the attorney.",
            "消费者已就该债务委托律师，请联系其律师。",
        ),
    )


def may_contact_at_work(*, at_work: bool, employer_forbids: bool, applies: bool) -> Clause:
    """Not at work when the employer is known to forbid it: us.regf.6b3.employer."""
    return clause(
        "us.regf.6b3.employer",
        applies and at_work and employer_forbids,
        Text(
            "The employer doesn't allow such contacts at work.",
            "雇主不允许在工作场所接受此类联系。",
        ),
    )


def is_lifted(
    rule: str,
    consents: Collection[DirectConsent],
    at: datetime,
    *,
    court_leave: bool,
    givers: Collection[str],
) -> bool:
    """Is the rule lifted by consent given directly to this collector, or by a court?"""
    return court_leave or any(
        rule in consent.lifts
        and consent.giver_told in givers
        and consent.compliant
        and (consent.at is None or consent.at <= at)
        and (consent.revoked_at is None or at < consent.revoked_at)
        for consent in consents
    )
