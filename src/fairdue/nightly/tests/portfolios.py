"""Small portfolios for the night's tests, and what a night left behind."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.core.management import call_command
from django.db import connection

from fairdue.engine.lake import lake
from fairdue.portfolio.columns import ACCOUNTS, DATASET, PAYMENTS, PERSONS
from fairdue.portfolio.lake_files import write_persons


def an_account(ref: str, as_of: date, days: int | None = None, **changed: Any) -> dict[str, Any]:
    """One row of ACCOUNTS: `days` since the oldest unmet due date, or current."""
    late = days is not None
    row = {
        "account_ref": ref,
        "customer_ref": ref[0],
        "currency": "CNY",
        "card_last4": "1234",
        "product": "standard",
        "credit_limit_minor": 50_000_00,
        "opened_on": date(2023, 5, 6),
        "statement_on": as_of - timedelta(days=12),
        "total_minor": 9000_00,
        "principal_minor": 8000_00,
        "past_due_minor": 900_00 if late else 0,
        "oldest_unmet_due_on": as_of - timedelta(days=days) if days is not None else None,
        "cycles_past_due": 1 + days // 30 if days is not None else 0,
        "suspected_fraud": False,
    }
    return row | changed


def a_person(ref: str, **changed: Any) -> dict[str, Any]:
    """One row of PERSONS, invented."""
    return {
        "customer_ref": ref,
        "name": f"Tester {ref}",
        "id_number": f"0000000000000000{ord(ref):02d}"[-18:],
        "phone_1": f"138000{ord(ref):05d}",
        "language": "zh",
    } | changed


def write_day(
    day: date,
    accounts: list[dict[str, Any]],
    payments: list[dict[str, Any]] | None = None,
    persons: list[dict[str, Any]] | None = None,
    edition: str = "1",
) -> None:
    """Write a day of the portfolio as intake does. `edition` makes it another file."""
    frame = pl.DataFrame(accounts, schema=ACCOUNTS).sort("account_ref")
    refs = sorted(set(frame["customer_ref"]))
    people = persons if persons is not None else [a_person(ref) for ref in refs]
    content = hashlib.sha256(repr((accounts, payments, people, edition)).encode()).hexdigest()
    with lake().write_day(DATASET, day, {"content_digest": content}) as folder:
        frame.write_parquet(folder / "accounts.parquet")
        pl.DataFrame(payments or [], schema=PAYMENTS).write_parquet(folder / "payments.parquet")
        write_persons(folder, pl.DataFrame(people, schema=PERSONS))


CUSTOMER = "JOIN portfolio_customer AS c ON c.id = t.customer_id"
ACCOUNT = "JOIN portfolio_account AS a ON a.id = t.account_id"
CASE = (
    "JOIN delinquency_case AS k ON k.id = t.case_id "
    "JOIN portfolio_customer AS c ON c.id = k.customer_id"
)
READABLE = {
    "portfolio_customer": (
        "customer_ref, name_masked, name_index, id_number_masked, id_number_index, language, "
        "jurisdiction, region, time_zones, fingerprint, first_seen_on, last_seen_on",
        "",
    ),
    "portfolio_contactpoint": (
        "customer_ref, kind, value_masked, value_index, source, invalid_since",
        CUSTOMER,
    ),
    "portfolio_account": (
        "customer_ref, account_ref, card_last4, product, currency, credit_limit_minor, opened_on, "
        "statement_day, t.last_seen_on",
        CUSTOMER,
    ),
    "portfolio_balance": (
        "account_ref, as_of, total_minor, principal_minor, past_due_minor, minimum_due_minor",
        ACCOUNT,
    ),
    "portfolio_payment": ("account_ref, payment_ref, paid_on, amount_minor", ACCOUNT),
    "delinquency_standing": (
        "account_ref, as_of, oldest_unmet_due_on, days_past_due, cycles_past_due, bucket, "
        "five_class",
        ACCOUNT,
    ),
    "delinquency_case": (
        "customer_ref, ordinal, t.opened_on, closed_on, exit_reason, re_default, as_of, "
        "bucket_at_entry, bucket, worst_bucket, days_past_due, accounts_past_due",
        CUSTOMER,
    ),
    "delinquency_caseevent": (
        'customer_ref, ordinal, "on", kind, from_bucket, to_bucket',
        CASE,
    ),
    "strategy_decision": (
        'account_ref, t.as_of, customer_ref, ordinal, "table", table_version, "row", treatment, '
        "arm, propensity, inputs::text",
        f"{ACCOUNT} {CASE}",
    ),
    "strategy_allotment": (
        "customer_ref, ordinal, t.as_of, decided, treatment, net_value_minor, price_minor, reason, "
        "considered::text",
        CASE,
    ),
    "work_queueitem": (
        "customer_ref, ordinal, treatment, priority, state, t.as_of, available_at",
        CASE,
    ),
}
"""Per table what the facts decide: no surrogate keys, no random nonces, no journal entries."""


def database() -> dict[str, list[tuple[Any, ...]]]:
    """What PostgreSQL holds, with foreign keys resolved to the issuer's own."""
    found = {}
    with connection.cursor() as cursor:
        for table, (columns, joins) in READABLE.items():
            cursor.execute(f"SELECT {columns} FROM {table} AS t {joins} ORDER BY 1, 2, 3")
            rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
            found[table] = rows
    return found


def lake_bytes() -> dict[str, bytes]:
    """Every file that nights made, by path; reports hold timings and are left out."""
    root = lake().root
    return {
        str(path.relative_to(root)): path.read_bytes()
        for dataset in ("standing", "cases", "decisions", "lawful", "allocations")
        for path in sorted((root / dataset).rglob("*.*"))
        if path.is_file()
    }


def empty() -> None:
    """Forget everything: the lake's folder and every table."""
    shutil.rmtree(lake().root, ignore_errors=True)
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
