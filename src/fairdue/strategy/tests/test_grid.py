"""A grid's cells: what is typed, what is kept, what is said of a cell that can't work."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.strategy.queries import table_of_file
from fairdue.strategy.queries.documents import load, parse, write
from fairdue.strategy.rules import grid
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.typed import CellError, hint, read_cell, typed_cell


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("bucket", "≥ M4", {"at_least": 4}),
        ("bucket", ">=4", {"at_least": 4}),
        ("bucket", "＜3", {"below": 3}),
        ("bucket", "M4", 4),
        ("bucket", " ", None),
        ("days_past_due", "2–5", {"at_least": 2, "at_most": 5}),
        ("days_past_due", "2-5", {"at_least": 2, "at_most": 5}),
        ("days_past_due", "2至5", {"at_least": 2, "at_most": 5}),
        ("bucket", "M1, M3、7", {"one_of": [1, 3, 7]}),
        ("days_past_due", "未知", {"unknown": True}),
        ("days_past_due", "known & > 3", {"unknown": False, "above": 3}),
        ("vulnerable", "是", True),
        ("vulnerable", "No", False),
        ("past_due", "≤ 0", {"at_most": 0}),
        ("past_due", "≥ CNY 5,000 / TWD 20000", {"at_least": {"CNY": 5000, "TWD": 20000}}),
        ("past_due", ">= 99.5 cny\n20000 twd", {"at_least": {"CNY": 99.5, "TWD": 20000}}),
        ("past_due", "> 0 & < CNY 200", {"above": 0, "below": {"CNY": 200}}),
    ],
)
def test_a_cell_is_read_as_people_type_it(name: str, typed: str, kept: Any) -> None:
    assert read_cell(name, typed) == kept


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("bucket", "late", "'late' is not understood. Possible: ≥ M4"),
        ("bucket", "≥ 4, 5", "not understood"),
        ("bucket", "unknown", "Bucket is always known"),
        ("bucket", "> 1 & > 2", "twice"),
        ("days_past_due", "9–3", "turn the range round"),
        ("vulnerable", "maybe", "yes, no, or nothing"),
        ("past_due", "CNY 5000", "compared by ≥"),
        ("past_due", "≥ 5000", "no amount with its currency"),
        ("past_due", "≥ XXX 5000", "not known; known are CNY"),
        ("past_due", "≥ CNY 1 / CNY 2", "named twice"),
        ("past_due", "≥ CNY 1.005", "finer than CNY can be paid"),
        ("past_due", "≥", "not understood"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_could_be_typed(
    name: str, typed: str, message: str
) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(name, typed)
    assert message in caught.value.text.en
    assert caught.value.text.zh


def amounts() -> st.SearchStrategy[Any]:
    whole = st.integers(-(10**9), 10**9)
    cents = whole.map(lambda minor: minor / 100).filter(lambda one: one != int(one))
    named = st.dictionaries(
        st.sampled_from(["CNY", "TWD", "USD"]), whole | cents, min_size=1, max_size=3
    )
    return st.just(0) | named


@st.composite
def kept_cells(draw: st.DrawFn) -> tuple[str, Any]:
    asked = INPUTS[draw(st.sampled_from(sorted(INPUTS)))]
    if asked.kind is Kind.FLAG:
        return asked.name, draw(st.booleans())
    names = draw(
        st.lists(
            st.sampled_from(["at_least", "at_most", "above", "below"]),
            unique=True,
            min_size=1,
            max_size=3,
        )
    )
    if asked.kind is Kind.AMOUNT:
        return asked.name, {name: draw(amounts()) for name in names}
    numbers = st.integers(-50, 50)
    if draw(st.booleans()):
        several = draw(st.lists(numbers, min_size=2, max_size=4))
        return asked.name, draw(st.sampled_from([several[0], {"one_of": several}]))
    kept: dict[str, Any] = {name: draw(numbers) for name in names}
    if "at_least" in kept and "at_most" in kept:
        kept["at_least"], kept["at_most"] = sorted((kept["at_least"], kept["at_most"]))
    if asked.may_be_unknown and draw(st.booleans()):
        kept["unknown"] = draw(st.booleans())
    return asked.name, kept


@given(kept_cells())
def test_what_a_cell_shows_reads_back_as_what_it_keeps(cell: tuple[str, Any]) -> None:
    name, kept = cell
    shown = typed_cell(name, kept)
    assert read_cell(name, shown.en) == kept
    assert read_cell(name, shown.zh) == kept


def test_every_cell_of_the_first_strategy_reads_back_and_hints_say_what_works() -> None:
    document = load(table_of_file().text)
    for row in document["rows"]:
        for name, kept in (row.get("when") or {}).items():
            assert read_cell(name, typed_cell(name, kept).zh) == kept
    for name in INPUTS:
        for each in hint(name).en.split(" · "):
            if "join" not in each and "likewise" not in each and "nothing" not in each:
                assert read_cell(name, each) is not None


def test_a_table_written_anew_decides_as_before_and_keeps_its_heading() -> None:
    text = table_of_file().text
    again = write(load(text), before=text)
    assert parse(again).rows == parse(text).rows
    assert again.startswith("# Which next step a past-due account gets.")


ROWS = [
    {"id": "one", "when": {"bucket": 2}, "then": "call", "why": {"en": "E", "zh": "中"}},
    {"id": "two", "when": {"on_hold": True}, "then": "protect", "why": {"en": "E", "zh": "中"}},
    {"id": "rest", "then": "leave", "why": {"en": "E", "zh": "中"}},
]


def a_document() -> dict[str, Any]:
    return {"table": "t", "version": 1, "title": {"en": "T", "zh": "表"}, "rows": list(ROWS)}


def ids(document: dict[str, Any]) -> list[str]:
    return [row["id"] for row in document["rows"]]


def test_rows_move_are_copied_put_in_and_taken_out() -> None:
    document = a_document()
    assert ids(grid.with_row_moved(document, 0, 1)) == ["two", "one", "rest"]
    assert ids(grid.with_row_moved(document, 0, -1)) == ["one", "two", "rest"]
    assert ids(grid.without_row(document, 1)) == ["one", "rest"]
    copied = grid.with_row_after(document, 0, like=True)
    assert ids(copied) == ["one", "one-2", "two", "rest"]
    assert copied["rows"][1]["when"] == {"bucket": 2}
    new = grid.with_row_after(document, 2, like=False)
    assert ids(new) == ["one", "two", "rest-2", "rest"], "nothing comes after the last row"
    assert ids(document) == ["one", "two", "rest"], "the document itself stays"
    with pytest.raises(IndexError):
        grid.without_row(document, 3)


def test_cells_and_columns_change() -> None:
    document = a_document()
    assert grid.columns_of(document) == ["bucket", "on_hold"]
    asked = grid.with_cell(document, 2, "bucket", {"at_least": 3})
    assert list(asked["rows"][2]) == ["id", "when", "then", "why"]
    assert grid.asked(asked["rows"][2], "bucket") == {"at_least": 3}
    emptied = grid.with_cell(document, 0, "bucket", None)
    assert "when" not in emptied["rows"][0]
    assert grid.columns_of(grid.without_column(document, "bucket")) == ["on_hold"]
    assert grid.with_value(document, 0, "why.zh", "原因")["rows"][0]["why"] == {
        "en": "E",
        "zh": "原因",
    }


@pytest.mark.parametrize(
    ("change", "place", "field", "message", "chinese"),
    [
        ({"id": "two"}, 1, "id", "a name of its own", "唯一的名称"),
        ({"then": "shout"}, 0, "then", "Choose a treatment", "请选择处置方式"),
        ({"why": {"en": "E"}}, 0, "why.zh", "in Chinese", "请填写中文理由"),
        ({"when": {"mood": 1}}, 0, "mood", "'mood' is no input", "没有名为“mood”的输入项"),
        (
            {"when": {"bucket": {"above": 4, "below": 5}}},
            0,
            "bucket",
            "no value of bucket",
            "没有任何账龄段（bucket）取值",
        ),
    ],
)
def test_problems_name_the_row_and_the_cell(
    change: dict[str, Any], place: int, field: str, message: str, chinese: str
) -> None:
    document = a_document()
    assert grid.problems(document) == []
    document["rows"][0] = {**document["rows"][0], **change}
    [found] = grid.problems(document)
    assert (found.place, found.field) == (place, field)
    assert message in found.text.en and chinese in found.text.zh


def test_a_table_without_a_last_row_that_catches_everything_is_named() -> None:
    document = a_document()
    document["rows"].pop()
    [found] = grid.problems(document)
    assert (found.place, found.field) == (1, "id")
    assert "last row must have no conditions" in found.text.en
