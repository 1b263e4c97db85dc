"""What may be told to a credit database of an account's month, and what is held back.

China: Credit Reporting Regulation (State Council Decree 631) arts. 15, 25, 29.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairdue.credit_record.rules.adverse_record import may_report_adverse
from fairdue.credit_record.rules.metro2 import HISTORY_LEGEND, account_status
from fairdue.credit_record.rules.months import UNKNOWN_METRO2, UNKNOWN_PBOC
from fairdue.credit_record.rules.pboc_status import STATES, WORST_DIGIT

PBOC, METRO2 = "pboc", "metro2"
FORMAT_OF_LAW = {"CN": PBOC, "US": METRO2}
"""Which format accounts under a law are told in. The United Kingdom's agencies each have their
own, which isn't part of the project."""
LAW_OF_FORMAT = {name: law for law, name in FORMAT_OF_LAW.items()}
UNKNOWN = {PBOC: UNKNOWN_PBOC, METRO2: UNKNOWN_METRO2}
MISSED = "".join(str(count) for count in range(1, WORST_DIGIT + 1))
CHARACTERS = {
    PBOC: frozenset("N" + MISSED) | frozenset(STATES.values()),
    METRO2: HISTORY_LEGEND - {"B"},
}
"""What a month can be called."""
FIRST_DAYS_OF_CHARACTER = {"0": 0, "E": 0, "1": 30, "2": 60, "3": 90, "4": 120, "5": 150, "6": 180}
ANNOTATE, HOLD_BACK = "annotate", "hold_back"


class Held(StrEnum):
    """Why an account isn't sent."""

    UNTOLD = "untold"
    """It is adverse, and nothing proves that the person was told before (CN-CR-01)."""
    NO_CONSENT = "no_consent"
    DISPUTED = "disputed"
    DELETED = "deleted"
    """This month was deleted by a correction."""
    UNDATED = "undated"
    """It is delinquent, and nobody knows since when."""
    NOBODY = "nobody"
    """The issuer's file has no person for it."""
    UNFIT = "unfit"
    """A field has no place for its value."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Values of law and policy by which accounts are held back."""

    notice_before: str
    """first | every; "" where no law asks for a notice."""
    consented: bool
    while_disputed: str
    """annotate | hold_back."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One account's month as it would be sent."""

    format: str
    character: str
    """What the month is called after corrections; "" deleted."""
    first_missed_on: date | None
    told_on: date | None
    """The last day on which the person was told, of those before the month's end."""
    disputed: bool


def is_adverse(format_name: str, character: str) -> bool:
    """Does a month called so speak against the person?"""
    good = "N*/#CAM" if format_name == PBOC else "0ED"
    return character not in good


def needed_since(
    notice_before: str, first_missed_on: date | None, month_begins_on: date
) -> date | None:
    """The first day on which a notice counts for a month; None: of any day."""
    return month_begins_on if notice_before == "every" else first_missed_on


def held_because(facts: Facts, terms: Terms, month_begins_on: date) -> Held | None:
    """Why an account is held back, the gravest reason first; None: it is sent."""
    if not facts.character:
        return Held.DELETED
    if facts.disputed and terms.while_disputed == HOLD_BACK:
        return Held.DISPUTED
    if not is_adverse(facts.format, facts.character):
        return None
    untold = _untold(facts, terms, month_begins_on)
    undated = facts.format == METRO2 and facts.first_missed_on is None
    return untold or (Held.UNDATED if undated else None)


def _untold(facts: Facts, terms: Terms, month_begins_on: date) -> Held | None:
    """What the law on telling first says of an adverse month. The first report of a delinquency
    needs a notice; one since it began serves every later month, so each month is asked for it.
    """
    if not terms.notice_before:
        return None
    since = needed_since(terms.notice_before, facts.first_missed_on, month_begins_on)
    told, agreed = may_report_adverse(
        first_report=True,
        told_before=facts.told_on is not None and (since is None or facts.told_on >= since),
        consented_in_writing=terms.consented,
        notice_before=terms.notice_before,
    )
    if not told.allowed:
        return Held.UNTOLD
    return None if agreed.allowed else Held.NO_CONSENT


def overlaid(history: str, corrected: Iterable[tuple[int, str]], unknown: str) -> str:
    """A history with months corrected: each as months before the newest, and what it is called.

    "" deletes a month, which is then unknown. Months before the first known are left alone.
    """
    characters = list(history)
    for months_back, character in corrected:
        if 0 <= months_back < len(characters):
            characters[months_back] = character or unknown
    return "".join(characters)


def status_of(character: str) -> str:
    """The account status that goes with a corrected month. Raises KeyError for a letter that
    has none here.
    """
    return account_status(FIRST_DAYS_OF_CHARACTER[character])


def may_be_called(format_name: str, character: str) -> bool:
    """Can a correction call a month so? "" deletes it."""
    if not character:
        return True
    if format_name == METRO2:
        return character in FIRST_DAYS_OF_CHARACTER
    return character in CHARACTERS[PBOC] - {UNKNOWN_PBOC}
