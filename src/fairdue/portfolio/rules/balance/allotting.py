"""Which components a payment pays, and where money goes that is taken back.

China: CBRC Decree 2011 No. 2 art. 57 (CN-PAY-01); United States: 12 CFR 1026.53; elsewhere costs
before interest before principal, as in Civil Code art. 561.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.portfolio.rules.allocation import PRINCIPAL, allocation_order
from fairdue.portfolio.rules.balance.facts import COMPONENTS, BalanceTerms, Figures, Parts

BY_RATE = "us.regz.53"
DAYS_PER_CYCLE = 30
CREDIT = "credit"

Share = tuple[str, int]
"""A component, or `credit`, and minor units."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands with what was due, since the issuer's newest figures."""

    figures: Figures
    paid_minor: int = 0
    """Paid and waived since then, less what was taken back."""

    def days_past_due(self, on: date) -> int:
        """0 once what was past due is paid. By the oldest due date, else by the cycles given."""
        figures = self.figures
        if figures.past_due_minor <= self.paid_minor:
            return 0
        if figures.oldest_unmet_due_on is not None:
            return max((on - figures.oldest_unmet_due_on).days, 0)
        cycles = max(figures.cycles_past_due or 1, 1)
        return max((cycles - 1) * DAYS_PER_CYCLE + 1 + (on - figures.on).days, 0)

    @property
    def minimum_left(self) -> int:
        """What is left to pay of the minimum."""
        return max((self.figures.minimum_due_minor or 0) - self.paid_minor, 0)


def as_told(figures: Figures) -> Parts:
    """The issuer's figures by component.

    What it doesn't tell apart counts for the first component that it doesn't give, principal
    before interest before fees, else for the fees, which bear no interest. Where the components
    come to more than the total, what is over comes off the fees first and the principal last; a
    negative total is a credit.
    """
    given = [getattr(figures, f"{name}_minor") for name in COMPONENTS]
    known = [max(minor or 0, 0) for minor in given]
    rest = figures.total_minor - sum(known)
    if rest >= 0:
        place = given.index(None) if None in given else COMPONENTS.index("fees")
        known[place] += rest
        return Parts(*known)
    over = -rest
    for place in (2, 3, 1, 0):
        off = min(known[place], over)
        known[place] -= off
        over -= off
    return Parts(known[0], known[1], known[2], known[3], over)


def order_of(days_past_due: int, terms: BalanceTerms) -> tuple[str, ...]:
    """The components in the order in which a payment of that day pays them."""
    charges, principal = terms.charges_order, (PRINCIPAL,)
    first_from = terms.principal_first_from_days
    if first_from is None:
        return charges + principal
    first = allocation_order(days_past_due, principal_first_from_days=first_from)[0]
    return principal + charges if first == PRINCIPAL else charges + principal


def allot(
    amount: int, parts: Parts, standing: Standing, on: date, terms: BalanceTerms
) -> tuple[Share, ...]:
    """What a payment pays, in order; what is over is a credit. The shares add up to the amount.

    Under 12 CFR 1026.53 what is above the minimum goes to what bears the highest rate first.
    """
    left = parts._asdict()
    order = order_of(standing.days_past_due(on), terms)
    if terms.allocation_rule != BY_RATE:
        return _fill(amount, left, order)
    required = min(amount, standing.minimum_left)
    dearest = sorted(order, key=lambda name: name not in terms.bearing)
    cheapest = sorted(order, key=lambda name: name in terms.bearing)
    first = _fill(required, left, cheapest)
    for name, minor in first:
        left[name] -= minor
    return first + _fill(amount - required, left, dearest)


def _fill(
    amount: int, left: dict[str, int], order: tuple[str, ...] | list[str]
) -> tuple[Share, ...]:
    shares = []
    for name in order:
        share = min(amount, left[name])
        if share:
            shares.append((name, share))
            amount -= share
    return (*shares, (CREDIT, amount)) if amount else tuple(shares)


def taken_back(
    shares: tuple[Share, ...], already: int, amount: int
) -> tuple[tuple[Share, ...], int]:
    """Which shares of a payment come back, the last paid first, and what is beyond the payment.

    `already`: what was taken back of it before.
    """
    back = []
    for name, minor in reversed(shares):
        skipped = min(already, minor)
        already -= skipped
        share = min(minor - skipped, amount)
        if share:
            back.append((name, share))
            amount -= share
    return tuple(back), amount


def owe_again(parts: Parts, shares: tuple[Share, ...], last: str) -> Parts:
    """The parts with shares owed again. A credit that is used up by now is owed as `last`."""
    left = parts._asdict()
    for name, minor in shares:
        if name == CREDIT:
            off = min(minor, left[CREDIT])
            left[CREDIT] -= off
            left[last] += minor - off
        else:
            left[name] += minor
    return Parts(**left)


def set_off(parts: Parts, order: tuple[str, ...]) -> Parts:
    """An account's credit pays what is owed on the same account."""
    if not parts.credit or not parts.owed:
        return parts
    left = parts._asdict()
    for name in order:
        off = min(left[CREDIT], left[name])
        left[name] -= off
        left[CREDIT] -= off
    return Parts(**left)
