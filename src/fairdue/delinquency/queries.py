"""Looks up the tables in force on a day, and cases with their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django.db import connection

from fairdue.delinquency.models import Case, CaseEvent, CaseEventKind, FiveClass
from fairdue.delinquency.rules.tables import (
    WORST_BUCKET,
    Grade,
    GradeTable,
    Tables,
    TablesError,
)
from fairdue.engine.copy import copy_out
from fairdue.kernel.money import Money
from fairdue.rulebook.packs import NoValueError, Pack, pack

LAW = "law/cn"
POLICY = "policy/default"
GRADE_RULES = ("CN-CLS-01", "CN-CLS-02")
GRADE_PARAMETERS = (
    ("special_mention_from_days", Grade.SPECIAL_MENTION),
    ("substandard_from_days", Grade.SUBSTANDARD),
    ("doubtful_from_days", Grade.DOUBTFUL),
    ("loss_from_days", Grade.LOSS),
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as screens show it."""

    id: int
    number: str
    customer_id: int
    ordinal: int
    opened_on: date
    closed_on: date | None
    exit_reason: str
    exit_label: str
    re_default: bool
    as_of: date
    bucket_at_entry: int
    bucket: int
    worst_bucket: int
    days_past_due: int | None
    accounts_past_due: int

    @property
    def is_open(self) -> bool:
        """True while the customer is in collections."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One line of a case's history."""

    on: date
    kind: str
    label: str
    from_bucket: int | None
    to_bucket: int | None


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """Where one account of a case stood on a day. `grade_label` is "" where there is none."""

    account_id: int
    account_ref: str
    as_of: date
    oldest_unmet_due_on: date | None
    days_past_due: int | None
    cycles_past_due: int
    bucket: int
    five_class: int | None
    grade_label: str


def case(case_id: int) -> CaseFacts | None:
    """One case, or None when there is none of that id."""
    found = Case.objects.filter(pk=case_id).first()
    return _case_facts(found) if found else None


def customers_of(case_ids: Iterable[int]) -> dict[int, int]:
    """The customer's id of each case, by the case's id; unknown cases are left out."""
    return dict(Case.objects.filter(pk__in=set(case_ids)).values_list("pk", "customer_id"))


def open_cases(case_ids: Iterable[int]) -> set[int]:
    """Those of these cases that are open."""
    found = Case.objects.filter(pk__in=set(case_ids), closed_on=None)
    return set(found.values_list("pk", flat=True))


def open_case_of(customer_id: int) -> CaseFacts | None:
    """The customer's open case, if they are in collections."""
    found = Case.objects.filter(customer_id=customer_id, closed_on=None).first()
    return _case_facts(found) if found else None


def cases_of(customer_id: int) -> list[CaseFacts]:
    """All of a customer's cases, the newest first."""
    return [
        _case_facts(row)
        for row in Case.objects.filter(customer_id=customer_id).order_by("-ordinal")
    ]


def history(case_id: int) -> list[EventFacts]:
    """What happened to a case, the newest first."""
    rows = CaseEvent.objects.filter(case_id=case_id).order_by("-on", "-id")
    return [
        EventFacts(on, kind, str(CaseEventKind(kind).label), from_bucket, to_bucket)
        for on, kind, from_bucket, to_bucket in rows.values_list(
            "on", "kind", "from_bucket", "to_bucket"
        )
    ]


STANDINGS = """
SELECT account.id, account.account_ref, standing.as_of, standing.oldest_unmet_due_on,
       standing.days_past_due, standing.cycles_past_due, standing.bucket, standing.five_class
FROM delinquency_case AS one
JOIN portfolio_account AS account ON account.customer_id = one.customer_id
JOIN LATERAL (
    SELECT * FROM delinquency_standing WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
) AS standing ON true
WHERE one.id = %s
"""


def standings_of(case_id: int) -> list[StandingFacts]:
    """The newest standing of each account of the case's customer, the worst first."""
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, [case_id])
        found = [_standing_facts(row) for row in cursor.fetchall()]
    return sorted(found, key=lambda row: (-row.bucket, -(row.days_past_due or 0), row.account_ref))


def tables_on(day: date, law: Pack | None = None, policy: Pack | None = None) -> Tables:
    """Everything in force on a day that decides where an account stands.

    Raises NoValueError where the policy or the buckets have no value, and TablesError where the
    policy gives less grace or tolerance than the law demands.
    """
    law, policy = law or pack(LAW), policy or pack(POLICY)
    grace_days = int(policy.value("LENDER-ENTRY", "grace_days", day).value)
    tolerance = policy.value("LENDER-ENTRY", "tolerance", day).value
    _refuse_looser(law, day, grace_days, tolerance)
    basis = policy.value("LENDER-ENTRY", "bucket_basis", day).value
    if basis not in ("days", "worse"):
        raise TablesError(f"LENDER-ENTRY.bucket_basis is {basis!r}; it must be days or worse")
    return Tables(
        bucket_from_days=tuple(
            int(law.value("CN-BKT-01", f"m{bucket}_from_days", day).value)
            for bucket in range(1, WORST_BUCKET + 1)
        ),
        grade_tables=tuple(table for rule in GRADE_RULES if (table := _grades(law, rule, day))),
        fraud_at_least=_fraud_at_least(law, day),
        grace_days=grace_days,
        tolerance_minor={
            currency: Money.of(str(amount), currency).minor
            for currency, amount in tolerance.items()
        },
        worse_of_days_and_cycles=basis == "worse",
        re_default_months=int(policy.value("LENDER-CASES", "re_default_months", day).value),
        keep_days=int(policy.value("LENDER-CASES", "keep_days", day).value),
        versions={law.name: law.version, policy.name: policy.version},
    )


def _grades(law: Pack, rule: str, day: date) -> GradeTable | None:
    """One rule's grade table; None before it was in force."""
    values = law.values_on(rule, day)
    edges = [
        (int(values[parameter].value), grade)
        for parameter, grade in GRADE_PARAMETERS
        if parameter in values
    ]
    return GradeTable(rule, tuple(edges)) if edges else None


def _fraud_at_least(law: Pack, day: date) -> Grade | None:
    try:
        return Grade[str(law.value("CN-CLS-01", "fraud_at_least", day).value).upper()]
    except NoValueError:
        return None


def _refuse_looser(law: Pack, day: date, grace_days: int, tolerance: dict[str, Any]) -> None:
    """Policy may give the customer more than the law does, never less."""
    demanded = law.values_on("CN-PAY-02", day)
    if not demanded:
        return
    least_days = int(demanded["grace_days_min"].value)
    if grace_days < least_days:
        raise TablesError(
            f"LENDER-ENTRY.grace_days is {grace_days}; CN-PAY-02 demands {least_days}"
        )
    for currency, least in demanded["tolerance_min"].value.items():
        if Decimal(str(tolerance.get(currency, 0))) < Decimal(str(least)):
            raise TablesError(
                f"LENDER-ENTRY.tolerance for {currency} is {tolerance.get(currency, 0)}; "
                f"CN-PAY-02 demands {least}"
            )


def _case_facts(row: Case) -> CaseFacts:
    return CaseFacts(
        id=row.pk,
        number=row.number,
        customer_id=row.customer_id,
        ordinal=row.ordinal,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        exit_reason=row.exit_reason,
        exit_label=str(row.get_exit_reason_display()),
        re_default=row.re_default,
        as_of=row.as_of,
        bucket_at_entry=row.bucket_at_entry,
        bucket=row.bucket,
        worst_bucket=row.worst_bucket,
        days_past_due=row.days_past_due,
        accounts_past_due=row.accounts_past_due,
    )


def _standing_facts(row: tuple[Any, ...]) -> StandingFacts:
    """From a row of STANDINGS' columns, which are the facts' own but the last."""
    grade = "" if row[-1] is None else str(FiveClass(row[-1]).label)
    return StandingFacts(*(*row, grade))


CURED: dict[str, pl.DataType] = {"customer_ref": pl.String(), "day": pl.Date()}

CURED_BETWEEN = """
    SELECT customer.customer_ref, known.closed_on AS day
    FROM delinquency_case AS known
    JOIN portfolio_customer AS customer ON customer.id = known.customer_id
    WHERE known.exit_reason IN ('paid', 'settled')
      AND known.closed_on > %(after)s AND known.closed_on <= %(until)s
    ORDER BY customer.customer_ref, known.closed_on
"""


def cured_between(after: date, until: date) -> pl.DataFrame:
    """CURED: everyone whose case was closed as paid after one day and up to another."""
    with connection.cursor() as cursor:
        return copy_out(cursor, CURED_BETWEEN, {"after": after, "until": until}, CURED)
