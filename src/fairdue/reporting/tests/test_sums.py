"""Sums that are kept give what the published queries give, and never outlive what they count."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from fairdue.reporting.columns import BUCKETS, move_sums, moves
from fairdue.reporting.figure import Figure, Span
from fairdue.reporting.queries import portfolio, published, sums
from fairdue.reporting.queries.portfolio import bucket_figures, roll_figures
from fairdue.reporting.scope import Scope
from fairdue.reporting.tests.conftest import BEFORE
from fairdue.reporting.tests.records import DAY, ZONE, write_standing

Known = dict[str, tuple[str, int, int]]
"""Reference -> currency, bucket, total."""
accounts = st.dictionaries(
    st.integers(0, 40).map(lambda number: f"A{number}"),  # not in the order of the numbers
    st.tuples(st.sampled_from(["CNY", "USD"]), st.sampled_from(BUCKETS), st.integers(-500, 90_000)),
    max_size=40,
)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    sums.forget()


def rows(known: Known) -> list[dict[str, Any]]:
    return [
        {"account_ref": ref, "currency": currency, "bucket": bucket, "total_minor": total}
        for ref, (currency, bucket, total) in known.items()
    ]


def frame(known: Known) -> pl.LazyFrame:
    schema = {"account_ref": pl.String, "currency": pl.String, "bucket": pl.Int16}
    return pl.LazyFrame(rows(known), schema=schema | {"total_minor": pl.Int64})


def figures(currency: str) -> tuple[Figure, ...]:
    scope = Scope(DAY, BEFORE, Span(BEFORE, DAY), currency, ZONE)
    return (*bucket_figures(scope), *roll_figures(scope))


def kept() -> dict[str, Any]:
    folder = sums._folder()
    return {
        str(path.relative_to(folder)): json.loads(path.read_text())
        for path in folder.rglob("*")
        if path.is_file()
    }


def agrees_with_published(currency: str) -> bool:
    """Every figure that has a published query is what DuckDB finds by it, part by part."""
    found = figures(currency)
    answers = {}
    for key in {each.definition.key for each in found}:
        query = published.query_of(key, DAY, BEFORE, currency)
        assert query is not None
        answers[key] = published.answers(query)
    for each in found:
        answer = answers[each.definition.key].get(tuple(code for _, code in each.slice))
        if answer is None:  # no row is a numerator of 0
            assert each.numerator == 0
        else:
            assert answer == (each.numerator, each.denominator), each
    return True


@pytest.mark.slow
@examples(max_examples=15)
@given(accounts, accounts, accounts)
def test_kept_or_counted_they_are_what_the_published_queries_give(
    tmp_path_factory: pytest.TempPathFactory, earlier: Known, later: Known, replaced: Known
) -> None:
    root = tmp_path_factory.mktemp("lake")
    write_standing(root, BEFORE, rows(earlier))
    write_standing(root, DAY, rows(later))
    with override_settings(VAR=root):
        for currency in ("CNY", "USD"):
            assert agrees_with_published(currency)
            counted = figures(currency)
            sums.forget()
            assert figures(currency) == counted  # read from what was kept
        write_standing(root, DAY, rows(replaced))
        assert agrees_with_published("CNY")  # counted again


@given(accounts, accounts, st.integers(1, 50))
def test_stretches_of_any_length_add_up_to_the_whole(
    earlier: Known, later: Known, rows_at_once: int
) -> None:
    found = move_sums(frame(earlier), frame(later), rows_at_once)
    cells = ["currency", "from_bucket", "to"]
    whole = moves(frame(earlier), frame(later)).collect()
    expected = whole.group_by(cells).agg(
        pl.len().cast(pl.Int64).alias("accounts"),
        (pl.col("total_minor") > 0).sum().cast(pl.Int64).alias("owing_accounts"),
        pl.col("owed_minor").sum(),
    )
    assert found.equals(expected.sort(cells))
    assert found["accounts"].sum() == len(earlier)


def test_a_night_keeps_those_that_dashboards_look_at_first(two_days: Path) -> None:
    assert portfolio.add_up(DAY) == 8
    assert set(kept()) == {
        f"as_of={DAY}/buckets.json",
        f"as_of={DAY}/moves-since-{BEFORE}.json",
    }


def test_they_hold_no_account(two_days: Path) -> None:
    portfolio.add_up(DAY)
    texts = json.dumps(kept())
    assert not any(ref in texts for ref in ("A0", "B1", "U0", "C-"))


def test_what_is_kept_is_read_and_not_counted_again(
    two_days: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = figures("CNY")
    sums.forget()
    monkeypatch.setattr("fairdue.reporting.queries.sums._count", refuse)
    assert figures("CNY") == expected
    sums.forget(kept=True)
    with pytest.raises(AssertionError, match="counted"):
        figures("CNY")


def refuse(*_given: Any) -> pl.DataFrame:
    raise AssertionError("it was counted")


@pytest.mark.parametrize("content", ["", "{", "[1]", "{}", '{"rows": []}'])
def test_a_broken_file_of_sums_is_counted_again_and_replaced(two_days: Path, content: str) -> None:
    expected = figures("CNY")
    whole = kept()
    for name in whole:
        (sums._folder() / name).write_text(content)
    sums.forget()
    assert figures("CNY") == expected
    assert kept() == whole


def test_other_code_counts_again(two_days: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = figures("CNY")
    sums.forget()
    monkeypatch.setattr("fairdue.reporting.queries.sums._COUNTED_BY", "other")
    assert figures("CNY") == expected
    assert {each["counted_from"]["by"] for each in kept().values()} == {"other"}


def test_a_day_written_again_is_counted_again(two_days: Path) -> None:
    before = figures("CNY")
    write_standing(two_days, DAY, [{"account_ref": "B0", "bucket": 3, "total_minor": 1}])
    assert figures("CNY") != before
    assert agrees_with_published("CNY")


def test_a_moved_data_folder_keeps_its_sums(
    two_days: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = figures("CNY")
    moved = tmp_path_factory.mktemp("elsewhere") / "var"
    two_days.rename(moved)
    monkeypatch.setattr("fairdue.reporting.queries.sums._count", refuse)
    with override_settings(VAR=moved):
        assert figures("CNY") == expected


def test_where_nothing_can_be_written_figures_are_counted_all_the_same(two_days: Path) -> None:
    (two_days / "sums").write_text("a file where the folder should be")
    assert agrees_with_published("CNY")
    assert (two_days / "sums").is_file()


def test_the_day_compared_with_is_about_a_cycle_before(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    known = [{"account_ref": "A0", "bucket": 0, "total_minor": 1}]
    days = [date(2026, 1, 30), date(2026, 2, 1), date(2026, 2, 20), date(2026, 3, 1)]
    assert portfolio.usual_before(days[0]) is None
    for day in days:
        write_standing(tmp_path, day, known)
    assert [portfolio.usual_before(day) for day in days] == [None, days[0], days[0], days[1]]
