"""Settles promises from payments: everyone's at once, as often as one likes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from fairdue.negotiation import queries
from fairdue.negotiation.actions.claims import Claims, PolicyOfDay, claims
from fairdue.rulebook.packs import pack

ACTOR = "night"

JUDGE = """
CREATE TEMPORARY TABLE promises_judged ON COMMIT DROP AS
WITH asked AS (
    SELECT promise.*, terms.grace_days, terms.tolerance_minor
    FROM negotiation_promise AS promise
    JOIN unnest(%(days)s::date[], %(currencies)s::text[], %(graces)s::integer[],
                %(tolerances)s::bigint[]) AS terms (day, currency, grace_days, tolerance_minor)
      ON terms.day = (promise.made_at AT TIME ZONE %(zone)s)::date
     AND terms.currency = promise.currency
    WHERE promise.state IN ('open', 'kept', 'partial', 'broken')
), paid AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(paid)s::bigint[], %(last_paid)s::date[])
        AS share (id, paid_minor, last_paid_on)
), judged AS (
    SELECT asked.id, asked.customer_id, asked.due_on + asked.grace_days AS last_day,
           asked.state AS was, asked.paid_minor AS was_paid, asked.settled_on AS was_settled_on,
           paid.paid_minor, paid.last_paid_on,
           CASE
               WHEN paid.paid_minor > 0
                   AND paid.paid_minor >= asked.amount_minor - asked.tolerance_minor THEN 'kept'
               WHEN %(as_of)s::date <= asked.due_on + asked.grace_days THEN 'open'
               WHEN paid.paid_minor > 0 THEN 'partial'
               ELSE 'broken'
           END AS state
    FROM asked JOIN paid USING (id)
), dated AS (
    SELECT *, CASE state
        WHEN 'kept' THEN last_paid_on WHEN 'open' THEN NULL ELSE last_day + 1
    END AS settled_on
    FROM judged
)
SELECT *, nextval(pg_get_serial_sequence('journal_entry', 'id')) AS entry_id
FROM dated
WHERE state <> was OR paid_minor <> was_paid OR settled_on IS DISTINCT FROM was_settled_on
ORDER BY id
"""

WRITE_ENTRIES = """
INSERT INTO journal_entry (id, at, actor, action, subject, customer_id, details, rules)
OVERRIDING SYSTEM VALUE
SELECT entry_id, %(at)s, %(actor)s, 'promise_settled', 'promise:' || id, customer_id,
       jsonb_build_object(
           'from', was, 'to', state, 'paid_minor', paid_minor, 'as_of', %(as_of)s::text),
       %(rules)s::jsonb
FROM promises_judged ORDER BY entry_id
"""

UPDATE_PROMISES = """
UPDATE negotiation_promise AS promise
SET state = judged.state, paid_minor = judged.paid_minor, settled_on = judged.settled_on,
    journal_entry_id = judged.entry_id
FROM promises_judged AS judged WHERE judged.id = promise.id
"""


def settle_promises(as_of: date, at: datetime, customer_id: int | None = None) -> dict[str, int]:
    """Judge every promise, or one customer's, by the payments known up to `as_of`.

    Gives how many became what. A promise is judged by `rules.promise_state` under the policy of
    the day it was made, from payments on any of the customer's accounts in its currency, dated
    from that day up to the due date plus grace. Money counts once among promises and agreements,
    see `rules.share_days`. Nothing is final: run again after payments arrived late or were taken
    back, the same facts give the same states whatever the order they came in. Replaced and
    withdrawn promises are left alone. Each change is journalled; a run that changes nothing
    writes nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        found = claims(as_of, customer_id)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.promises_judged")
        which: dict[str, Any] = {"zone": queries.zone().key, "as_of": as_of}
        cursor.execute(JUDGE, {**which, **_lists(found.promise_terms), **_paid(found)})
        policy = pack(queries.POLICY)
        reference = {
            "rule": queries.PROMISE_RULE,
            "pack": policy.name,
            "version": policy.version,
        }
        cursor.execute(
            WRITE_ENTRIES,
            {"at": at, "actor": ACTOR, "as_of": as_of, "rules": json.dumps([reference])},
        )
        cursor.execute(UPDATE_PROMISES)
        cursor.execute("SELECT state FROM promises_judged WHERE state <> was")
        counts = Counter(state for (state,) in cursor.fetchall())
    return {state: counts[state] for state in ("open", "kept", "partial", "broken")}


def _lists(terms: PolicyOfDay) -> dict[str, Any]:
    """The terms as parallel lists."""
    return {
        "days": [day for day, _ in terms],
        "currencies": [currency for _, currency in terms],
        "graces": [each.grace_days for each in terms.values()],
        "tolerances": [each.tolerance_minor for each in terms.values()],
    }


def _paid(found: Claims) -> dict[str, Any]:
    """What was paid for each promise, as parallel lists."""
    shares = [found.of_promises[each.id] for each in found.promises]
    return {
        "ids": [each.id for each in found.promises],
        "paid": [share.total_minor for share in shares],
        "last_paid": [max(share.needed, default=None) for share in shares],
    }
