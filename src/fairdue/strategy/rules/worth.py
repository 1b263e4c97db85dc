"""What a contact with a case is expected to be worth: LENDER-WORTH.

    worth = uplift(treatment, bucket) x Σ amount past due x how open it is - cost

Openness is 4·p·(1 - p) of the chance p that the account pays anyway: nothing where it pays or
doesn't whatever one does, everything where it is as likely as not. Uplifts are the lender's
assumption until an experiment has measured them. Whole numbers only, so that the rule and the
night's columns come to the same.

Worths are for ranking. They are in fen of a common valuation, to which every currency has a
weight, and are no money: amounts of different currencies are never added up in a figure of money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PERMILLE = 1000
BUCKET_MAX = 7
DUE_READ_MAX = 10**13
"""Minor units; more is taken as this much, so that products fit 64 bits."""

MESSAGE, LETTER, REMIND, CALL = "message", "letter", "remind", "call"
VISIT, LEGAL = "visit", "legal"
TREATMENTS = (MESSAGE, LETTER, REMIND, CALL, VISIT, LEGAL)
"""What can be planned, from the gentlest to the strongest."""

INSTEAD: Mapping[str, tuple[str, ...]] = {
    VISIT: (MESSAGE, LETTER, CALL, VISIT),
    CALL: (MESSAGE, LETTER, CALL),
    REMIND: (MESSAGE, LETTER, REMIND),
    LEGAL: (LEGAL,),
}
"""By what the decision table decided: that itself, and what is gentler and still a contact."""

CHANNELS: Mapping[str, tuple[str, ...]] = {
    MESSAGE: ("sms", "email"),
    LETTER: ("letter",),
    REMIND: ("call",),
    CALL: ("call",),
    VISIT: ("visit",),
}
"""What a treatment goes by; of several, the first that is lawful. Legal steps contact nobody."""


@dataclass(frozen=True, slots=True)
class Worths:
    """The values of LENDER-WORTH on a day. Amounts are fen of the valuation."""

    uplift_permille: Mapping[str, Mapping[int, int]]
    pays_permille: Mapping[int, int]
    cost_minor: Mapping[str, int]
    weight_permille: Mapping[str, int]
    due_max_minor: int
    horizon_days: int


@dataclass(frozen=True, slots=True)
class Due:
    """What an account owes past due, and its chances of paying anyway, null where no score tells.

    `past_due_minor`: minor units of its currency. `will_pay`, `will_cure`: per mille.
    """

    currency: str
    past_due_minor: int
    bucket: int
    will_pay: int | None = None
    will_cure: int | None = None


def open_minor(due: Due, worths: Worths) -> int:
    """The part of an amount past due that a contact may still decide, in fen of the valuation."""
    weight = worths.weight_permille.get(due.currency, PERMILLE)
    minor = min(max(due.past_due_minor, 0), DUE_READ_MAX) * weight // PERMILLE
    scores = [score for score in (due.will_pay, due.will_cure) if score is not None]
    chance = max(scores, default=worths.pays_permille[_row(due.bucket)])
    openness = 4 * chance * (PERMILLE - chance) // PERMILLE
    return min(minor, worths.due_max_minor) * openness // PERMILLE


def worth(dues: Iterable[Due], treatment: str, worths: Worths) -> int:
    """What a treatment of a case with these accounts is worth, in fen of the valuation; below 0
    where it costs more than it brings.
    """
    known = list(dues)
    bucket = max(due.bucket for due in known)
    moved = min(sum(open_minor(due, worths) for due in known), worths.due_max_minor)
    uplift = worths.uplift_permille[treatment][_row(bucket)]
    return moved * uplift // PERMILLE - worths.cost_minor[treatment]


def read_worths(values: Mapping[str, Any]) -> Worths:
    """The worths from the parameters of LENDER-WORTH. Raises ValueError, naming what is missing."""
    uplift, pays = values["uplift_permille"], values["pays_permille"]
    rows = range(1, BUCKET_MAX + 1)
    for treatment in TREATMENTS:
        missing = [row for row in rows if row not in uplift.get(treatment, {})]
        if missing:
            raise ValueError(f"LENDER-WORTH.uplift_permille: {treatment} lacks buckets {missing}")
        if treatment not in values["cost_minor"]:
            raise ValueError(f"LENDER-WORTH.cost_minor lacks {treatment}")
    if missing := [row for row in rows if not 0 <= pays.get(row, -1) <= PERMILLE]:
        raise ValueError(f"LENDER-WORTH.pays_permille: buckets {missing} need 0 to {PERMILLE}")
    return Worths(
        uplift_permille=uplift,
        pays_permille=pays,
        cost_minor=values["cost_minor"],
        weight_permille=values["weight_permille"],
        due_max_minor=values["due_max_minor"],
        horizon_days=values["horizon_days"],
    )


def _row(bucket: int) -> int:
    """The line of the policy's tables that holds for a bucket: the last is for all above."""
    return min(max(bucket, 1), BUCKET_MAX)
