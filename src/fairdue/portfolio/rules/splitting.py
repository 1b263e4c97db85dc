"""How one payment is spread over several accounts, to the cent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Owing(NamedTuple):
    """An account that a payment may go to, in minor units of one currency."""

    account_ref: str
    past_due_minor: int
    owed_minor: int


def split(amount_minor: int, accounts: Sequence[Owing]) -> tuple[tuple[str, int], ...]:
    """What of an amount goes to which account: (account_ref, minor units above zero), adding up.

    First what is past due, where most is past due first, so that the most harm is undone; then
    what else is owed, in the same order. More than is owed altogether is a credit on the first.
    Nothing where there are no accounts or nothing to spread.
    """
    order = sorted(accounts, key=lambda each: (-each.past_due_minor, -each.owed_minor, each[0]))
    given = dict.fromkeys((each.account_ref for each in order), 0)
    left = max(0, amount_minor)
    for step in (
        [(each.account_ref, min(each.past_due_minor, each.owed_minor)) for each in order],
        [(each.account_ref, each.owed_minor) for each in order],
    ):
        for account_ref, up_to in step:
            more = max(0, min(left, up_to - given[account_ref]))
            given[account_ref] += more
            left -= more
    if order:
        given[order[0].account_ref] += left
    return tuple((account_ref, minor) for account_ref, minor in given.items() if minor > 0)
