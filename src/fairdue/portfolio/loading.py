"""Merges the live part of a day from the lake into PostgreSQL: COPY to staging, then sets.

Runs inside the caller's transaction. The same day again changes nothing; days loaded in order
end the same whatever was loaded before. A person is sealed anew only when their data changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from fairdue.engine.copy import stage
from fairdue.engine.references import delete_unreferenced
from fairdue.portfolio.columns import ACCOUNTS, PAYMENTS, PERSONS
from fairdue.portfolio.models import Balance, ContactKind
from fairdue.vault import masking
from fairdue.vault.sealing import Vault, vault

POINTS = (
    ("phone_1", ContactKind.PHONE),
    ("phone_2", ContactKind.PHONE),
    ("phone_3", ContactKind.PHONE),
    ("email", ContactKind.EMAIL),
    ("address", ContactKind.ADDRESS),
)
"""A person's columns that become contact points, in the order they are offered."""

MASKS = {
    ContactKind.PHONE: masking.mask_phone,
    ContactKind.EMAIL: masking.mask_email,
    ContactKind.ADDRESS: masking.mask_address,
}
IDENTITY = [name for name in PERSONS if name != "customer_ref"]

CUSTOMER_STAGE = [
    ("customer_ref", "text"),
    ("fingerprint", "bytea"),
    ("language", "text"),
    ("jurisdiction", "text"),
    ("region", "text"),
    ("time_zones", "text"),
    ("name_masked", "text"),
    ("name_sealed", "bytea"),
    ("name_index", "bytea"),
    ("id_number_masked", "text"),
    ("id_number_sealed", "bytea"),
    ("id_number_index", "bytea"),
]
POINT_STAGE = [
    ("customer_ref", "text"),
    ("place", "smallint"),
    ("kind", "text"),
    ("value_masked", "text"),
    ("value_sealed", "bytea"),
    ("value_index", "bytea"),
]
ACCOUNT_STAGE = [
    ("account_ref", "text"),
    ("customer_ref", "text"),
    ("card_last4", "text"),
    ("product", "text"),
    ("currency", "text"),
    ("credit_limit_minor", "bigint"),
    ("opened_on", "date"),
    ("statement_day", "smallint"),
    ("total_minor", "bigint"),
    ("principal_minor", "bigint"),
    ("interest_minor", "bigint"),
    ("fees_minor", "bigint"),
    ("instalment_fee_minor", "bigint"),
    ("past_due_minor", "bigint"),
    ("minimum_due_minor", "bigint"),
]
PAYMENT_STAGE = [
    ("payment_ref", "text"),
    ("account_ref", "text"),
    ("paid_on", "date"),
    ("amount_minor", "bigint"),
    ("currency", "text"),
]
TYPES = {"text": pl.String, "bytea": pl.Binary, "smallint": pl.Int16}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows the merge changed."""

    customers: int
    persons_sealed: int
    accounts: int
    balances: int
    payments: int


def load(
    accounts: pl.DataFrame,
    persons: pl.DataFrame,
    payments: pl.DataFrame,
    as_of: date,
    entry_id: int,
) -> Loaded:
    """Merge a day's live accounts (ACCOUNTS), their persons (PERSONS) and payments (PAYMENTS).

    Persons and payments of customers without an account in `accounts` are left out. `entry_id`
    is a journal entry of this transaction; balances and payments that change point at it.
    """
    accounts = accounts.select(*ACCOUNTS)
    refs = accounts.select("customer_ref").unique().sort("customer_ref")
    with connection.cursor() as cursor:
        sealed = _merge_persons(cursor, refs, persons.select(*PERSONS), as_of)
        merged = _merge_accounts(cursor, accounts, as_of)
        balances = _run(cursor, MERGE_BALANCES, as_of=as_of, entry=entry_id)
        mine = payments.select(*PAYMENTS).join(
            accounts.select("account_ref"), on="account_ref", how="semi"
        )
        stage(cursor, "staged_payment", PAYMENT_STAGE, mine)
        paid = _run(cursor, MERGE_PAYMENTS, entry=entry_id)
    return Loaded(refs.height, sealed, merged, balances, paid)


def accounts_with_balance(as_of: date) -> list[str]:
    """Accounts whose balance of a day is already here; a corrected day must renew them too."""
    rows = Balance.objects.filter(as_of=as_of).order_by("account__account_ref")
    return list(rows.values_list("account__account_ref", flat=True))


def _merge_persons(cursor: Any, refs: pl.DataFrame, persons: pl.DataFrame, as_of: date) -> int:
    """Customers and their contact points; gives how many persons were sealed anew."""
    safe = vault()
    people = refs.join(persons, on="customer_ref", how="left", maintain_order="left")
    prints = [
        safe.fingerprint(*(value or "" for value in row))
        for row in people.select(IDENTITY).iter_rows()
    ]
    people = people.with_columns(pl.Series("fingerprint", prints, dtype=pl.Binary))
    seen = people.select("customer_ref", "fingerprint")
    stage(cursor, "staged_seen", CUSTOMER_STAGE[:2], seen)
    cursor.execute(CHANGED_PERSONS)
    changed = [ref for (ref,) in cursor.fetchall()]
    fresh = people.filter(pl.col("customer_ref").is_in(changed))
    stage(cursor, "staged_person", CUSTOMER_STAGE, _sealed_persons(fresh, safe))
    stage(cursor, "staged_point", POINT_STAGE, _sealed_points(fresh, safe))
    _run(cursor, MERGE_CUSTOMERS, as_of=as_of)
    _run(cursor, SEE_CUSTOMERS, as_of=as_of)
    _run(cursor, MERGE_POINTS)
    delete_unreferenced(cursor, "portfolio_contactpoint", WITHDRAWN_POINT, [])
    _run(cursor, WITHDRAW_POINTS, as_of=as_of)
    return fresh.height


def _merge_accounts(cursor: Any, accounts: pl.DataFrame, as_of: date) -> int:
    staged = accounts.with_columns(
        pl.col("statement_on").dt.day().cast(pl.Int16).alias("statement_day"),
        pl.col("card_last4", "product").fill_null(""),
    )
    stage(cursor, "staged_account", ACCOUNT_STAGE, staged)
    return _run(cursor, MERGE_ACCOUNTS, as_of=as_of)


def _sealed_persons(people: pl.DataFrame, safe: Vault) -> pl.DataFrame:
    rows = []
    for person in people.iter_rows(named=True):
        name, id_number = _stripped(person["name"]), _stripped(person["id_number"])
        rows.append(
            (
                person["customer_ref"],
                person["fingerprint"],
                _stripped(person["language"]),
                _stripped(person["jurisdiction"]),
                _stripped(person["region"]),
                _stripped(person["time_zones"]),
                masking.mask_name(name),
                safe.seal(name) if name else None,
                safe.blind_index("name", name) if name else None,
                masking.mask_id_number(id_number),
                safe.seal(id_number) if id_number else None,
                safe.blind_index("id_number", id_number) if id_number else None,
            )
        )
    return pl.DataFrame(rows, schema=_schema(CUSTOMER_STAGE), orient="row")


def _sealed_points(people: pl.DataFrame, safe: Vault) -> pl.DataFrame:
    rows = []
    for person in people.iter_rows(named=True):
        known = set()
        for place, (column, kind) in enumerate(POINTS):
            value = _stripped(person[column])
            if not value:
                continue
            index = safe.blind_index(kind, value)
            if (kind, index) in known:
                continue
            known.add((kind, index))
            row = (person["customer_ref"], place, str(kind), MASKS[kind](value), safe.seal(value))
            rows.append((*row, index))
    return pl.DataFrame(rows, schema=_schema(POINT_STAGE), orient="row")


def _schema(columns: list[tuple[str, str]]) -> pl.Schema:
    return pl.Schema({name: TYPES[kind]() for name, kind in columns})


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _run(cursor: Any, statement: str, **values: Any) -> int:
    cursor.execute(statement, values)
    return int(cursor.rowcount)


CHANGED_PERSONS = """
    SELECT seen.customer_ref
    FROM staged_seen AS seen
    LEFT JOIN portfolio_customer AS known USING (customer_ref)
    WHERE known.fingerprint IS DISTINCT FROM seen.fingerprint
"""

MERGE_CUSTOMERS = """
    INSERT INTO portfolio_customer (
        customer_ref, fingerprint, language, jurisdiction, region, time_zones,
        name_masked, name_sealed, name_index,
        id_number_masked, id_number_sealed, id_number_index, first_seen_on, last_seen_on
    )
    SELECT customer_ref, fingerprint, language, jurisdiction, region, time_zones,
        name_masked, name_sealed, name_index,
        id_number_masked, id_number_sealed, id_number_index, %(as_of)s, %(as_of)s
    FROM staged_person ORDER BY customer_ref
    ON CONFLICT (customer_ref) DO UPDATE SET
        fingerprint = excluded.fingerprint, language = excluded.language,
        jurisdiction = excluded.jurisdiction, region = excluded.region,
        time_zones = excluded.time_zones,
        name_masked = excluded.name_masked, name_sealed = excluded.name_sealed,
        name_index = excluded.name_index, id_number_masked = excluded.id_number_masked,
        id_number_sealed = excluded.id_number_sealed,
        id_number_index = excluded.id_number_index
"""

SEE_CUSTOMERS = """
    UPDATE portfolio_customer AS known
    SET first_seen_on = LEAST(known.first_seen_on, %(as_of)s),
        last_seen_on = GREATEST(known.last_seen_on, %(as_of)s)
    FROM staged_seen AS seen
    WHERE known.customer_ref = seen.customer_ref
      AND NOT %(as_of)s BETWEEN known.first_seen_on AND known.last_seen_on
"""

MERGE_POINTS = """
    INSERT INTO portfolio_contactpoint
        (customer_id, kind, value_masked, value_sealed, value_index, source)
    SELECT customer.id, point.kind, value_masked, value_sealed, value_index, 'issuer'
    FROM staged_point AS point JOIN portfolio_customer AS customer USING (customer_ref)
    ORDER BY customer_ref, place
    ON CONFLICT (customer_id, kind, value_index) DO UPDATE
    SET source = 'issuer', invalid_since = CASE
        WHEN portfolio_contactpoint.not_theirs_since_at IS NOT NULL
        THEN portfolio_contactpoint.invalid_since END
    WHERE portfolio_contactpoint.source = 'withdrawn'
"""
"""A point that the issuer withdrew and gives again is good again; one that a collector found
invalid, or somebody else's, stays so."""

WITHDRAWN_POINT = """
    victim.source = 'issuer'
    AND victim.customer_id IN (
        SELECT id FROM portfolio_customer JOIN staged_person USING (customer_ref)
    )
    AND NOT EXISTS (
        SELECT 1 FROM staged_point AS point
        JOIN portfolio_customer AS customer USING (customer_ref)
        WHERE customer.id = victim.customer_id AND point.kind = victim.kind
          AND point.value_index = victim.value_index
    )
"""

WITHDRAW_POINTS = f"""
    UPDATE portfolio_contactpoint AS victim
    SET source = 'withdrawn', invalid_since = COALESCE(invalid_since, %(as_of)s)
    WHERE {WITHDRAWN_POINT}
"""
"""What the issuer no longer gives goes; where a permit or an attempt names it, it stays as
withdrawn, never to be used again."""

MERGE_ACCOUNTS = """
    INSERT INTO portfolio_account (
        customer_id, account_ref, card_last4, product, currency, credit_limit_minor, opened_on,
        statement_day, last_seen_on
    )
    SELECT customer.id, account_ref, card_last4, product, currency, credit_limit_minor, opened_on,
        statement_day, %(as_of)s
    FROM staged_account AS staged JOIN portfolio_customer AS customer USING (customer_ref)
    ORDER BY account_ref
    ON CONFLICT (account_ref) DO UPDATE SET
        customer_id = excluded.customer_id, card_last4 = excluded.card_last4,
        product = excluded.product, currency = excluded.currency,
        credit_limit_minor = excluded.credit_limit_minor, opened_on = excluded.opened_on,
        statement_day = excluded.statement_day,
        last_seen_on = GREATEST(portfolio_account.last_seen_on, excluded.last_seen_on)
"""

MERGE_BALANCES = """
    INSERT INTO portfolio_balance (
        account_id, as_of, total_minor, principal_minor, interest_minor, fees_minor,
        instalment_fee_minor, past_due_minor, minimum_due_minor, journal_entry_id
    )
    SELECT account.id, %(as_of)s, total_minor, principal_minor, interest_minor, fees_minor,
        instalment_fee_minor, past_due_minor, minimum_due_minor, %(entry)s
    FROM staged_account AS staged JOIN portfolio_account AS account USING (account_ref)
    ORDER BY account_ref
    ON CONFLICT (account_id, as_of) DO UPDATE SET
        total_minor = excluded.total_minor, principal_minor = excluded.principal_minor,
        interest_minor = excluded.interest_minor, fees_minor = excluded.fees_minor,
        instalment_fee_minor = excluded.instalment_fee_minor,
        past_due_minor = excluded.past_due_minor,
        minimum_due_minor = excluded.minimum_due_minor,
        journal_entry_id = excluded.journal_entry_id
    WHERE (
        portfolio_balance.total_minor, portfolio_balance.principal_minor,
        portfolio_balance.interest_minor, portfolio_balance.fees_minor,
        portfolio_balance.instalment_fee_minor, portfolio_balance.past_due_minor,
        portfolio_balance.minimum_due_minor
    ) IS DISTINCT FROM (
        excluded.total_minor, excluded.principal_minor, excluded.interest_minor,
        excluded.fees_minor, excluded.instalment_fee_minor, excluded.past_due_minor,
        excluded.minimum_due_minor
    )
"""

MERGE_PAYMENTS = """
    INSERT INTO portfolio_payment
        (account_id, payment_ref, paid_on, amount_minor, currency, journal_entry_id)
    SELECT account.id, payment_ref, paid_on, amount_minor, staged.currency, %(entry)s
    FROM staged_payment AS staged JOIN portfolio_account AS account USING (account_ref)
    ORDER BY payment_ref
    ON CONFLICT (payment_ref) DO UPDATE SET
        account_id = excluded.account_id, paid_on = excluded.paid_on,
        amount_minor = excluded.amount_minor, currency = excluded.currency,
        journal_entry_id = excluded.journal_entry_id
    WHERE (
        portfolio_payment.account_id, portfolio_payment.paid_on, portfolio_payment.amount_minor,
        portfolio_payment.currency
    ) IS DISTINCT FROM (
        excluded.account_id, excluded.paid_on, excluded.amount_minor, excluded.currency
    )
"""
