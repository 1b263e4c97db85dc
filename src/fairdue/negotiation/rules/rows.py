"""Reads agreements from the rows of a file, and says of each wrong field what is wrong. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fairdue.kernel.money import Money, UnknownCurrencyError, minor_digits
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.terms import EVERY, KINDS, Terms

NEEDED = ("customer_ref", "kind", "currency", "principal", "instalments", "every", "first_due_on")
OPTIONAL = ("interest", "fees", "waived", "yearly_rate", "amount")
COLUMNS = (*NEEDED, *OPTIONAL)
"""Amounts are in whole units of the currency, such as 1234.56; a rate of 0.12 is 12 % a year."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line (the header is line 1), in which field; "" for all of it."""

    line: int
    field: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A line that makes sense by itself."""

    line: int
    customer_ref: str
    terms: Terms


def header_problems(header: list[str]) -> list[Problem]:
    """Columns that are missing, unknown or named twice."""
    missing = [name for name in NEEDED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    twice = sorted({name for name in header if header.count(name) > 1})
    return (
        [Problem(1, name, Text("This column is missing.", "缺少该列。")) for name in missing]
        + [
            Problem(
                1,
                name,
                Text(
                    f"There is no such column. Columns are {', '.join(COLUMNS)}.",
                    f"没有该列，可用列：{'、'.join(COLUMNS)}。",
                ),
            )
            for name in unknown
        ]
        + [Problem(1, name, Text("This column is there twice.", "该列重复。")) for name in twice]
    )


def read_row(line: int, fields: Mapping[str, str]) -> Row | list[Problem]:
    """The agreement of a line, or every field that is wrong."""
    given = {name: (fields.get(name) or "").strip() for name in COLUMNS}
    problems = [
        Problem(line, name, Text("This is empty; fill it in.", "该字段为空，请填写。"))
        for name in NEEDED
        if not given[name]
    ]
    found: dict[str, Any] = {}
    for name, read in READERS.items():
        if given[name]:
            try:
                found[name] = read(given[name], given["currency"])
            except _WrongError as wrong:
                problems.append(Problem(line, name, wrong.text))
    if problems:
        return problems
    terms = Terms(
        kind=found["kind"],
        currency=found["currency"],
        principal_minor=found["principal"],
        interest_minor=found.get("interest", 0),
        fees_minor=found.get("fees", 0),
        waived_minor=found.get("waived", 0),
        instalments=found["instalments"],
        every=given["every"],
        first_due_on=found["first_due_on"],
        yearly_rate=found.get("yearly_rate", Decimal(0)),
        amount_minor=found.get("amount"),
    )
    return Row(line, given["customer_ref"], terms)


class _WrongError(ValueError):
    """A field that can't be read; `text` says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def _kind(text: str, _currency: str) -> str:
    if text not in KINDS:
        raise _WrongError(Text(f"Choose one of {', '.join(KINDS)}.", f"可选：{'、'.join(KINDS)}。"))
    return text


def _currency(text: str, _currency: str) -> str:
    try:
        minor_digits(text)
    except UnknownCurrencyError as unknown:
        raise _WrongError(unknown.text) from None
    return text


def _amount(text: str, currency: str) -> int:
    try:
        minor = Money.of(Decimal(text), currency)
    except UnknownCurrencyError:
        return 0  # the currency's own field says so
    except InvalidOperation:
        minor = None
    if minor is None or minor.amount != Decimal(text) or minor.minor < 0:
        raise _WrongError(
            Text(
                f"“{text}” is no amount. Write it like 1234.56.",
                f"“{text}”不是有效金额，请按1234.56的格式填写。",
            )
        )
    return minor.minor


def _count(text: str, _currency: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1000):
        raise _WrongError(
            Text(f"“{text}” is no number of instalments.", f"“{text}”不是有效的期数。")
        )
    return int(text)


def _day(text: str, _currency: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _WrongError(
            Text(
                f"“{text}” is no date. Write it like 2026-04-01.",
                f"“{text}”不是有效日期，请按2026-04-01的格式填写。",
            )
        ) from None


def _rate(text: str, _currency: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal(-1)
    if not 0 <= rate <= 1:
        raise _WrongError(
            Text(
                f"“{text}” is no rate. 0.12 is 12 % a year.",
                f"“{text}”不是有效利率，0.12表示年利率12%。",
            )
        )
    return rate


def _every(text: str, _currency: str) -> str:
    if text not in EVERY and not text.startswith("days:"):
        raise _WrongError(
            Text(
                "Choose month, fortnight, week or days:5,20.",
                "可选month、fortnight、week或days:5,20。",
            )
        )
    return text


READERS: dict[str, Callable[[str, str], Any]] = {
    "kind": _kind,
    "currency": _currency,
    "principal": _amount,
    "interest": _amount,
    "fees": _amount,
    "waived": _amount,
    "instalments": _count,
    "every": _every,
    "first_due_on": _day,
    "yearly_rate": _rate,
    "amount": _amount,
}
