"""Who is treated by a challenger: a seeded split of customers, and how likely each treatment was.

A customer's place in an experiment is a number from 0 to 999: the first eight bytes of SHA-256
over the seed, a zero byte and the customer's reference, as a big-endian number, times 1,000,
without its lower 64 bits. Anybody can work it out again. Those whose place is below the
experiment's share per mille are its challenger arm, so that raising the share only adds to it.
Places under different seeds have nothing to do with each other.

Several experiments may run. A customer in the challenger arm of more than one is treated by the
oldest of them; by the champion, when in none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from fairdue.kernel.text import Text

THOUSAND = 1000
CHAMPION = "champion"
"""The arm of every customer whom no experiment treats."""

RUNNING_MAX = 4
"""Experiments that may run at a time: chances stay whole numbers of 1 / 1000 to this power."""

USUAL_STAGES = (10, 100, 500, 1000)
"""Shares per mille of a staged roll-out: 1 %, 10 %, 50 %, everyone."""


@dataclass(frozen=True, slots=True)
class Split:
    """One running experiment: its arm's name, its seed, and its challenger's share per mille."""

    arm: str
    seed: str
    share: int


def place(seed: str, customer_ref: str) -> int:
    """A customer's place in an experiment, 0 to 999; all their accounts share it."""
    digest = hashlib.sha256(f"{seed}\0{customer_ref}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * THOUSAND >> 64


def is_challenged(split: Split, customer_ref: str) -> bool:
    """True when the experiment assigns this customer to its challenger."""
    return place(split.seed, customer_ref) < split.share


def arm_of(splits: Sequence[Split], customer_ref: str) -> str:
    """The arm that treats a customer. `splits` are the running experiments, the oldest first."""
    challenged = (split.arm for split in splits if is_challenged(split, customer_ref))
    return next(challenged, CHAMPION)


def chances(splits: Sequence[Split]) -> dict[str, Fraction]:
    """How likely a customer is to be treated by each arm, the champion last; they add up to 1."""
    left, found = Fraction(1), {}
    for split in splits:
        share = Fraction(split.share, THOUSAND)
        found[split.arm] = left * share
        left *= 1 - share
    return found | {CHAMPION: left}


def propensity(given: str, by_arm: dict[str, str], splits: Sequence[Split]) -> Fraction:
    """How likely the treatment `given` was: the chances of all arms that would give it too.

    `by_arm` is what each arm would do about the same account (or case).
    """
    return sum(
        (chance for arm, chance in chances(splits).items() if by_arm[arm] == given), Fraction(0)
    )


def refuses_shares(shares: Sequence[int]) -> Text | None:
    """Why these stages are no staged roll-out; None when they are one."""
    if not shares:
        return Text("Name at least one stage.", "请至少填写一个阶段。")
    if any(not 0 < share <= THOUSAND for share in shares):
        return Text(
            "A stage is more than 0 % and at most 100 % of customers, in steps of 0.1 %.",
            "每个阶段的比例须大于0%且不超过100%，以0.1%为单位。",
        )
    if any(later <= earlier for earlier, later in pairwise(shares)):
        return Text(
            "Each stage must be larger than the one before it: nobody leaves the challenger.",
            "每个阶段的比例须大于前一阶段：已进入挑战者组的客户不会被移出。",
        )
    return None
