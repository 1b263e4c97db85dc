"""Lists for whoever checks payments against the issuer's file. One page at a time, masked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.portfolio.models import AdjustmentKind, Payment
from fairdue.portfolio.queries.terms import payment_terms, zone


@dataclass(frozen=True, slots=True)
class Whose:
    """The customer and account of a line, masked."""

    customer_id: int
    customer_ref: str
    name_masked: str
    account_ref: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A payment that was reported and that no file of the issuer's has named yet."""

    whose: Whose
    payment_ref: str
    paid_on: date
    amount: Money
    source: str
    age_days: int
    """Days since it was reported."""
    is_late: bool
    """Past the days that LENDER-PAYMENT gives a file; it lowers what is owed no more."""


@dataclass(frozen=True, slots=True)
class Side:
    """A payment as one of the two tells it. Nothing but the number where that is all there is."""

    payment_ref: str
    paid_on: date | None
    amount: Money | None


@dataclass(frozen=True, slots=True)
class AmbiguousMatch:
    """A payment of the file that was paired with a reported one, though others were as close."""

    id: int
    """Of the journal's entry `payment_matched`."""
    whose: Whose
    as_of: date
    """The day of the file."""
    reported: Side
    source: str
    in_file: Side
    others: tuple[Side, ...]
    """Other reported payments it could be still; empty once it is decided."""
    answer: str
    """A `MatchAnswer`; empty while nobody has decided."""
    other_ref: str
    reason: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credit:
    """An account on which more was paid than was owed."""

    whose: Whose
    over: Money
    as_of: date
    """The day of the newest balance."""
    last_paid_on: date | None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What was waived or corrected."""

    whose: Whose
    adjustment_ref: str
    kind: str
    component: str
    amount: Money
    effective_on: date
    actor: str
    at: datetime
    rules: tuple[str, ...]

    @property
    def change(self) -> Money:
        """By how much what is owed changed; negative where it is less."""
        return -self.amount if self.kind == AdjustmentKind.WAIVER else self.amount


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A payment that was reversed, whole or in part."""

    whose: Whose
    payment_ref: str
    reverses: str
    amount: Money
    """Positive: how much was taken back."""
    taken_back_on: date
    source: str
    actor: str


WHOSE = "customer.id, customer.customer_ref, customer.name_masked, account.account_ref"
ACCOUNT = """
JOIN portfolio_account AS account ON account.id = {of}.account_id
JOIN portfolio_customer AS customer ON customer.id = account.customer_id
"""

UNCONFIRMED = f"""
SELECT {WHOSE}, payment.payment_ref, payment.paid_on, payment.amount_minor, payment.currency,
       payment.source, payment.received_at, payment.in_figures_from <= %(on)s
FROM portfolio_payment AS payment {ACCOUNT.format(of="payment")}
WHERE payment.file_ref = '' AND payment.received_at IS NOT NULL
ORDER BY payment.in_figures_from <= %(on)s DESC, payment.received_at, payment.id
"""


def unconfirmed(on: date, *, offset: int, limit: int) -> tuple[list[Unconfirmed], int]:
    """Payments that no file has named yet on a day, those that waited too long first."""
    rows, total = _page(UNCONFIRMED, {"on": on}, offset, limit)
    return [
        Unconfirmed(
            Whose(*row[:4]), row[4], row[5], Money(row[6], row[7]), row[8],
            max(0, (on - local_day(row[9], zone())).days), row[10],
        )
        for row in rows
    ], total  # fmt: skip


def unconfirmed_late(on: date) -> int:
    """How many of them have waited longer than LENDER-PAYMENT gives a file."""
    return Payment.objects.filter(
        file_ref="", received_at__isnull=False, in_figures_from__lte=on
    ).count()


MATCHES = f"""
SELECT {WHOSE}, entry.id, entry.details->>'as_of', entry.details->>'payment_ref',
       entry.details->>'file_ref', ours.id, ours.source, reported.details,
       theirs.paid_on, theirs.amount_minor, theirs.currency,
       coalesce(decision.answer, ''), coalesce(decision.other_ref, ''),
       coalesce(decision.reason, ''), coalesce(decision.decided_by, ''), decision.decided_at
FROM journal_entry AS entry
JOIN portfolio_payment AS ours ON ours.payment_ref = entry.details->>'payment_ref'
{ACCOUNT.format(of="ours")}
LEFT JOIN portfolio_matchdecision AS decision ON decision.match_id = entry.id
LEFT JOIN LATERAL (
    SELECT paid_on, amount_minor, currency FROM portfolio_payment
    WHERE file_ref = entry.details->>'file_ref' AND file_ref <> ''
    UNION ALL
    SELECT paid_on, amount_minor, currency FROM portfolio_payment
    WHERE payment_ref = entry.details->>'file_ref' LIMIT 1
) AS theirs ON true
LEFT JOIN LATERAL (
    SELECT details FROM journal_entry AS told
    WHERE told.customer_id = entry.customer_id
      AND told.action IN ('payment_received', 'payment_reversed')
      AND told.details->>'payment_ref' = ours.payment_ref ORDER BY told.id DESC LIMIT 1
) AS reported ON true
WHERE entry.action = 'payment_matched' AND entry.details->>'is_ambiguous' = 'true'
  AND CASE WHEN %(decided)s THEN decision.id IS NOT NULL
      ELSE decision.id IS NULL AND ours.file_ref = entry.details->>'file_ref' END
ORDER BY decision.decided_at DESC, entry.id
"""


def ambiguous_matches(
    *, decided: bool, offset: int, limit: int
) -> tuple[list[AmbiguousMatch], int]:
    """Those that wait for a person, oldest first; or those decided, newest decision first."""
    rows, total = _page(MATCHES, {"decided": decided}, offset, limit)
    return [_match(row) for row in rows], total


def _match(row: Any) -> AmbiguousMatch:
    number, as_of, payment_ref, file_ref, ours, source, told, paid_on, minor, currency = row[4:14]
    reported = Side(payment_ref, None, None)
    if told:
        details = json.loads(told)
        amount = Money(details["amount_minor"], details["currency"])
        reported = Side(payment_ref, date.fromisoformat(details["paid_on"]), amount)
    in_file = Side(file_ref, paid_on, None if minor is None else Money(minor, currency))
    answer = row[14]
    others = () if answer else _others(ours)
    return AmbiguousMatch(
        number, Whose(*row[:4]), date.fromisoformat(as_of), reported, source, in_file, others,
        *row[14:],
    )  # fmt: skip


def _others(payment_id: int) -> tuple[Side, ...]:
    found = could_be(Payment.objects.get(pk=payment_id))
    rows = Payment.objects.filter(payment_ref__in=found).order_by("paid_on", "payment_ref")
    return tuple(
        Side(each.payment_ref, each.paid_on, Money(each.amount_minor, each.currency))
        for each in rows
    )


def could_be(paired: Payment) -> set[str]:
    """Which other reported payments the file's payment could be that is paired with this one.

    Of the same account, currency and amount, as close by date as LENDER-PAYMENT asks, and named
    by no file yet. Gives their payment_refs.
    """
    near = timedelta(days=payment_terms(paired.paid_on).match_days_max)
    found = Payment.objects.filter(
        account_id=paired.account_id,
        currency=paired.currency,
        amount_minor=paired.amount_minor,
        paid_on__range=(paired.paid_on - near, paired.paid_on + near),
        file_ref="",
        received_at__isnull=False,
    ).exclude(pk=paired.pk)
    return set(found.values_list("payment_ref", flat=True))


CREDITS = f"""
WITH suspected AS (
    SELECT account_id FROM portfolio_balance WHERE total_minor < 0
    UNION
    SELECT account_id FROM portfolio_payment WHERE file_ref = '' AND received_at IS NOT NULL
    UNION
    SELECT account_id FROM portfolio_adjustment
)
SELECT {WHOSE}, credit.minor, account.currency, balance.as_of, last.paid_on
FROM suspected {ACCOUNT.format(of="suspected")}
CROSS JOIN LATERAL (
    SELECT total_minor, as_of FROM portfolio_balance
    WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
) AS balance
CROSS JOIN LATERAL (
    SELECT (coalesce((
        SELECT sum(amount_minor) FROM portfolio_payment AS payment
        WHERE payment.account_id = account.id AND payment.currency = account.currency
          AND coalesce(payment.in_figures_from, payment.paid_on) > balance.as_of
    ), 0) + coalesce((
        SELECT sum(CASE kind WHEN 'waiver' THEN amount_minor ELSE -amount_minor END)
        FROM portfolio_adjustment AS adjustment
        WHERE adjustment.account_id = account.id AND adjustment.in_figures_from > balance.as_of
    ), 0) - balance.total_minor)::bigint AS minor
) AS credit
LEFT JOIN LATERAL (
    SELECT paid_on FROM portfolio_payment AS payment
    WHERE payment.account_id = account.id AND payment.amount_minor > 0
    ORDER BY paid_on DESC LIMIT 1
) AS last ON true
WHERE credit.minor > 0
ORDER BY last.paid_on NULLS FIRST, account.account_ref
"""
"""Only accounts that can be in credit are reckoned: once so by the issuer, or paid or adjusted
outside its file."""


def credits(*, offset: int, limit: int) -> tuple[list[Credit], int]:
    """Accounts on which more was paid than was owed by the newest figures and what came after;
    those paid longest ago first. Nothing is set off or paid out by itself.
    """
    rows, total = _page(CREDITS, {}, offset, limit)
    return [
        Credit(Whose(*row[:4]), Money(row[4], row[5]), row[6], row[7]) for row in rows
    ], total  # fmt: skip


ADJUSTED = f"""
SELECT {WHOSE}, adjustment.adjustment_ref, adjustment.kind, adjustment.component,
       adjustment.amount_minor, adjustment.currency, adjustment.effective_on, entry.actor,
       entry.at, entry.rules
FROM portfolio_adjustment AS adjustment {ACCOUNT.format(of="adjustment")}
JOIN journal_entry AS entry ON entry.id = adjustment.journal_entry_id
ORDER BY adjustment.id DESC
"""


def adjusted(*, offset: int, limit: int) -> tuple[list[Adjusted], int]:
    """Waivers and corrections, the newest first, with who made them and by which rule."""
    rows, total = _page(ADJUSTED, {}, offset, limit)
    return [
        Adjusted(
            Whose(*row[:4]), row[4], row[5], row[6], Money(row[7], row[8]),
            row[9], row[10], row[11],
            tuple(rule["rule"] for rule in json.loads(row[12])),
        )
        for row in rows
    ], total  # fmt: skip


TAKEN_BACK = f"""
SELECT {WHOSE}, payment.payment_ref, payment.reverses, -payment.amount_minor, payment.currency,
       payment.paid_on, payment.source, entry.actor
FROM portfolio_payment AS payment {ACCOUNT.format(of="payment")}
JOIN journal_entry AS entry ON entry.id = payment.journal_entry_id
WHERE payment.amount_minor < 0 AND payment.paid_on BETWEEN %(first)s AND %(last)s
ORDER BY payment.paid_on DESC, payment.id DESC
"""


def taken_back(first: date, last: date, *, offset: int, limit: int) -> tuple[list[TakenBack], int]:
    """Payments taken back on these days, both included; the newest first."""
    rows, total = _page(TAKEN_BACK, {"first": first, "last": last}, offset, limit)
    return [
        TakenBack(Whose(*row[:4]), row[4], row[5], Money(row[6], row[7]), *row[8:])
        for row in rows
    ], total  # fmt: skip


def _page(
    listed: str, asked: Mapping[str, Any], offset: int, limit: int
) -> tuple[list[tuple[Any, ...]], int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({listed}) AS listed", asked)
        [total] = cursor.fetchone()
        if total <= offset or not limit:
            return [], total
        cursor.execute(
            f"{listed} LIMIT %(limit)s OFFSET %(offset)s",
            {**asked, "limit": limit, "offset": offset},
        )
        return cursor.fetchall(), total
