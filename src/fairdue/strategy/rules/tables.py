"""A decision table and how it decides one account.

The first row whose conditions all hold decides. A condition on an unknown value does not hold,
unless it asks for unknown. An amount is compared in the account's own currency; a currency for
which the row names no threshold does not hold. `columns.decide` says the same for everyone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.strategy.rules.inputs import INPUTS, Kind


class Step(StrEnum):
    """What is done next about an account, the strongest first."""

    PROTECT = "protect"
    LEGAL = "legal"
    VISIT = "visit"
    CALL = "call"
    REMIND = "remind"
    LEAVE = "leave"


STRENGTH = {step: len(Step) - place for place, step in enumerate(Step)}
"""A case gets the strongest of its accounts' treatments; protecting wins over all."""


class Compare(StrEnum):
    """How a condition compares."""

    EQUALS = "equals"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    ONE_OF = "one_of"
    UNKNOWN = "unknown"


ANY_CURRENCY = ""
"""The key of an amount's threshold that holds in every currency; only 0 may have it."""

Operand = int | bool | tuple[int, ...] | tuple[tuple[str, int], ...]
Facts = Mapping[str, int | bool | str | None]
"""A value by column name (see `rules.inputs`), and `currency`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. The operand of an amount is ((currency, minor units), …)."""

    asks: str
    compare: Compare
    operand: Operand

    def holds(self, facts: Facts) -> bool:
        """True when the fact is known and compares as asked (or is as unknown as asked)."""
        asked = INPUTS[self.asks]
        value = facts[asked.column]
        if self.compare is Compare.UNKNOWN:
            return (value is None) is self.operand
        if value is None:
            return False
        if asked.kind is Kind.AMOUNT:
            thresholds = dict(self.thresholds())
            threshold = thresholds.get(str(facts["currency"]), thresholds.get(ANY_CURRENCY))
            return threshold is not None and _compares(int(value), self.compare, threshold)
        if isinstance(self.operand, tuple):
            return value in self.operand
        return _compares(int(value), self.compare, int(self.operand))

    def thresholds(self) -> tuple[tuple[str, int], ...]:
        """An amount's thresholds by currency."""
        pairs = self.operand if isinstance(self.operand, tuple) else ()
        return tuple(pair for pair in pairs if isinstance(pair, tuple))

    def words(self) -> Text:
        """The condition as people read it."""
        label = INPUTS[self.asks].label
        if self.compare is Compare.UNKNOWN:
            known = Text("is known", "已知") if not self.operand else Text("is unknown", "未知")
            return Text(f"{label.en} {known.en}", f"{label.zh}{known.zh}")
        if isinstance(self.operand, bool):
            answer = Text("yes", "是") if self.operand else Text("no", "否")
            return Text(f"{label.en}: {answer.en}", f"{label.zh}：{answer.zh}")
        compared, value = _WORDS[self.compare], self._operand_words()
        return Text(f"{label.en} {compared.en} {value.en}", f"{label.zh}{compared.zh}{value.zh}")

    def _operand_words(self) -> Text:
        if INPUTS[self.asks].kind is Kind.AMOUNT:
            amounts = [
                str(Money(minor, currency)) if currency else "0"
                for currency, minor in self.thresholds()
            ]
            return Text(" / ".join(amounts), " / ".join(amounts))
        numbers = self.operand if isinstance(self.operand, tuple) else (self.operand,)
        words = [f"M{number}" if self.asks == "bucket" else str(number) for number in numbers]
        return Text(", ".join(words), "、".join(words))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: when all conditions hold, this treatment, for this reason."""

    id: str
    conditions: tuple[Condition, ...]
    then: Step
    why: Text

    def holds(self, facts: Facts) -> bool:
        """True when every condition does; a row without conditions always does."""
        return all(condition.holds(facts) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Rows in order; the last catches everything. `version` changes with every edit."""

    name: str
    version: str
    title: Text
    rows: tuple[Row, ...]

    def decide(self, facts: Facts) -> Row:
        """The first row that holds."""
        return next(row for row in self.rows if row.holds(facts))

    def row(self, row_id: str) -> Row | None:
        """A row by its id."""
        return next((row for row in self.rows if row.id == row_id), None)


def strongest(steps: list[Step]) -> Step:
    """A case's treatment from those of its accounts. Raises ValueError without any."""
    return max(steps, key=STRENGTH.__getitem__)


def _compares(value: int, compare: Compare, threshold: int) -> bool:
    return bool(COMPARISONS[compare](value, threshold))


COMPARISONS: dict[Compare, Callable[[Any, Any], Any]] = {
    Compare.EQUALS: operator.eq,
    Compare.AT_LEAST: operator.ge,
    Compare.AT_MOST: operator.le,
    Compare.ABOVE: operator.gt,
    Compare.BELOW: operator.lt,
}
"""Plain operators: they take a number here and a column in `columns.py`."""

_WORDS: dict[Compare, Text] = {
    Compare.EQUALS: Text("is", "为"),
    Compare.AT_LEAST: Text("at least", "不低于"),
    Compare.AT_MOST: Text("at most", "不高于"),
    Compare.ABOVE: Text("above", "高于"),
    Compare.BELOW: Text("below", "低于"),
    Compare.ONE_OF: Text("one of", "属于"),
}
