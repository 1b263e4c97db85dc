"""Objective elements of a malicious overdraft in China. Elements only: intent is for a court.

Fa Shi [2009] 19 as amended by [2018] 19, arts. 6-11, in force 2018-12-01. Nothing here says, or
may be used to say, that anyone has committed an offence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

Tier = tuple[Decimal, str]
"""Lower edge in yuan, and the name of the tier that begins there."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand to the holder."""

    on: date
    after_overdue: bool
    receipt_confirmed: bool
    evading: bool
    lawful: bool


def is_effective(demand: Demand) -> bool:
    """Does the demand count? After limit or term was exceeded, received unless the holder evades,
    and lawful in itself (art. 7).
    """
    return demand.after_overdue and (demand.receipt_confirmed or demand.evading) and demand.lawful


def effective_days(demands: Iterable[Demand]) -> list[date]:
    """The days of the effective demands, in order, with repeats."""
    return sorted(demand.on for demand in demands if is_effective(demand))


def far_enough_apart(first_on: date, second_on: date, *, gap_days: int) -> bool:
    """Do two effective demands lie at least `gap_days` apart (art. 7(3))?"""
    return second_on - first_on >= timedelta(days=gap_days)


def effective_pair(demands: Iterable[Demand], *, gap_days: int) -> tuple[date, date] | None:
    """The earliest two effective demands far enough apart; None when there is no such pair."""
    days = effective_days(demands)
    return next(
        ((days[0], day) for day in days if far_enough_apart(days[0], day, gap_days=gap_days)), None
    )


def second_effective_day(demands: Iterable[Demand], *, gap_days: int) -> date | None:
    """The day of the second of two effective demands at least `gap_days` apart; the earliest pair.

    None when there is no such pair (art. 7(3)).
    """
    pair = effective_pair(demands, gap_days=gap_days)
    return None if pair is None else pair[1]


def unpaid_long_enough_from(second_on: date, *, months: int) -> date:
    """The first day that is more than `months` after the second demand (art. 6)."""
    return add_months(second_on, months) + timedelta(days=1)


def unpaid_long_enough(second_on: date | None, as_of: date, *, months: int) -> bool:
    """Is the debt unpaid for more than `months` since the second demand? The day itself is not
    more (art. 6).
    """
    return second_on is not None and as_of > add_months(second_on, months)


def overdraft_principal(
    drawn: Decimal, repaid: Sequence[tuple[date | None, Decimal]], *, filed_on: date | None
) -> Decimal:
    """Principal drawn and still unpaid when the police file the case, in the currency of `drawn`.

    No interest, fees or penalties count, and every repayment counts as principal, whatever the
    ledger did with it (art. 9). A repayment without a date counts.
    """
    counted = sum(
        (
            amount
            for paid_on, amount in repaid
            if filed_on is None or paid_on is None or paid_on <= filed_on
        ),
        Decimal(0),
    )
    return max(drawn - counted, Decimal(0))


def intent_is_indicated(indicators: Collection[str], *, rebutted: bool) -> bool:
    """Does one of the indicators of art. 6 speak for intent, unrebutted? Never proof: that is for
    a court, and non-payment alone is no indicator.
    """
    return bool(indicators) and not rebutted


def amount_tier(principal: Decimal, *, tiers: Sequence[Tier]) -> str:
    """`below_threshold`, or the tier whose lower edge the principal has reached (art. 8)."""
    return next(
        (name for edge, name in sorted(tiers, reverse=True) if principal >= edge),
        "below_threshold",
    )


def leniency(
    tier: str,
    *,
    repaid_before_prosecution: bool,
    repaid_before_judgment: bool,
    times_punished: int,
    covered_tier: str,
    punished_times_bar: int,
) -> str:
    """What full repayment opens in the lowest tier (art. 10): `may_not_be_prosecuted`,
    `may_be_exempted` or `none`. Barred for who was punished for card fraud that often before.
    """
    if tier != covered_tier or times_punished >= punished_times_bar:
        return "none"
    if repaid_before_prosecution:
        return "may_not_be_prosecuted"
    return "may_be_exempted" if repaid_before_judgment else "none"


def is_excluded(purpose: str, *, excluded_purposes: Collection[str]) -> bool:
    """Is the card debt outside the notion because the card disguised a loan (art. 11)?"""
    return purpose in excluded_purposes


def elements_complete(*, long_enough: bool, tier: str, excluded: bool) -> bool:
    """Are all objective elements there: two effective demands and more than three months (which
    `long_enough` means), the amount, and no disguised loan? Says nothing of intent or guilt.
    """
    return long_enough and tier != "below_threshold" and not excluded


def evidence_complete(*, staff_signed: bool, bank_sealed: bool, proofs: int) -> tuple[Clause, ...]:
    """May an evidence pack go to the authorities? Signed, sealed, with proof of demand (7, 9)."""
    return (
        Clause(
            "CN-CRIM-09",
            allowed=staff_signed,
            reason=Text("Bank material needs the staff's signature.", "银行材料须经办人签名。"),
        ),
        Clause(
            "CN-CRIM-09",
            allowed=bank_sealed,
            reason=Text("Bank material needs the bank's seal.", "银行材料须加盖公章。"),
        ),
        Clause(
            "CN-CRIM-09",
            allowed=proofs > 0,
            reason=Text(
                "A recording, log, receipt or signature must prove a demand.",
                "须有录音、送达记录、信函回执、邮件日志或签字等证明催收。",
            ),
        ),
    )
