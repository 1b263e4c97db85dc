"""Sets out to pay at a provider, and does what the provider then tells: each notice once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor, Machine
from fairdue.people.rules import require
from fairdue.portfolio.actions.payments import record_payment, reverse_payment
from fairdue.portfolio.models import (
    Account,
    IntentPart,
    PaymentIntent,
    ProviderNotice,
    Purpose,
)
from fairdue.portfolio.queries.balances import owed_on
from fairdue.portfolio.queries.intents import IntentFacts, intent_facts
from fairdue.portfolio.queries.terms import payment_terms, zone
from fairdue.portfolio.rules.intents import heard
from fairdue.portfolio.rules.payments import check_amount
from fairdue.portfolio.rules.splitting import Owing, split

KEY_LENGTH_MAX = 40
REFERENCE_BYTES = 15


def set_out_to_pay(
    *,
    customer_id: int,
    account_ref: str,
    amount: Money,
    purpose: str,
    gateway: str,
    request_key: str,
    actor: Actor,
    at: datetime,
    also: Sequence[str] = (),
) -> IntentFacts:
    """Begin a payment; the same `request_key` again gives the payment it began.

    With the references of other accounts in `also` it is spread over all of them as `split` says,
    by what is owed on each today, and paid once.

    Raises Refused for an account that isn't the customer's, for an amount that isn't positive,
    absurd or in another currency, for a key that began something else, and for who may not.
    """
    require(actor, "set_out_to_pay", customer_id)
    wanted = {account_ref, *also}
    found = Account.objects.filter(account_ref__in=wanted, customer_id=customer_id)
    accounts = {each.account_ref: each for each in found}
    currencies = {each.currency for each in accounts.values()}
    if (
        len(accounts) < len(wanted)
        or len(currencies) != 1
        or purpose not in Purpose.values
        or not 0 < len(request_key) <= KEY_LENGTH_MAX
    ):
        raise Refused(
            Text("The page sent something unknown; open it again.", "页面数据有误，请重新打开。")
        )
    check_amount(amount, currencies.pop(), payment_terms(local_day(at, zone())))
    parts = [
        (accounts[ref], minor) for ref, minor in _spread(amount, account_ref, also, customer_id, at)
    ]
    same: dict[str, Any] = {"customer_id": customer_id, "request_key": request_key}
    begun = PaymentIntent.objects.select_related("account").filter(**same).first()
    if begun is None:
        try:
            begun = _begin(parts, amount, purpose, gateway, request_key, actor, at)
        except IntegrityError:  # a double click: the other one was faster
            begun = PaymentIntent.objects.select_related("account").get(**same)
    if (begun.account_id, begun.amount_minor, begun.currency) != (
        parts[0][0].pk,
        amount.minor,
        amount.currency,
    ):
        raise Refused(
            Text(
                "This page began another payment already. Open it again to begin a new one.",
                "此页面已发起过另一笔还款，请重新打开页面后再发起新的还款。",
            )
        )
    return intent_facts(begun)


def _spread(
    amount: Money, account_ref: str, also: Sequence[str], customer_id: int, at: datetime
) -> tuple[tuple[str, int], ...]:
    if not also:
        return ((account_ref, amount.minor),)
    owed = {each.account_ref: each for each in owed_on(customer_id, local_day(at, zone()))}
    owing = [
        Owing(ref, owed[ref].past_due_minor, owed[ref].owed_minor)
        if ref in owed
        else Owing(ref, 0, 0)
        for ref in (account_ref, *also)
    ]
    return split(amount.minor, owing)


def _begin(
    parts: list[tuple[Account, int]],
    amount: Money,
    purpose: str,
    gateway: str,
    request_key: str,
    actor: Actor,
    at: datetime,
) -> PaymentIntent:
    reference = secrets.token_hex(REFERENCE_BYTES)
    account = parts[0][0]
    with transaction.atomic():
        entry = record(
            actor=actor.username,
            action="payment_begun",
            at=at,
            subject=f"account:{account.pk}",
            customer_id=account.customer_id,
            details={
                "reference": reference,
                "amount_minor": amount.minor,
                "currency": amount.currency,
                "purpose": purpose,
                "gateway": gateway,
                "parts": {each.account_ref: minor for each, minor in parts},
            },
        )
        begun = PaymentIntent.objects.create(
            customer_id=account.customer_id,
            account=account,
            reference=reference,
            request_key=request_key,
            amount_minor=amount.minor,
            currency=amount.currency,
            purpose=purpose,
            gateway=gateway,
            begun_at=at,
            journal_entry=entry,
        )
        if len(parts) > 1:
            for number, (each, minor) in enumerate(parts, 1):
                IntentPart.objects.create(
                    intent=begun,
                    account=each,
                    number=number,
                    amount_minor=minor,
                    journal_entry=entry,
                )
    return begun


def keep_checkout(*, reference: str, gateway_ref: str, checkout_url: str, at: datetime) -> None:
    """Keep where the provider lets this payment be made. Doing it again changes nothing."""
    with transaction.atomic():
        row = PaymentIntent.objects.select_for_update().get(reference=reference)
        if row.gateway_ref:
            return
        row.gateway_ref, row.checkout_url = gateway_ref, checkout_url
        row.journal_entry = record(
            actor=f"api:{row.gateway}",
            action="payment_page_given",
            at=at,
            subject=f"payment_intent:{row.pk}",
            customer_id=row.customer_id,
            details={"reference": reference, "gateway_ref": gateway_ref},
        )
        row.save(update_fields=["gateway_ref", "checkout_url", "journal_entry"])


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a notice."""

    customer_id: int
    state: str
    is_new: bool
    """False for something told before."""
    money_moved: bool
    """A payment was taken, or taken back."""


def hear(
    *,
    gateway: str,
    notice_id: str,
    reference: str,
    gateway_ref: str,
    event: str,
    amount: Money,
    reason: str,
    at: datetime,
) -> Heard | None:
    """Do what a provider tells of a payment, once; None where it should tell it again later.

    The caller has checked who it comes from. Raises Refused for a payment we know nothing of and
    for another amount than was to be paid: nothing is recorded then.
    """
    with transaction.atomic():
        row = (
            PaymentIntent.objects.select_related("account")
            .select_for_update(of=("self",))
            .filter(gateway=gateway, reference=reference)
            .first()
        )
        if row is None or (row.gateway_ref and row.gateway_ref != gateway_ref):
            raise Refused(Text("There is no such payment.", "没有该笔还款。"))
        known = ProviderNotice.objects.filter(gateway=gateway, notice_id=notice_id)
        if known.exists():
            return Heard(row.customer_id, row.state, is_new=False, money_moved=False)
        if amount != Money(row.amount_minor, row.currency):
            raise Refused(
                Text("It was another amount that was to be paid.", "金额与发起的还款不一致。")
            )
        state, effect = heard(row.state, event)
        if effect == "wait":
            return None
        actor = Machine(gateway)
        entry = record(
            actor=actor.username,
            action=f"payment_{event}",
            at=at,
            subject=f"payment_intent:{row.pk}",
            customer_id=row.customer_id,
            details={"reference": reference, "notice": notice_id, "reason": reason[:40]},
        )
        ProviderNotice.objects.create(
            gateway=gateway,
            notice_id=notice_id,
            intent=row,
            event=event,
            heard_at=at,
            journal_entry=entry,
        )
        if state != row.state:
            row.state, row.told_at, row.journal_entry = state, at, entry
            row.gateway_ref = gateway_ref
            row.reason = reason[:40] if event == "declined" else ""
            row.save()
        _move_money(row, effect, actor, at)
        return Heard(row.customer_id, state, is_new=True, money_moved=bool(effect))


def _move_money(row: PaymentIntent, effect: str, actor: Actor, at: datetime) -> None:
    """Take the payment or take it back, on the day we hear of it."""
    today = local_day(at, zone())
    parts = row.parts.select_related("account", "intent").order_by("number")
    lots: list[PaymentIntent | IntentPart] = [*parts] or [row]
    for part in lots:
        if effect == "pay":
            record_payment(
                account_ref=part.account.account_ref,
                payment_ref=part.payment_ref,
                amount=Money(part.amount_minor, row.currency),
                paid_on=today,
                source="portal",
                actor=actor,
                at=at,
            )
        elif effect == "give_back":
            reverse_payment(
                payment_ref=part.payment_ref, reversed_on=today, source="portal", actor=actor, at=at
            )
