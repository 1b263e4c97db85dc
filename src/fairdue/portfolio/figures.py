"""Lists for pages: names of many customers at once, intakes, versions of mappings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_out
from fairdue.kernel.money import Money
from fairdue.portfolio.models import Customer, IntakeRun, Mapping


@dataclass(frozen=True, slots=True)
class CustomerName:
    """The issuer's reference and the masked name."""

    customer_ref: str
    name_masked: str


def customer_names(customer_ids: Iterable[int | None]) -> dict[int, CustomerName]:
    """Reference and masked name by id; unknown ids are left out."""
    known = {number for number in customer_ids if number is not None}
    rows = Customer.objects.filter(pk__in=known).values_list("pk", "customer_ref", "name_masked")
    return {pk: CustomerName(ref, name) for pk, ref, name in rows}


PAST_DUE = """
SELECT account.customer_id, account.currency, sum(newest.past_due_minor)
FROM portfolio_account AS account CROSS JOIN LATERAL (
    SELECT past_due_minor FROM portfolio_balance AS balance
    WHERE balance.account_id = account.id ORDER BY balance.as_of DESC LIMIT 1
) AS newest
WHERE account.customer_id = ANY(%s) AND newest.past_due_minor > 0
GROUP BY account.customer_id, account.currency ORDER BY account.customer_id, account.currency
"""


def past_due_of(customer_ids: Iterable[int]) -> dict[int, list[Money]]:
    """What customers have past due by their newest balances, one amount per currency."""
    found: dict[int, list[Money]] = {}
    with connection.cursor() as cursor:
        cursor.execute(PAST_DUE, [list(customer_ids)])
        for customer_id, currency, minor in cursor.fetchall():
            found.setdefault(customer_id, []).append(Money(int(minor), currency))
    return found


def customer_id_of(customer_ref: str) -> int | None:
    """A customer's id by the issuer's own reference; None when there is none."""
    return Customer.objects.filter(customer_ref=customer_ref).values_list("pk", flat=True).first()


def intake_runs(offset: int = 0, limit: int = 30) -> tuple[list[IntakeRun], int]:
    """Intakes, newest first, and how many there are in all."""
    runs = IntakeRun.objects.select_related("mapping").order_by("-started_at", "-pk")
    return list(runs[offset : offset + limit]), runs.count()


def intake_run(run_id: int) -> IntakeRun | None:
    """One intake, or None."""
    return IntakeRun.objects.select_related("mapping").filter(pk=run_id).first()


def mapping_versions(name: str) -> list[Mapping]:
    """The saved versions of a mapping, newest first."""
    return list(Mapping.objects.filter(name=name).order_by("-version"))


PAID: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "day": pl.Date(),
    "currency": pl.String(),
    "value": pl.Int64(),
}
"""Money received from a customer on a day, in minor units; negative where it was taken back."""

PAYMENTS_BETWEEN = """
    SELECT customer.customer_ref, payment.paid_on AS day, payment.currency,
           payment.amount_minor AS value
    FROM portfolio_payment AS payment
    JOIN portfolio_account AS account ON account.id = payment.account_id
    JOIN portfolio_customer AS customer ON customer.id = account.customer_id
    WHERE payment.paid_on > %(after)s AND payment.paid_on <= %(until)s
    ORDER BY customer.customer_ref, payment.paid_on, payment.payment_ref
"""


def payments_between(after: date, until: date) -> pl.DataFrame:
    """PAID: everyone's payments after one day and up to another."""
    with connection.cursor() as cursor:
        return copy_out(cursor, PAYMENTS_BETWEEN, {"after": after, "until": until}, PAID)


PAID_ON: dict[str, pl.DataType] = {"account_ref": pl.String(), "paid_minor": pl.Int64()}

PAID_BY_ACCOUNT = """
    SELECT account.account_ref, sum(payment.amount_minor)::bigint AS paid_minor
    FROM portfolio_payment AS payment
    JOIN portfolio_account AS account ON account.id = payment.account_id
    WHERE payment.paid_on > %(after)s AND payment.paid_on <= %(until)s
      AND payment.currency = %(currency)s
    GROUP BY account.account_ref
"""


def paid_by_account(after: date, until: date, currency: str) -> pl.DataFrame:
    """PAID_ON: what accounts paid after one day and up to another, less what was taken back."""
    values = {"after": after, "until": until, "currency": currency}
    with connection.cursor() as cursor:
        return copy_out(cursor, PAID_BY_ACCOUNT, values, PAID_ON)
