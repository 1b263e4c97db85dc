"""Decision tables: what is refused, what decides, and one decision for one as for everyone."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from fairdue.engine.engines import Engine
from fairdue.strategy.columns import decisions as columns
from fairdue.strategy.models import Treatment
from fairdue.strategy.queries import table_of_file
from fairdue.strategy.rules.reading import TableError, read_table
from fairdue.strategy.rules.tables import (
    STRENGTH,
    Compare,
    Condition,
    Step,
    strongest,
)

WORDS = {"en": "Because.", "zh": "因为。"}
CATCH_ALL = {"id": "rest", "then": "leave", "why": WORDS}
EVERYDAY: dict[str, Any] = {
    "currency": "CNY",
    "bucket": 1,
    "past_due_minor": 600_00,
    "total_minor": 5000_00,
    "days_past_due": 20,
    "cycles_past_due": 1,
    "months_on_book": 30,
    "times_before": 0,
    "re_default": False,
    "broken_promises": 0,
    "promise_open": False,
    "on_hold": False,
    "vulnerable": False,
    "disputed": False,
    "suspected_fraud": False,
    "will_cure": 120,
    "will_pay": 430,
    "will_break_promise": None,
}


def document(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"table": "t", "version": 1, "title": WORDS, "rows": list(rows)}


def row(when: Any, then: str = "call", row_id: str = "one") -> dict[str, Any]:
    return {"id": row_id, "when": when, "then": then, "why": WORDS}


def refusal(*rows: dict[str, Any]) -> str:
    return str(refused(*rows))


def refused(*rows: dict[str, Any]) -> TableError:
    with pytest.raises(TableError) as caught:
        read_table(document(*rows), "0" * 64)
    assert in_chinese(caught.value.text.zh)
    return caught.value


def in_chinese(words: str) -> bool:
    """A Chinese sentence: no English one is left in it, names and examples aside."""
    return bool(re.search(r"[\u4e00-\u9fff]", words)) and not re.search(
        r"[a-z]+( [a-z]+){2}", words
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [row({"mood": "bad"}), CATCH_ALL],
            "row 1 (one): 'mood' is no input; known are broken_promises, bucket",
        ),
        ([row({"bucket": {"like": 3}}), CATCH_ALL], "bucket may be compared by above, at_least"),
        ([row({"bucket": "late"}), CATCH_ALL], "needs a whole number, not 'late'"),
        ([row({"bucket": {"unknown": True}}), CATCH_ALL], "bucket is always known"),
        ([row({"on_hold": 1}), CATCH_ALL], "needs true or false"),
        ([row({"past_due": {"above": 500}}), CATCH_ALL], "needs amounts by currency"),
        ([row({"past_due": {"above": {"XXX": 5}}}), CATCH_ALL], "currency 'XXX' is unknown"),
        ([row({"bucket": {"above": 4, "below": 5}}), CATCH_ALL], "no value of bucket meets"),
        ([row({"bucket": 2}, then="threaten"), CATCH_ALL], "then 'threaten' is none of"),
        ([row({"bucket": 2})], "the last row must have no conditions"),
        ([row({"bucket": 2}), row({"bucket": 3}), CATCH_ALL], "this id is used twice"),
        (
            [row({"bucket": 2}), row({"bucket": 2, "on_hold": True}, row_id="two"), CATCH_ALL],
            "row 2 (two) is never reached: one comes first",
        ),
        ([CATCH_ALL, {**CATCH_ALL, "id": "more"}], "row 2 (more) is never reached"),
        ([{"id": "one", "then": "call"}, CATCH_ALL], "why is missing"),
        ([{**CATCH_ALL, "why": {"en": "Because."}}], "needs a text in both languages"),
        ([], "at least one row"),
    ],
)
def test_refuses_a_table_that_cannot_work(rows: list[dict[str, Any]], message: str) -> None:
    assert message in refusal(*rows)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [row({"days_past_due": {"below": "x"}}), CATCH_ALL],
            "第1行（one）：逾期天数（days_past_due below）：须为整数，不能是“x”",
        ),
        ([row({"bucket": 2})], "第1行（one）：最后一行不得设条件"),
        ([CATCH_ALL, {**CATCH_ALL, "id": "more"}], "第2行（more）永远不会命中：rest 在前"),
        ([row({"past_due": {"above": {"XXX": 5}}}), CATCH_ALL], "不支持币种“XXX”；可用：CNY、"),
        ([row({"past_due": {"above": {"CNY": "x"}}}), CATCH_ALL], "不是有效的CNY金额"),
        ([{"then": "call"}, CATCH_ALL], "第1行：缺少id、why，请补充"),
    ],
)
def test_says_in_chinese_which_row_what_and_how_to_mend(
    rows: list[dict[str, Any]], message: str
) -> None:
    assert message in refused(*rows).text.zh


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"vulnerable": True, "bucket": 7}, "protect-vulnerable"),
        ({"disputed": True, "past_due_minor": 0}, "protect-disputed"),
        ({"on_hold": True, "suspected_fraud": True}, "protect-on-hold"),
        ({"past_due_minor": 0, "bucket": 4}, "leave-nothing-past-due"),
        ({"past_due_minor": -1}, "leave-nothing-past-due"),
        ({"suspected_fraud": True}, "legal-suspected-fraud"),
        ({"promise_open": True, "bucket": 3}, "leave-promise-running"),
        ({"bucket": 5, "past_due_minor": 50_000_00}, "legal-late-and-large"),
        ({"bucket": 5, "past_due_minor": 49_999_99}, "visit-late"),
        ({"bucket": 7, "past_due_minor": 10_000_00}, "legal-written-down"),
        ({"bucket": 3, "broken_promises": 2, "past_due_minor": 3000_00}, "visit-broken-promises"),
        ({"bucket": 4, "past_due_minor": 5000_00}, "visit-late"),
        ({"bucket": 4, "past_due_minor": 600_00}, "call-past-due"),
        ({"past_due_minor": 199_99}, "leave-small-and-early"),
        ({"past_due_minor": 199_99, "times_before": 1}, "call-past-due"),
        ({"days_past_due": 15}, "remind-early"),
        ({"days_past_due": None}, "remind-one-cycle"),
        ({"days_past_due": None, "re_default": True}, "call-past-due"),
        ({"bucket": 5, "past_due_minor": 50_000_00, "currency": "TWD"}, "visit-late"),
        ({"bucket": 5, "past_due_minor": 10**9, "currency": "KRW"}, "call-past-due"),
        ({}, "call-past-due"),
        ({"bucket": 0}, "leave-current"),
    ],
)
def test_the_first_strategy_decides(changed: dict[str, Any], expected: str) -> None:
    assert table_of_file().table.decide(EVERYDAY | changed).id == expected


def test_every_row_of_the_first_strategy_is_reached_by_some_account() -> None:
    table = table_of_file().table
    cases = test_the_first_strategy_decides.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {expected for _, expected in cases} == {entry.id for entry in table.rows}


def test_a_condition_on_an_unknown_value_does_not_hold_unless_it_asks_for_unknown() -> None:
    unknown = EVERYDAY | {"days_past_due": None}
    assert not Condition("days_past_due", Compare.AT_MOST, 999).holds(unknown)
    assert not Condition("days_past_due", Compare.AT_LEAST, 0).holds(unknown)
    assert Condition("days_past_due", Compare.UNKNOWN, True).holds(unknown)
    assert not Condition("days_past_due", Compare.UNKNOWN, True).holds(EVERYDAY)


def test_protecting_wins_over_every_other_treatment() -> None:
    assert strongest([Step.LEGAL, Step.PROTECT, Step.CALL]) is Step.PROTECT
    assert strongest([Step.LEAVE, Step.REMIND, Step.VISIT]) is Step.VISIT
    assert [str(step) for step in Step] == [choice.value for choice in Treatment]


def test_the_version_changes_with_the_text() -> None:
    one = read_table(document(CATCH_ALL), "a" * 64).version
    other = read_table(document(CATCH_ALL), "b" * 64).version
    assert (one, other) == ("1-aaaaaaaa", "1-bbbbbbbb")


def test_conditions_read_as_sentences() -> None:
    late = Condition("bucket", Compare.AT_LEAST, 4).words()
    large = Condition("past_due", Compare.AT_LEAST, (("CNY", 5000_00),)).words()
    held = Condition("on_hold", Compare.EQUALS, True).words()
    assert (late.en, late.zh) == ("bucket at least M4", "账龄段不低于M4")
    assert (large.en, large.zh) == ("past due at least 5,000.00 CNY", "逾期金额不低于5,000.00 CNY")
    assert (held.en, held.zh) == ("on hold: yes", "停催中：是")


def test_a_case_takes_the_strongest_of_its_accounts(engine: Engine) -> None:
    rows = [("a1", "c", "call", 3, 900), ("a2", "c", "protect", 1, 5), ("b1", "d", "leave", 1, 0)]
    frame = pl.DataFrame(
        [
            {**EVERYDAY, "account_ref": account, "customer_ref": customer, "ordinal": 1}
            | {"treatment": step, "row": "r", "table": "t", "table_version": "1"}
            | {"arm": "champion", "propensity": 1.0}
            | {"bucket": bucket, "past_due_minor": amount}
            for account, customer, step, bucket, amount in rows
        ],
        schema=columns.DECISIONS,
    )
    answer = engine.collect(columns.of_cases(engine.bring(frame))).sort("customer_ref")
    assert dict(answer.schema) == columns.CASE_DECISIONS
    assert answer.rows() == [
        ("c", 1, "protect", 309, "a2", "champion", 1.0),
        ("d", 1, "leave", 100, "b1", "champion", 1.0),
    ]


def test_strengths_are_distinct() -> None:
    assert len(set(STRENGTH.values())) == len(Step)
