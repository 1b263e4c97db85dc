"""Which accounts and components an amount forgiven comes off. Pure; minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fairdue.portfolio.rules.balance import Parts

ORDER = ("fees", "instalment_fee", "interest", "principal")
"""Costs before interest before principal, as agreements forgive."""


class Share(NamedTuple):
    """So much of a component of an account."""

    account_ref: str
    component: str
    minor: int


def share_out(minor: int, owed: Sequence[tuple[str, Parts]]) -> Iterator[Share]:
    """The shares of an amount, none of them nothing: first all accounts' fees, at last principal.

    They add up to the amount, or to all that is owed where that is less.
    """
    for component in ORDER:
        for account_ref, parts in owed:
            share = min(minor, getattr(parts, component))
            if share > 0:
                yield Share(account_ref, component, share)
                minor -= share
