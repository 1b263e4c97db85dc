"""A grid's cell: the conditions that a row puts on one input, as people type and read them.

    whole numbers   4    ≥ 4    < 3    2–5    1, 3, 7    unknown    known    M4 for a bucket
    amounts         ≥ CNY 5,000 / TWD 20,000    ≤ 0 in any currency    > 0 & < CNY 200
    flags           yes    no

Several conditions stand together with `&`; all of them must hold. `>=` and `<=` may be typed for
≥ and ≤. What is read is what a table's text holds (`rules.reading`), amounts in major units.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fairdue.kernel.money import MINOR_DIGITS
from fairdue.kernel.text import Text
from fairdue.strategy.rules.inputs import INPUTS, Input, Kind
from fairdue.strategy.rules.tables import Compare

SIGNS = {
    Compare.AT_LEAST: "≥",
    Compare.AT_MOST: "≤",
    Compare.ABOVE: ">",
    Compare.BELOW: "<",
}
COMPARES = {
    "≥": Compare.AT_LEAST,
    ">=": Compare.AT_LEAST,
    "≤": Compare.AT_MOST,
    "<=": Compare.AT_MOST,
    ">": Compare.ABOVE,
    "<": Compare.BELOW,
    "=": Compare.EQUALS,
}
YES, NO = Text("yes", "是"), Text("no", "否")
UNKNOWN, KNOWN = Text("unknown", "未知"), Text("known", "已知")
ANSWERS = {"yes": True, "是": True, "true": True, "no": False, "否": False, "false": False}
WHETHER_UNKNOWN = {"unknown": True, "未知": True, "known": False, "已知": False}

_AND = re.compile(r"\s*(?:&|\band\b|且)\s*")
_SIGNED = re.compile(r"^(>=|<=|[≥≤><=＞＜＝])\s*(.*)$", re.DOTALL)
_RANGE = re.compile(r"^M?(-?\d+)\s*(?:–|—|~|\.\.|到|至|to|-)\s*M?(-?\d+)$", re.IGNORECASE)
_WHOLE = re.compile(r"^M?(-?\d+)$", re.IGNORECASE)
_AMOUNT = re.compile(r"^(?:([A-Z]{3})\s*(-?[\d,]*\.?\d+)|(-?[\d,]*\.?\d+)\s*([A-Z]{3}))$")
_WIDE = str.maketrans("＞＜＝＆，／；：～－（）　", "><=&,/;:~-() ")


class CellError(ValueError):
    """What was typed is no condition; `text` says why, and what could be typed instead."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_cell(name: str, typed: str) -> Any:
    """What a table's text holds for what was typed; None for an empty cell.

    Raises CellError; KeyError for an input that doesn't exist.
    """
    given = INPUTS[name]
    words = typed.translate(_WIDE).strip()
    if not words or words in ("–", "-"):
        return None
    if given.kind is Kind.FLAG:
        return _flag(given, words)
    found: dict[str, Any] = {}
    for part in _AND.split(words):
        for compare, operand in _part(given, part.strip()):
            if str(compare) in found:
                raise CellError(
                    Text(
                        f"{part!r} says the same kind of thing twice; keep one.",
                        f"“{part}”与前面的条件重复，请只保留一个。",
                    )
                )
            found[str(compare)] = operand
    return found.get("equals", found) if len(found) == 1 else found


def typed_cell(name: str, asked: Any) -> Text:
    """What a table's text holds for an input, as one would type it; empty where nothing is asked.

    What fits no input is shown as it stands, so that it can be mended.
    """
    if asked is None:
        return Text("", "")
    given = INPUTS.get(name)
    comparisons = asked if isinstance(asked, Mapping) else {"equals": asked}
    low, high = comparisons.get("at_least"), comparisons.get("at_most")
    if given and given.kind is Kind.WHOLE and _is_whole(low) and _is_whole(high):
        rest = {k: v for k, v in comparisons.items() if k not in ("at_least", "at_most")}
        mark = _mark(given)
        parts = [Text(f"{mark}{low}–{mark}{high}", f"{mark}{low}–{mark}{high}")]
    else:
        rest, parts = dict(comparisons), []
    parts += [_typed(given, str(compare), operand) for compare, operand in rest.items()]
    return Text(" & ".join(part.en for part in parts), " & ".join(part.zh for part in parts))


def hint(name: str) -> Text:
    """What can be typed for an input."""
    given = INPUTS[name]
    if given.kind is Kind.FLAG:
        return Text("yes, no, or nothing", "是、否，或留空")
    if given.kind is Kind.AMOUNT:
        return Text(
            "≥ CNY 5000 / TWD 20000 · <, ≤, > likewise · ≤ 0 · join with &",
            "≥ CNY 5000 / TWD 20000 · <、≤、>同理 · ≤ 0 · 多个条件用 & 连接",
        )
    unknown = Text(" · unknown", " · 未知") if given.may_be_unknown else Text("", "")
    example = "≥ M4 · M2–M5 · M1, M3" if given.name == "bucket" else "≥ 4 · < 3 · 2–5 · 1, 3, 7"
    return Text(f"{example}{unknown.en}", f"{example}{unknown.zh}")


def _flag(given: Input, words: str) -> Any:
    lowered = words.lower()
    if lowered in ANSWERS:
        return ANSWERS[lowered]
    if given.may_be_unknown and lowered in WHETHER_UNKNOWN:
        return {"unknown": WHETHER_UNKNOWN[lowered]}
    raise _not_understood(given, words)


def _part(given: Input, part: str) -> list[tuple[Compare, Any]]:
    """One condition, or the two of a range."""
    if part.lower() in WHETHER_UNKNOWN:
        if not given.may_be_unknown:
            raise CellError(
                Text(
                    f"{given.label.en.capitalize()} is always known.",
                    f"“{given.label.zh}”始终已知，无需此条件。",
                )
            )
        return [(Compare.UNKNOWN, WHETHER_UNKNOWN[part.lower()])]
    signed = _SIGNED.match(part)
    compare = COMPARES[signed.group(1)] if signed else Compare.EQUALS
    operand = signed.group(2).strip() if signed else part
    if given.kind is Kind.AMOUNT:
        return [_amounts(given, compare, operand)]
    ranged = _RANGE.match(operand)
    if ranged and not signed:
        low, high = int(ranged.group(1)), int(ranged.group(2))
        if low > high:
            raise CellError(
                Text(f"{low} is above {high}; turn the range round.", f"{low}大于{high}，请对调。")
            )
        return [(Compare.AT_LEAST, low), (Compare.AT_MOST, high)]
    numbers = [_WHOLE.match(each.strip()) for each in re.split(r"[,、;/]", operand)]
    if any(number is None for number in numbers) or (signed and len(numbers) > 1):
        raise _not_understood(given, part)
    values = [int(number.group(1)) for number in numbers if number]
    return [(compare, values[0])] if len(values) == 1 else [(Compare.ONE_OF, values)]


def _amounts(given: Input, compare: Compare, operand: str) -> tuple[Compare, Any]:
    if compare is Compare.EQUALS:
        raise CellError(
            Text(
                "Amounts are compared by ≥, >, ≤ or <, as ≥ CNY 5000.",
                "金额须用≥、>、≤或<比较，例如：≥ CNY 5000。",
            )
        )
    if operand in ("0", "0.00"):
        return compare, 0
    found: dict[str, int | float] = {}
    for each in filter(None, (part.strip() for part in re.split(r"[/;、\n]", operand.upper()))):
        match = _AMOUNT.match(each)
        if match is None:
            raise CellError(
                Text(
                    f"{each!r} is no amount with its currency; write it as CNY 5000.",
                    f"“{each}”不是带币种的金额，请写成CNY 5000。",
                )
            )
        currency = match.group(1) or match.group(4)
        if currency not in MINOR_DIGITS or currency in found:
            known = ", ".join(sorted(MINOR_DIGITS))
            raise CellError(
                Text(
                    f"{currency} is named twice or not known; known are {known}.",
                    f"币种{currency}重复或无法识别；可用币种：{known}。",
                )
            )
        found[currency] = _number((match.group(2) or match.group(3)).replace(",", ""), currency)
    if not found:
        raise _not_understood(given, operand)
    return compare, found


def _number(digits: str, currency: str) -> int | float:
    amount = Decimal(digits)
    if amount != round(amount, MINOR_DIGITS[currency]):
        raise CellError(
            Text(
                f"{digits} is finer than {currency} can be paid.",
                f"{digits}的小数位数超出{currency}的最小单位。",
            )
        )
    return int(amount) if amount == int(amount) else float(amount)


def _typed(given: Input | None, compare: str, operand: Any) -> Text:
    if isinstance(operand, bool):
        if compare == Compare.UNKNOWN:
            return UNKNOWN if operand else KNOWN
        return YES if operand else NO
    sign = SIGNS[Compare(compare)] + " " if compare in set(SIGNS) else ""
    mark = _mark(given)
    if isinstance(operand, Mapping):
        shown = " / ".join(f"{currency} {_grouped(value)}" for currency, value in operand.items())
    elif isinstance(operand, list):
        shown = ", ".join(f"{mark}{each}" for each in operand)
    else:
        shown = f"{mark}{operand}"
    return Text(f"{sign}{shown}", f"{sign}{shown}")


def _grouped(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _mark(given: Input | None) -> str:
    return "M" if given is not None and given.name == "bucket" else ""


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _not_understood(given: Input, words: str) -> CellError:
    about = hint(given.name)
    return CellError(
        Text(
            f"{words!r} is not understood. Possible: {about.en}.",
            f"无法识别“{words}”。可输入：{about.zh}。",
        )
    )
