"""Where one account stands on a day: days, cycles, bucket, five-class grade.

Sources: CN-BKT-01 (buckets), CN-CLS-01 and CN-CLS-02 (grades, the worse of both), CN-PAY-02
(grace and tolerance). `columns.stand` says the same for every account at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.delinquency.rules.days import days_past_due
from fairdue.delinquency.rules.tables import WORST_BUCKET, Grade, Tables


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the issuer's file says of one account, amounts in minor units."""

    currency: str
    past_due_minor: int
    oldest_unmet_due_on: date | None
    cycles_past_due: int
    suspected_fraud: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """The answer. `days_past_due` is None where only cycles are known."""

    days_past_due: int | None
    cycles_past_due: int
    bucket: int
    five_class: Grade | None


def stand(facts: AccountFacts, as_of: date, tables: Tables) -> Stand:
    """Where an account stands at the end of `as_of`.

    Within grace or tolerance it stands as current. An account that the issuer calls late
    without naming an amount stays late: the strategy leaves it alone, nothing hides it.
    """
    days = days_past_due(facts.oldest_unmet_due_on, as_of, tables.grace_days)
    cycles = facts.cycles_past_due
    if is_excused(facts, as_of, tables):
        days = cycles = 0
    dated = facts.oldest_unmet_due_on is not None or cycles == 0
    known_days = days if dated else None
    bucket = bucket_of(known_days, cycles, tables)
    return Stand(known_days, cycles, bucket, five_class(known_days, bucket, facts, tables))


def is_excused(facts: AccountFacts, as_of: date, tables: Tables) -> bool:
    """True within the grace days, or when the shortfall is no more than tolerated."""
    in_grace = (
        facts.oldest_unmet_due_on is not None
        and (as_of - facts.oldest_unmet_due_on).days <= tables.grace_days
    )
    tolerated = tables.tolerance_minor.get(facts.currency, 0)
    return in_grace or 0 < facts.past_due_minor <= tolerated


def bucket_of(days: int | None, cycles: int, tables: Tables) -> int:
    """0 for M0 to 7 for M7 and worse: by days where known, else by cycles.

    With `worse_of_days_and_cycles` the worse of both counts where both are known.
    """
    by_cycles = min(cycles, WORST_BUCKET)
    if days is None:
        return by_cycles
    by_days = sum(days >= edge for edge in tables.bucket_from_days)
    return max(by_days, by_cycles) if tables.worse_of_days_and_cycles else by_days


def five_class(days: int | None, bucket: int, facts: AccountFacts, tables: Tables) -> Grade | None:
    """The worst grade of all tables in force, from days or else from the bucket.

    A bucket lies in one grade (`Tables` refuses others), so nothing is invented for an account
    whose days are unknown. Suspected fraud goes straight to `fraud_at_least`.
    """
    first_of_bucket, _ = tables.days_of(bucket)
    grade = tables.worst_grade(max(days or 0, first_of_bucket))
    if grade is not None and facts.suspected_fraud and tables.fraud_at_least is not None:
        return max(grade, tables.fraud_at_least)
    return grade
