"""What a notice says of a customer's accounts, as the balances of the day have it."""

from __future__ import annotations

from datetime import date

from fairdue.kernel.text import Text, day_in_words
from fairdue.portfolio.queries import owed_on
from fairdue.portfolio.rules.balance import Statement, shown


def notice_values(customer_id: int, on: date) -> dict[str, str | Text]:
    """`on`, and a line for each account that owes something, as `accounts`; empty for none.

    With a single such account also `account` (masked) and `owed`.
    """
    owing = [each for each in map(shown, owed_on(customer_id, on)) if each.owed.minor > 0]
    if not owing:
        return {}
    lines = [_line(each) for each in owing]
    values: dict[str, str | Text] = {
        "on": day_in_words(on),
        "accounts": Text(*("\n".join(each) for each in zip(*lines, strict=True))),
    }
    if len(owing) == 1:
        values |= {"account": _masked(owing[0]), "owed": str(owing[0].owed)}
    return values


def _masked(statement: Statement) -> str:
    return f"**** {statement.card_last4}" if statement.card_last4 else statement.account_ref


def _line(statement: Statement) -> tuple[str, str]:
    """In English and in Chinese."""
    return (
        f"Card {_masked(statement)}\towed {statement.owed}, past due {statement.past_due}",
        f"卡号 {_masked(statement)}\t欠款总额 {statement.owed}，其中逾期 {statement.past_due}",
    )
