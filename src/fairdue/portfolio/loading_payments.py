"""Merges the payments of the issuer's file with those that were reported to us before.

A payment under a number that is known is the one that is known, and the file's word counts. One
under another number may be one of ours: `rules.payments.match_payments` says which.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.portfolio.models import Payment
from fairdue.portfolio.queries.terms import PAYMENT_RULE, POLICY, payment_terms
from fairdue.portfolio.rules.payments import match_payments
from fairdue.rulebook.packs import pack

PAYMENT_STAGE = [
    ("payment_ref", "text"),
    ("account_id", "bigint"),
    ("paid_on", "date"),
    ("amount_minor", "bigint"),
    ("currency", "text"),
]
"""Columns of `staged_payment`."""


def merge_payments(cursor: Any, as_of: date, entry_id: int) -> int:
    """Merge `staged_payment`, a file of balances and payments as of a day; gives rows changed.

    `entry_id`: the load's journal entry. Each payment that is matched with one under another
    number gets an entry of its own, which says whether others were as close.
    """
    matched = _match(cursor, as_of, entry_id)
    values = {"entry": entry_id, "as_of": as_of}
    changed = 0
    for statement in (UPDATE_PAYMENTS, UPDATE_ALIASES, ADD_PAYMENTS):
        cursor.execute(statement, values)
        changed += int(cursor.rowcount)
    return matched + changed


def _match(cursor: Any, as_of: date, entry_id: int) -> int:
    terms = payment_terms(as_of)
    cursor.execute(CANDIDATES, {"days_max": terms.match_days_max})
    matches = match_payments(cursor.fetchall(), days_max=terms.match_days_max)
    if not matches:
        return 0
    load, policy = Entry.objects.get(pk=entry_id), pack(POLICY)
    for match in matches:
        payment = Payment.objects.select_related("account").get(payment_ref=match.payment_ref)
        payment.file_ref, payment.in_figures_from = match.file_ref, as_of
        payment.journal_entry = record(
            actor=load.actor,
            action="payment_matched",
            at=load.at,
            subject=f"account:{payment.account_id}",
            customer_id=payment.account.customer_id,
            details={
                "payment_ref": match.payment_ref,
                "file_ref": match.file_ref,
                "as_of": as_of.isoformat(),
                "is_ambiguous": match.is_ambiguous,
            },
            rules=[{"rule": PAYMENT_RULE, "pack": policy.name, "version": policy.version}],
        )
        payment.save(update_fields=["file_ref", "in_figures_from", "journal_entry"])
    return len(matches)


CANDIDATES = """
    SELECT known.payment_ref, known.paid_on, staged.payment_ref, staged.paid_on
    FROM portfolio_payment AS known JOIN staged_payment AS staged
      ON staged.account_id = known.account_id AND staged.amount_minor = known.amount_minor
     AND staged.currency = known.currency
     AND abs(staged.paid_on - known.paid_on) <= %(days_max)s
    WHERE known.file_ref = '' AND known.received_at IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM staged_payment AS same WHERE same.payment_ref = known.payment_ref)
      AND NOT EXISTS (
        SELECT FROM portfolio_payment AS other WHERE other.payment_ref = staged.payment_ref)
      AND NOT EXISTS (
        SELECT FROM portfolio_payment AS other
        WHERE other.file_ref = staged.payment_ref AND other.file_ref <> '')
"""
"""Ours that no file has named yet, with payments of this file that nobody knows yet."""

UPDATE_PAYMENTS = """
    UPDATE portfolio_payment AS known SET
        account_id = staged.account_id, paid_on = staged.paid_on,
        amount_minor = staged.amount_minor, currency = staged.currency,
        file_ref = CASE WHEN known.received_at IS NULL THEN '' ELSE staged.payment_ref END,
        in_figures_from = CASE
            WHEN known.received_at IS NOT NULL AND known.file_ref = '' THEN %(as_of)s
            ELSE least(known.in_figures_from, %(as_of)s) END,
        journal_entry_id = %(entry)s
    FROM staged_payment AS staged
    WHERE known.payment_ref = staged.payment_ref
      AND ((known.account_id, known.paid_on, known.amount_minor, known.currency)
           IS DISTINCT FROM
           (staged.account_id, staged.paid_on, staged.amount_minor, staged.currency)
        OR known.in_figures_from > %(as_of)s
        OR (known.received_at IS NOT NULL AND known.file_ref = ''))
"""

UPDATE_ALIASES = """
    UPDATE portfolio_payment AS known SET
        account_id = staged.account_id, paid_on = staged.paid_on,
        amount_minor = staged.amount_minor, currency = staged.currency,
        in_figures_from = least(known.in_figures_from, %(as_of)s), journal_entry_id = %(entry)s
    FROM staged_payment AS staged
    WHERE known.file_ref = staged.payment_ref AND known.file_ref <> ''
      AND known.payment_ref <> staged.payment_ref
      AND ((known.account_id, known.paid_on, known.amount_minor, known.currency)
           IS DISTINCT FROM
           (staged.account_id, staged.paid_on, staged.amount_minor, staged.currency)
        OR known.in_figures_from > %(as_of)s)
"""

ADD_PAYMENTS = """
    INSERT INTO portfolio_payment
        (account_id, payment_ref, paid_on, amount_minor, currency, in_figures_from,
         journal_entry_id)
    SELECT account_id, payment_ref, paid_on, amount_minor, currency, %(as_of)s, %(entry)s
    FROM staged_payment AS staged
    WHERE NOT EXISTS (
        SELECT FROM portfolio_payment AS known WHERE known.payment_ref = staged.payment_ref
    ) AND NOT EXISTS (
        SELECT FROM portfolio_payment AS known
        WHERE known.file_ref = staged.payment_ref AND known.file_ref <> ''
    )
    ORDER BY payment_ref
    ON CONFLICT (payment_ref) DO NOTHING
"""
"""One that is reported to us at this very moment stays as reported; the next file confirms it."""
