"""What one rule asks of one input, in a plain form and as FEEL unary tests.

The plain form is a tuple of (comparison, number), the number of an amount being minor units of the
rule's currency. `plain` gives the shortest that says the same.
"""

from __future__ import annotations

import re
from decimal import Decimal

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.strategy.rules.inputs import Input, Kind
from fairdue.strategy.rules.tables import COMPARISONS, Compare

Test = tuple[Compare, int | bool | tuple[int, ...]]
Tests = tuple[Test, ...]

LOWER = {Compare.AT_LEAST: "[", Compare.ABOVE: "("}
UPPER = {Compare.AT_MOST: "]", Compare.BELOW: ")"}
SIGNS = {
    Compare.AT_LEAST: ">=",
    Compare.ABOVE: ">",
    Compare.AT_MOST: "<=",
    Compare.BELOW: "<",
}
NUMBER = r"-?\d+(?:\.\d+)?"
COMPARED = re.compile(rf"(<=|>=|<|>)\s*({NUMBER})")
INTERVAL = re.compile(rf"([\[\](])\s*({NUMBER})\s*\.\.\s*({NUMBER})\s*([\[\])])")
ANYTHING = ("", "-")


class FeelError(ValueError):
    """A unary test that has no counterpart in our tables; `text` says what would do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def plain(tests: Tests) -> Tests | None:
    """The shortest tests that say the same; None when no value passes them all."""
    asked = {compare for compare, _ in tests}
    if (Compare.UNKNOWN, True) in tests:
        return None if len(set(tests)) > 1 else ((Compare.UNKNOWN, True),)
    tests = tuple(test for test in tests if test[0] is not Compare.UNKNOWN)
    if not tests:
        return ((Compare.UNKNOWN, False),) if asked else ()
    if asked & {Compare.EQUALS, Compare.ONE_OF}:
        return _values(tests)
    bounds = []
    for sides, pick in ((LOWER, max), (UPPER, min)):
        numbers = [(int(value), compare) for compare, value in tests if compare in sides]  # type: ignore[arg-type]
        if numbers:
            edge = pick(number for number, _ in numbers)
            strict = Compare.ABOVE if sides is LOWER else Compare.BELOW
            closed = Compare.AT_LEAST if sides is LOWER else Compare.AT_MOST
            bounds.append((strict if (edge, strict) in numbers else closed, edge))
    if len(bounds) == 2:
        least = bounds[0][1] + (bounds[0][0] is Compare.ABOVE)
        most = bounds[1][1] - (bounds[1][0] is Compare.BELOW)
        if least > most:
            return None
    return tuple(bounds)


def closed(tests: Tests) -> Tests:
    """Bounds as at_least and at_most, which says the same of whole numbers."""
    shifted = {Compare.ABOVE: (Compare.AT_LEAST, 1), Compare.BELOW: (Compare.AT_MOST, -1)}
    kept = []
    for compare, value in tests:
        other, by = shifted.get(compare, (compare, 0))
        kept.append((other, int(value) + by))  # type: ignore[arg-type]
    return tuple(kept)


def _values(tests: Tests) -> Tests | None:
    """Tests that name values, narrowed to those that pass the others too."""
    named: list[set[int]] = [
        set(value) if isinstance(value, tuple) else {int(value)}
        for compare, value in tests
        if compare in (Compare.EQUALS, Compare.ONE_OF)
    ]
    kept = sorted(
        number
        for number in set.intersection(*named)
        if all(COMPARISONS[compare](number, value) for compare, value in tests if compare in SIGNS)
    )
    if not kept:
        return None
    if isinstance(tests[0][1], bool):
        return ((Compare.EQUALS, bool(kept[0])),)
    return ((Compare.EQUALS, kept[0]),) if len(kept) == 1 else ((Compare.ONE_OF, tuple(kept)),)


def written(tests: Tests, given: Input, currency: str) -> str:
    """Plain tests in FEEL; amounts in major units."""
    if not tests:
        return "-"
    if len(tests) == 2:
        (lower, least), (upper, most) = tests
        low, high = _number(least, given, currency), _number(most, given, currency)
        return f"{LOWER[lower]}{low}..{high}{UPPER[upper]}"
    ((compare, value),) = tests
    if compare is Compare.UNKNOWN:
        return "null" if value else "not(null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(str(number) for number in value)
    number = _number(value, given, currency)
    return f"{SIGNS[compare]} {number}" if compare in SIGNS else number


def read(text: str, given: Input, currency: str) -> Tests:
    """Plain tests from FEEL. Raises FeelError."""
    text = text.strip()
    if text in ANYTHING:
        return ()
    if text == "null":
        return ((Compare.UNKNOWN, True),)
    if re.fullmatch(r"not\(\s*null\s*\)", text):
        return ((Compare.UNKNOWN, False),)
    if given.kind is Kind.FLAG:
        if text not in ("true", "false"):
            raise FeelError(
                Text(
                    f"{text!r}: {given.name} takes true, false or -",
                    f"“{text}”：{given.label.zh}（{given.name}）只能为true、false或-",
                )
            )
        return ((Compare.EQUALS, text == "true"),)
    tests = plain(_numbers(text, given, currency))
    if tests is None:
        raise FeelError(Text(f"{text!r}: no value passes this", f"“{text}”：没有取值能满足此条件"))
    return tests


def _numbers(text: str, given: Input, currency: str) -> Tests:
    compared, interval = COMPARED.fullmatch(text), INTERVAL.fullmatch(text)
    if compared:
        sign = next(compare for compare, known in SIGNS.items() if known == compared[1])
        return ((sign, _read_number(compared[2], given, currency)),)
    if interval:
        lower = Compare.AT_LEAST if interval[1] == "[" else Compare.ABOVE
        upper = Compare.AT_MOST if interval[4] == "]" else Compare.BELOW
        return (
            (lower, _read_number(interval[2], given, currency)),
            (upper, _read_number(interval[3], given, currency)),
        )
    parts = [part.strip() for part in text.split(",")]
    if given.kind is Kind.WHOLE and all(re.fullmatch(NUMBER, part) for part in parts):
        return ((Compare.ONE_OF, tuple(_read_number(part, given, currency) for part in parts)),)
    of_amounts = given.kind is Kind.AMOUNT
    raise FeelError(
        Text(
            f"{text!r}: {given.name} takes a comparison like >= 4, an interval like [1..3], "
            + ("" if of_amounts else "numbers like 1, 3, ")
            + "null, not(null) or -; write anything else as several rules",
            f"“{text}”：{given.label.zh}（{given.name}）可用比较（如 >= 4）、区间（如 [1..3]）、"
            + ("" if of_amounts else "数字（如 1, 3）、")
            + "null、not(null)或-；其他写法请拆成多条规则",
        )
    )


def _number(value: int | bool | tuple[int, ...], given: Input, currency: str) -> str:
    if given.kind is not Kind.AMOUNT or not value:
        return str(value)
    amount = Money(int(value), currency).amount  # type: ignore[arg-type]
    return str(amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount)


def _read_number(text: str, given: Input, currency: str) -> int:
    if given.kind is Kind.AMOUNT:
        if Decimal(text) == 0:
            return 0
        if not currency:
            raise FeelError(
                Text(
                    f'{text}: an amount other than 0 needs a currency; add an input "currency" '
                    'and name it there, like "CNY"',
                    f'{text}：非零金额须有币种，请增加输入列"currency"并写明币种，如"CNY"',
                )
            )
        return Money.of(text, currency).minor
    if Decimal(text) != int(Decimal(text)):
        raise FeelError(
            Text(
                f"{text}: {given.name} is a whole number",
                f"{text}：{given.label.zh}（{given.name}）须为整数",
            )
        )
    return int(Decimal(text))
