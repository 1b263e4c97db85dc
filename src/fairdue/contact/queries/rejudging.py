"""Whose past contacts must be judged again."""

from __future__ import annotations

from django.db import connection

from fairdue.contact.queries.terms import LAWS

LAW_PACKS = tuple(LAWS.values())

FACTS = (
    "hold_placed", "hold_released", "mark_raised", "mark_cleared", "mark_withdrawn",
    "consent_granted", "consent_revoked", "request_recorded", "request_withdrawn",
    "contact_point_marked_invalid", "contact_point_restored", "contact_point_disowned",
    "outcome_recorded", "outcome_undone",
)  # fmt: skip
"""Journal entries that may bear on past contacts; payments come in without a customer's own."""

DUE = """
WITH contacted AS (
    SELECT DISTINCT customer_id FROM contact_permit
), last AS (
    SELECT contacted.customer_id, coalesce(judged.below, 0) AS below,
           coalesce(judged.packs, '') AS packs  -- '': never judged
    FROM contacted LEFT JOIN contact_judged AS judged USING (customer_id)
)
SELECT customer_id FROM last
WHERE packs <> %(packs)s
   OR EXISTS (
        SELECT FROM journal_entry AS entry
        WHERE entry.customer_id = last.customer_id AND entry.transaction_id >= last.below
          AND entry.action = ANY (%(facts)s))
   OR EXISTS (
        SELECT FROM portfolio_account AS account
        JOIN portfolio_payment AS payment ON payment.account_id = account.id
        JOIN journal_entry AS entry ON entry.id = payment.journal_entry_id
        WHERE account.customer_id = last.customer_id AND entry.transaction_id >= last.below
          AND payment.paid_on <= (
            SELECT (max(made_at) + interval '1 day')::date FROM contact_attempt
            WHERE customer_id = last.customer_id))
ORDER BY customer_id
LIMIT %(limit)s
"""
"""By transaction, not by number: an entry may become visible after one with a greater number."""


def due(packs: str, limit: int | None = None) -> list[int]:
    """Contacted customers with facts that they were not judged by yet, in order of id.

    `packs`: versions of the rule packs; where others were used, the law may say otherwise now.
    """
    asked = {"packs": packs, "facts": list(FACTS), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(DUE, asked)
        return [row[0] for row in cursor.fetchall()]
