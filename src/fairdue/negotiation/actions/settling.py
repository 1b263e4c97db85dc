"""Settles promises from payments: everyone's at once, as often as one likes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from fairdue.negotiation import queries
from fairdue.negotiation.rules import Asked, PromiseTerms, share_out
from fairdue.rulebook.packs import pack

ACTOR = "night"

PROMISES = """
SELECT id, customer_id, currency, amount_minor, (made_at AT TIME ZONE %(zone)s)::date, due_on
FROM negotiation_promise WHERE state IN ('open', 'kept', 'partial', 'broken')
ORDER BY made_at, id
"""

PAYMENTS = """
SELECT account.customer_id, payment.currency, payment.paid_on, sum(payment.amount_minor)::bigint
FROM portfolio_account AS account
JOIN portfolio_payment AS payment ON payment.account_id = account.id
WHERE payment.paid_on <= %(as_of)s AND account.customer_id IN (
    SELECT customer_id FROM negotiation_promise
    WHERE state IN ('open', 'kept', 'partial', 'broken')
)
GROUP BY 1, 2, 3
"""

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


def settle_promises(as_of: date, at: datetime) -> dict[str, int]:
    """Judge every promise by the payments known up to `as_of`; gives how many became what.

    A promise is judged by `rules.promise_state` under the policy of the day it was made, from
    payments on any of the customer's accounts in its currency, dated from that day up to the due
    date plus grace. Money counts for one promise only, see `rules.share_out`. Nothing is final:
    run again after payments arrived late or were taken back, the same facts give the same states
    whatever the order they came in. Replaced and withdrawn promises are left alone. Each change
    is journalled; a run that changes nothing writes nothing.
    """
    zone = queries.zone().key
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PROMISES, {"zone": zone})
        promises = [_Promise(*row) for row in cursor.fetchall()]
        cursor.execute(PAYMENTS, {"as_of": as_of})
        terms = _terms(promises)
        shares = _shares(promises, cursor.fetchall(), terms)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.promises_judged")
        cursor.execute(JUDGE, {"zone": zone, "as_of": as_of, **_lists(terms), **shares})
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


class _Promise(NamedTuple):
    """A row of PROMISES."""

    id: int
    customer_id: int
    currency: str
    amount_minor: int
    made_on: date
    due_on: date


_Terms = dict[tuple[date, str], PromiseTerms]


def _terms(promises: Sequence[_Promise]) -> _Terms:
    """The policy of each day and currency that a promise was made in."""
    made = {(promise.made_on, promise.currency) for promise in promises}
    return {(day, currency): queries.terms_on(day, currency) for day, currency in sorted(made)}


def _lists(terms: _Terms) -> dict[str, Any]:
    """The terms as parallel lists."""
    return {
        "days": [day for day, _ in terms],
        "currencies": [currency for _, currency in terms],
        "graces": [each.grace_days for each in terms.values()],
        "tolerances": [each.tolerance_minor for each in terms.values()],
    }


def _shares(
    promises: Sequence[_Promise], payments: Sequence[tuple[int, str, date, int]], terms: _Terms
) -> dict[str, Any]:
    """What was paid for each promise, as parallel lists."""
    paid: dict[tuple[int, str], dict[date, int]] = {}
    for customer_id, currency, paid_on, minor in payments:
        paid.setdefault((customer_id, currency), {})[paid_on] = minor
    of_each: dict[tuple[int, str], list[_Promise]] = {}
    for promise in promises:
        of_each.setdefault((promise.customer_id, promise.currency), []).append(promise)
    ids: list[int] = []
    shares: list[tuple[int, date | None]] = []
    for whose, theirs in of_each.items():
        asked = [
            Asked(
                each.amount_minor,
                each.made_on,
                each.due_on + timedelta(days=terms[each.made_on, each.currency].grace_days),
            )
            for each in theirs
        ]
        ids += [each.id for each in theirs]
        shares += share_out(asked, paid.get(whose, {}))
    return {
        "ids": ids,
        "paid": [share for share, _ in shares],
        "last_paid": [on for _, on in shares],
    }
