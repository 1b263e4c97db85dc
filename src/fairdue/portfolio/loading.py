"""Merges the live part of a day from the lake into PostgreSQL: COPY to staging, then sets.

Runs inside the caller's transaction. The same day again changes nothing; days loaded in order
end the same whatever was loaded before. A person is sealed anew only when their data changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from fairdue.engine.copy import copy_into, copy_out, stage
from fairdue.engine.references import delete_unreferenced
from fairdue.portfolio.columns import ACCOUNTS, PAYMENTS, PERSONS
from fairdue.portfolio.loading_payments import PAYMENT_STAGE, merge_payments
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
    ("customer_id", "bigint"),
    ("card_last4", "text"),
    ("product", "text"),
    ("currency", "text"),
    ("credit_limit_minor", "bigint"),
    ("opened_on", "date"),
    ("statement_day", "smallint"),
]
BALANCE = {
    "account_id": "bigint",
    "as_of": "date",
    "total_minor": "bigint",
    "principal_minor": "bigint",
    "interest_minor": "bigint",
    "fees_minor": "bigint",
    "instalment_fee_minor": "bigint",
    "past_due_minor": "bigint",
    "minimum_due_minor": "bigint",
    "oldest_unmet_due_on": "date",
    "cycles_past_due": "smallint",
    "journal_entry_id": "bigint",
}
CUSTOMER_KEY_COLUMNS = {"customer_ref": pl.String(), "customer_id": pl.Int64()}
ACCOUNT_KEY_COLUMNS = {"account_ref": pl.String(), "account_id": pl.Int64()}
PRINTS: dict[str, pl.DataType] = {"customer_ref": pl.String(), "known": pl.String()}
SEALED_AT_ONCE = 50_000
"""Persons whose data is opened as Python's own texts, which take many times the room."""

TYPES = {"text": pl.String, "bytea": pl.Binary, "smallint": pl.Int16}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows the merge changed, and the keys of what is there now.

    `keys`: account_ref, account_id, customer_ref and customer_id of every account of the day, in
    account_ref order.
    """

    customers: int
    persons_sealed: int
    accounts: int
    balances: int
    payments: int
    keys: pl.DataFrame


def load(
    accounts: pl.DataFrame,
    persons: Iterable[pl.DataFrame],
    payments: pl.DataFrame,
    as_of: date,
    entry_id: int,
    *,
    is_new: bool,
) -> Loaded:
    """Merge a day's live accounts (ACCOUNTS), their persons (PERSONS) and payments (PAYMENTS).

    Persons come a part at a time, each once, and only those of these accounts' customers; payments
    of other accounts are left out. `entry_id` is a journal entry of this transaction;
    balances and payments that change point at it. `is_new`: there is no balance of that day yet.
    """
    accounts = accounts.select(*ACCOUNTS).sort("account_ref")
    refs = accounts.select("customer_ref").unique().sort("customer_ref")
    with connection.cursor() as cursor:
        sealed = _merge_persons(cursor, refs, persons, as_of)
        people = copy_out(cursor, CUSTOMER_KEYS, {}, dict(CUSTOMER_KEY_COLUMNS))
        keys = _merge_accounts(cursor, accounts.join(people, on="customer_ref"), as_of)
        owed = keys.join(accounts, on="account_ref", maintain_order="left").with_columns(
            pl.lit(as_of).alias("as_of"), pl.lit(entry_id, pl.Int64()).alias("journal_entry_id")
        )
        if is_new:
            balances = copy_into(cursor, "portfolio_balance", owed.select(*BALANCE))
        else:
            stage(cursor, "staged_balance", list(BALANCE.items()), owed)
            balances = _run(cursor, MERGE_BALANCES)
        paid = payments.select(*PAYMENTS).join(
            keys.select("account_ref", "account_id"), on="account_ref"
        )
        stage(cursor, "staged_payment", PAYMENT_STAGE, paid.sort("payment_ref"))
        changed = merge_payments(cursor, as_of, entry_id)
    return Loaded(refs.height, sealed, keys.height, balances, changed, keys)


def accounts_with_balance(as_of: date) -> list[str]:
    """Accounts whose balance of a day is already here; a corrected day must renew them too."""
    rows = Balance.objects.filter(as_of=as_of).order_by("account__account_ref")
    return list(rows.values_list("account__account_ref", flat=True))


def _merge_persons(
    cursor: Any, refs: pl.DataFrame, persons: Iterable[pl.DataFrame], as_of: date
) -> int:
    """Customers and their contact points; gives how many persons were sealed anew."""
    safe = vault()
    stage(cursor, "staged_seen", CUSTOMER_STAGE[:1], refs)
    fresh = _changed(refs, persons, copy_out(cursor, KNOWN_PRINTS, {}, PRINTS), safe)
    for name, columns, sealed in (
        ("staged_person", CUSTOMER_STAGE, _sealed_persons),
        ("staged_point", POINT_STAGE, _sealed_points),
    ):
        parts = [sealed(part, safe) for part in fresh.iter_slices(SEALED_AT_ONCE)]
        stage(cursor, name, columns, pl.concat([pl.DataFrame(schema=_schema(columns)), *parts]))
    _run(cursor, MERGE_CUSTOMERS, as_of=as_of)
    _run(cursor, SEE_CUSTOMERS, as_of=as_of)
    _run(cursor, MERGE_POINTS)
    delete_unreferenced(cursor, "portfolio_contactpoint", WITHDRAWN_POINT, [])
    _run(cursor, WITHDRAW_POINTS, as_of=as_of)
    return fresh.height


def _changed(
    refs: pl.DataFrame, persons: Iterable[pl.DataFrame], known: pl.DataFrame, safe: Vault
) -> pl.DataFrame:
    """The persons who are new or whose data changed, with their fingerprint, by customer_ref.

    A customer without a person in the file is one of whom nothing is known any more.
    """
    found = [pl.DataFrame(schema={**PERSONS, "fingerprint": pl.Binary()})]
    given = [refs.clear()]
    for part in persons:
        given.append(part.select("customer_ref"))
        found.append(_other_than(known, part.select(*PERSONS), safe))
    left = refs.join(pl.concat(given), on="customer_ref", how="anti")
    nobody = left.with_columns(pl.lit(None, PERSONS[name]).alias(name) for name in IDENTITY)
    found.append(_other_than(known, nobody, safe))
    return pl.concat(found).sort("customer_ref")


def _other_than(known: pl.DataFrame, people: pl.DataFrame, safe: Vault) -> pl.DataFrame:
    """Those whose fingerprint isn't the known one, with it."""
    joined = people.select(pl.concat_str(pl.col(IDENTITY).fill_null(""), separator="\0"))
    prints = pl.Series("fingerprint", safe.fingerprints(joined.to_series()), dtype=pl.Binary)
    marked = people.with_columns(prints).join(known, on="customer_ref", how="left")
    is_same = pl.col("fingerprint").bin.encode("hex").eq_missing(pl.col("known"))
    return marked.filter(~is_same).drop("known")


def _merge_accounts(cursor: Any, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The accounts, each with its customer_id; gives Loaded.keys."""
    staged = accounts.with_columns(
        pl.col("statement_on").dt.day().cast(pl.Int16).alias("statement_day"),
        pl.col("card_last4", "product").fill_null(""),
    )
    stage(cursor, "staged_account", ACCOUNT_STAGE, staged.sort("account_ref"))
    _run(cursor, UPDATE_ACCOUNTS, as_of=as_of)
    _run(cursor, ADD_ACCOUNTS, as_of=as_of)
    found = copy_out(cursor, ACCOUNT_KEYS, {}, dict(ACCOUNT_KEY_COLUMNS))
    refs = accounts.select("account_ref", "customer_ref", "customer_id")
    return found.join(refs, on="account_ref").sort("account_ref")


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


KNOWN_PRINTS = """
    SELECT customer_ref, encode(fingerprint, 'hex') AS known
    FROM staged_seen JOIN portfolio_customer USING (customer_ref)
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

CUSTOMER_KEYS = """
    SELECT customer_ref, known.id AS customer_id
    FROM staged_seen JOIN portfolio_customer AS known USING (customer_ref)
"""

UPDATE_ACCOUNTS = """
    UPDATE portfolio_account AS known SET
        customer_id = staged.customer_id, card_last4 = staged.card_last4,
        product = staged.product, currency = staged.currency,
        credit_limit_minor = staged.credit_limit_minor, opened_on = staged.opened_on,
        statement_day = staged.statement_day,
        last_seen_on = GREATEST(known.last_seen_on, %(as_of)s)
    FROM staged_account AS staged
    WHERE known.account_ref = staged.account_ref AND (
        known.last_seen_on < %(as_of)s
        OR (
            known.customer_id, known.card_last4, known.product, known.currency,
            known.credit_limit_minor, known.opened_on, known.statement_day
        ) IS DISTINCT FROM (
            staged.customer_id, staged.card_last4, staged.product, staged.currency,
            staged.credit_limit_minor, staged.opened_on, staged.statement_day
        )
    )
"""

ADD_ACCOUNTS = """
    INSERT INTO portfolio_account (
        customer_id, account_ref, card_last4, product, currency, credit_limit_minor, opened_on,
        statement_day, last_seen_on
    )
    SELECT customer_id, account_ref, card_last4, product, currency, credit_limit_minor, opened_on,
        statement_day, %(as_of)s
    FROM staged_account AS staged
    WHERE NOT EXISTS (
        SELECT FROM portfolio_account AS known WHERE known.account_ref = staged.account_ref
    )
    ORDER BY account_ref
"""

ACCOUNT_KEYS = """
    SELECT account_ref, known.id AS account_id
    FROM staged_account JOIN portfolio_account AS known USING (account_ref)
"""

MERGE_BALANCES = """
    INSERT INTO portfolio_balance (
        account_id, as_of, total_minor, principal_minor, interest_minor, fees_minor,
        instalment_fee_minor, past_due_minor, minimum_due_minor, oldest_unmet_due_on,
        cycles_past_due, journal_entry_id
    )
    SELECT account_id, as_of, total_minor, principal_minor, interest_minor, fees_minor,
        instalment_fee_minor, past_due_minor, minimum_due_minor, oldest_unmet_due_on,
        cycles_past_due, journal_entry_id
    FROM staged_balance
    ORDER BY account_id
    ON CONFLICT (account_id, as_of) DO UPDATE SET
        total_minor = excluded.total_minor, principal_minor = excluded.principal_minor,
        interest_minor = excluded.interest_minor, fees_minor = excluded.fees_minor,
        instalment_fee_minor = excluded.instalment_fee_minor,
        past_due_minor = excluded.past_due_minor,
        minimum_due_minor = excluded.minimum_due_minor,
        oldest_unmet_due_on = excluded.oldest_unmet_due_on,
        cycles_past_due = excluded.cycles_past_due,
        journal_entry_id = excluded.journal_entry_id
    WHERE (
        portfolio_balance.total_minor, portfolio_balance.principal_minor,
        portfolio_balance.interest_minor, portfolio_balance.fees_minor,
        portfolio_balance.instalment_fee_minor, portfolio_balance.past_due_minor,
        portfolio_balance.minimum_due_minor, portfolio_balance.oldest_unmet_due_on,
        portfolio_balance.cycles_past_due
    ) IS DISTINCT FROM (
        excluded.total_minor, excluded.principal_minor, excluded.interest_minor,
        excluded.fees_minor, excluded.instalment_fee_minor, excluded.past_due_minor,
        excluded.minimum_due_minor, excluded.oldest_unmet_due_on, excluded.cycles_past_due
    )
"""
