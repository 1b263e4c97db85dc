"""Puts on record what is waived, and corrections of what is owed. Each number counts once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from django.db import connection, transaction

from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio.actions.payments import account_of, terms_reference
from fairdue.portfolio.models import Account, Adjustment, AdjustmentKind, Component
from fairdue.portfolio.queries.terms import payment_terms, zone
from fairdue.portfolio.rules.payments import check_amount, check_paid_on, check_payment_ref

ComponentName = Literal["", "principal", "interest", "fees", "instalment_fee"]
ENTRIES = {
    AdjustmentKind.WAIVER: "balance_waived",
    AdjustmentKind.ADJUSTMENT: "balance_adjusted",
    AdjustmentKind.RESTORED: "waiver_taken_back",
}


def waive(
    *,
    account_ref: str,
    adjustment_ref: str,
    amount: Money,
    component: ComponentName,
    effective_on: date,
    actor: Actor,
    at: datetime,
) -> Adjustment:
    """Waive an amount of a component ("": of fees and interest, then of principal) from a day on.

    What isn't owed can't be waived: of a greater amount the rest has no effect. Raises Refused
    as `payments.record_payment` does, and for a role that may not.
    """
    return _put(
        account_ref, adjustment_ref, AdjustmentKind.WAIVER, amount, component, effective_on, actor,
        at,
    )  # fmt: skip


def adjust(
    *,
    account_ref: str,
    adjustment_ref: str,
    amount: Money,
    component: ComponentName,
    effective_on: date,
    actor: Actor,
    at: datetime,
) -> Adjustment:
    """Correct what is owed of a component: more by a positive amount, less by a negative one.

    What is corrected below nothing is a credit. Raises Refused as
    `waive` does, and without a component.
    """
    if not component:
        raise Refused(Text("Name the component that is corrected.", "请指明所调整的余额组成部分。"))
    return _put(
        account_ref, adjustment_ref, AdjustmentKind.ADJUSTMENT, amount, component, effective_on,
        actor, at,
    )  # fmt: skip


def _put(
    account_ref: str,
    adjustment_ref: str,
    kind: AdjustmentKind,
    amount: Money,
    component: str,
    effective_on: date,
    actor: Actor,
    at: datetime,
) -> Adjustment:
    check_payment_ref(adjustment_ref)
    account = account_of(account_ref)
    require(actor, "adjust_balance", customer_id=account.customer_id)
    today = local_day(at, zone())
    terms = payment_terms(today)
    size = -amount if kind == AdjustmentKind.ADJUSTMENT and amount.minor < 0 else amount
    check_amount(size, account.currency, terms)
    check_paid_on(effective_on, today, terms)
    if component and component not in Component.values:
        raise Refused(Text(f"There is no component {component}.", f"没有余额组成部分{component}。"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('adjustment:' || %s, 0))",
                [adjustment_ref],
            )
        known = Adjustment.objects.filter(adjustment_ref=adjustment_ref).first()
        wanted = (account.pk, kind, component, amount.minor, effective_on)
        if known is None:
            ends = today + timedelta(days=terms.unconfirmed_days)
            return write_adjustment(
                account, adjustment_ref, kind, amount, component, effective_on, ends, actor, at
            )
        there = (
            known.account_id, known.kind, known.component, known.amount_minor, known.effective_on
        )  # fmt: skip
        if there != wanted:
            raise Refused(
                Text(
                    f"{adjustment_ref} is on record with other content; use a number of its own.",
                    f"编号{adjustment_ref}已登记且内容不同，请使用新的编号。",
                )
            )
        return known


def write_adjustment(
    account: Account,
    adjustment_ref: str,
    kind: AdjustmentKind,
    amount: Money,
    component: str,
    effective_on: date,
    in_figures_from: date,
    actor: Actor,
    at: datetime,
    reverses: str = "",
) -> Adjustment:
    """Write it with its entry, for actions that asked who may and whether it is known already."""
    entry = record(
        actor=actor.username,
        action=ENTRIES[kind],
        at=at,
        subject=f"account:{account.pk}",
        customer_id=account.customer_id,
        details={
            "adjustment_ref": adjustment_ref,
            "component": component,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "on": effective_on.isoformat(),
        },
        rules=[terms_reference()],
    )
    return Adjustment.objects.create(
        account=account,
        adjustment_ref=adjustment_ref,
        kind=kind,
        component=component,
        effective_on=effective_on,
        amount_minor=amount.minor,
        currency=amount.currency,
        in_figures_from=in_figures_from,
        reverses=reverses,
        journal_entry=entry,
    )
