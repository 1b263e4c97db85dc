"""What a customer's records put in the fields of a message: what is owed, and what was agreed."""

from __future__ import annotations

from datetime import datetime

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.messaging.queries.values import account_values
from fairdue.messaging.rules.fields import Value
from fairdue.negotiation import queries as negotiation
from fairdue.portfolio import queries as portfolio


def values_of(customer_id: int, at: datetime) -> dict[str, Value]:
    """By field, with the name masked. What isn't known is left out: a template that needs it
    can't be used for this customer now.
    """
    values = account_values(customer_id, at)
    customer = portfolio.customer(customer_id)
    if customer is not None and customer.name_masked:
        values["name"] = customer.name_masked
    return values | _agreed(customer_id)


def _agreed(customer_id: int) -> dict[str, Value]:
    """What is still missing of the promise that runs."""
    promise = negotiation.open_promise(customer_id)
    if promise is None:
        return {}
    return {
        "amount": promise.amount - promise.paid,
        "due_on": promise.due_on,
        "agreed_on": local_day(promise.made_at, zone()),
    }
