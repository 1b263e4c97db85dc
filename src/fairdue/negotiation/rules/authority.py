"""Who may agree to what alone, and who must approve the rest. Pure; LENDER-AUTHORITY.

Each role has rows of limits; whoever has one row that covers an agreement may grant it. What a
cardholder is granted by themselves is never less than what a collector could grant: a policy in
which it is less is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.terms import KINDS

CARDHOLDER, COLLECTOR, LEAD, COMPLIANCE = "cardholder", "collector", "lead", "compliance"
INTEGRATOR = "integrator"
ROLES = (CARDHOLDER, COLLECTOR, LEAD, COMPLIANCE, INTEGRATOR)
APPROVERS = (LEAD, COMPLIANCE)
"""Who may approve, the nearest first."""

KEYS = frozenset({"kinds", "amount", "days_past_due_from", "waived_percent", "months"})


class AuthorityError(ValueError):
    """The policy's matrix can't be used; the message says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An agreement as authority sees it."""

    kind: str
    amount: Money
    """All that is owed in the currency, so that a debt in parts needs no less authority."""
    agreed_minor: int
    """Of it, what the agreement is about, before anything is forgiven."""
    days_past_due: int
    waived_minor: int
    months: int


@dataclass(frozen=True, slots=True)
class Limits:
    """One row: all of it must cover the agreement."""

    kinds: frozenset[str]
    amount_major: Mapping[str, int]
    """The most owed, in whole units by currency. A currency not named is not covered."""
    days_past_due_from: int
    """The row is for debts past due for so long."""
    waived_percent: int
    """The largest share of what the agreement is about that is forgiven."""
    months: int

    def exceeded(self, asked: Asked) -> tuple[str, ...]:
        """Which of the limits the agreement is beyond, by name; empty when it is covered."""
        most = self.amount_major.get(asked.amount.currency, 0)
        waived = asked.waived_minor * 100 > self.waived_percent * asked.agreed_minor
        beyond = {
            "kinds": asked.kind not in self.kinds,
            "amount": asked.amount.minor > most * 10 ** minor_digits(asked.amount.currency),
            "days_past_due_from": asked.days_past_due < self.days_past_due_from,
            "waived_percent": waived,
            "months": asked.months > self.months,
        }
        return tuple(name for name, is_beyond in beyond.items() if is_beyond)

    def covers_row(self, other: Limits) -> bool:
        """Is whatever the other row covers covered by this one too?"""
        return (
            self.kinds >= other.kinds
            and all(
                self.amount_major.get(currency, 0) >= most
                for currency, most in other.amount_major.items()
            )
            and self.days_past_due_from <= other.days_past_due_from
            and self.waived_percent >= other.waived_percent
            and self.months >= other.months
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows of each role."""

    rows: Mapping[str, tuple[Limits, ...]]

    def may_grant(self, role: str, asked: Asked) -> bool:
        """May this role agree to it alone?"""
        return any(not row.exceeded(asked) for row in self.rows.get(role, ()))

    def beyond(self, role: str, asked: Asked) -> tuple[str, ...]:
        """What of it goes beyond this role, by the row that comes nearest; empty if nothing."""
        found = [row.exceeded(asked) for row in self.rows.get(role, ())]
        return min(found, key=len, default=("kinds",))

    def approvers(self, asked: Asked) -> tuple[str, ...]:
        """The roles that may approve it, the nearest first."""
        return tuple(role for role in APPROVERS if self.may_grant(role, asked))


def read_matrix(written: Mapping[str, Any]) -> Matrix:
    """The matrix from a policy value: rows by role.

    Raises AuthorityError for unknown roles and keys, for amounts that are no whole numbers, and
    where a collector could grant what a cardholder can't have by themselves.
    """
    unknown = set(written) - set(ROLES)
    if unknown:
        raise AuthorityError(f"unknown roles {sorted(unknown)}; known are {', '.join(ROLES)}")
    matrix = Matrix(
        {
            role: tuple(_row(role, number, row) for number, row in enumerate(rows, 1))
            for role, rows in written.items()
        }
    )
    _refuse_less_for_cardholders(matrix.rows)
    return matrix


def _row(role: str, number: int, row: Mapping[str, Any]) -> Limits:
    where = f"{role}, row {number}"
    if set(row) != KEYS:
        raise AuthorityError(f"{where}: needs exactly {sorted(KEYS)}, has {sorted(row)}")
    wrong = set(row["kinds"]) - set(KINDS)
    if wrong:
        raise AuthorityError(f"{where}: no kinds of agreement: {sorted(wrong)}")
    numbers = [row["days_past_due_from"], row["waived_percent"], row["months"]]
    if not all(isinstance(n, int) and n >= 0 for n in [*numbers, *row["amount"].values()]):
        raise AuthorityError(f"{where}: limits are whole numbers from nought up")
    return Limits(
        frozenset(row["kinds"]),
        dict(row["amount"]),
        row["days_past_due_from"],
        row["waived_percent"],
        row["months"],
    )


def _refuse_less_for_cardholders(rows: Mapping[str, Sequence[Limits]]) -> None:
    for number, row in enumerate(rows.get(COLLECTOR, ()), 1):
        if not any(own.covers_row(row) for own in rows.get(CARDHOLDER, ())):
            raise AuthorityError(
                f"collector, row {number}: a collector could grant what a cardholder can't have "
                "on their own page; widen a row of cardholder to cover it"
            )


BEYOND: dict[str, Text] = {
    "kinds": Text("the kind of agreement", "协议类型"),
    "amount": Text("the amount", "金额"),
    "days_past_due_from": Text("the days past due", "逾期天数"),
    "waived_percent": Text("the share forgiven", "减免比例"),
    "months": Text("the term", "期限"),
    "ceiling": Text("more a month than they can pay", "月还款额超出偿还能力"),
}
"""Why somebody has to approve it, in words."""


def check_approver(matrix: Matrix, role: str, asked: Asked) -> None:
    """Raise Refused, naming who may, unless this role may approve the agreement."""
    if role in matrix.approvers(asked):
        return
    able = matrix.approvers(asked)
    if not able:
        raise Refused(
            Text(
                "This is beyond everyone's authority. Change the terms.",
                "超出所有人的审批权限，请调整条件。",
            )
        )
    names = {LEAD: Text("a team lead", "主管"), COMPLIANCE: Text("compliance", "合规专员")}
    who = names[able[0]]
    beyond = [BEYOND[name] for name in matrix.beyond(role, asked)]
    raise Refused(
        Text(
            f"This is beyond your authority by {', '.join(each.en for each in beyond)}. "
            f"Ask {who.en} to approve it.",
            f"{'、'.join(each.zh for each in beyond)}超出您的审批权限，请{who.zh}审批。",
        )
    )
