"""Taking a promise to pay, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.delinquency.queries import case as find_case
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money, UnknownCurrencyError, minor_digits
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.recording import lock_customer
from fairdue.negotiation.models import Promise, PromiseState
from fairdue.negotiation.queries.owing import owed_of
from fairdue.negotiation.rules import check_promise
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import require


def record_promise(
    *,
    case_id: int,
    amount: Money,
    due_on: date,
    staff: Actor,
    at: datetime,
    channel: str = "call",
) -> Promise:
    """Take down what the customer promised; a promise still open is replaced by it.

    Raises Refused, saying how to mend it: the amount must be positive, in a currency the customer
    owes and not more than the total owed; the date from today to the policy's days; nothing may
    be agreed in that currency that still runs.
    """
    case = find_case(case_id)
    require(staff, "record_promise", case.customer_id if case else None)
    if case is None or not case.is_open:
        raise Refused(Text("This case is not open any more.", "此案件已结案。"))
    _check(case.customer_id, amount, due_on, at)
    with transaction.atomic():
        supersede_promises(case.customer_id, staff, at)
        _refuse_beside_agreement(case.customer_id, amount.currency)
        entry = record(
            actor=staff.username,
            action="promise_recorded",
            at=at,
            subject=f"case:{case_id}",
            customer_id=case.customer_id,
            details={
                "amount_minor": amount.minor,
                "currency": amount.currency,
                "due_on": due_on.isoformat(),
                "channel": channel,
            },
        )
        return Promise.objects.create(
            customer_id=case.customer_id,
            case_id=case_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            due_on=due_on,
            channel=channel,
            made_at=at,
            taken_by=staff.username,
            journal_entry=entry,
        )


def _check(customer_id: int, amount: Money, due_on: date, at: datetime) -> None:
    today = local_day(at, queries.zone())
    owed = owed_of(customer_id, today)
    try:
        minor_digits(amount.currency)
    except UnknownCurrencyError:
        raise Refused(
            Text(f"{amount.currency} is no known currency.", f"未知币种{amount.currency}。")
        ) from None
    if amount.currency not in owed:
        known = ", ".join(sorted(owed)) or "-"
        raise Refused(
            Text(
                f"Nothing is owed in {amount.currency}; owed is {known}.",
                f"没有{amount.currency}欠款，欠款币种为{known}。",
            )
        )
    terms = queries.terms_on(today, amount.currency)
    check_promise(
        amount=amount, owed=owed[amount.currency], due_on=due_on, today=today, terms=terms
    )


def supersede_promises(
    customer_id: int, actor: Actor, at: datetime, currency: str | None = None
) -> None:
    """What is still open gives way, of all currencies or of one.

    One promise at a time is taken from a customer; an agreement takes the place of those in its
    currency.
    """
    lock_customer(customer_id)
    found = Promise.objects.select_for_update().filter(
        customer_id=customer_id, state=PromiseState.OPEN
    )
    for earlier in found.filter(currency=currency) if currency else found:
        _set_aside(earlier, PromiseState.SUPERSEDED, "promise_superseded", actor, at)


def _refuse_beside_agreement(customer_id: int, currency: str) -> None:
    """No promise beside an agreement that runs: the same money would be promised twice."""
    running = queries.running_agreement(customer_id, currency)
    if running is None:
        return
    due = running.next_due
    when = f" {due.left} by {due.due_on}" if due else ""
    when_zh = f"（{due.due_on}前还{due.left}）" if due else ""
    raise Refused(
        Text(
            f"Agreement {running.id} runs in {currency}; its next instalment{when} is what counts. "
            "Revise or end the agreement to take a promise.",
            f"协议{running.id}（{currency}）正在履行，应按其下一期{when_zh}还款；"
            "如需另行承诺，请先变更或终止协议。",
        )
    )


def withdraw_promise(*, promise_id: int, staff: Actor, at: datetime) -> Promise:
    """Take an open promise back, as the customer may. Raises Refused when it isn't open."""
    with transaction.atomic():
        promise = Promise.objects.select_for_update().filter(pk=promise_id).first()
        require(staff, "record_promise", promise.customer_id if promise else None)
        if promise is None or promise.state != PromiseState.OPEN:
            raise Refused(Text("This promise is no longer open.", "该承诺已不在进行中。"))
        _set_aside(promise, PromiseState.WITHDRAWN, "promise_withdrawn", staff, at)
    return promise


def reinstate_promises(
    customer_id: int, superseded_at: datetime, actor: Actor, at: datetime
) -> None:
    """What gave way at a moment runs again, in the caller's transaction."""
    found = Promise.objects.select_for_update(of=("self",)).filter(
        customer_id=customer_id,
        state=PromiseState.SUPERSEDED,
        journal_entry__at=superseded_at,
    )
    for replaced in found:
        replaced.journal_entry = record(
            actor=actor.username,
            action="promise_reinstated",
            at=at,
            subject=f"promise:{replaced.pk}",
            customer_id=customer_id,
        )
        replaced.state, replaced.settled_on = PromiseState.OPEN, None
        replaced.save(update_fields=["state", "settled_on", "journal_entry"])


def take_back_promise(*, promise_id: int, staff: Staff, at: datetime) -> Promise:
    """Undo taking a promise: it is withdrawn, and the one that it replaced runs again.

    For undoing within the policy's seconds, which the caller checks. Raises Refused as
    `withdraw_promise` does.
    """
    with transaction.atomic():
        promise = withdraw_promise(promise_id=promise_id, staff=staff, at=at)
        reinstate_promises(promise.customer_id, promise.made_at, staff, at)
    return promise


def _set_aside(
    promise: Promise, state: PromiseState, action: str, staff: Actor, at: datetime
) -> None:
    promise.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"promise:{promise.pk}",
        customer_id=promise.customer_id,
    )
    promise.state, promise.settled_on = state, local_day(at, queries.zone())
    promise.save(update_fields=["state", "settled_on", "journal_entry"])
