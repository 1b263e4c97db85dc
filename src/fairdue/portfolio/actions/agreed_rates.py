"""Puts on record that another rate holds for a customer than the card terms'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.db import connection, transaction

from fairdue.journal.actions import record
from fairdue.people.actors import Actor
from fairdue.portfolio.models import AgreedRate
from fairdue.portfolio.queries.terms import POLICY
from fairdue.rulebook.packs import pack

YEAR_DAYS = 365
PLACES = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class RateGiven:
    """What a record of another room says of interest.

    `ref` is that record's own, as `agreement:12`. `yearly` is a share; 0 stops interest.
    `until_on` is the last day; None: until further notice; before `from_on`: never.
    """

    ref: str
    customer_id: int
    currency: str
    """"": every currency."""
    because: str
    """hardship | agreement."""
    rule: str
    from_on: date
    until_on: date | None
    yearly: Decimal


def set_rate_of_record(given: RateGiven, actor: Actor, at: datetime) -> AgreedRate:
    """Let interest run by this rate on these days, instead of what the same ref said before.

    Whoever may make the record brings its rate, so it asks no role of its own: only for actions
    that asked theirs. The same again writes nothing. A yearly rate is divided by 365, rounded down
    to ten places.
    """
    daily = (given.yearly / YEAR_DAYS).quantize(PLACES, ROUND_DOWN)
    fields = {
        "currency": given.currency,
        "because": given.because,
        "rule": given.rule,
        "from_on": given.from_on,
        "until_on": given.until_on,
        "daily_rate": daily,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('rate:' || %s, 0))", [given.ref]
            )
        known = AgreedRate.objects.filter(rate_ref=given.ref).first()
        if known and all(getattr(known, name) == value for name, value in fields.items()):
            return known
        policy = pack(POLICY)
        entry = record(
            actor=actor.username,
            action="rate_agreed",
            at=at,
            subject=f"customer:{given.customer_id}",
            customer_id=given.customer_id,
            details={
                "rate_ref": given.ref,
                "because": given.because,
                "currency": given.currency,
                "from_on": given.from_on.isoformat(),
                "until": given.until_on.isoformat() if given.until_on else None,
                "daily_rate": str(daily),
            },
            rules=[{"rule": given.rule, "pack": policy.name, "version": policy.version}],
        )
        if known is None:
            return AgreedRate.objects.create(
                rate_ref=given.ref, customer_id=given.customer_id, journal_entry=entry, **fields
            )
        for name, value in fields.items():
            setattr(known, name, value)
        known.journal_entry = entry
        known.save(update_fields=[*fields, "journal_entry"])
    return known
