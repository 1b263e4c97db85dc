"""Tables compiled into lookups decide as one case does, on every engine and however compiled."""

from __future__ import annotations

from bisect import bisect_right
from random import Random
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.engine.engines import Engine
from fairdue.strategy.columns import decisions as columns
from fairdue.strategy.columns import lookups
from fairdue.strategy.columns.cells import Cut, Part, compile_rows, compiled
from fairdue.strategy.columns.lookups import choose
from fairdue.strategy.queries import table_of_file
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import Compare, Condition, DecisionTable, Row, Step
from fairdue.strategy.tests.random_tables import ACCOUNTS, WORDS, table_of, tables


def large_table(rows: int, seed: int) -> DecisionTable:
    """Rows as a bank's strategist has them: bands of bucket, amount, age and history."""
    random = Random(seed)
    bodies = []
    for _ in range(rows):
        body = [
            Condition(
                "bucket", random.choice([Compare.EQUALS, Compare.AT_LEAST]), random.randint(1, 5)
            )
        ]
        band = random.randint(1, 9)
        amounts = (("CNY", band), ("TWD", 4 * band), ("USD", band // 2))
        body.append(
            Condition("past_due", random.choice([Compare.AT_LEAST, Compare.BELOW]), amounts)
        )
        for name in random.sample(
            ["months_on_book", "days_past_due", "times_before", "will_pay"], 2
        ):
            body.append(
                Condition(
                    name, random.choice([Compare.ABOVE, Compare.AT_MOST]), random.randint(0, 9)
                )
            )
        if random.random() < 0.3:
            body.append(Condition("promise_open", Compare.EQUALS, random.random() < 0.5))
        bodies.append(tuple(body))
    return table_of(*bodies, steps=tuple(random.choices(list(Step), k=rows)))


def table_of_own_thresholds(rows: int, seed: int) -> DecisionTable:
    """Every row has its own: some far apart, some crowded, some beyond what amounts are."""
    random = Random(seed)
    bodies = []
    for _ in range(rows):
        places = random.choice([(10**3, 10**6), (10**11, 10**11 + 3000), (-(10**4), 10**12)])
        amounts = tuple((code, random.randint(*places)) for code in ("CNY", "TWD"))
        side = [Compare.AT_LEAST, Compare.AT_MOST, Compare.ABOVE, Compare.BELOW]
        bodies.append(
            (
                Condition("bucket", Compare.EQUALS, random.randint(1, 6)),
                Condition("past_due", random.choice(side), amounts),
                Condition("will_pay", Compare.EQUALS, random.randint(1, 999)),
            )
        )
    return table_of(*bodies, steps=tuple(random.choices(list(Step), k=rows)))


def accounts_at_the_thresholds(table: DecisionTable, count: int) -> list[dict[str, Any]]:
    """Values that rows name, and the next ones to both sides."""
    random = Random(1)
    accounts = some_accounts(count, seed=2)
    for account in accounts:
        row = random.choice(table.rows[:-1])
        for condition in row.conditions:
            amounts = dict(condition.thresholds())
            code = "CNY" if account["currency"] not in amounts else str(account["currency"])
            near = amounts[code] if amounts else condition.operand
            assert isinstance(near, int)
            drawn = near + random.choice([-1, 0, 0, 0, 1])
            column = INPUTS[condition.asks].column
            account[column] = None if account[column] is None else drawn
    return accounts


def some_accounts(count: int, seed: int) -> list[dict[str, Any]]:
    random = Random(seed)
    values: dict[str, list[Any]] = {"currency": ["CNY", "TWD", "USD", "KRW"]}
    for entry in INPUTS.values():
        known: list[Any] = [False, True] if entry.kind is Kind.FLAG else list(range(-1, 12))
        values[entry.column] = [*known, None] if entry.may_be_unknown else known
    return [{name: random.choice(values[name]) for name in columns.ASKED} for _ in range(count)]


def by_polars(
    accounts: list[dict[str, Any]], rows: tuple[Row, ...], parts: tuple[Part, ...]
) -> list[tuple[str, str]]:
    frame = pl.DataFrame(accounts, schema=columns.ASKED)
    beside = lambda lookup: nw.from_native(lookup.lazy())  # noqa: E731
    chosen = choose(nw.from_native(frame.lazy()), rows, beside, parts).to_native().collect()
    assert chosen.columns == [*columns.ASKED, "row", "treatment"]
    found: list[tuple[str, str]] = chosen.select("row", "treatment").rows()
    return found


def one_by_one(accounts: list[dict[str, Any]], table: DecisionTable) -> list[tuple[str, str]]:
    return [(row.id, str(row.then)) for row in map(table.decide, accounts)]


def by_engine(
    engine: Engine, accounts: list[dict[str, Any]], table: DecisionTable
) -> list[tuple[str, str]]:
    frame = pl.DataFrame(accounts, schema=columns.ASKED).with_columns(
        pl.int_range(pl.len()).alias("place")
    )
    decided = engine.collect(columns.decide(engine.bring(frame), table, engine.bring))
    return decided.sort("place").select("row", "treatment").rows()


@settings(max_examples=80)
@given(tables(), ACCOUNTS)
def test_cells_bitmasks_and_split_rows_decide_as_one_case_does(
    table: DecisionTable, accounts: list[dict[str, Any]]
) -> None:
    expected = one_by_one(accounts, table)
    in_few_lookups = tuple(compile_rows(table.rows, 0, 10**5, 10**9))
    one_per_input = tuple(compile_rows(table.rows, 0, 0, 10**9))
    split = tuple(compile_rows(table.rows, 0, 100, 40))
    for parts in (in_few_lookups, one_per_input, split):
        assert by_polars(accounts, table.rows, parts) == expected
    frame = pl.DataFrame(accounts, schema=columns.ASKED)
    night = columns.decide(nw.from_native(frame.lazy()), table).to_native().collect()
    assert night.select("row", "treatment").rows() == expected


@settings(max_examples=25)
@given(table=tables(), accounts=ACCOUNTS)
def test_every_engine_decides_as_one_case_does(
    engine: Engine, table: DecisionTable, accounts: list[dict[str, Any]]
) -> None:
    assert by_engine(engine, accounts, table) == one_by_one(accounts, table)


@pytest.mark.parametrize("rows", [300, 1500])
def test_hundreds_of_rows_decide_as_one_case_does(rows: int, engine: Engine) -> None:
    table, accounts = large_table(rows, seed=rows), some_accounts(400, seed=1)
    expected = one_by_one(accounts, table)
    assert len({row for row, _ in expected}) > 20
    assert by_polars(accounts, table.rows, compiled(table.rows)) == expected
    assert by_engine(engine, accounts, table) == expected
    split = tuple(compile_rows(table.rows, 0, 1000, 5000))
    assert len(split) > 1
    assert by_polars(accounts, table.rows, split) == expected


@settings(max_examples=40)
@given(table=tables(), accounts=ACCOUNTS)
def test_cuts_on_a_grid_decide_as_one_case_does(
    engine: Engine, table: DecisionTable, accounts: list[dict[str, Any]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookups, "COMPARED_MAX", 0)
        patch.setattr(lookups, "GRID_CELLS_MAX", 3)  # so that many cuts share a cell of the grid
        lookups.gridded.cache_clear()
        assert by_engine(engine, accounts, table) == one_by_one(accounts, table)
    lookups.gridded.cache_clear()


def test_thousands_of_thresholds_of_their_own_decide_as_one_case_does(engine: Engine) -> None:
    table = table_of_own_thresholds(2500, seed=1)
    accounts = accounts_at_the_thresholds(table, 300)
    expected = one_by_one(accounts, table)
    assert len({row for row, _ in expected}) > 20
    assert by_polars(accounts, table.rows, compiled(table.rows)) == expected
    assert by_engine(engine, accounts, table) == expected


@given(
    st.lists(st.integers(-(10**15), 10**15) | st.integers(0, 300), unique=True),
    st.lists(st.integers(-(10**15), 10**15) | st.integers(-1, 301)),
    st.sampled_from([1, 5, lookups.GRID_CELLS_MAX]),
)
def test_a_place_among_cuts_is_found_by_grid_and_search(
    cuts: list[int], values: list[int], cells_max: int
) -> None:
    starts = tuple(sorted(cuts))
    frame = pl.DataFrame(
        {"total_minor": [*starts, *values, None]}, schema={"total_minor": pl.Int64}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookups, "GRID_CELLS_MAX", cells_max)
        lookups.gridded.cache_clear()
        found = lookups._gridded(
            nw.from_native(frame.lazy()),
            Cut("total_owed", (starts,)),
            lambda lookup: nw.from_native(lookup.lazy()),
            "cell",
        )
        numbers = found.to_native().collect()["cell"].to_list()
    lookups.gridded.cache_clear()
    assert numbers == [*(bisect_right(starts, one) for one in (*starts, *values)), None]


def test_a_small_table_is_one_lookup_and_an_exploding_one_stays_within_its_limits() -> None:
    small = compiled(table_of_file().table.rows[-6:])
    assert [len(part.lookups) for part in small] == [1]
    parts = compile_rows(large_table(300, seed=2).rows, 0, 1000, 20_000)
    assert len(parts) > 1
    assert all(lookup.table.size <= 20_000 for part in parts for lookup in part.lookups)


def test_a_table_with_nothing_but_its_last_row_decides_for_everyone() -> None:
    only = DecisionTable("t", "1-0", WORDS, (Row("rest", (), Step.LEAVE, WORDS),))
    accounts = some_accounts(3, seed=1)
    assert by_polars(accounts, only.rows, compiled(only.rows)) == [("rest", "leave")] * 3
