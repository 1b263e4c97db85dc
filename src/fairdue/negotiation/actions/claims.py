"""Shares every payment out among what was promised and agreed, so that money counts once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db import connection

from fairdue.negotiation import queries
from fairdue.negotiation.queries.plan_terms import following_on
from fairdue.negotiation.rules import Asked, PromiseTerms, Share, share_days
from fairdue.negotiation.rules.agreements import ENDED, LAPSED, REVISED, Following

PROMISES = """
SELECT id, customer_id, currency, amount_minor, (made_at AT TIME ZONE %(zone)s)::date, due_on,
       made_at
FROM negotiation_promise
WHERE state IN ('open', 'kept', 'partial', 'broken')
  AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s)
ORDER BY made_at, id
"""

AGREEMENTS = """
SELECT id, customer_id, currency, total_minor, accepted_on, last_due_on, accepted_at, state,
       ended_on, end_reason
FROM negotiation_agreement
WHERE accepted_at IS NOT NULL AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s)
ORDER BY accepted_at, id
"""

PAYMENTS = """
SELECT account.customer_id, payment.currency, payment.paid_on, sum(payment.amount_minor)::bigint
FROM portfolio_account AS account
JOIN portfolio_payment AS payment ON payment.account_id = account.id
WHERE payment.paid_on <= %(as_of)s
  AND (%(customer)s::bigint IS NULL OR account.customer_id = %(customer)s)
  AND account.customer_id IN (
    SELECT customer_id FROM negotiation_promise
    WHERE state IN ('open', 'kept', 'partial', 'broken')
    UNION ALL
    SELECT customer_id FROM negotiation_agreement WHERE accepted_at IS NOT NULL
)
GROUP BY 1, 2, 3
"""


class Promised(NamedTuple):
    """A row of PROMISES."""

    id: int
    customer_id: int
    currency: str
    amount_minor: int
    made_on: date
    due_on: date
    made_at: datetime


class Agreed(NamedTuple):
    """A row of AGREEMENTS."""

    id: int
    customer_id: int
    currency: str
    total_minor: int
    accepted_on: date
    last_due_on: date
    accepted_at: datetime
    state: str
    ended_on: date | None
    end_reason: str

    def last_day(self, following: Following) -> date:
        """The last day whose payments count for it."""
        if self.ended_on is not None and self.state == REVISED:
            return self.ended_on - timedelta(days=1)
        if self.ended_on is not None and self.state == ENDED and self.end_reason != LAPSED:
            return self.ended_on
        return self.last_due_on + timedelta(days=following.grace_days + following.cure_days)


PolicyOfDay = dict[tuple[date, str], PromiseTerms]


@dataclass(frozen=True, slots=True)
class Claims:
    """What was promised and agreed, and what was paid for each."""

    promises: tuple[Promised, ...]
    promise_terms: PolicyOfDay
    """The policy of each day and currency that a promise was made in."""
    of_promises: Mapping[int, Share]
    of_agreements: Mapping[int, Share]


def claims(as_of: date, customer_id: int | None) -> Claims:
    """Everyone's, or one customer's; the oldest takes what it needs, see `rules.share_days`."""
    which = {"zone": queries.zone().key, "customer": customer_id, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute(PROMISES, which)
        promises = tuple(Promised(*row) for row in cursor.fetchall())
        cursor.execute(AGREEMENTS, which)
        agreed = [Agreed(*row) for row in cursor.fetchall()]
        cursor.execute(PAYMENTS, which)
        paid: dict[tuple[int, str], dict[date, int]] = {}
        for whose, currency, paid_on, minor in cursor.fetchall():
            paid.setdefault((whose, currency), {})[paid_on] = minor
    terms = {
        (day, currency): queries.terms_on(day, currency)
        for day, currency in sorted({(each.made_on, each.currency) for each in promises})
    }
    shares = _shares(promises, agreed, terms, paid)
    return Claims(
        promises,
        terms,
        {number: share for (kind, number), share in shares.items() if kind is Promised},
        {number: share for (kind, number), share in shares.items() if kind is Agreed},
    )


def _shares(
    promises: tuple[Promised, ...],
    agreed: list[Agreed],
    terms: PolicyOfDay,
    paid: Mapping[tuple[int, str], Mapping[date, int]],
) -> dict[tuple[type, int], Share]:
    following = cache(following_on)
    of_each: dict[tuple[int, str], list[tuple[datetime, type, int, Asked]]] = {}
    for one in promises:
        last = one.due_on + timedelta(days=terms[one.made_on, one.currency].grace_days)
        asked = Asked(one.amount_minor, one.made_on, last)
        whose = of_each.setdefault((one.customer_id, one.currency), [])
        whose.append((one.made_at, Promised, one.id, asked))
    for each in agreed:
        last = each.last_day(following(each.accepted_on, each.currency))
        asked = Asked(each.total_minor, each.accepted_on, last)
        whose = of_each.setdefault((each.customer_id, each.currency), [])
        whose.append((each.accepted_at, Agreed, each.id, asked))
    found: dict[tuple[type, int], Share] = {}
    for key, theirs in of_each.items():
        theirs.sort(key=lambda claim: (claim[0], claim[1] is Agreed, claim[2]))
        shares = share_days([asked for *_, asked in theirs], paid.get(key, {}))
        for (_, kind, number, _), share in zip(theirs, shares, strict=True):
            found[kind, number] = share
    return found
