"""Where a decision table cuts its inputs: the values between two cuts are all decided alike.

An input's values become cells, numbered from the lowest; the last cell is "not known". In one
currency a row is then a box, a set of cells per input, and whether rows overlap, cover each other
or leave gaps is a question about boxes, exact however large the numbers are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from fairdue.kernel.money import MINOR_DIGITS, Money
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import ANY_CURRENCY, Compare, Condition, Row

ORDINARY_AMOUNT_MAJOR = 1000
"""Stands in an example for an amount that nothing asks about."""

Span = tuple[int, int]
"""The first and the last of neighbouring cells."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One input's cells. Cell k holds starts[k - 1] <= value < starts[k]; then comes unknown."""

    asks: str
    starts: tuple[int, ...]

    @property
    def unknown(self) -> int:
        """The number of the cell of values that are not known, the last."""
        return len(self.starts) + 1

    def cell(self, value: int | None) -> int:
        """The cell of a value; a flag counts as 0 or 1."""
        return self.unknown if value is None else bisect_right(self.starts, value)

    def spans(self, condition: Condition, currency: str) -> list[Span]:
        """The cells in which a condition on this input holds."""
        last, operand = self.unknown - 1, condition.operand
        if condition.compare is Compare.UNKNOWN:
            return [(self.unknown, self.unknown)] if operand else [(0, last)]
        numbers = _numbers(condition, currency)
        match condition.compare:
            case Compare.AT_LEAST:
                return [(self.cell(one), last) for one in numbers]
            case Compare.ABOVE:
                return [(self.cell(one + 1), last) for one in numbers]
            case Compare.AT_MOST:
                return [(0, self.cell(one)) for one in numbers]
            case Compare.BELOW:
                return [(0, self.cell(one - 1)) for one in numbers]
            case _:
                return [(self.cell(one), self.cell(one)) for one in sorted(set(numbers))]

    def mask(self, condition: Condition, currency: str) -> int:
        """`spans` as a set of bits, bit k for cell k."""
        held = 0
        for first, last in self.spans(condition, currency):
            held |= ((1 << (last - first + 1)) - 1) << first
        return held

    def possible(self) -> int:
        """The cells that an account can be in, as a set of bits (see Input.least, Input.most)."""
        given = INPUTS[self.asks]
        first = 0 if given.least is None else self.cell(given.least)
        last = self.unknown - 1 if given.most is None else self.cell(given.most)
        held = ((1 << (last - first + 1)) - 1) << first
        return held | (1 << self.unknown) if given.may_be_unknown else held

    def bounds(self, cell: int) -> tuple[int | None, int | None]:
        """The least and the greatest value of a cell of known values; None without a bound."""
        given = INPUTS[self.asks]
        low = self.starts[cell - 1] if cell > 0 else None
        high = self.starts[cell] - 1 if cell < len(self.starts) else None
        if given.least is not None:
            low = given.least if low is None else max(low, given.least)
        if given.most is not None:
            high = given.most if high is None else min(high, given.most)
        return low, high

    def example(self, cell: int, currency: str) -> int | bool | None:
        """A value of a cell: an ordinary one where the cell has it, else the nearest to it."""
        if cell == self.unknown:
            return None
        low, high = self.bounds(cell)
        value = ordinary(self.asks, currency)
        value = value if low is None else max(value, low)
        value = value if high is None else min(value, high)
        return bool(value) if INPUTS[self.asks].kind is Kind.FLAG else value


def cut(rows: Iterable[Row], currency: str) -> tuple[Axis, ...]:
    """The inputs that rows ask about, cut at every value that makes a difference in a currency."""
    starts: dict[str, set[int]] = {}
    for condition in {condition for row in rows for condition in row.conditions}:
        found = starts.setdefault(condition.asks, set())
        if INPUTS[condition.asks].kind is Kind.FLAG:
            found.add(1)
        elif condition.compare is not Compare.UNKNOWN:
            found.update(_starts(condition, currency))
    return tuple(Axis(name, tuple(sorted(starts[name]))) for name in INPUTS if name in starts)


def named_currencies(rows: Iterable[Row]) -> tuple[str, ...]:
    """The currencies for which rows name an amount."""
    return tuple(
        sorted(
            {
                currency
                for row in rows
                for condition in row.conditions
                if INPUTS[condition.asks].kind is Kind.AMOUNT
                for currency, _ in condition.thresholds()
                if currency != ANY_CURRENCY
            }
        )
    )


def currencies(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Each currency that rows name by itself, and all others together: they are decided alike."""
    named = named_currencies(rows)
    others = tuple(currency for currency in MINOR_DIGITS if currency not in named)
    return [*((currency,) for currency in named), *([others] if others else [])]


def ordinary(name: str, currency: str) -> int:
    """An unremarkable value of an input, for examples."""
    given = INPUTS[name]
    if given.kind is Kind.AMOUNT:
        return Money.of(ORDINARY_AMOUNT_MAJOR, currency).minor
    return max(0, given.least or 0)


def _starts(condition: Condition, currency: str) -> list[int]:
    """The first values at which a condition begins or ceases to hold."""
    numbers = _numbers(condition, currency)
    match condition.compare:
        case Compare.AT_LEAST | Compare.BELOW:
            return numbers
        case Compare.AT_MOST | Compare.ABOVE:
            return [one + 1 for one in numbers]
        case _:
            return [edge for one in numbers for edge in (one, one + 1)]


def _numbers(condition: Condition, currency: str) -> list[int]:
    """What a condition compares with in a currency: nothing where it names no threshold."""
    if INPUTS[condition.asks].kind is Kind.AMOUNT:
        thresholds = dict(condition.thresholds())
        threshold = thresholds.get(currency, thresholds.get(ANY_CURRENCY))
        return [] if threshold is None else [threshold]
    operand = condition.operand
    return (
        [int(one) for one in operand if isinstance(one, int)]
        if isinstance(operand, tuple)
        else [int(operand)]
    )
