"""Account status, payment history and date of first delinquency in the United States' format.

Codes as carried by the open implementations of the layout; the licensed guide is not copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from fairdue.kernel.calendars import add_months

STATUS_BY_DAYS: tuple[tuple[int, str], ...] = (
    (0, "11"),
    (30, "71"),
    (60, "78"),
    (90, "80"),
    (120, "82"),
    (150, "83"),
    (180, "84"),
)
"""First day past due of each band, and its account status."""

STATUS_BY_STATE: Mapping[str, str] = {
    "transferred": "05",
    "paid": "13",
    "paid_voluntary_surrender": "61",
    "paid_collection": "62",
    "paid_repossession": "63",
    "paid_charge_off": "64",
    "paid_foreclosure_started": "65",
    "government_claim": "88",
    "deed_in_lieu": "89",
    "collection": "93",
    "foreclosure_completed": "94",
    "voluntary_surrender": "95",
    "repossession": "96",
    "charge_off": "97",
    "deleted": "DA",
    "deleted_fraud": "DF",
}
"""States that stand above the days past due."""

HISTORY_BY_STATE: Mapping[str, str] = {
    "no_history_before": "B",
    "no_history_this_month": "D",
    "zero_balance_current": "E",
    "collection": "G",
    "foreclosure_completed": "H",
    "voluntary_surrender": "J",
    "repossession": "K",
    "charge_off": "L",
}

CONDITION_CODES: Mapping[tuple[bool, str], str] = {
    (True, "none"): "XA",
    (False, "fcra_open"): "XB",
    (False, "fcra_done_disagrees"): "XC",
    (True, "fcra_open"): "XD",
    (True, "fcra_done_disagrees"): "XE",
    (False, "fcba_open"): "XF",
    (False, "fcba_done_disagrees"): "XG",
    (False, "resolved"): "XH",
    (True, "fcba_open"): "XJ",
    (False, "remove"): "XR",
}
"""Closed by the consumer, and the state of a dispute. Blank keeps the last code."""

RATED_STATUSES = frozenset({"05", "13", "65", "88", "89", "94", "95"})
CHARGED_OFF_STATUSES = frozenset({"64", "97"})
HISTORY_LENGTH = 24
HISTORY_LEGEND = frozenset("0123456") | frozenset(HISTORY_BY_STATE.values())
CARD_CODES = {"portfolio_type": "R", "terms_duration": "REV", "account_type": "18"}
"""What the base segment says of a credit card. From memory."""
SEGMENT_LENGTHS = {"base": 426, "j1": 100, "j2": 200, "k1": 34, "k2": 34, "k3": 40, "k4": 30,
                   "l1": 54, "n1": 146}  # fmt: skip
PACKED_BASE_LENGTH = 366


def account_status(days_past_due: int, state: str | None = None) -> str:
    """The two-character account status (base segment 124-125)."""
    if state is not None:
        return STATUS_BY_STATE[state]
    return [code for first_day, code in STATUS_BY_DAYS if days_past_due >= first_day][-1]


def history_character(days_past_due: int, state: str | None = None) -> str:
    """One month of the payment history: 0 current to 6 for 180 days or more, or a letter."""
    if state is not None:
        return HISTORY_BY_STATE[state]
    return str(sum(days_past_due >= first_day for first_day, _ in STATUS_BY_DAYS) - 1)


def payment_history(characters: Sequence[str]) -> str:
    """The 24 characters 127-150: the month before the as-of month first, then older ones.

    Months before the account existed are B, which may only trail. Raises ValueError for a B
    between other months.
    """
    history = "".join(characters)[:HISTORY_LENGTH].ljust(HISTORY_LENGTH, "B")
    if any(newer == "B" and older != "B" for newer, older in pairwise(history)):
        raise ValueError("B means no history before and can only stand at the end")
    return history


def is_valid_history(history: str) -> bool:
    """Is it 24 characters of the legend, with B only at its end?"""
    return (
        len(history) == HISTORY_LENGTH
        and set(history) <= HISTORY_LEGEND
        and "B" not in history.rstrip("B")
    )


def first_history_month(as_of: date) -> date:
    """The month of the first character: one period before the as-of month, by its first day."""
    return add_months(as_of.replace(day=1), -1)


def payment_rating(status: str, days_past_due: int, state: str | None = None) -> str | None:
    """The rating that goes with paid, transferred and mortgage statuses only; None elsewhere."""
    return history_character(days_past_due, state) if status in RATED_STATUSES else None


def compliance_condition(*, closed_by_consumer: bool, dispute: str) -> str:
    """The compliance condition code 153-154; blank where the format has none."""
    return CONDITION_CODES.get((closed_by_consumer, dispute), "")


def whole_dollars(amount: Decimal) -> int:
    """Money in the format: whole dollars, cents cut off, no negatives."""
    return int(max(amount, Decimal(0)).to_integral_value(ROUND_DOWN))


def date_field(day: date | None) -> str:
    """A date as MMDDYYYY; zeros where there is none."""
    return f"{day:%m%d%Y}" if day else "0" * 8


def record_length(segments: Sequence[str], *, packed: bool = False) -> int:
    """The record descriptor word: the base segment and those that follow it.

    Raises KeyError for an unknown segment.
    """
    names = [segment.lower() for segment in segments]
    lengths = SEGMENT_LENGTHS | ({"base": PACKED_BASE_LENGTH} if packed else {})
    return lengths["base"] + sum(lengths[name] for name in names if name != "base")


def amount_past_due(status: str, amount: Decimal) -> int:
    """Field 164-172: zero for a current account."""
    return 0 if status == "11" else whole_dollars(amount)


def charge_off_amount(status: str, original: Decimal) -> int:
    """Field 173-181: the original charge-off amount for 64 and 97, else zero."""
    return whole_dollars(original) if status in CHARGED_OFF_STATUSES else 0


@dataclass(frozen=True, slots=True)
class Missed:
    """A payment that was not made when due."""

    due_on: date
    brought_current_on: date | None = None


def keeps_first_delinquency(status: str, rating: str | None) -> bool:
    """Does the status still carry a date of first delinquency? Current accounts don't, nor do
    paid ones whose rating was current.
    """
    if status == "11":
        return False
    return status != "13" or rating is None or rating not in ("0", "E")


def date_of_first_delinquency(
    missed: Sequence[Missed], as_of: date, *, days_after_due: int
) -> date | None:
    """The first delinquency that leads to today's status, or None for a current account.

    Two readings: the format takes the first 30-day delinquency (`days_after_due=30`), the FTC
    staff's 1998 letter the month of the first missed payment (`days_after_due=0`). Only being
    brought current ends an episode: a sale, plan, part payment or re-age does not.
    """
    cured = [gap.brought_current_on for gap in missed if gap.brought_current_on is not None]
    last_cure = max((day for day in cured if day <= as_of), default=date.min)
    open_days = [
        gap.due_on
        for gap in missed
        if gap.due_on <= as_of
        and (gap.brought_current_on is None or gap.brought_current_on > as_of)
        and gap.due_on > last_cure
    ]
    return min(open_days) + timedelta(days=days_after_due) if open_days else None
