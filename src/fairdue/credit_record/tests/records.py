"""A small portfolio of China and the United States in a lake, closed month by month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from fairdue.credit_record.actions.months import write_month
from fairdue.delinquency.columns import STANDING, STANDING_DATASET
from fairdue.engine.engines import open_engine
from fairdue.engine.lake import lake
from fairdue.people.models import Role, Staff
from fairdue.portfolio.columns import ACCOUNTS, DATASET, PERSONS
from fairdue.portfolio.lake_files import write_persons
from fairdue.portfolio.models import Account, Customer
from fairdue.training.tests.records import certified

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)
UNMET = date(2025, 12, 5)


def a_member(role: Role = Role.COMPLIANCE, name: str = "") -> Staff:
    return certified(Staff.objects.create(username=name or str(role), role=role))


def a_row(ref: str, night: date, unmet: date | None, **changed: Any) -> dict[str, Any]:
    """An account's figures on a night: of both ACCOUNTS and STANDING."""
    days = (night - unmet).days if unmet else 0
    cycles = days // 30 + 1 if unmet else 0
    return {
        "account_ref": ref,
        "customer_ref": f"c-{ref}",
        "currency": "CNY",
        "card_last4": "1234",
        "credit_limit_minor": 50_000_00,
        "opened_on": date(2023, 5, 6),
        "total_minor": 9000_50,
        "past_due_minor": 900_05 if unmet else 0,
        "minimum_due_minor": 450_00,
        "oldest_unmet_due_on": unmet,
        "days_past_due": days,
        "cycles_past_due": cycles,
        "bucket": cycles,
        "five_class": 2 if unmet else 1,
        "usage": "late" if unmet else "revolving",
        "suspected_fraud": False,
        "last_payment_on": night.replace(day=3),
        "last_payment_minor": 100_00,
    } | changed


def a_person(ref: str, **changed: Any) -> dict[str, Any]:
    return {
        "customer_ref": f"c-{ref}",
        "name": "测试人",
        "id_number": "110101199001010015",
        "phone_1": "13800000000",
        "address": "上海市示例路1号",
        "jurisdiction": "CN",
    } | changed


AMERICAN = {
    "name": "Jane Q Tester",
    "id_number": "000-12-3456",
    "phone_1": "+1 (302) 555-0100",
    "address": "12 Main Street, Apt 4, Wilmington, DE 19801-1234",
    "jurisdiction": "US",
}


def write_night(night: date, rows: list[dict[str, Any]], persons: list[dict[str, Any]]) -> None:
    """The day's accounts, persons and standings."""
    house = lake()
    rows = sorted(rows, key=lambda row: str(row["account_ref"]))
    pick = [{name: row[name] for name in row if name in ACCOUNTS} for row in rows]
    with house.write_day(STANDING_DATASET, night, {}) as folder:
        pl.DataFrame(rows, schema=STANDING).write_parquet(folder / "standing.parquet")
    with house.write_day(DATASET, night, {}) as folder:
        pl.DataFrame(pick, schema=ACCOUNTS).write_parquet(folder / "accounts.parquet")
        people = pl.DataFrame(persons, schema=PERSONS).sort("customer_ref")
        write_persons(folder, people)


def two_months(account_ref: str = "cn-late", customer_ref: str = "c-cn-late") -> None:
    """Late and current accounts under both laws; January and February closed.

    The late one under China's law may be named.
    """
    persons = [
        a_person("cn-late", customer_ref=customer_ref),
        a_person("cn-current"),
        a_person("us-late", **AMERICAN),
        a_person("us-current", **AMERICAN),
        a_person("us-unfit", **AMERICAN | {"address": "somewhere"}),
    ]
    with open_engine("polars") as engine:
        for night in (JANUARY, FEBRUARY):
            rows = [
                a_row(account_ref, night, UNMET, customer_ref=customer_ref),
                a_row("cn-current", night, None),
                a_row("us-late", night, UNMET, currency="USD"),
                a_row("us-current", night, None, currency="USD", total_minor=0, usage="no_use"),
                a_row("us-unfit", night, None, currency="USD"),
            ]
            write_night(night, rows, persons)
            write_month(lake(), engine, night, night, {})


def loaded(ref: str, law: str = "CN", currency: str = "CNY") -> Account:
    """The account as PostgreSQL has it."""
    customer = Customer.objects.create(
        customer_ref=f"c-{ref}",
        fingerprint=b"x",
        jurisdiction=law,
        first_seen_on=TODAY,
        last_seen_on=TODAY,
    )
    return Account.objects.create(
        customer=customer,
        account_ref=ref,
        currency=currency,
        card_last4="1234",
        last_seen_on=TODAY,
    )
