"""In what order a report is read: the figures that matter most first, then topic by topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Family, Figure

HEADLINES = (
    *("amount_recovery_rate", "case_recovery_rate", "delinquency_rate", "cure_rate"),
    *("rpc_account_rate", "kept_rate_count", "complaints_per_contacts", "violation_rate"),
)
"""Keys of what a superior looks at first: results, portfolio, work, protection; two of each."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Families that are read together."""

    title: Text
    families: tuple[Family, ...]


TOPICS = (
    Topic(Text("Results", "回收成果"), (Family.BOARD, Family.ENDS, Family.EXPERIMENTS)),
    Topic(Text("Portfolio", "资产组合"), (Family.BUCKETS, Family.ROLL)),
    Topic(
        Text("Contacts and agreements", "触达与承诺"),
        (Family.CONTACTS, Family.PROMISES, Family.PLANS, Family.FIELD, Family.QUEUE),
    ),
    Topic(
        Text("Protection of customers and staff", "客户与员工保护"),
        (Family.PERMITS, Family.PROTECTION, Family.PEOPLE),
    ),
)
"""Every family is in one of them."""


def in_order(figures: Sequence[Figure]) -> list[Figure]:
    """Figures as they are read: those of HEADLINES first in their order, then as they came."""
    rank = {key: number for number, key in enumerate(HEADLINES)}
    return sorted(figures, key=lambda each: rank.get(each.definition.key, len(rank)))
