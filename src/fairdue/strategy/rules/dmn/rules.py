"""A table's rows as DMN rules, one per currency, and back.

DMN compares a number and knows nothing of currencies. A row with amounts in several becomes as
many neighbouring rules, each with its currency beside its amounts and the row's name as an output;
the first that holds still decides, and any modeller shows and changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.strategy.rules.dmn.feel import Test, Tests, closed, plain
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import ANY_CURRENCY, Compare, Row


class DmnError(ValueError):
    """A table can't become DMN or a DMN file no table; `text` says where and how to mend."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Rule:
    """One DMN rule. `currency` is empty when it holds in every one; `asked` by input."""

    row: str
    currency: str
    asked: Mapping[str, Tests]
    then: str
    why: Text


def rules_of(row: Row) -> list[Rule]:
    """A row as rules. Raises DmnError for one that holds for no account."""
    asked = {}
    for currency in _currencies(row):
        found = {name: plain(_tests(row, name, currency)) for name in INPUTS}
        if None not in found.values():
            asked[currency] = {name: tests for name, tests in found.items() if tests}
    if not asked:
        raise DmnError(
            Text(
                f"row {row.id} holds for no account; leave it out or change its conditions",
                f"行“{row.id}”对任何账户都不成立，请删除该行或修改其条件",
            )
        )
    for name in INPUTS:
        compared = {_comparisons(each[name]) for each in asked.values() if name in each}
        if len(compared) > 1:  # one row compares alike in every currency
            asked = {
                currency: {**each, name: closed(each[name])} for currency, each in asked.items()
            }
    return [
        Rule(row.id, currency, each, str(row.then), row.why) for currency, each in asked.items()
    ]


def rows_of(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Rules as a document's rows; neighbours of one row that differ in currency become one."""
    rows: list[dict[str, Any]] = []
    for _, group in groupby(rules, key=_alike):
        same = list(group)
        while same:
            seen: set[str] = set()
            taken = []
            while same and same[0].currency not in seen:
                seen.add(same[0].currency)
                taken.append(same.pop(0))
            rows.append(_row(taken))
    return rows


def _currencies(row: Row) -> list[str]:
    """Those in which all of a row's amounts have a threshold; only "" when any does."""
    named = [
        {currency for currency, _ in condition.thresholds()}
        for condition in row.conditions
        if INPUTS[condition.asks].kind is Kind.AMOUNT
        and condition.thresholds() != ((ANY_CURRENCY, 0),)
    ]
    return sorted(set.intersection(*named)) if named else [ANY_CURRENCY]


def _tests(row: Row, name: str, currency: str) -> Tests:
    tests: list[Test] = []
    for condition in row.conditions:
        if condition.asks != name:
            continue
        operand = condition.operand
        if INPUTS[name].kind is Kind.AMOUNT and condition.compare is not Compare.UNKNOWN:
            thresholds = dict(condition.thresholds())
            operand = thresholds.get(currency, thresholds.get(ANY_CURRENCY, 0))
        tests.append((condition.compare, operand))  # type: ignore[arg-type]
    return tuple(tests)


def _alike(rule: Rule) -> tuple[Any, ...]:
    """What rules of one row share: all but the currency and the amounts themselves."""
    if not rule.currency:
        return (rule.row, rule.then, tuple(sorted(rule.asked.items(), key=str)), "")
    shared = tuple(
        (name, _comparisons(tests) if _is_amount(name) else tests)
        for name, tests in sorted(rule.asked.items())
    )
    return (rule.row, rule.then, shared, "by currency")


def _row(rules: list[Rule]) -> dict[str, Any]:
    first = rules[0]
    when = {name: _when(name, rules) for name in INPUTS if name in first.asked}
    row = {"id": first.row, "when": when, "then": first.then, "why": first.why.as_dict()}
    return row if when else {key: value for key, value in row.items() if key != "when"}


def _when(name: str, rules: list[Rule]) -> Any:
    tests = rules[0].asked[name]
    if _is_amount(name):
        return {
            str(compare): _amounts([(rule.currency, rule.asked[name][place][1]) for rule in rules])
            for place, (compare, _) in enumerate(tests)
        }
    if tests[0][0] is Compare.EQUALS:
        return tests[0][1]
    return {
        str(compare): list(value) if isinstance(value, tuple) else value for compare, value in tests
    }


def _amounts(pairs: list[tuple[str, Any]]) -> Any:
    """In major units, as people write them; 0 alone stands for every currency."""
    if pairs == [(ANY_CURRENCY, 0)]:
        return 0
    amounts = {currency: Money(int(minor), currency).amount for currency, minor in pairs}
    return {
        currency: int(amount) if amount == int(amount) else float(amount)
        for currency, amount in amounts.items()
    }


def _comparisons(tests: Tests) -> tuple[Compare, ...]:
    return tuple(compare for compare, _ in tests)


def _is_amount(name: str) -> bool:
    return INPUTS[name].kind is Kind.AMOUNT
