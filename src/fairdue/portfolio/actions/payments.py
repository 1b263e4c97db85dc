"""Takes payments that other systems report, and takes them back. Each number counts once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio.models import Account, Payment
from fairdue.portfolio.queries.accounts import PaymentFacts
from fairdue.portfolio.queries.terms import PAYMENT_RULE, POLICY, payment_terms, zone
from fairdue.portfolio.rules.payments import check_amount, check_paid_on, check_payment_ref
from fairdue.rulebook.packs import pack

Source = Literal["api", "webhook", "portal", "file"]


def record_payment(
    *,
    account_ref: str,
    payment_ref: str,
    amount: Money,
    paid_on: date,
    source: Source,
    actor: Actor,
    at: datetime,
) -> PaymentFacts:
    """Take a payment that was received; the same one again gives what the first time gave.

    More than is owed is taken too: what is over is a credit. Raises Refused, saying how to mend
    it: for an unknown account, an amount that isn't positive, absurd or in another currency, a
    day still to come or too long ago, and a payment_ref that is on record with other content.
    """
    check_payment_ref(payment_ref)
    account = account_of(account_ref)
    require(actor, "record_payment", customer_id=account.customer_id)
    today = local_day(at, zone())
    terms = payment_terms(today)
    check_amount(amount, account.currency, terms)
    check_paid_on(paid_on, today, terms)
    return _take(account, payment_ref, amount, paid_on, source, actor, at)


def reverse_payment(
    *,
    payment_ref: str,
    reversed_on: date,
    source: Source,
    actor: Actor,
    at: datetime,
    amount: Money | None = None,
    reversal_ref: str = "",
) -> PaymentFacts:
    """Take a payment back from a day on, whole or (`amount`) in part; gives the reversal.

    `reversal_ref`: the reversal's own payment_ref, `<payment_ref>:reversed` where none is given,
    so that doing it twice does it once. Raises Refused for an unknown payment, a day before it or
    still to come, more than is left of it, and as `record_payment` does.
    """
    own_ref = reversal_ref or f"{payment_ref}:reversed"
    check_payment_ref(own_ref)
    with transaction.atomic():
        found = (
            Payment.objects.select_related("account")
            .select_for_update(of=("self",))
            .filter(payment_ref=payment_ref)
            .first()
        )
        if found is None or found.amount_minor <= 0:
            raise Refused(
                Text(
                    f"There is no payment {payment_ref} to take back.",
                    f"没有可冲回的还款{payment_ref}。",
                )
            )
        account = found.account
        require(actor, "record_payment", customer_id=account.customer_id)
        back = amount or Money(found.amount_minor, found.currency)
        today = local_day(at, zone())
        terms = payment_terms(today)
        check_amount(back, account.currency, terms)
        check_paid_on(reversed_on, today, terms)
        if reversed_on < found.paid_on:
            raise Refused(
                Text(
                    f"The payment is of {found.paid_on}; it can't be taken back before.",
                    f"该笔还款日期为{found.paid_on}，冲回日期不得早于该日。",
                )
            )
        others = Payment.objects.filter(reverses=payment_ref).exclude(payment_ref=own_ref)
        taken_back = others.aggregate(minor=Sum("amount_minor"))["minor"] or 0
        left = found.amount_minor + taken_back
        if back.minor > left:
            raise Refused(
                Text(
                    f"Of this payment {Money(left, found.currency)} is left to take back.",
                    f"该笔还款可冲回的余额为{Money(left, found.currency)}。",
                )
            )
        return _take(account, own_ref, -back, reversed_on, source, actor, at, payment_ref)


def account_of(account_ref: str) -> Account:
    """The account of the issuer's own key. Raises Refused for none."""
    account = Account.objects.filter(account_ref=account_ref).first()
    if account is None:
        raise Refused(
            Text(
                "There is no account of that account_ref here; use the issuer's own key.",
                "系统中没有该账户（account_ref），请使用发卡机构的账户编号。",
            )
        )
    return account


def _take(
    account: Account,
    payment_ref: str,
    amount: Money,
    paid_on: date,
    source: Source,
    actor: Actor,
    at: datetime,
    reverses: str = "",
) -> PaymentFacts:
    """Write it once. Whoever comes second waits for the first, and gets what is there then."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('payment:' || %s, 0))",
                [payment_ref],
            )
        known = Payment.objects.filter(payment_ref=payment_ref).first()
        if known is None:
            try:
                with transaction.atomic():
                    known = _write(
                        account, payment_ref, amount, paid_on, source, actor, at, reverses
                    )
            except IntegrityError:  # a file that was loaded in this moment has it
                known = Payment.objects.get(payment_ref=payment_ref)
        if _content(known) != (account.pk, amount.minor, amount.currency, paid_on, reverses):
            raise Refused(
                Text(
                    f"Payment {payment_ref} is on record with another account, amount or day. Use "
                    "a payment_ref of its own, or take the first one back.",
                    f"还款{payment_ref}已登记，但账户、金额或日期不同。请使用新的还款编号，或先冲回原还款。",
                )
            )
    return PaymentFacts(
        known.pk,
        account.pk,
        account.account_ref,
        payment_ref,
        paid_on,
        amount,
        known.source,
        reverses,
    )


def _content(known: Payment) -> tuple[Any, ...]:
    return (
        known.account_id,
        known.amount_minor,
        known.currency,
        known.paid_on,
        known.reverses,
    )


def _write(
    account: Account,
    payment_ref: str,
    amount: Money,
    paid_on: date,
    source: Source,
    actor: Actor,
    at: datetime,
    reverses: str,
) -> Payment:
    today = local_day(at, zone())
    details: dict[str, Any] = {
        "payment_ref": payment_ref,
        "amount_minor": amount.minor,
        "currency": amount.currency,
        "paid_on": paid_on.isoformat(),
        "source": source,
    }
    if reverses:
        details["reverses"] = reverses
    entry = record(
        actor=actor.username,
        action="payment_reversed" if reverses else "payment_received",
        at=at,
        subject=f"account:{account.pk}",
        customer_id=account.customer_id,
        details=details,
        rules=[terms_reference()],
    )
    return Payment.objects.create(
        account=account,
        payment_ref=payment_ref,
        paid_on=paid_on,
        amount_minor=amount.minor,
        currency=amount.currency,
        source=source,
        received_at=at,
        reverses=reverses,
        file_ref="",
        in_figures_from=today + timedelta(days=payment_terms(today).unconfirmed_days),
        journal_entry=entry,
    )


def terms_reference() -> dict[str, str]:
    """The policy that was asked, for the journal."""
    policy = pack(POLICY)
    return {"rule": PAYMENT_RULE, "pack": policy.name, "version": policy.version}
