"""Figures over the whole portfolio, against counts made by hand."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from fairdue.reporting.columns import DESTINATIONS, PAID_OFF, VANISHED, moves
from fairdue.reporting.figure import Figure, Span, Unit
from fairdue.reporting.queries.behind import rows_behind
from fairdue.reporting.queries.lookup import NoSuchFigureError, figure
from fairdue.reporting.queries.portfolio import bucket_figures, roll_figures
from fairdue.reporting.queries.report import WrongDaysError, scope_for
from fairdue.reporting.queries.rows import Page, Part
from fairdue.reporting.scope import Scope
from fairdue.reporting.tests.conftest import BEFORE
from fairdue.reporting.tests.records import DAY, ZONE, write_standing


def cells(figures: tuple[Figure, ...], key: str) -> dict[tuple[str, str], tuple[int, int | None]]:
    return {
        (found.part("bucket"), found.part("to")): (found.numerator, found.denominator)
        for found in figures
        if found.definition.key == key
    }


def test_buckets_are_counted_by_account_and_by_balance(two_days: Path, scope: Scope) -> None:
    found = bucket_figures(scope)
    accounts = cells(found, "accounts_by_bucket")
    assert accounts["0", ""] == (4, 7)
    assert accounts["1", ""] == (2, 7)
    assert accounts["2", ""] == (1, 7)
    assert cells(found, "balance_by_bucket")["1", ""] == (28_000, 95_500)
    assert cells(found, "delinquent_accounts")["", ""] == (3, 7)
    assert cells(found, "delinquency_rate")["", ""] == (83_000, 95_500)


def test_currencies_are_never_added_up(two_days: Path) -> None:
    dollars = Scope(DAY, BEFORE, Span(BEFORE, DAY), "USD", ZONE)
    assert cells(bucket_figures(dollars), "delinquency_rate")["", ""] == (999, 999)


def test_the_matrix_has_cures_payoffs_and_vanished_accounts(two_days: Path, scope: Scope) -> None:
    found = cells(roll_figures(scope), "roll_by_count")
    assert found["1", "0"] == (1, 4)
    assert found["1", PAID_OFF] == (1, 4)
    assert found["1", "2"] == (1, 4)
    assert found["1", VANISHED] == (1, 4)
    assert found["1", "1"] == (0, 4)
    assert found["0", "1"] == (1, 3)
    assert not any(row == "2" for row, _ in found)


def test_the_balance_matrix_uses_the_earlier_balance(two_days: Path, scope: Scope) -> None:
    found = cells(roll_figures(scope), "roll_by_balance")
    assert found["1", "2"] == (50_000, 200_000)
    assert found["1", VANISHED] == (80_000, 200_000)


def test_entry_rate_leaves_out_accounts_that_owed_nothing(two_days: Path, scope: Scope) -> None:
    assert cells(roll_figures(scope), "entry_rate")["", ""] == (1, 2)


def test_cure_rate_keeps_vanished_accounts_in_the_denominator(two_days: Path, scope: Scope) -> None:
    assert cells(roll_figures(scope), "cure_rate")["", ""] == (2, 4)


accounts = st.dictionaries(
    st.integers(0, 30).map(lambda number: f"A{number:02d}"),
    st.tuples(st.integers(0, 7), st.integers(-500, 5_000)),
    max_size=30,
)


def frame(known: dict[str, tuple[int, int]]) -> pl.LazyFrame:
    return pl.LazyFrame(
        [(ref, "CNY", bucket, total) for ref, (bucket, total) in known.items()],
        schema={
            "account_ref": pl.String,
            "currency": pl.String,
            "bucket": pl.Int16,
            "total_minor": pl.Int64,
        },
        orient="row",
    )


@given(accounts, accounts)
def test_every_account_moves_to_exactly_one_state(
    earlier: dict[str, tuple[int, int]], later: dict[str, tuple[int, int]]
) -> None:
    found = moves(frame(earlier), frame(later)).collect()
    assert sorted(found["account_ref"]) == sorted(earlier)
    assert set(found["to"]) <= set(DESTINATIONS)


@given(accounts, accounts)
def test_every_row_of_both_matrices_adds_up_to_one(
    tmp_path_factory: pytest.TempPathFactory,
    earlier: dict[str, tuple[int, int]],
    later: dict[str, tuple[int, int]],
) -> None:
    root = tmp_path_factory.mktemp("lake")
    for day, known in ((BEFORE, earlier), (DAY, later)):
        rows = [
            {"account_ref": ref, "bucket": bucket, "total_minor": total}
            for ref, (bucket, total) in known.items()
        ]
        write_standing(root, day, rows)
    with override_settings(VAR=root):
        found = roll_figures(Scope(DAY, BEFORE, Span(BEFORE, DAY), "CNY", ZONE))
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for each in found:
        if each.slice:
            sums[each.definition.key, each.part("bucket")] += each.quotient or 0
    assert all(total == pytest.approx(1) for total in sums.values())
    counted = {bucket for key, bucket in sums if key == "roll_by_count"}
    assert counted == {str(bucket) for bucket, _ in earlier.values()}


@pytest.mark.parametrize("part", list(Part))
def test_the_rows_behind_a_figure_are_as_many_as_it_counts(
    two_days: Path, scope: Scope, part: Part
) -> None:
    counted = [*bucket_figures(scope), *roll_figures(scope)]
    for found in counted:
        if found.definition.money_parts or found.denominator is None:
            continue
        rows = rows_behind(found, scope, part, Page(limit=None))
        wanted = found.numerator if part is Part.NUMERATOR else found.denominator
        assert (rows.total, len(rows.rows)) == (wanted, wanted), found


def test_the_rows_behind_money_add_up_to_it(two_days: Path, scope: Scope) -> None:
    found = figure("roll_by_balance", scope, {"bucket": "1", "to": VANISHED})
    rows = rows_behind(found, scope, Part.NUMERATOR, Page())
    place = [column.name for column in rows.columns].index("total_minor")
    assert sum(row[place] for row in rows.rows) == found.numerator == 80_000


def test_rows_come_in_pages(two_days: Path, scope: Scope) -> None:
    found = figure("delinquent_accounts", scope, {})
    page = rows_behind(found, scope, Part.DENOMINATOR, Page(offset=2, limit=3))
    assert page.total == 7
    assert [row[0] for row in page.rows] == ["A2", "B0", "B1"]


def test_a_figure_of_another_name_is_refused_with_the_known_ones(scope: Scope) -> None:
    with pytest.raises(NoSuchFigureError, match="cure_rate"):
        figure("curerate", scope, {})


def test_a_share_of_nothing_has_no_value(two_days: Path) -> None:
    empty = Scope(DAY, BEFORE, Span(BEFORE, DAY), "GBP", ZONE)
    cure = next(f for f in roll_figures(empty) if f.definition.key == "cure_rate")
    assert cure.definition.unit is Unit.SHARE
    assert cure.value is None


def test_the_scope_is_the_latest_night_and_one_about_a_cycle_before(two_days: Path) -> None:
    found = scope_for(DAY, ZONE)
    assert (found.as_of, found.before, found.currency) == (DAY, BEFORE, "CNY")
    assert (found.span.last - found.span.first).days == 29


def test_a_day_without_a_night_is_refused_with_the_days_there_are(two_days: Path) -> None:
    with pytest.raises(WrongDaysError, match="2026-03-10"):
        scope_for(DAY, ZONE, as_of=BEFORE.replace(day=11))


def test_without_any_night_there_are_no_portfolio_figures(tmp_path: Path) -> None:
    with override_settings(VAR=tmp_path):
        found = scope_for(DAY, ZONE)
        assert found.as_of is None
        assert bucket_figures(found) == roll_figures(found) == ()
