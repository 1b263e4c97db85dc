"""Reads a decision table from its document, and refuses one that could not work.

table: first
version: 1
title: {en: …, zh: …}
rows:
  - id: visit-late
    when:
      bucket: {at_least: 4}                      # a bare value means equals
      past_due: {at_least: {CNY: 5000}}          # major units by currency; 0 alone means any
      days_past_due: {unknown: false}
    then: visit
    why: {en: …, zh: …}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairdue.kernel.money import Money, UnknownCurrencyError
from fairdue.kernel.text import Text
from fairdue.strategy.rules.analysis import Unreachable, unreachable
from fairdue.strategy.rules.inputs import INPUTS, Input, Kind
from fairdue.strategy.rules.tables import (
    ANY_CURRENCY,
    Compare,
    Condition,
    DecisionTable,
    Operand,
    Row,
    Step,
)

ROW_KEYS = {"id", "when", "then", "why"}
TABLE_KEYS = {"table", "version", "title", "rows"}
FITTING: dict[Kind, set[Compare]] = {
    Kind.WHOLE: set(Compare),
    Kind.AMOUNT: set(Compare) - {Compare.ONE_OF, Compare.EQUALS},
    Kind.FLAG: {Compare.EQUALS, Compare.UNKNOWN},
}


class TableError(ValueError):
    """A decision table is wrong; `text` says which row, what, and how to mend it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def within(self, place: Text) -> TableError:
        """The same, said of a place: a row, a file."""
        return TableError(Text(f"{place.en}: {self.text.en}", f"{place.zh}：{self.text.zh}"))


class UnreachableError(TableError):
    """Rows decide for nobody; `found` has them all, and the rows that take their accounts."""

    def __init__(self, text: Text, found: tuple[Unreachable, ...]) -> None:
        super().__init__(text)
        self.found = found


def read_table(document: Any, digest: str, *, draft: bool = False) -> DecisionTable:
    """A table from its parsed document. `digest` is of the file and becomes part of the version.

    A `draft` may have rows that are never reached: a table being edited, or one that has decided
    and must stay readable. Raises TableError for the first wrong place.
    """
    if not isinstance(document, Mapping) or set(document) != TABLE_KEYS:
        keys = _listed(TABLE_KEYS)
        raise TableError(
            Text(
                f"a decision table needs exactly the keys {keys.en}",
                f"决策表须恰好包含以下键：{keys.zh}",
            )
        )
    rows = document["rows"]
    if not isinstance(rows, list) or not rows:
        raise TableError(
            Text("rows: a list of at least one row is needed", "rows：须为列表，且至少有一行")
        )
    read = tuple(_row(row, place) for place, row in enumerate(rows, start=1))
    _refuse_disorder(read)
    if not draft:
        _refuse_unreachable(read)
    return DecisionTable(
        name=str(document["table"]),
        version=f"{document['version']}-{digest[:8]}",
        title=_text(document["title"], "title"),
        rows=read,
    )


def read_conditions(name: str, asked: Any) -> list[Condition]:
    """What a row asks of one input. Raises TableError where it can't be read or never holds."""
    if name not in INPUTS:
        known = _listed(INPUTS)
        raise TableError(
            Text(
                f"{name!r} is no input; known are {known.en}",
                f"没有名为“{name}”的输入项；可用：{known.zh}",
            )
        )
    given = INPUTS[name]
    comparisons = asked if isinstance(asked, Mapping) else {"equals": asked}
    found = []
    for key, operand in comparisons.items():
        place = Text(f"{name} {key}", f"{given.label.zh}（{name} {key}）")
        try:
            found.append(_condition(given, key, operand))
        except TableError as error:
            raise error.within(place) from None
    _refuse_empty(given, found)
    return found


def _row(body: Any, place: int) -> Row:
    where = Text(f"row {place}", f"第{place}行")
    if not isinstance(body, Mapping) or not set(body) <= ROW_KEYS:
        keys = _listed(ROW_KEYS)
        raise TableError(
            Text(f"a row has the keys {keys.en}", f"每行只能包含以下键：{keys.zh}")
        ).within(where)
    name = body.get("id")
    where = _place(place, str(name)) if name else Text(f"row {place} (without id)", where.zh)
    try:
        return _row_read(body)
    except TableError as error:
        raise error.within(where) from None


def _row_read(body: Mapping[str, Any]) -> Row:
    missing = _listed(ROW_KEYS - {"when"} - set(body))
    if missing.en:
        raise TableError(Text(f"{missing.en} is missing; add it", f"缺少{missing.zh}，请补充"))
    try:
        then = Step(body["then"])
    except ValueError:
        steps = _listed(Step)
        raise TableError(
            Text(
                f"then {body['then']!r} is none of {steps.en}",
                f"处置方式（then）“{body['then']}”无效；可用：{steps.zh}",
            )
        ) from None
    when = body.get("when") or {}
    if not isinstance(when, Mapping):
        raise TableError(
            Text(
                "when must be a mapping of inputs to conditions",
                "when须逐项写明输入项及其条件，例如 bucket: 2",
            )
        )
    conditions = [one for name, asked in when.items() for one in read_conditions(name, asked)]
    return Row(str(body["id"]), tuple(conditions), then, _text(body["why"], "why"))


def _condition(given: Input, key: Any, operand: Any) -> Condition:
    if key not in set(Compare) or Compare(key) not in FITTING[given.kind]:
        fitting = _listed(FITTING[given.kind])
        raise TableError(
            Text(
                f"{given.name} may be compared by {fitting.en}",
                f"该项可用的比较方式：{fitting.zh}",
            )
        )
    return Condition(given.name, Compare(key), _operand(given, Compare(key), operand))


def _operand(given: Input, compare: Compare, operand: Any) -> Operand:
    if compare is Compare.UNKNOWN or given.kind is Kind.FLAG:
        if not isinstance(operand, bool):
            raise TableError(
                Text(f"needs true or false, not {operand!r}", f"须为true或false，不能是“{operand}”")
            )
        if compare is Compare.UNKNOWN and not given.may_be_unknown:
            raise TableError(
                Text(
                    f"{given.name} is always known; leave this out",
                    "该项始终已知，请去掉此条件",
                )
            )
        return operand
    if given.kind is Kind.AMOUNT:
        return _amounts(operand)
    numbers = operand if compare is Compare.ONE_OF else [operand]
    if not isinstance(numbers, list) or not numbers or any(not _whole(one) for one in numbers):
        raise TableError(
            Text(f"needs a whole number, not {operand!r}", f"须为整数，不能是“{operand}”")
        )
    return tuple(numbers) if compare is Compare.ONE_OF else int(operand)


def _amounts(operand: Any) -> tuple[tuple[str, int], ...]:
    if operand == 0 and not isinstance(operand, bool):
        return ((ANY_CURRENCY, 0),)
    if not isinstance(operand, Mapping) or not operand:
        raise TableError(
            Text(
                "needs amounts by currency like {CNY: 500}, or 0",
                "须按币种写明金额，例如 {CNY: 500}，或写0",
            )
        )
    return tuple(sorted(_amount(currency, amount) for currency, amount in operand.items()))


def _amount(currency: Any, amount: Any) -> tuple[str, int]:
    try:
        return currency, Money.of(str(amount), currency).minor
    except UnknownCurrencyError as error:
        raise TableError(error.text) from None
    except ArithmeticError:
        raise TableError(
            Text(
                f"{amount!r} is no amount of {currency}; write a number like 500",
                f"“{amount}”不是有效的{currency}金额，请填写数字，例如500",
            )
        ) from None


def _refuse_disorder(rows: tuple[Row, ...]) -> None:
    """Refuse doubles and a missing catch-all."""
    if rows[-1].conditions:
        raise TableError(
            Text(
                "the last row must have no conditions, so that every account gets a treatment",
                "最后一行不得设条件，以确保每个账户都有处置方式",
            )
        ).within(_place(len(rows), rows[-1].id))
    seen: set[str] = set()
    for place, row in enumerate(rows, start=1):
        if row.id in seen:
            raise TableError(
                Text("this id is used twice; give the row another", "该名称（id）重复，请改名")
            ).within(_place(place, row.id))
        seen.add(row.id)


def _refuse_unreachable(rows: tuple[Row, ...]) -> None:
    """Refuse rows of which earlier ones, alone or together, take every account."""
    found = unreachable(rows)
    if found:
        first = found[0]
        place, reason = _place(first.place, first.row), first.reason()
        raise UnreachableError(
            Text(
                f"{place.en} {reason.en}; move it up, change it or leave it out",
                f"{place.zh}{reason.zh}；请上移、修改或删除该行",
            ),
            found,
        )


def _refuse_empty(given: Input, conditions: list[Condition]) -> None:
    """Refuse conditions on one whole number that no number can meet."""
    if given.kind is not Kind.WHOLE or not conditions:
        return
    edges = [one.operand for one in conditions if isinstance(one.operand, int)]
    candidates = {int(edge) + shift for edge in edges for shift in (-1, 0, 1)}
    candidates |= {
        number
        for one in conditions
        if isinstance(one.operand, tuple)
        for number in one.operand
        if isinstance(number, int)
    }
    tried: list[int | None] = [*candidates, None]
    if not any(all(one.holds({given.column: value}) for one in conditions) for value in tried):
        raise TableError(
            Text(
                f"no value of {given.name} meets all its conditions; change one of them",
                f"没有任何{given.label.zh}（{given.name}）取值能同时满足其全部条件，请修改其中一项",
            )
        )


def _place(place: int, row: str) -> Text:
    return Text(f"row {place} ({row})", f"第{place}行（{row}）")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: Any, where: str) -> Text:
    if not isinstance(value, Mapping) or not value.get("en") or not value.get("zh"):
        raise TableError(
            Text(
                f"{where}: needs a text in both languages: {{en: …, zh: …}}",
                f"{where}：须同时填写中英文，例如 {{en: …, zh: …}}",
            )
        )
    return Text(str(value["en"]), str(value["zh"]))


def _listed(names: Iterable[Any]) -> Text:
    ordered = sorted(str(name) for name in names)
    return Text(", ".join(ordered), "、".join(ordered))
