"""Tracks, time limits and delay interest in China's civil procedure.

Civil Procedure Law (2023) arts. 164-168, 250, 264; Fa Shi [2014] 8; Decree 481 art. 22.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairdue.kernel.calendars import add_months


@dataclass(frozen=True, slots=True)
class SmallClaim:
    """A money claim before a basic court."""

    amount: Decimal
    average_wage: Decimal
    """The province's average annual wage of the year before, in yuan."""
    party_missing: bool = False
    foreign_element: bool = False
    needs_appraisal: bool = False
    simple: bool = True


def small_claims_track(
    claim: SmallClaim, *, mandatory_share: Decimal, agreed_share: Decimal
) -> str:
    """`mandatory` up to half the average wage, `by_agreement` up to twice it, else `not_available`.

    Not available either when a party is missing, or there is a foreign element or an appraisal
    (Civil Procedure Law arts. 165-166).
    """
    barred = claim.party_missing or claim.foreign_element or claim.needs_appraisal
    if barred or not claim.simple or claim.amount > claim.average_wage * agreed_share:
        return "not_available"
    if claim.amount <= claim.average_wage * mandatory_share:
        return "mandatory"
    return "by_agreement"


def small_claims_apply(track: str, *, parties_agree: bool) -> bool:
    """Is the case heard as a small claim, in one instance without appeal (arts. 165-166)?"""
    return track == "mandatory" or (track == "by_agreement" and parties_agree)


def trial_last_day(accepted_on: date, *, months: int, extension: int, extended: bool) -> date:
    """The last day to decide a case in months from acceptance, with the one extension if given."""
    return add_months(accepted_on, months + (extension if extended else 0))


def delay_interest(owed: Decimal, days: int, *, daily_rate: Decimal) -> Decimal:
    """Extra interest for performing a judgment late, in the currency of `owed`, exact.

    On the judgment's money debt other than general interest (Fa Shi [2014] 8 art. 1).
    """
    return owed * daily_rate * max(days, 0)
