"""The same night on Polars, DuckDB and Spark: the same bytes in the lake, the same database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from fairdue.delinquency import columns as standings
from fairdue.delinquency.rules.cases import Exit
from fairdue.delinquency.rules.tables import Tables
from fairdue.engine.engines import Engine, open_engine
from fairdue.nightly.run import run_night
from fairdue.nightly.tests.portfolios import database, empty, lake_bytes
from fairdue.people.models import Team
from fairdue.portfolio.generator.portfolio import snapshots, write
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mappings import find_mapping
from fairdue.portfolio.intake.running import run_intake
from fairdue.strategy.columns import decisions
from fairdue.strategy.rules.tables import DecisionTable
from fairdue.strategy.tests.random_tables import tables

AS_OF = date(2026, 3, 31)
AT = datetime(2026, 4, 1, 1, tzinfo=UTC)
MONTHS = 3
ACCOUNTS = 2_000
RULES = Tables(
    bucket_from_days=(1, 30, 60, 90, 120, 150, 180),
    grade_tables=(),
    fraud_at_least=None,
    grace_days=3,
    tolerance_minor={"CNY": 1000, "TWD": 5},
    worse_of_days_and_cycles=True,
)


@pytest.fixture(scope="module")
def polars() -> Iterator[Engine]:
    with open_engine("polars") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_chain_of_nights_ends_in_the_same_bytes(
    every_engine: Engine, polars: Engine, tmp_path: Path, settings: Any
) -> None:
    found = []
    for number, engine in enumerate((polars, every_engine)):
        settings.VAR = tmp_path / str(number)
        Team.objects.create(code="one", name="One")
        for month in snapshots(ACCOUNTS, 1, AS_OF, MONTHS):
            folder = write(month, tmp_path / f"given-{number}")
            names = ("accounts", "customers", "payments")
            files = [GivenFile(folder / f"{name}.csv", source=name) for name in names]
            run_intake(files, find_mapping("generic-cn"), month.as_of, actor="test", at=AT)
            report = run_night(month.as_of, at=AT, engine=engine)
        assert report.engine == engine.name
        found.append((lake_bytes(), database(), report.figures))
        empty()
    assert found[0][0].keys() == found[1][0].keys()
    differing = [path for path, content in found[0][0].items() if found[1][0][path] != content]
    assert differing == []
    assert found[0][1:] == found[1][1:]
    assert found[0][2]["past_due"] > 100


def test_any_account_stands_and_is_followed_alike(every_engine: Engine, polars: Engine) -> None:
    accounts, cases = some_accounts(3_000), some_cases(900)
    found = []
    for engine in (polars, every_engine):
        standing = engine.collect(standings.stand(engine.bring(accounts), AS_OF, RULES))
        brought, before = engine.bring(standing), engine.bring(cases)
        today = standings.customers(standings.concerned(brought, before))
        after = engine.collect(standings.advance(before, today, AS_OF, 12))
        assert dict(standing.schema) == standings.STANDING
        found.append((standing.sort("account_ref"), after.sort("customer_ref")))
    for one, other in zip(*found, strict=True):
        assert one.equals(other) and one.schema == other.schema
    assert found[0][1]["kind"].n_unique() == 5  # four events, and nothing


@settings(max_examples=5, derandomize=True)
@given(table=tables())
def test_any_table_decides_alike(
    every_engine: Engine, polars: Engine, table: DecisionTable
) -> None:
    accounts, cases = some_accounts(1_000), some_cases(300)
    standing = polars.collect(standings.stand(polars.bring(accounts), AS_OF, RULES))
    refs = accounts["account_ref"].gather_every(2)
    known = pl.DataFrame(
        [
            {
                "customer_ref": f"c{number}",
                "on_hold": number % 5 == 0,
                "broken_promises": number % 3,
            }
            for number in range(0, 400, 3)
        ],
        schema_overrides={"broken_promises": pl.Int64},
    ).with_columns(vulnerable=None, disputed=False, promise_open=pl.col("on_hold"))
    known = known.with_columns(pl.col("vulnerable").cast(pl.Boolean))
    scores = pl.DataFrame({"account_ref": refs}).with_columns(
        (pl.int_range(pl.len()) % 6 - 1).cast(kind).alias(name)
        for name, kind in decisions.SCORES.items()
    )
    found = []
    for engine in (polars, every_engine):
        brought = [engine.bring(one) for one in (standing, accounts, cases, known, scores)]
        decided = decisions.decide(decisions.inputs(*brought, AS_OF), table, engine.bring)
        found.append(engine.collect(decided).sort("account_ref"))
    assert found[0].equals(found[1]) and found[0].schema == found[1].schema


def some_accounts(rows: int) -> pl.DataFrame:
    """Accounts in every corner of the rules, three to a customer, some a day from an edge."""
    chance = random.Random(7)
    edges = [0, 1, 3, 4, 29, 30, 31, 59, 60, 89, 90, 179, 180, 181, 4000, -5]
    return pl.DataFrame(
        [
            {
                "account_ref": f"a{number}",
                "customer_ref": f"c{number // 3}",
                "currency": chance.choice(["CNY", "TWD", "USD"]),
                "opened_on": chance.choice([None, AS_OF - timedelta(chance.randrange(3_000))]),
                "total_minor": chance.choice([-5, 0, 7, 10**12]),
                "past_due_minor": chance.choice([0, 1, 5, 6, 999, 1000, 1001, 2**40]),
                "oldest_unmet_due_on": chance.choice(
                    [None, None, AS_OF - timedelta(chance.choice(edges))]
                ),
                "cycles_past_due": chance.choice([0, 0, 1, 2, 7, 12]),
                "suspected_fraud": chance.random() < 0.1,
            }
            for number in range(rows)
        ],
        schema_overrides={"cycles_past_due": pl.Int16, "oldest_unmet_due_on": pl.Date},
    )


def some_cases(rows: int) -> pl.DataFrame:
    """Yesterday's cases, open and closed, of customers some of whom are in the file."""
    chance = random.Random(8)
    return pl.DataFrame(
        [
            {
                "customer_ref": f"c{number * 2}",
                "ordinal": chance.randrange(1, 4),
                "opened_on": AS_OF - timedelta(chance.randrange(100, 900)),
                "closed_on": closed and AS_OF - timedelta(chance.choice([1, 99, 364, 365, 366])),
                "exit_reason": str(chance.choice(list(Exit))) if closed else None,
                "re_default": chance.random() < 0.3,
                "bucket_at_entry": 1,
                "bucket": 0 if closed else chance.randrange(1, 8),
                "worst_bucket": 7,
                "days_past_due": chance.choice([None, 0, 45]),
                "accounts_past_due": chance.randrange(3),
                "last_past_due_on": AS_OF - timedelta(1),
            }
            for number in range(rows)
            for closed in [chance.random() < 0.5 or None]
        ],
        schema=standings.CASES,
    )
