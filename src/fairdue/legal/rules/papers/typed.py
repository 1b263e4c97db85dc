"""Reads what was typed into a paper's fields, and works out what is made of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from fairdue.kernel.amounts import read_amount
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.rules.papers import tables
from fairdue.legal.rules.papers.fields import FIELDS, Value
from fairdue.legal.rules.papers.instalments import instalments

TEXT_LENGTH_MAX, LONG_LENGTH_MAX = 120, 1000


def read_entered(
    fields: Iterable[str], typed: Mapping[str, str], *, currency: str, language: str
) -> dict[str, Value]:
    """The values of these fields; one left empty has none. What isn't asked for is passed over.

    Raises Refused for what can't be read, by the field's name.
    """
    values: dict[str, Value] = {}
    for name in fields:
        words = typed.get(name, "").strip()
        if words:
            values[name] = _value(name, words, currency)
    total, count, first = (values.get(name) for name in ("settled", "instalments", "first_due_on"))
    if isinstance(total, Money) and isinstance(count, int) and isinstance(first, date):
        values["instalments_table"] = tables.instalments(instalments(total, count, first), language)
    return values


def _value(name: str, words: str, currency: str) -> Value:
    field = FIELDS[name]
    if field.kind == "money":
        try:
            return read_amount(words, currency)
        except Refused as refused:
            raise _named(field.label, refused.text) from None
    if field.kind == "date":
        try:
            return date.fromisoformat(words)
        except ValueError:
            raise _named(
                field.label,
                Text("Write the day as 2026-03-10.", "请按2026-03-10的格式填写日期。"),
            ) from None
    if field.kind == "count":
        if not words.isdecimal() or len(words) > 4:
            raise _named(field.label, Text("Write a whole number.", "请填写整数。"))
        return int(words)
    longest = LONG_LENGTH_MAX if field.kind == "long" else TEXT_LENGTH_MAX
    if len(words) > longest:
        raise _named(
            field.label,
            Text(f"Keep within {longest} characters.", f"请控制在{longest}字以内。"),
        )
    return words


def _named(label: Text, why: Text) -> Refused:
    return Refused(Text(f"{label.en[0].upper()}{label.en[1:]}: {why.en}", f"{label.zh}：{why.zh}"))
