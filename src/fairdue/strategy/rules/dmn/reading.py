"""Reads a decision table out of a DMN file, from us or from another tool."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from fairdue.kernel.money import MINOR_DIGITS, UnknownCurrencyError
from fairdue.kernel.text import Text
from fairdue.strategy.rules.dmn.feel import ANYTHING, FeelError, Tests, read
from fairdue.strategy.rules.dmn.rules import DmnError, Rule, rows_of
from fairdue.strategy.rules.dmn.writing import CURRENCY, OURS, WHY_EN, WHY_ZH
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import Step

BYTES_MAX = 10_000_000
POLICIES = ("FIRST", "UNIQUE")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')

Element = ElementTree.Element


def read_dmn(body: bytes) -> dict[str, Any]:
    """A table's document (see rules.reading) from DMN 1.1 to 1.5 with one decision table.

    Raises DmnError. Whether the table works is for `read_table` to say.
    """
    root = _parse(body)
    tables = [one for one in root.iter() if _tag(one) == "decisionTable"]
    if len(tables) != 1:
        raise DmnError(
            Text(
                f"the file has {len(tables)} decision tables; one is needed",
                f"文件中有{len(tables)}张决策表，须恰好一张",
            )
        )
    (table,) = tables
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in POLICIES:
        raise DmnError(
            Text(
                f"hit policy {policy}: only {' and '.join(POLICIES)} can be imported",
                f"命中策略{policy}不受支持，只能导入{'和'.join(POLICIES)}",
            )
        )
    inputs = [_input(one) for one in _children(table, "input")]
    outputs = _outputs(table)
    annotations = [one.get("name", "") for one in _children(table, "annotation")]
    rules = [
        rule
        for number, entry in enumerate(_children(table, "rule"), start=1)
        for rule in _rules(entry, number, inputs, outputs, annotations)
    ]
    decision = next(
        (one for one in root.iter() if _tag(one) == "decision" and table in list(one.iter())), root
    )
    name = decision.get("name") or root.get("name") or "imported"
    told = next((one for one in root.iter() if one.tag == f"{{{OURS}}}table"), None)
    found: dict[str, str] = dict(told.attrib) if told is not None else {}
    version = found.get("version", "1")
    return {
        "table": name,
        "version": int(version) if version.isdigit() else version,
        "title": {"en": found.get("title_en", name), "zh": found.get("title_zh", name)},
        "rows": rows_of(rules),
    }


def _parse(body: bytes) -> Element:
    if len(body) > BYTES_MAX:
        raise DmnError(
            Text(
                f"the file is larger than {BYTES_MAX // 1_000_000} MB",
                f"文件超过{BYTES_MAX // 1_000_000} MB",
            )
        )
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DmnError(
            Text(
                "the file is not UTF-8; save it as UTF-8",
                "文件不是UTF-8编码，请另存为UTF-8",
            )
        ) from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DmnError(
            Text(
                "the file defines document types or entities, which DMN has no use for",
                "文件含有DTD或实体定义，DMN不需要这些内容，请删除",
            )
        )
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise DmnError(
            Text(
                f"not XML: {error}",
                f"不是有效的XML：{_spot(error)}",
            )
        ) from None
    if _tag(root) != "definitions" or "/spec/DMN/" not in root.tag:
        raise DmnError(
            Text(
                "the file is no DMN: its outermost element must be DMN's definitions",
                "这不是DMN文件：最外层元素须为DMN的definitions",
            )
        )
    return root


def _spot(error: Exception) -> str:
    """Where XML could not be read any further, in Chinese; the parser speaks English only."""
    if not isinstance(error, ElementTree.ParseError):
        return "编码声明与内容不符，请另存为UTF-8"
    line, column = error.position
    return f"第{line}行第{column + 1}列附近有语法错误"


def _input(column: Element) -> str:
    """The input that a column asks about, by its expression or else its label."""
    expression = _child(column, "inputExpression")
    written = _text(expression) if expression is not None else ""
    for name in (written, column.get("label", "")):
        known = re.sub(r"\s+", "_", name.strip().lower())
        if known == CURRENCY or known in INPUTS:
            return known
    asked = written or column.get("label", "")
    raise DmnError(
        Text(
            f"input {asked!r} is unknown; known are currency, " + ", ".join(sorted(INPUTS)),
            f"没有名为“{asked}”的输入项；可用：currency、" + "、".join(sorted(INPUTS)),
        )
    )


def _outputs(table: Element) -> list[str]:
    columns = _children(table, "output")
    names = [(one.get("name") or one.get("label") or "").strip().lower() for one in columns]
    if len(names) == 1:
        return ["treatment"]
    if names.count("treatment") != 1:
        raise DmnError(
            Text(
                f"one output must be named treatment; the file has {', '.join(names)}",
                f"须有且仅有一个名为treatment的输出列；文件中有：{'、'.join(names)}",
            )
        )
    return names


def _rules(
    entry: Element, number: int, inputs: list[str], outputs: list[str], annotations: list[str]
) -> list[Rule]:
    """One rule, or one for each currency it names."""
    tests = dict(zip(inputs, map(_text, _children(entry, "inputEntry")), strict=False))
    values = dict(zip(outputs, map(_text, _children(entry, "outputEntry")), strict=False))
    words = dict(zip(annotations, map(_text, _children(entry, "annotationEntry")), strict=False))
    described = _child(entry, "description")
    said = (described.text or "").strip() if described is not None else ""
    said = said or next((one for one in words.values() if one), "") or f"Rule {number}."
    why = Text(words.get(WHY_EN) or said, words.get(WHY_ZH) or said)
    try:
        then = _string(values["treatment"])
        if then not in set(Step):
            raise FeelError(
                Text(
                    f"treatment {then!r} is none of {', '.join(Step)}",
                    f"处置方式“{then}”无效；可用：{'、'.join(Step)}",
                )
            )
        row = _string(values["row"]) if values.get("row") else f"rule-{number}"
        return [
            Rule(row, currency, _asked(tests, currency), then, why)
            for currency in _currencies(tests.get(CURRENCY, "-"))
        ]
    except (FeelError, UnknownCurrencyError) as error:
        raise DmnError(
            Text(
                f"rule {number}: {error}",
                f"第{number}条规则：{error.text.zh}",
            )
        ) from None


def _currencies(text: str) -> list[str]:
    if text in ANYTHING:
        return [""]
    codes = [_string(part.strip()) for part in text.split(",")]
    for code in codes:
        if code not in MINOR_DIGITS:
            raise UnknownCurrencyError(code)
    return codes


def _asked(tests: dict[str, str], currency: str) -> dict[str, Tests]:
    asked = {}
    for name, text in tests.items():
        if name != CURRENCY and (found := read(text, INPUTS[name], currency)):
            asked[name] = found
    if currency and not any(INPUTS[name].kind is Kind.AMOUNT for name in asked):
        raise FeelError(
            Text(
                f"it names {currency} but no amount; our tables ask currencies by amounts",
                f"规则写明了币种{currency}却没有金额；决策表须通过金额区分币种",
            )
        )
    return asked


def _string(text: str) -> str:
    found = STRING.fullmatch(text.strip())
    if not found:
        raise FeelError(
            Text(
                f'{text!r}: a text in quotes like "call" is needed',
                f'“{text}”：须为带引号的文本，如"call"',
            )
        )
    return re.sub(r"\\(.)", r"\1", found[1])


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(parent: Element, tag: str) -> list[Element]:
    return [one for one in parent if _tag(one) == tag]


def _child(parent: Element, tag: str) -> Element | None:
    return next(iter(_children(parent, tag)), None)


def _text(parent: Element) -> str:
    told = _child(parent, "text")
    return (told.text or "").strip() if told is not None else ""
