"""A real portfolio that knows cycles only: 30,000 card accounts of Taiwan, September 2005."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings as django_settings

from fairdue.delinquency.models import Case
from fairdue.engine.lake import lake
from fairdue.nightly.run import run_night
from fairdue.people.models import Team
from fairdue.portfolio.columns import ACCOUNTS, DATASET
from fairdue.strategy.models import Decision

FILE = django_settings.ROOT.parent / "shared/data/uci_credit_card/portfolio.csv.gz"
DAY = date(2005, 9, 30)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not FILE.exists(), reason="the UCI credit card file is not beside us"),
]


def accounts() -> pl.DataFrame:
    """Cycles from PAY_0; what was billed and not covered is past due."""
    billed = pl.col("BILL_AMT1").cast(pl.Int64) * 100
    late = pl.col("PAY_0") >= 1
    known = {
        "account_ref": pl.col("ID").cast(pl.String),
        "customer_ref": pl.col("ID").cast(pl.String),
        "currency": pl.lit("TWD"),
        "total_minor": billed,
        "past_due_minor": pl.when(late).then(billed.clip(lower_bound=0)).otherwise(0),
        "cycles_past_due": pl.col("PAY_0").clip(lower_bound=0),
        "suspected_fraud": pl.lit(False),
    }
    frame = pl.read_csv(FILE)
    return frame.select(
        known.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in ACCOUNTS.items()
    ).sort("account_ref")


def test_runs_through_to_cases_and_decisions(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")
    with lake().write_day(DATASET, DAY, {"content_digest": "uci"}) as folder:
        accounts().write_parquet(folder / "accounts.parquet")
    report = run_night(at=datetime(2005, 10, 1, tzinfo=UTC))
    standing = pl.read_parquet(lake().file("standing", DAY, "standing"))
    buckets = dict(standing["bucket"].value_counts().iter_rows())
    assert buckets[0] == 2759 + 5686 + 14737
    assert [buckets[1], buckets[2], buckets[3]] == [3688, 2667, 322]
    assert sum(count for bucket, count in buckets.items() if bucket >= 4) == 141
    assert report.figures["cases_open"] == Case.objects.count() == 6818
    assert standing.filter(pl.col("bucket") >= 1)["days_past_due"].null_count() == 6818
    nothing = Decision.objects.filter(row="leave-nothing-past-due", treatment="leave").count()
    assert nothing == 6818 - 5129
    assert report.figures["queued"] == 6818 - report.figures["treated_leave"]
