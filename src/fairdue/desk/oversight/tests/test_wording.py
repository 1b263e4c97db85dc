"""Codes of the journal and the rule packs in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from fairdue.desk.oversight.details import details_in_words, subject_in_words
from fairdue.desk.oversight.rule_pages import WORDS, on_one_line, written
from fairdue.desk.oversight.rule_words import PARAMETERS, TOPICS, UNITS, parameter_words
from fairdue.desk.reasons import reason_in_words
from fairdue.rulebook.packs import Rule, pack

IN_USE = ("law/cn", "law/us", "law/uk", "policy/default")


def rules() -> list[Rule]:
    return [rule for name in IN_USE for rule in pack(name).rules.values()]


def test_every_parameter_unit_and_topic_in_use_has_chinese_words() -> None:
    assert {name for rule in rules() for name in rule.parameters} <= PARAMETERS.keys()
    assert {unit for rule in rules() for unit in rule.units.values()} <= UNITS.keys()
    assert {rule.topic for rule in rules()} <= TOPICS.keys()


def codes(value: Any) -> Iterator[str]:
    """The codes inside a value, as a pack writes it: small letters, digits and underscores."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for each in value:
            yield from codes(each)
    elif isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value):
        yield value


def test_every_code_inside_a_value_has_chinese_words() -> None:
    found = {
        code
        for rule in rules()
        for name, values in rule.parameters.items()
        for each in values
        if rule.units[name] != WORDS
        for code in codes(each.value)
    }
    assert len(found) > 300
    with override("zh-hans"):
        assert [code for code in found if not re.search(r"[\u4e00-\u9fff]", written(code))] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_value_can_be_written(language: str) -> None:
    with override(language):
        for rule in rules():
            for name, values in rule.parameters.items():
                assert all(isinstance(written(one.value, rule.units[name]), str) for one in values)
    assert written({3: [{7: 1}]}) == "3:\n7 1"


def test_words_that_are_looked_for_stand_as_they_are() -> None:
    with override("zh-hans"):
        assert written(["balance", "past due"], WORDS) == "balance、past due"


def test_a_table_of_a_value_has_its_heading_before_its_rows_on_one_line_too() -> None:
    table = {"lead": [{"months": 6}, {"months": 3}], "collector": [{"months": 1}]}
    with override("en"):
        told = on_one_line(written(table))
        assert told == "lead: months 6; months 3; collector: months 1"
    with override("zh-hans"):
        assert on_one_line(written(table)) == "主管：月数 6；月数 3；催收方：月数 1"


def test_english_reads_a_parameter_from_its_code() -> None:
    assert parameter_words("objection_days", "en") == "objection days"


def test_details_are_named_and_amounts_are_money() -> None:
    details = {"amount_minor": 104141, "currency": "CNY", "channel": "call", "dialled": True}
    with override("zh-hans"):
        assert details_in_words(details) == [
            ("金额", "¥1,041.41"),
            ("渠道", "电话"),
            ("已拨打", "是"),
        ]
    with override("en"):
        assert details_in_words({"outcome": "no_answer", "missing": []}) == [
            ("Outcome", "No answer")
        ]


def test_a_step_of_a_dispute_is_named_as_on_its_page() -> None:
    with override("zh-hans"):
        assert details_in_words({"step": "investigated"}) == [("步骤", "已调查")]


def test_a_detail_nobody_named_is_shown_as_it_is_written() -> None:
    assert details_in_words({"some_new_thing": "x"}) == [("some new thing", "x")]


def test_a_subject_names_its_kind() -> None:
    with override("zh-hans"):
        assert subject_in_words("case:285") == "案件 000285"
    assert subject_in_words("moon:1") == "moon:1"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("LENDER-OUTCOMES: dispute", "通话结果为“争议”，按本机构政策停催。"),
        ("LENDER-MARKS: hardship", "已标记“困难”，按本机构政策停催。"),
        ("LENDER-HARDSHIP: hardship", "客户请求帮扶：困难。"),
        ("dial under permit 256", "依据触达许可 256 拨打"),
        ("客户来电，核对登记信息", "客户来电，核对登记信息"),
    ],
)
def test_a_reason_the_product_wrote_reads_as_a_sentence(written: str, read: str) -> None:
    with override("zh-hans"):
        assert reason_in_words(written) == read
