"""What a customer owes as everything here takes it: what the explanation of the balance says."""

from __future__ import annotations

from datetime import date

from fairdue.kernel.money import Money
from fairdue.negotiation.rules.terms import Parts
from fairdue.portfolio import queries as portfolio

NOTHING = Parts(0, 0, 0)


def owed_parts_of(customer_id: int, on: date) -> dict[str, Parts]:
    """What is owed at the end of a day by part and currency, in minor units, over all accounts.

    Payments and waivers that no file has yet and interest since the newest figures are in it. What
    was overpaid on one account is no less owed on another.
    """
    found: dict[str, Parts] = {}
    for each in portfolio.owed_on(customer_id, on):
        owed, before = each.components, found.get(each.currency, NOTHING)
        found[each.currency] = Parts(
            before.principal_minor + owed.principal,
            before.interest_minor + owed.interest,
            before.fees_minor + owed.fees + owed.instalment_fee,
        )
    return found


def owed_parts(customer_id: int, currency: str, on: date) -> Parts:
    """The same for one currency."""
    return owed_parts_of(customer_id, on).get(currency, NOTHING)


def owed_of(customer_id: int, on: date) -> dict[str, Money]:
    """The sum of the parts, by currency."""
    return {
        currency: Money(parts.total_minor, currency)
        for currency, parts in owed_parts_of(customer_id, on).items()
    }
