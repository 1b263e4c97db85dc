"""The night's step that tells who may be contacted the next day, and what the queue makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from fairdue.compliance.actions import place_hold
from fairdue.contact.columns import LAWFUL
from fairdue.engine.lake import lake
from fairdue.nightly.run import reports, run_night
from fairdue.nightly.tests.portfolios import a_person, an_account, write_day
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import Customer
from fairdue.work.models import QueueItem

DAY = date(2026, 3, 1)
TONIGHT = datetime(2026, 3, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The night after the day."""

OPENS = datetime(2026, 3, 2, tzinfo=UTC)
"""08:00 there."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")


def rows() -> dict[str, dict[str, Any]]:
    """What the step left in the lake, by customer."""
    found = pl.read_parquet(lake().file("lawful", DAY, "lawful"))
    assert found.schema == pl.Schema(LAWFUL)
    return {row["customer_ref"]: row for row in found.iter_rows(named=True)}


def waiting() -> dict[str, datetime]:
    """From when on each case is on offer."""
    items = QueueItem.objects.select_related("case__customer")
    return {item.case.customer.customer_ref: item.available_at for item in items}


def test_tells_of_every_open_case_from_when_on_or_why_not() -> None:
    nobody = {"phone_1": None, "phone_2": None, "phone_3": None}
    boston = {"jurisdiction": "US", "region": "US-MA", "time_zones": "America/New_York"}
    persons = [a_person("a"), a_person("b", **nobody), a_person("c", **boston), a_person("d")]
    write_day(DAY, [an_account(f"{ref}1", DAY, 40) for ref in "abc"] + [an_account("d1", DAY)],
              persons=persons)  # fmt: skip
    run_night(at=TONIGHT)
    found = rows()
    assert sorted(found) == ["a", "b", "c"]
    assert [found[ref]["call_from"] for ref in "abc"] == [
        OPENS, None, datetime(2026, 3, 2, 13, 0, 1, tzinfo=UTC),
    ]  # fmt: skip
    assert [found[ref]["call_because"] for ref in "abc"] == [None, "phone", None]
    assert found["c"]["sms_because"] == "us.regf.6d5.sms"
    report = reports()[0]
    assert report.figures["may_call"] == 2
    assert report.denied["call"] == {"phone": 1}
    assert report.denied["email"] == {"email": 3}


def test_a_case_is_offered_from_its_first_lawful_moment_on() -> None:
    write_day(DAY, [an_account("a1", DAY, 40), an_account("b1", DAY, 40)],
              persons=[a_person("a"), a_person("b", phone_1=None)])  # fmt: skip
    run_night(at=TONIGHT)
    assert waiting() == {"a": OPENS, "b": TONIGHT}
    late = OPENS + timedelta(hours=3)
    run_night(at=late, again=True)
    assert waiting() == {"a": late, "b": late}


def test_a_night_before_the_day_is_over_leaves_that_day_alone() -> None:
    write_day(DAY, [an_account("a1", DAY, 40)])
    noon = TONIGHT - timedelta(hours=13)
    run_night(at=noon)
    assert rows()["a"]["call_from"] == OPENS
    assert waiting() == {"a": noon}


def test_what_is_put_on_record_by_day_counts_when_the_night_runs_again() -> None:
    write_day(DAY, [an_account("a1", DAY, 40)])
    run_night(at=TONIGHT)
    member = Staff.objects.create(username="checker", role=Role.COMPLIANCE)
    late = OPENS + timedelta(hours=3)
    place_hold(customer_id=Customer.objects.get().pk, kind="dispute", reason="a letter",
               staff=member, at=OPENS + timedelta(hours=1))  # fmt: skip
    run_night(at=late, again=True)
    assert rows()["a"]["call_because"] == "LENDER-HOLD"
    assert rows()["a"]["day_from"] == late
