"""Score sheets: items tied to clauses, their weights, and what answers come to. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.quality.rules.kinds import NAMES

MET, NOT_MET, NOT_APPLICABLE = "met", "not_met", "not_applicable"
ANSWERS = (MET, NOT_MET, NOT_APPLICABLE)
ITEMS_MAX = 40
WEIGHT_MAX = 100
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{1,39}")
_FIELDS = {"id", "ask", "rule", "weight", "critical", "kind"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a talk is asked about."""

    id: str
    ask: Text
    rule: str
    """The clause it stands for, as rule packs name it."""
    weight: int
    critical: bool
    """Not met, the whole sheet is failed."""
    kind: str
    """The kind of finding it is, of `kinds.NAMES`: it names the course to pass again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a talk is scored by."""

    title: Text
    items: tuple[Item, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The clauses, each once."""
        return tuple(dict.fromkeys(item.rule for item in self.items))


@dataclass(frozen=True, slots=True)
class Marked:
    """What the answers come to."""

    percent: int
    """Weights met, of those of items that applied; rounded down. 100 where none applied."""
    missed: tuple[str, ...]
    failed: tuple[str, ...]
    """Critical items among those missed."""
    passed: bool


def mark(sheet: Sheet, answers: Mapping[str, str], pass_percent: int) -> Marked:
    """Mark a sheet. Raises Refused unless every item, and none else, has one of ANSWERS."""
    for item in sheet.items:
        if answers.get(item.id) not in ANSWERS:
            raise Refused(
                Text(f"Answer each item: “{item.ask.en}”", f"请逐项作答：“{item.ask.zh}”")
            )
    if len(answers) > len(sheet.items):
        raise Refused(
            Text(
                "The sheet was changed meanwhile; load the page again.",
                "评分表已更新，请刷新页面。",
            )
        )
    applied = [item for item in sheet.items if answers[item.id] != NOT_APPLICABLE]
    missed = [item for item in applied if answers[item.id] == NOT_MET]
    whole = sum(item.weight for item in applied)
    lost = sum(item.weight for item in missed)
    percent = 100 * (whole - lost) // whole if whole else 100
    failed = tuple(item.id for item in missed if item.critical)
    return Marked(
        percent, tuple(item.id for item in missed), failed, percent >= pass_percent and not failed
    )


def read(content: Any) -> Sheet:
    """A sheet as it is written. Raises Refused, naming the place, where it isn't one."""
    if not isinstance(content, dict) or set(content) != {"title", "items"}:
        _wrong("sheet", "has a title and items", "应包含title与items")
    items = content["items"]
    if not isinstance(items, list) or not 1 <= len(items) <= ITEMS_MAX:
        _wrong("items", f"are a list of 1 to {ITEMS_MAX}", f"应为1至{ITEMS_MAX}项的列表")
    found = tuple(_item(each, f"items {number}") for number, each in enumerate(items, start=1))
    if len({item.id for item in found}) < len(found):
        _wrong("items", "have an id each of their own", "各项id不得重复")
    return Sheet(_text(content["title"], "title"), found)


def _item(told: Any, place: str) -> Item:
    if not isinstance(told, dict) or set(told) != _FIELDS:
        _wrong(place, f"has {', '.join(sorted(_FIELDS))}", f"应包含{'、'.join(sorted(_FIELDS))}")
    if not isinstance(told["id"], str) or not _IDENTIFIER.fullmatch(told["id"]):
        _wrong(f"{place}.id", "is small letters, digits and _", "应为小写字母、数字和下划线")
    weight = told["weight"]
    if type(weight) is not int or not 1 <= weight <= WEIGHT_MAX:
        _wrong(
            f"{place}.weight", f"is a whole number to {WEIGHT_MAX}", f"应为1至{WEIGHT_MAX}的整数"
        )
    if type(told["critical"]) is not bool:
        _wrong(f"{place}.critical", "is true or false", "应为true或false")
    if told["kind"] not in NAMES:
        _wrong(
            f"{place}.kind", f"is one of {', '.join(NAMES)}", f"应为下列之一：{'、'.join(NAMES)}"
        )
    if not isinstance(told["rule"], str) or not told["rule"]:
        _wrong(f"{place}.rule", "names a clause of a rule pack", "应为规则包中的条款")
    ask = _text(told["ask"], f"{place}.ask")
    return Item(told["id"], ask, told["rule"], weight, told["critical"], told["kind"])


def _text(told: Any, place: str) -> Text:
    both = isinstance(told, dict) and set(told) == {"en", "zh"}
    if not both or not all(isinstance(each, str) and each.strip() for each in told.values()):
        _wrong(place, "has en and zh", "应包含en与zh")
    return Text(told["en"].strip(), told["zh"].strip())


def _wrong(place: str, en: str, zh: str) -> NoReturn:
    raise Refused(Text(f"{place}: {en}.", f"{place}：{zh}。"))
