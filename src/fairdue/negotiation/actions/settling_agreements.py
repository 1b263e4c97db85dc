"""Settles agreements from payments: everyone's at once, or one customer's after a payment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from fairdue.compliance.actions import place_tied_hold
from fairdue.compliance.models import HoldKind
from fairdue.delinquency.queries import open_case_of
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing.changing import cause_of, let_rate_follow, rest, resume
from fairdue.negotiation.actions.claims import claims
from fairdue.negotiation.actions.settling import ACTOR, settle_promises
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.queries.booking import past_due_is_paid
from fairdue.negotiation.queries.plan_terms import PLAN_RULE, booking_days_on, following_on
from fairdue.negotiation.rules.agreements import (
    COMPLETED,
    LAPSED,
    PERFORMED,
    RUNNING,
    Instalment,
    Judged,
    judge,
)
from fairdue.people.actors import Unattended
from fairdue.portfolio.actions import forgive_of_record, restore_of_record
from fairdue.rulebook.packs import pack

NIGHT = Unattended(ACTOR)

FOLLOWED = """
SELECT agreement.id, agreement.customer_id, agreement.currency, agreement.accepted_on,
       agreement.state, agreement.state_since, agreement.paid_minor
FROM negotiation_agreement AS agreement
WHERE (agreement.state IN ('active', 'breached', 'cured', 'completed')
       OR (agreement.state = 'ended' AND agreement.end_reason = 'lapsed'))
  AND (%(customer)s::bigint IS NULL OR agreement.customer_id = %(customer)s)
  AND NOT EXISTS (
    SELECT FROM negotiation_agreement AS newer
    WHERE newer.customer_id = agreement.customer_id AND newer.currency = agreement.currency
      AND newer.accepted_at > agreement.accepted_at
  )
ORDER BY agreement.id
FOR UPDATE
"""
"""What payments decide: what runs, is completed or lapsed, unless something newer was agreed."""

INSTALMENTS = """
SELECT instalment.agreement_id, instalment.id, instalment.due_on, instalment.amount_minor,
       instalment.state, instalment.paid_minor, instalment.settled_on
FROM negotiation_agreementinstalment AS instalment
WHERE instalment.agreement_id = ANY(%(ids)s)
ORDER BY instalment.agreement_id, instalment.number
"""

NEXT_ENTRIES = """
SELECT nextval(pg_get_serial_sequence('journal_entry', 'id')) FROM generate_series(1, %s)
"""

WRITE_ENTRIES = """
INSERT INTO journal_entry (id, at, actor, action, subject, customer_id, details, rules)
OVERRIDING SYSTEM VALUE
SELECT entry_id, %(at)s, %(actor)s, 'agreement_settled', 'agreement:' || id, customer_id,
       jsonb_build_object('from', was, 'to', state, 'paid_minor', paid_minor,
                          'currency', currency, 'as_of', %(as_of)s::text),
       %(rules)s::jsonb
FROM unnest(%(entries)s::bigint[], %(ids)s::bigint[], %(customers)s::bigint[], %(was)s::text[],
            %(states)s::text[], %(paid)s::bigint[], %(currencies)s::text[])
    AS changed (entry_id, id, customer_id, was, state, paid_minor, currency)
ORDER BY entry_id
"""

UPDATE_AGREEMENTS = """
UPDATE negotiation_agreement AS agreement
SET state = changed.state, state_since = changed.since, paid_minor = changed.paid_minor,
    version = agreement.version + (agreement.state <> changed.state)::integer,
    ended_on = CASE WHEN changed.state = 'ended' THEN changed.since END,
    end_reason = CASE WHEN changed.state = 'ended' THEN %(lapsed)s ELSE '' END,
    journal_entry_id = changed.entry_id
FROM unnest(%(entries)s::bigint[], %(ids)s::bigint[], %(states)s::text[], %(since)s::date[],
            %(paid)s::bigint[]) AS changed (entry_id, id, state, since, paid_minor)
WHERE agreement.id = changed.id
"""

UPDATE_INSTALMENTS = """
UPDATE negotiation_agreementinstalment AS instalment
SET state = changed.state, paid_minor = changed.paid_minor, settled_on = changed.settled_on,
    journal_entry_id = changed.entry_id
FROM unnest(%(entries)s::bigint[], %(ids)s::bigint[], %(states)s::text[], %(paid)s::bigint[],
            %(settled)s::date[]) AS changed (entry_id, id, state, paid_minor, settled_on)
WHERE instalment.id = changed.id
"""


class _Followed(NamedTuple):
    """A row of FOLLOWED."""

    id: int
    customer_id: int
    currency: str
    accepted_on: date
    state: str
    since: date | None
    paid_minor: int


class _Instalment(NamedTuple):
    """A row of INSTALMENTS."""

    agreement_id: int
    id: int
    due_on: date
    amount_minor: int
    state: str
    paid_minor: int
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class _Change:
    """What is new about an agreement."""

    followed: _Followed
    judged: Judged
    instalments: tuple[tuple[int, str, int, date | None], ...]
    """The instalments that changed: id, state, paid, settled on."""


def settle_agreements(as_of: date, at: datetime, customer_id: int | None = None) -> dict[str, int]:
    """Judge everyone's agreements, or one customer's, by the payments known up to `as_of`.

    Gives how many became what. As with promises nothing is final: the same payments give the same
    states, in whatever order they came in (`rules.agreements.judge`), under the policy of the day
    on which each was accepted. The plan hold goes with a breach and comes back with a cure; when
    the last instalment is paid, what was to be forgiven is. Each change is journalled; a run that
    changes nothing writes nothing.
    """
    with transaction.atomic():
        changes = _changes(as_of, customer_id)
        if changes:
            _write(changes, as_of, at)
        moved = [change for change in changes if change.judged.state != change.followed.state]
        rows = Agreement.objects.in_bulk([change.followed.id for change in moved])
        for change in moved:
            _follow_up(rows[change.followed.id], change, as_of, at)
    return dict(Counter(change.judged.state for change in moved))


def settle_customer(customer_id: int, at: datetime) -> None:
    """After a live payment: promises and agreements of one customer, and a short hold where what
    was past due is paid but not in the issuer's file yet, so that nobody calls who has paid.
    """
    as_of = local_day(at, queries.zone())
    with transaction.atomic():
        settle_promises(as_of, at, customer_id)
        settle_agreements(as_of, at, customer_id)
        if open_case_of(customer_id) is not None and past_due_is_paid(customer_id, as_of):
            place_tied_hold(
                customer_id=customer_id,
                kind=HoldKind.PAYMENT,
                days=booking_days_on(as_of),
                reason="past due was paid",
                cause=f"customer:{customer_id}",
                staff=NIGHT,
                at=at,
            )


def _changes(as_of: date, customer_id: int | None) -> list[_Change]:
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED, {"customer": customer_id})
        followed = [_Followed(*row) for row in cursor.fetchall()]
        if not followed:
            return []
        cursor.execute(INSTALMENTS, {"ids": [each.id for each in followed]})
        of_each: dict[int, list[_Instalment]] = {each.id: [] for each in followed}
        for row in cursor.fetchall():
            of_each[row[0]].append(_Instalment(*row))
    shares = claims(as_of, customer_id).of_agreements
    following = {
        key: following_on(*key) for key in {(each.accepted_on, each.currency) for each in followed}
    }
    changes = []
    for each in followed:
        judged = judge(
            [Instalment(one.due_on, one.amount_minor) for one in of_each[each.id]],
            shares[each.id].by_day,
            as_of=as_of,
            following=following[each.accepted_on, each.currency],
        )
        change = _Change(each, judged, tuple(_differing(of_each[each.id], judged)))
        same = (judged.state, judged.since, judged.paid_minor) == (
            each.state,
            each.since,
            each.paid_minor,
        )
        if change.instalments or not same:
            changes.append(change)
    return changes


def _differing(
    rows: Sequence[_Instalment], judged: Judged
) -> Iterable[tuple[int, str, int, date | None]]:
    for row, now in zip(rows, judged.instalments, strict=True):
        if (row.state, row.paid_minor, row.settled_on) != (
            now.state,
            now.paid_minor,
            now.settled_on,
        ):
            yield row.id, now.state, now.paid_minor, now.settled_on


def _write(changes: Sequence[_Change], as_of: date, at: datetime) -> None:
    policy = pack(queries.POLICY)
    rules = [{"rule": PLAN_RULE, "pack": policy.name, "version": policy.version}]
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ENTRIES, [len(changes)])
        entries = [number for (number,) in cursor.fetchall()]
        values: dict[str, Any] = {
            "at": at,
            "actor": ACTOR,
            "as_of": as_of,
            "rules": json.dumps(rules),
            "lapsed": LAPSED,
            "entries": entries,
            "ids": [change.followed.id for change in changes],
            "customers": [change.followed.customer_id for change in changes],
            "currencies": [change.followed.currency for change in changes],
            "was": [change.followed.state for change in changes],
            "states": [change.judged.state for change in changes],
            "since": [change.judged.since for change in changes],
            "paid": [change.judged.paid_minor for change in changes],
        }
        cursor.execute(WRITE_ENTRIES, values)
        cursor.execute(UPDATE_AGREEMENTS, values)
        rows = [
            (entry, *instalment)
            for entry, change in zip(entries, changes, strict=True)
            for instalment in change.instalments
        ]
        names = ("entries", "ids", "states", "paid", "settled")
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        cursor.execute(
            UPDATE_INSTALMENTS,
            {name: list(column) for name, column in zip(names, columns, strict=True)},
        )


def _follow_up(row: Agreement, change: _Change, as_of: date, at: datetime) -> None:
    """The hold, the rate and what is forgiven go with the state."""
    was, now = change.followed.state, change.judged.state
    if was in PERFORMED and now not in PERFORMED:
        resume(row, f"agreement {row.pk} {now}", NIGHT, at)
    elif now in PERFORMED and was not in PERFORMED:
        rest(row, NIGHT, at)
    if (was in RUNNING) != (now in RUNNING):
        let_rate_follow(row, NIGHT, at)
    if not row.waived_minor:
        return
    if now == COMPLETED:
        forgive_of_record(
            customer_id=row.customer_id,
            cause=cause_of(row),
            amount=Money(row.waived_minor, row.currency),
            effective_on=as_of,
            actor=NIGHT,
            at=at,
        )
    elif was == COMPLETED:
        restore_of_record(cause=cause_of(row), effective_on=as_of, actor=NIGHT, at=at)
