"""Forgives what an agreement forgives, over a customer's accounts, and takes that back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.people.actors import Actor
from fairdue.portfolio.actions.adjustments import write_adjustment
from fairdue.portfolio.models import Account, Adjustment, AdjustmentKind
from fairdue.portfolio.queries.balances import owed_before_interest
from fairdue.portfolio.queries.terms import payment_terms, zone
from fairdue.portfolio.rules.forgiving import share_out


def forgive_of_record(
    *,
    customer_id: int,
    cause: str,
    amount: Money,
    effective_on: date,
    actor: Actor,
    at: datetime,
) -> Money:
    """Waive so much of what a customer owes in a currency on a day; gives what was waived.

    Charges before principal, over the accounts in order of account_ref, never more than is owed.
    `cause` is the record it comes from, as `agreement:12`; while that is forgiven already nothing
    is written. Asks no role of its own: only for actions that asked theirs.
    """
    with transaction.atomic():
        written, standing = _known(cause)
        if standing:
            return Money(sum(each.amount_minor for each in standing), amount.currency)
        accounts = {
            each.account_ref: each
            for each in Account.objects.filter(customer_id=customer_id, currency=amount.currency)
        }
        owed = [
            (each.account_ref, each.components)
            for each in owed_before_interest(customer_id, effective_on)
            if each.account_ref in accounts
        ]
        shares = list(share_out(amount.minor, owed))
        for place, share in enumerate(shares, written + 1):
            write_adjustment(
                accounts[share.account_ref],
                f"{cause}:{place:03}",
                AdjustmentKind.WAIVER,
                Money(share.minor, amount.currency),
                share.component,
                effective_on,
                _in_figures_from(at),
                actor,
                at,
            )
    return Money(sum(share.minor for share in shares), amount.currency)


def restore_of_record(*, cause: str, effective_on: date, actor: Actor, at: datetime) -> int:
    """Let be owed again what was forgiven for a cause, from a day on; gives how many waivers.

    Asks no role of its own: only for actions that asked theirs. What isn't forgiven stays so.
    """
    with transaction.atomic():
        _, standing = _known(cause)
        for each in standing:
            write_adjustment(
                each.account,
                f"{each.adjustment_ref}:back",
                AdjustmentKind.RESTORED,
                Money(each.amount_minor, each.currency),
                each.component,
                max(effective_on, each.effective_on),
                _in_figures_from(at),
                actor,
                at,
                reverses=each.adjustment_ref,
            )
    return len(standing)


def _known(cause: str) -> tuple[int, list[Adjustment]]:
    """How many waivers were ever written for a cause, and those that stand."""
    rows = Adjustment.objects.filter(adjustment_ref__startswith=f"{cause}:")
    found = list(rows.select_related("account").order_by("id"))
    waivers = [each for each in found if each.kind == AdjustmentKind.WAIVER]
    back = {each.reverses for each in found}
    return len(waivers), [each for each in waivers if each.adjustment_ref not in back]


def _in_figures_from(at: datetime) -> date:
    today = local_day(at, zone())
    return today + timedelta(days=payment_terms(today).unconfirmed_days)
