"""What rows do to each other: named cases, and every finding against trying every account."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from fairdue.strategy.queries import table_of_file
from fairdue.strategy.rules.analysis import Analysis, analyse, boxes
from fairdue.strategy.rules.analysis.analyst import UNSETTLED_MAX
from fairdue.strategy.rules.analysis.boxes import Space
from fairdue.strategy.rules.analysis.cover import Cover, Effort, GaveUpError
from fairdue.strategy.rules.reading import UnreachableError, read_table
from fairdue.strategy.rules.tables import Compare, Condition, DecisionTable
from fairdue.strategy.tests.random_tables import every_account, table_of, tables, without

TEXT = {"en": "Because.", "zh": "因为。"}


def table(*rows: tuple[str, dict[str, Any], str]) -> DecisionTable:
    body = [{"id": name, "when": when, "then": then, "why": TEXT} for name, when, then in rows]
    document = {"table": "t", "version": 1, "title": TEXT, "rows": body}
    return read_table(document, "0" * 64, draft=True)


def found(*rows: tuple[str, dict[str, Any], str]) -> Analysis:
    return analyse(table(*rows, ("rest", {}, "leave")))


def test_names_the_rows_that_together_leave_nothing_for_a_later_one() -> None:
    only = found(
        ("early", {"bucket": {"at_most": 3}}, "remind"),
        ("held", {"on_hold": True}, "protect"),
        ("late", {"bucket": {"at_least": 4}}, "visit"),
        ("middle", {"bucket": {"one_of": [2, 5]}}, "call"),
    ).unreachable
    assert [(one.row, one.place, one.covered_by) for one in only] == [
        ("middle", 4, ("early", "late"))
    ]
    assert only[0].words().zh == "middle 永远不会命中：early、late 在前，合起来涵盖其全部情形。"


def test_a_table_with_a_row_that_is_never_reached_is_refused_with_all_such_rows() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "early", "when": {"bucket": {"at_most": 3}}, "then": "remind", "why": TEXT},
        {"id": "late", "when": {"bucket": {"above": 3}}, "then": "visit", "why": TEXT},
        {"id": "held", "when": {"on_hold": True}, "then": "protect", "why": TEXT},
        {"id": "rest", "then": "leave", "why": TEXT},
    ]
    document = {"table": "t", "version": 1, "title": TEXT, "rows": rows}
    with pytest.raises(
        UnreachableError, match=r"row 3 \(held\) is never reached: early, late"
    ) as e:
        read_table(document, "0" * 64)
    assert [one.covered_by for one in e.value.found] == [("early", "late")]
    assert len(read_table(document, "0" * 64, draft=True).rows) == 4


def test_unknown_days_are_a_gap_that_numbers_do_not_close() -> None:
    gaps = found(
        ("few", {"days_past_due": {"at_most": 15}}, "remind"),
        ("many", {"days_past_due": {"above": 15}}, "call"),
    ).gaps
    assert [gap.region[0].en for gap in gaps] == ["days past due: unknown"]
    assert gaps[0].currencies == ()
    assert gaps[0].example.facts["days_past_due"] is None
    assert gaps[0].words().zh == "以下情形只有末行 rest 成立：逾期天数：未知"


def test_a_gap_is_told_with_its_amounts_and_its_currency() -> None:
    gaps = found(
        ("large", {"past_due": {"at_least": {"CNY": 500, "TWD": 2000}}}, "visit"),
        ("late", {"bucket": {"at_least": 3}}, "call"),
    ).gaps
    told = {gap.currencies[0]: "; ".join(words.en for words in gap.region) for gap in gaps}
    assert told["CNY"] == "bucket: at most M2; past due: at most 499.99 CNY"
    assert told["TWD"] == "bucket: at most M2; past due: at most 1,999.99 TWD"
    assert told["USD"] == "bucket: at most M2"


def test_a_row_that_names_no_amount_in_a_currency_is_told_with_an_account_it_misses() -> None:
    only = found(
        ("large", {"past_due": {"at_least": {"CNY": 500}}}, "visit"),
        ("known", {"past_due": {"at_least": {"TWD": 9}, "above": 0}}, "call"),
    ).without_threshold
    assert (only[0].row, only[0].currencies[:2]) == ("large", ("TWD", "USD"))
    assert only[1].example.row == "rest"
    assert "names no amount in CNY" in only[1].words().en


def test_an_overlap_says_which_row_comes_first_and_whether_it_is_an_exception() -> None:
    held, late, large = found(
        ("held", {"bucket": 5, "on_hold": True}, "protect"),
        ("late", {"bucket": {"at_least": 5}}, "visit"),
        ("large", {"past_due": {"above": 0}}, "call"),
    ).overlaps
    assert (held.earlier, held.later, held.exception) == ("held", "late", True)
    assert (late.earlier, late.later, late.exception) == ("held", "large", False)
    assert (large.earlier, large.later, large.example.row) == ("late", "large", "late")
    shown = {value.name: value.value.en for value in late.example.values}
    assert shown["bucket"] == "M5" and shown["on_hold"] == "yes"


def test_conditions_of_one_row_that_exclude_each_other_are_told_apart_from_being_covered() -> None:
    (only,) = found(
        ("odd", {"past_due": {"below": {"CNY": 5}, "above": {"CNY": 9}}}, "call")
    ).unreachable
    assert only.covered_by == ()
    assert only.words().en == "odd holds for no account: no value meets all its conditions."


def test_the_first_strategy_has_neither_gaps_nor_rows_in_vain() -> None:
    answer = analyse(table_of_file().table)
    assert (answer.gaps, answer.unreachable, answer.unsettled) == ((), (), ())
    assert [one.row for one in answer.shadowed] == ["call-past-due"]


def test_a_search_that_would_take_too_long_is_given_up() -> None:
    axes = 12
    everything = (0b111,) * axes
    boxes = [
        tuple(
            0b1 << (row + axis) % 3 if axis in (row, (row * 7 + 3) % axes) else 0b111
            for axis in range(axes)
        )
        for row in range(axes)
    ]
    cover = Cover(everything, boxes)
    with pytest.raises(GaveUpError):
        cover.find(everything, (1 << axes) - 1, Effort(40, 40))
    assert cover.find(everything, (1 << axes) - 1, Effort(99_999, 99_999)) is not None


@settings(max_examples=60)
@given(tables(inputs_max=3))
def test_rows_in_vain_are_those_that_decide_for_no_account(table: DecisionTable) -> None:
    reached = {table.decide(facts).id for facts in every_account(table)}
    answer = analyse(table)
    assert answer.unsettled == ()
    assert {one.row for one in answer.unreachable} == {
        row.id for row in table.rows[:-1] if row.id not in reached
    }
    for vain in answer.unreachable:
        kept = [row for row in table.rows if row.id in vain.covered_by]
        lost = table.rows[vain.place - 1]
        for facts in every_account(table):
            assert not lost.holds(facts) or any(row.holds(facts) for row in kept)


@settings(max_examples=60)
@given(tables(inputs_max=3))
def test_overlaps_are_the_pairs_that_hold_together(table: DecisionTable) -> None:
    holding = [
        [place for place, row in enumerate(table.rows[:-1]) if row.holds(facts)]
        for facts in every_account(table)
    ]
    pairs = {(one, two) for held in holding for one in held for two in held if one < two}
    deciding = {(held[0], two) for held in holding for two in held[1:]}
    answer = analyse(table)
    rows = {row.id: place for place, row in enumerate(table.rows)}
    told = {(rows[one.earlier], rows[one.later]): one for one in answer.overlaps}
    assert set(told) == {
        (one, two) for one, two in pairs if table.rows[one].then is not table.rows[two].then
    }
    for (earlier, later), overlap in told.items():
        facts = overlap.example.facts
        assert table.rows[earlier].holds(facts) and table.rows[later].holds(facts)
        assert overlap.example.row == table.decide(facts).id
        assert (not overlap.masked_by) == ((earlier, later) in deciding)
        assert overlap.masked_by or overlap.example.row == overlap.earlier
        assert overlap.exception == all(later in held for held in holding if earlier in held)


@settings(max_examples=60)
@given(tables(inputs_max=3))
def test_gaps_are_found_whenever_only_the_last_row_holds(table: DecisionTable) -> None:
    left = [facts for facts in every_account(table) if table.decide(facts).id == "rest"]
    gaps = analyse(table).gaps
    assert bool(gaps) == bool(left)
    assert {gap.example.row for gap in gaps} <= {"rest"}
    for plane in Space(table.rows).planes:
        rows = (1 << (len(table.rows) - 1)) - 1
        point = plane.cover.find(plane.everything, rows, Effort(99_999, 99_999))
        if point is not None:
            assert not plane.cover.touching(plane.cover.grown(point, rows)) & rows


@settings(max_examples=60)
@given(tables(inputs_max=3, rows_max=5))
def test_shadowed_conditions_are_those_that_change_no_decision(table: DecisionTable) -> None:
    accounts = list(every_account(table))
    decided = [table.decide(facts).id for facts in accounts]
    answer = analyse(table)
    vain = {one.row for one in answer.unreachable}
    told = {(one.row, id(one.condition)) for one in answer.shadowed}
    for place, row in enumerate(table.rows[:-1]):
        for condition in row.conditions:
            if row.id not in vain:
                other = without(table, place, condition)
                same = decided == [other.decide(facts).id for facts in accounts]
                assert ((row.id, id(condition)) in told) == same


def test_equal_conditions_twice_in_a_row_shadow_each_other() -> None:
    held = Condition("on_hold", Compare.EQUALS, True)
    again = Condition("on_hold", Compare.EQUALS, True)
    assert len(analyse(table_of((held, again))).shadowed) == 2


@settings(max_examples=60)
@given(tables(inputs_max=3))
def test_what_a_small_budget_settles_is_exact_and_the_rest_is_said(table: DecisionTable) -> None:
    whole = analyse(table)
    with pytest.MonkeyPatch.context() as patch:
        for steps in ("STEPS_REACHING", "STEPS_TOGETHER", "STEPS_NAMING"):
            patch.setattr(boxes, steps, 150)
        part = analyse(table)
    assert {one.row for one in part.unreachable} <= {one.row for one in whole.unreachable}
    assert part.unsettled_count or {one.row for one in part.unreachable} == {
        one.row for one in whole.unreachable
    }
    assert part.overlaps_count == whole.overlaps_count
    for one in part.overlaps:
        assert one.example.row == table.decide(one.example.facts).id


def test_a_table_too_large_to_search_says_so_once_and_counts_the_questions() -> None:
    rows = [(f"r{number}", {"bucket": {"at_least": 1 + number}}, "call") for number in range(200)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boxes, "STEPS_REACHING", 0)
        answer = found(*reversed(rows))
    assert (answer.unsettled_count, len(answer.unsettled)) == (200, UNSETTLED_MAX + 1)
    assert "150 more" in answer.unsettled[-1].en
    assert "150项" in answer.unsettled[-1].zh
