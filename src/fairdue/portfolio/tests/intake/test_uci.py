"""The real portfolio of 30,000 accounts, and the traps in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mappings import shipped
from fairdue.portfolio.intake.settling import Settled
from fairdue.portfolio.tests.intake.issuers import mapping, taken

FILE = Path(__file__).resolve().parents[6] / "shared/data/uci_credit_card/portfolio.csv.gz"
PROTECTED = {"SEX", "EDUCATION", "MARRIAGE", "AGE"}

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the UCI file is not at ../shared/data/uci_credit_card"
)


@pytest.fixture(scope="module")
def text() -> str:
    return shipped()["uci-credit-card"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def settled(text: str) -> Settled:
    return taken(text, GivenFile(FILE), as_of=date(2005, 9, 30))


@pytest.fixture(scope="module")
def accounts(settled: Settled) -> pl.DataFrame:
    return settled.tables["accounts"]


def count(frame: pl.DataFrame, **wanted: Any) -> int:
    return frame.filter(**wanted).height


def test_every_row_is_taken_in(settled: Settled) -> None:
    assert settled.total == settled.total.__class__(30_000, 30_000, 0)


def test_counts_by_status_of_september(accounts: pl.DataFrame) -> None:
    assert count(accounts, usage="no_use") == 2_759
    assert count(accounts, usage="paid_in_full") == 5_686
    assert count(accounts, usage="revolving") == 14_737
    assert count(accounts, usage="late") == 6_818
    by_cycles = dict(accounts.group_by("cycles_past_due").len().iter_rows())
    assert [by_cycles[cycles] for cycles in (0, 1, 2, 3)] == [23_182, 3_688, 2_667, 322]
    assert sum(number for cycles, number in by_cycles.items() if cycles >= 4) == 141


def test_sums_are_exact_to_the_cent(accounts: pl.DataFrame) -> None:
    assert accounts["credit_limit_minor"].sum() == 5_024_529_680 * 100
    assert accounts["total_minor"].sum() == 1_536_699_927 * 100
    assert accounts["last_payment_minor"].sum() == 169_907_415 * 100


def test_trap_1_only_septembers_status_is_read(text: str) -> None:
    read = mapping(text).columns_read("portfolio")
    assert "PAY_0" in read
    assert not read & {"PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"}


def test_trap_2_late_accounts_with_nothing_billed_owe_nothing_past_due(
    accounts: pl.DataFrame,
) -> None:
    late = accounts.filter(pl.col("cycles_past_due") > 0)
    assert late.filter(pl.col("total_minor") <= 0).height == 1_689
    assert late.filter(pl.col("past_due_minor") > 0).height == 5_129
    assert accounts["past_due_minor"].min() == 0


def test_trap_3_over_the_limit_and_credit_balances_come_in_as_they_are(
    accounts: pl.DataFrame,
) -> None:
    over = accounts.filter(pl.col("total_minor") > pl.col("credit_limit_minor"))
    assert over.height == 2_115
    assert accounts.filter(pl.col("total_minor") < 0).height == 590


def test_trap_4_accounts_alike_in_all_but_their_number_stay_apart(accounts: pl.DataFrame) -> None:
    raw = pl.read_csv(FILE, infer_schema=False)
    twins = raw.filter(raw.drop("ID").is_duplicated())["ID"]
    assert raw.height - raw.drop("ID").unique().height == 35
    assert accounts["account_ref"].is_in(twins.implode()).sum() == len(twins)


def test_trap_5_no_protected_attribute_is_read(text: str) -> None:
    assert not mapping(text).columns_read("portfolio") & PROTECTED


def test_trap_6_dates_that_are_not_in_the_file_stay_unknown(accounts: pl.DataFrame) -> None:
    for column in ("due_on", "statement_on", "oldest_unmet_due_on", "opened_on", "last_payment_on"):
        assert accounts[column].null_count() == 30_000
