"""Finds customers by any identifier, reads who they are and whose law is theirs.

Nothing here opens a sealed value; that is `actions.reveal`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import narwhals as nw
import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_out
from fairdue.portfolio.columns import with_law
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.portfolio.rules.law import CustomerLaw, LawDefaults, law_for
from fairdue.rulebook.packs import pack
from fairdue.vault.sealing import vault

POLICY = "policy/default"
LAW_RULE = "LENDER-LAW"


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who fits a search, without personal data beyond the masks."""

    customer_id: int
    customer_ref: str
    name_masked: str
    id_number_masked: str
    matched: str
    """What fitted: customer_ref | account_ref | name | id_number | phone | email."""


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer as screens show them."""

    id: int
    customer_ref: str
    name_masked: str
    id_number_masked: str
    language: str
    first_seen_on: date
    last_seen_on: date


@dataclass(frozen=True, slots=True)
class ContactPointFacts:
    """A number or address of the customer's own, masked."""

    id: int
    customer_id: int
    kind: str
    value_masked: str
    source: str
    invalid_since: date | None
    not_theirs_since_at: datetime | None = None
    """From when on it was somebody else's; `models.NEVER_THEIRS` if it always was."""


FIND = """
SELECT customer.id, customer.customer_ref, customer.name_masked, customer.id_number_masked,
       min(hit.matched)
FROM (
    SELECT id AS customer_id, 'customer_ref' AS matched FROM portfolio_customer
        WHERE customer_ref = %(text)s
    UNION ALL
    SELECT customer_id, 'account_ref' FROM portfolio_account WHERE account_ref = %(text)s
    UNION ALL
    SELECT id, 'name' FROM portfolio_customer WHERE name_index = %(name)s
    UNION ALL
    SELECT id, 'id_number' FROM portfolio_customer WHERE id_number_index = %(id_number)s
    UNION ALL
    SELECT customer_id, kind FROM portfolio_contactpoint
        WHERE (kind = 'phone' AND value_index = %(phone)s)
           OR (kind = 'email' AND value_index = %(email)s)
) AS hit
JOIN portfolio_customer AS customer ON customer.id = hit.customer_id
GROUP BY customer.id
ORDER BY customer.customer_ref
LIMIT %(limit)s
"""


def find(text: str, limit: int = 20) -> list[Found]:
    """Customers of whom `text` is exactly an identifier, in order of customer reference.

    Identifiers: customer and account reference as written; full name, ID number, phone and
    e-mail by blind index, so no value is opened. Blank text finds nobody.
    """
    wanted = text.strip()
    if not wanted:
        return []
    safe = vault()
    indexes = {
        kind: safe.blind_index(kind, wanted) for kind in ("name", "id_number", "phone", "email")
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"text": wanted, "limit": limit, **indexes})
        return [Found(*row) for row in cursor.fetchall()]


def owners_of_phone(spellings: Iterable[str]) -> list[tuple[int, int]]:
    """(customer, contact point) of everyone who has one of these numbers, by blind index.

    Numbers that turned out to be somebody else's are left out; of one person's, the first counts.
    """
    indexes = [vault().blind_index("phone", each) for each in spellings]
    rows = ContactPoint.objects.filter(
        kind="phone", value_index__in=indexes, not_theirs_since_at=None
    )
    return list(rows.order_by("customer_id", "-id").values_list("customer_id", "id"))


def customer(customer_id: int) -> CustomerFacts | None:
    """One customer, or None when there is none of that id."""
    return customers([customer_id]).get(customer_id)


def customers(customer_ids: Iterable[int]) -> dict[int, CustomerFacts]:
    """Several customers by their ids; ids of nobody are left out."""
    rows = Customer.objects.filter(pk__in=set(customer_ids))
    return {row.pk: _customer(row) for row in rows}


def _customer(row: Customer) -> CustomerFacts:
    return CustomerFacts(
        row.pk,
        row.customer_ref,
        row.name_masked,
        row.id_number_masked,
        row.language,
        row.first_seen_on,
        row.last_seen_on,
    )


def customer_by_ref(customer_ref: str) -> int | None:
    """The customer of the issuer's own key, or None."""
    return Customer.objects.filter(customer_ref=customer_ref).values_list("pk", flat=True).first()


def ids_by_ref(customer_refs: Collection[str]) -> dict[str, int]:
    """Customers by the issuer's own keys; those that aren't loaded are left out."""
    rows = Customer.objects.filter(customer_ref__in=list(customer_refs))
    return dict(rows.values_list("customer_ref", "pk"))


def law_defaults(on: date) -> LawDefaults:
    """Policy LENDER-LAW as in force on a day: what holds where the issuer's file is silent.

    Raises NoValueError without such a value, UnknownPlaceError when it names an unknown zone.
    """
    return _law_defaults(on, pack(POLICY).version)


@lru_cache(maxsize=8)
def _law_defaults(on: date, _version: str) -> LawDefaults:
    """Read once a day; the version is of the pack that is read."""
    policy = pack(POLICY)
    zones = policy.value(LAW_RULE, "zones_default", on).value
    return LawDefaults(
        str(policy.value(LAW_RULE, "jurisdiction_default", on).value),
        {str(whose): tuple(names) for whose, names in zones.items()},
    )


def law_of(customer_id: int, on: date) -> CustomerLaw:
    """Whose law applies to contacting a customer, and every zone they may be in.

    As the issuer's file says, else as the policy in force on `on`. Raises Customer.DoesNotExist
    for nobody, UnknownPlaceError for a zone that this machine doesn't know.
    """
    return law_and_feed(customer_id, on)[0]


def laws_of(customer_ids: Collection[int], on: date) -> dict[int, CustomerLaw]:
    """The same of several customers, in one look-up; ids of nobody are left out."""
    rows = Customer.objects.filter(pk__in=customer_ids)
    defaults = law_defaults(on)
    columns = rows.values_list("pk", "jurisdiction", "region", "time_zones")
    return {
        customer_id: law_for(jurisdiction, region, time_zones, defaults)
        for customer_id, jurisdiction, region, time_zones in columns
    }


def feed_as_of(customer_id: int) -> date | None:
    """The latest day for which the customer's balances and payments were taken in; None for nobody.

    This is `Customer.last_seen_on`: loading sets it in the transaction that writes the balances
    and payments of the same day, and never back. An intake that no night has loaded yet doesn't
    count, since nobody works with its figures; a day without payments does, since its balances
    have in them what was paid. A customer who is missing from the issuer's newest file, or no
    longer loaded, keeps the day their figures are from. One row by its primary key.
    """
    row = _law_row(customer_id)
    return row[3] if row else None


def law_and_feed(customer_id: int, on: date) -> tuple[CustomerLaw, date]:
    """`law_of` and `feed_as_of` in one look-up, for whoever needs both with every permit."""
    row = _law_row(customer_id)
    if row is None:
        raise Customer.DoesNotExist(f"there is no customer {customer_id}")
    jurisdiction, region, time_zones, seen_on = row
    return law_for(jurisdiction, region, time_zones, law_defaults(on)), seen_on


LAW_AND_FEED = """
SELECT jurisdiction, region, time_zones, last_seen_on FROM portfolio_customer WHERE id = %s
"""
"""Not by the ORM, which takes three times as long; this is asked with every permit."""


def _law_row(customer_id: int) -> tuple[str, str, str, date] | None:
    with connection.cursor() as cursor:
        cursor.execute(LAW_AND_FEED, [customer_id])
        row: tuple[str, str, str, date] | None = cursor.fetchone()
        return row


LAWS_AND_FEEDS = """
SELECT id AS customer_id, customer_ref, jurisdiction, region, time_zones,
       last_seen_on AS feed_as_of
FROM portfolio_customer
"""
LAW_COLUMNS: dict[str, pl.DataType] = {
    "customer_id": pl.Int64(),
    "customer_ref": pl.String(),
    "jurisdiction": pl.String(),
    "region": pl.String(),
    "time_zones": pl.String(),
    "feed_as_of": pl.Date(),
}


def laws_and_feeds(on: date) -> pl.DataFrame:
    """`law_of` and `feed_as_of` of every customer in the database, in customer_ref order.

    Columns: customer_id, customer_ref, jurisdiction, region, time_zones (IANA names in order,
    blanks between), feed_as_of. Nothing is null.
    """
    with connection.cursor() as cursor:
        rows = copy_out(cursor, LAWS_AND_FEEDS, {}, LAW_COLUMNS).sort("customer_ref")
    filled: pl.LazyFrame = with_law(nw.from_native(rows.lazy()), law_defaults(on)).to_native()
    return filled.select(*LAW_COLUMNS).collect()


def languages() -> pl.DataFrame:
    """`language` ("zh", "en"; "" where the issuer's file doesn't say) of every customer in the
    database by `customer_ref`, in no order.
    """
    statement = "SELECT customer_ref, language FROM portfolio_customer"
    columns: dict[str, pl.DataType] = {"customer_ref": pl.String(), "language": pl.String()}
    with connection.cursor() as cursor:
        return copy_out(cursor, statement, {}, columns)


def contact_points(customer_id: int) -> list[ContactPointFacts]:
    """The customer's own numbers and addresses: phones first, valid ones before invalid."""
    return contact_points_by([customer_id])[customer_id]


def contact_points_by(customer_ids: Collection[int]) -> dict[int, list[ContactPointFacts]]:
    """`contact_points` of several customers, in one look-up."""
    rows = ContactPoint.objects.filter(customer_id__in=customer_ids).values_list(
        "id",
        "customer_id",
        "kind",
        "value_masked",
        "source",
        "invalid_since",
        "not_theirs_since_at",
    )
    found: dict[int, list[ContactPointFacts]] = {each: [] for each in customer_ids}
    for row in rows:
        facts = ContactPointFacts(*row)
        found[facts.customer_id].append(facts)
    order = {"phone": 0, "email": 1, "address": 2}
    for points in found.values():
        points.sort(key=lambda one: (order[one.kind], one.invalid_since is not None, one.id))
    return found


POINTS_OF_EVERYONE = """
SELECT customer.customer_ref, point.id AS point_id, point.kind,
       row_number() OVER (
           PARTITION BY point.customer_id, point.kind
           ORDER BY point.invalid_since IS NOT NULL, point.id
       ) - 1 AS place,
       point.invalid_since IS NOT NULL AS is_invalid
FROM portfolio_contactpoint AS point
JOIN portfolio_customer AS customer ON customer.id = point.customer_id
"""
POINT_COLUMNS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "point_id": pl.Int64(),
    "kind": pl.String(),
    "place": pl.Int64(),
    "is_invalid": pl.Boolean(),
}


def contact_points_of_everyone() -> pl.DataFrame:
    """`contact_points` of every customer in the database, without their masks; in no order.

    `place` counts the points of a customer and kind from 0, in the order in which they are
    offered.
    """
    with connection.cursor() as cursor:
        return copy_out(cursor, POINTS_OF_EVERYONE, {}, POINT_COLUMNS)
