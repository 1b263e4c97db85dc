"""One card account as an issuer keeps it, to the cent. Pure.

Amounts are fen. A statement comes `STATEMENT_AHEAD` days before the due; it asks for a minimum
of 5 % of the principal and all interest and fees, at least CNY 50. A missed due costs 5 % of what
was missed, once. Interest of 0.05 % a day runs on what a statement carried over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

STATEMENT_AHEAD = timedelta(days=22)
LEAST_MINIMUM = 50_00
MINIMUM_PERCENT = 5
LATE_FEE_PERCENT = 5
DAILY_INTEREST_PER_MYRIAD = 5


@dataclass
class Due:
    """One statement's minimum: when it is due and what is still missing of it."""

    on: date
    missing: int
    fee_charged: bool = False


@dataclass
class Card:
    """One account. `carried`: the principal on which interest runs since the last statement."""

    ref: str
    customer_ref: str
    limit: int
    due_day: int
    opened_on: date
    principal: int = 0
    interest: int = 0
    fees: int = 0
    carried: int = 0
    accrued_parts: int = 0
    """Interest since the last statement, in ten-thousandths of a fen."""
    dues: list[Due] = field(default_factory=list)
    statement_on: date | None = None
    last_payment: tuple[date, int] | None = None
    charged: int = 0
    """All that was ever bought, charged or accrued: the other side of the ledger."""
    paid: int = 0
    """All that was ever paid."""

    @property
    def total(self) -> int:
        """What is owed."""
        return self.principal + self.interest + self.fees

    def buy(self, amount: int) -> None:
        """Spend up to the limit."""
        spent = max(0, min(amount, self.limit - self.total))
        self.principal += spent
        self.charged += spent

    def pay(self, amount: int, day: date) -> int:
        """Pay up to what is owed: fees, interest, principal; oldest due first. Gives what went."""
        went = left = max(0, min(amount, self.total))
        for part in ("fees", "interest", "principal"):
            portion = min(left, getattr(self, part))
            setattr(self, part, getattr(self, part) - portion)
            left -= portion
        self.carried = min(self.carried, self.principal)
        left = went
        for due in self.dues:
            portion = min(left, due.missing)
            due.missing -= portion
            left -= portion
        self.dues = [due for due in self.dues if due.missing]
        if went:
            self.last_payment = (day, went)
            self.paid += went
        return went

    def end_day(self, day: date) -> None:
        """Interest, a missed due's fee, and the statement where today is its day."""
        self.accrued_parts += self.carried * DAILY_INTEREST_PER_MYRIAD
        for due in self.dues:
            if due.on < day and not due.fee_charged:
                due.fee_charged = True
                fee = due.missing * LATE_FEE_PERCENT // 100
                self.fees += fee
                self.charged += fee
        if (day + STATEMENT_AHEAD).day == self.due_day:
            self._state(day)

    def past_due(self, day: date) -> int:
        """What is missing of dues before `day`."""
        return sum(due.missing for due in self.dues if due.on < day)

    def missed(self, day: date) -> list[Due]:
        """Dues before `day` of which something is missing, oldest first."""
        return [due for due in self.dues if due.on < day]

    def next_due(self, day: date) -> Due | None:
        """The due that is ahead, if a statement asks for one."""
        return next((due for due in self.dues if due.on >= day), None)

    def _state(self, day: date) -> None:
        interest = self.accrued_parts // 10_000
        self.accrued_parts -= interest * 10_000
        self.interest += interest
        self.charged += interest
        self.carried = self.principal
        self.statement_on = day
        asked = self.principal * MINIMUM_PERCENT // 100 + self.interest + self.fees
        room = self.total - sum(due.missing for due in self.dues)
        missing = min(max(asked, LEAST_MINIMUM), room)
        if missing > 0:
            self.dues.append(Due(day + STATEMENT_AHEAD, missing))
