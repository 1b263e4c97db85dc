"""Months of the credit record: by columns as by the rules, and history carried on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.actions.months import write_month
from fairdue.credit_record.columns.months import DATASET, FILE, MONTHS, close_month
from fairdue.credit_record.rules.metro2 import Missed, date_of_first_delinquency
from fairdue.credit_record.rules.months import (
    MONTHS_KEPT,
    Facts,
    carried,
    first_missed,
    last_day_of_month,
    month_of,
    month_to_close,
    months_missed,
    reported_days,
)
from fairdue.delinquency.columns import STANDING, STANDING_DATASET
from fairdue.engine.engines import Engine, open_engine
from fairdue.engine.lake import Lake
from fairdue.kernel.calendars import add_months
from fairdue.portfolio.columns import ACCOUNTS
from fairdue.portfolio.columns import DATASET as PORTFOLIO

FEBRUARY, MARCH = date(2026, 2, 28), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (Facts(0, 0, 5000), ("11", "0", "N")),
        (Facts(0, 0, 0), ("11", "E", "*")),
        (Facts(0, 0, 0, "paid_in_full"), ("11", "E", "N")),
        (Facts(29, 1, 5000), ("11", "0", "1")),
        (Facts(30, 1, 5000), ("71", "1", "1")),
        (Facts(95, 4, 5000), ("80", "3", "4")),
        (Facts(181, 6, 5000), ("84", "6", "6")),
        (Facts(400, 13, 5000), ("84", "6", "7")),
        (Facts(None, 3, 5000), ("78", "2", "3")),
        (Facts(None, 0, 5000), ("11", "0", "N")),
    ],
)
def test_a_month_has_the_codes_of_either_format(facts: Facts, codes: tuple[str, ...]) -> None:
    month = month_of(facts)
    assert (month.metro2_status, month.metro2_character, month.pboc_status) == codes


@pytest.mark.parametrize(
    ("as_of", "before", "closes"),
    [
        (FEBRUARY, date(2026, 2, 27), (FEBRUARY, FEBRUARY)),
        (date(2026, 2, 27), date(2026, 2, 26), None),
        (date(2026, 3, 1), FEBRUARY, None),
        (date(2026, 3, 2), date(2026, 2, 27), (FEBRUARY, date(2026, 2, 27))),
        (date(2026, 3, 2), None, None),
    ],
)
def test_a_month_is_closed_once(as_of: date, before: date | None, closes: Any) -> None:
    assert month_to_close(as_of, before) == closes


def test_a_part_payment_leaves_the_first_missed_day_and_being_current_ends_it() -> None:
    january, february = date(2026, 1, 5), date(2026, 2, 5)
    assert first_missed(january, february, late=True, was_current=False) == january
    assert first_missed(january, february, late=True, was_current=True) == february
    assert first_missed(january, None, late=False, was_current=False) is None
    assert first_missed(None, None, late=True, was_current=False) is None


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_the_first_missed_day_is_that_of_the_rule_on_every_missed_payment(
    months: list[tuple[bool, bool]],
) -> None:
    """Each month a payment falls due on the 5th; it is missed or not, and on the 20th all
    arrears may be paid.
    """
    missed: list[Missed] = []
    found: date | None = None
    for number, (misses, cures) in enumerate(months):
        due = add_months(date(2024, 1, 5), number)
        was_current = not any(each.brought_current_on is None for each in missed)
        if misses:
            missed.append(Missed(due))
        if cures:
            paid = due + timedelta(days=15)
            missed = [
                Missed(each.due_on, each.brought_current_on or paid) for each in missed
            ]  # fmt: skip
        still = [each.due_on for each in missed if each.brought_current_on is None]
        found = first_missed(
            found,
            max(still, default=None),  # older ones may be paid in part: they count no less
            late=bool(still),
            was_current=was_current or cures,
        )
        as_of = last_day_of_month(due)
        assert found == date_of_first_delinquency(missed, as_of, days_after_due=0)


DAYS = st.one_of(st.none(), st.integers(-3, 400))
NOW = st.fixed_dictionaries(
    {
        "days_past_due": DAYS,
        "cycles_past_due": st.integers(0, 14),
        "total_minor": st.integers(-500, 500),
        "usage": st.sampled_from([None, "no_use", "paid_in_full", "revolving", "late"]),
        "oldest_unmet_due_on": st.one_of(st.none(), st.dates(date(2025, 1, 1), MARCH)),
        "current_between": st.booleans(),
    }
)
BEFORE = st.fixed_dictionaries(
    {
        "first_missed_on": st.one_of(st.none(), st.dates(date(2025, 1, 1), FEBRUARY)),
        "metro2_history": st.text("0123456ED", min_size=1, max_size=MONTHS_KEPT),
        "pboc_history": st.text("N1234567*#", min_size=1, max_size=MONTHS_KEPT),
    }
)


@given(
    st.lists(st.tuples(st.none() | NOW, st.none() | BEFORE), min_size=1, max_size=12),
    st.integers(0, 3),
)
def test_columns_say_of_everyone_what_the_rules_say_of_each(rows: Any, missed: int) -> None:
    now, before, cured = [], [], []
    for number, (facts, known) in enumerate(rows):
        ref = f"a{number}"
        whose = {"account_ref": ref, "customer_ref": f"c{number}", "currency": "CNY"}
        if facts:
            now.append(whose | {"past_due_minor": 0, "five_class": 1} | facts)
        if known:
            before.append(whose | {"present_on": FEBRUARY} | known)
        if facts and facts["current_between"]:
            cured.append({"account_ref": ref})
    standing = pl.DataFrame(now, schema=STANDING | {"usage": pl.String()})
    found = close_month(
        nw.from_native(standing.lazy()),
        nw.from_native(standing.lazy()),
        nw.from_native(pl.DataFrame(before, schema=MONTHS).lazy()),
        nw.from_native(pl.DataFrame(cured, schema={"account_ref": pl.String()}).lazy()),
        MARCH,
        missed,
    ).collect()
    got = {row["account_ref"]: row for row in found.to_native().to_dicts()}
    assert dict(found.to_native().schema) == MONTHS
    assert len(got) == sum(1 for facts, known in rows if facts or known)
    for number, (facts, known) in enumerate(rows):
        if facts or known:
            assert_is_the_rules(got[f"a{number}"], facts, known, missed)


def assert_is_the_rules(row: Any, facts: Any, known: Any, missed: int) -> None:
    gap = missed if known else 0
    earlier = known or {"metro2_history": "", "pboc_history": "", "first_missed_on": None}
    if facts is None:
        assert row["present_on"] == FEBRUARY and row["first_missed_on"] is None
        characters = ("D", "#")
    else:
        stands = (facts["days_past_due"], facts["cycles_past_due"])
        days = reported_days(*stands)
        month = month_of(Facts(*stands, facts["total_minor"], facts["usage"] or ""))
        assert row["present_on"] == MARCH
        assert (row["days_past_due"], row["metro2_status"]) == (days, month.metro2_status)
        assert row["pboc_status"] == month.pboc_status
        assert row["first_missed_on"] == first_missed(
            earlier["first_missed_on"],
            facts["oldest_unmet_due_on"],
            late=days > 0 or facts["cycles_past_due"] > 0,
            was_current=facts["current_between"],
        )
        characters = (month.metro2_character, month.pboc_status)
    for name, character, unknown in zip(("metro2", "pboc"), characters, "D#", strict=True):
        history = carried(
            character, earlier[f"{name}_history"], unknown=unknown, months_missed=gap
        )  # fmt: skip
        assert row[f"{name}_history"] == history


def test_months_carry_on_from_the_one_before_and_give_the_same_bytes_again(
    tmp_path: Path, every_engine: Engine
) -> None:
    house = Lake(tmp_path)
    nights = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 20), FEBRUARY, MARCH]
    relapses = {nights[1]: date(2026, 1, 5), FEBRUARY: date(2026, 2, 21)}
    for night in nights:
        late = [
            stands("partly", night, None if night < nights[1] else date(2026, 1, 5)),
            stands("cured", night, relapses.get(night)),
            stands("kept", night, None),
        ]
        if night == FEBRUARY:
            late[0]["oldest_unmet_due_on"] = date(2026, 2, 5)
        write_night(house, night, late[:2] if night == MARCH else late)
    wrote = []
    for _again in range(2):
        for month in (nights[0], nights[1], FEBRUARY, MARCH):
            rows_in, rows_out = write_month(house, every_engine, month, month, {"night": "x"})
            assert rows_in == rows_out
        wrote.append([house.file(DATASET, m, FILE).read_bytes() for m in house.days(DATASET)])
    assert wrote[0] == wrote[1]
    february, march = rows_of(house, FEBRUARY), rows_of(house, MARCH)
    assert february["partly"]["first_missed_on"] == date(2026, 1, 5)
    assert february["cured"]["first_missed_on"] == date(2026, 2, 21)
    assert march["partly"]["metro2_history"] == "2100"
    assert march["partly"]["pboc_history"] == "321N"
    assert (march["kept"]["present_on"], march["kept"]["metro2_history"]) == (FEBRUARY, "D000")


def test_a_month_the_lake_never_had_is_unknown(tmp_path: Path) -> None:
    house = Lake(tmp_path)
    for night in (date(2026, 1, 31), MARCH):
        write_night(house, night, [stands("a", night, None)])
    with open_engine("polars") as engine:
        for month in (date(2026, 1, 31), MARCH):
            write_month(house, engine, month, month, {})
    found = pl.read_parquet(house.file(DATASET, MARCH, FILE)).row(0, named=True)
    assert (found["metro2_history"], found["pboc_history"]) == ("0D0", "N#N")


def stands(ref: str, night: date, unmet: date | None) -> dict[str, Any]:
    days = (night - unmet).days if unmet else 0
    return {
        "account_ref": ref,
        "customer_ref": ref,
        "currency": "CNY",
        "total_minor": 100_00,
        "past_due_minor": 10_00 if unmet else 0,
        "oldest_unmet_due_on": unmet,
        "days_past_due": days,
        "cycles_past_due": days // 30 + 1 if unmet else 0,
        "bucket": days // 30 + 1 if unmet else 0,
        "five_class": 1,
        "suspected_fraud": False,
    }


def write_night(house: Lake, night: date, rows: list[dict[str, Any]]) -> None:
    rows = sorted(rows, key=lambda row: str(row["account_ref"]))
    accounts = [{name: row[name] for name in row if name in ACCOUNTS} for row in rows]
    with house.write_day(STANDING_DATASET, night, {}) as folder:
        pl.DataFrame(rows, schema=STANDING).write_parquet(folder / "standing.parquet")
    with house.write_day(PORTFOLIO, night, {}) as folder:
        pl.DataFrame(accounts, schema=ACCOUNTS).write_parquet(folder / "accounts.parquet")


def rows_of(house: Lake, month: date) -> dict[str, dict[str, Any]]:
    found = pl.read_parquet(house.file(DATASET, month, FILE))
    return {row["account_ref"]: row for row in found.to_dicts()}


def test_months_between_are_counted() -> None:
    ends = [date(2025, 12, 31), date(2026, 1, 31), FEBRUARY, MARCH]
    assert all(months_missed(one, other) == 0 for one, other in pairwise(ends))
    assert months_missed(ends[0], MARCH) == 2
    assert months_missed(None, MARCH) == 0
