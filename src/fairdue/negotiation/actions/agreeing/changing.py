"""What every change of an agreement has in common: lock, version, entry, hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fairdue.compliance.actions import place_hold_of_record, release_holds_caused_by
from fairdue.compliance.models import HoldKind
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.actions.recording import lock_customer
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.queries.plan_terms import PLAN_RULE
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.agreements import RUNNING, STATE_NAMES, WITHDRAWN
from fairdue.people.actors import Actor
from fairdue.portfolio.actions import RateGiven, set_rate_of_record
from fairdue.portfolio.models import Because


def customer_of(agreement_id: int) -> int | None:
    """Whose agreement it is, to ask who may; None where there is none."""
    found = Agreement.objects.filter(pk=agreement_id).values_list("customer_id", flat=True)
    return found.first()


def locked(agreement_id: int, expected_version: int | None) -> Agreement:
    """The agreement, for changing in this transaction: nobody else agrees with this customer.

    Raises Refused where there is none, and where it changed since its caller saw
    `expected_version` (None: doesn't matter), saying what it is now, by whom and since when.
    """
    customer_id = customer_of(agreement_id)
    if customer_id is None:
        raise Refused(Text("There is no such agreement.", "没有该协议。"))
    lock_customer(customer_id)
    row = Agreement.objects.select_related("journal_entry").get(pk=agreement_id)
    if expected_version is not None and row.version != expected_version:
        refuse_stale(row)
    return row


def refuse_stale(row: Agreement) -> None:
    """Raise Refused: somebody changed it meanwhile."""
    entry, state = row.journal_entry, STATE_NAMES[row.state]
    when = f"{entry.at.astimezone(zone()):%Y-%m-%d %H:%M}"
    raise Refused(
        Text(
            f"{entry.actor} changed this at {when}: it is now {state.en}. Look at it again first.",
            f"{entry.actor}已于{when}更改，现状态为“{state.zh}”，请先重新查看。",
        )
    )


def change(
    row: Agreement,
    action: str,
    actor: Actor,
    at: datetime,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> Entry:
    """Write the entry of a change and the fields that it sets; the version goes up."""
    was = row.state
    for name, value in fields.items():
        setattr(row, name, value)
    row.journal_entry = record(
        actor=actor.username,
        action=action,
        at=at,
        subject=f"agreement:{row.pk}",
        customer_id=row.customer_id,
        details={"from": was, "to": row.state, **(details or {})},
    )
    row.version += 1
    row.save(update_fields=[*fields, "version", "journal_entry"])
    return row.journal_entry


def cause_of(row: Agreement) -> str:
    """What a hold of this agreement names as its cause."""
    return f"agreement:{row.pk}"


def rest(row: Agreement, actor: Actor, at: datetime) -> None:
    """Collecting rests from now on, as long as the agreement is performed (CN-PLAN-02)."""
    place_hold_of_record(
        customer_id=row.customer_id,
        kind=HoldKind.PLAN,
        reason=f"agreement {row.pk} is performed",
        staff=actor,
        at=at,
        cause=cause_of(row),
        review_on=row.last_due_on,
    )


def resume(row: Agreement, reason: str, actor: Actor, at: datetime) -> None:
    """Collecting may go on as far as this agreement is concerned."""
    release_holds_caused_by(cause=cause_of(row), reason=reason, staff=actor, at=at)


def let_rate_follow(row: Agreement, actor: Actor, at: datetime) -> None:
    """Interest runs by the agreement's own rate from the day after it was proposed, for which its
    amounts were reckoned, as long as it runs; a breach can be cured, so it ends nothing.
    """
    from_on = local_day(row.proposed_at, zone()) + timedelta(days=1)
    until_on: date | None = row.ended_on or local_day(at, zone())
    if row.state in RUNNING:
        until_on = None
    elif row.state == WITHDRAWN:
        until_on = from_on - timedelta(days=1)
    set_rate_of_record(
        RateGiven(
            ref=cause_of(row),
            customer_id=row.customer_id,
            currency=row.currency,
            because=Because.AGREEMENT,
            rule=PLAN_RULE,
            from_on=from_on,
            until_on=until_on,
            yearly=row.yearly_rate,
        ),
        actor,
        at,
    )
