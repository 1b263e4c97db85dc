"""Is an answer the expected one? Equal in meaning, not in spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fairdue.law_cases.case import as_decimal

MONTH_LENGTH = len("2026-03")

SAME_WORDS: Mapping[str, frozenset[str]] = {
    "not_available": frozenset({"unavailable", "excluded", "not_applicable", "ordinary"}),
    "by_agreement": frozenset(
        {"by_consent", "agreed", "optional", "agreement", "optional_by_agreement"}
    ),
    "below_threshold": frozenset({"none", "below"}),
    "especially_huge": frozenset({"extremely_huge", "particularly_huge"}),
    "may_not_be_prosecuted": frozenset(
        {
            "may_be_not_prosecuted",
            "may_not_prosecute",
            "non_prosecution",
            "non_prosecution_possible",
            "no_prosecution_possible",
        }
    ),
    "may_be_exempted": frozenset(
        {
            "exemption_possible",
            "exemption",
            "may_exempt",
            "may_be_exempted_from_punishment",
            "may_exempt_from_punishment",
        }
    ),
    "none": frozenset({"no_leniency", "not_available"}),
    "litigation": frozenset({"trial", "suit", "goes_to_trial"}),
    "applicant": frozenset({"creditor"}),
    "M7": frozenset({"M6+", "M7+"}),
    "normal": frozenset({"pass", "正常"}),
    "special_mention": frozenset({"关注"}),
    "substandard": frozenset({"次级"}),
    "doubtful": frozenset({"可疑"}),
    "loss": frozenset({"损失"}),
}
"""What our rules say, and the words that case writers use for the very same result. One way only:
no answer of ours passes for another.
"""


class Named(dict[str, Any]):
    """Several values by name, under each name that case writers use; `main` is the one asked for
    where a case expects a single value.
    """

    def __init__(self, main: Any, **named: Any) -> None:
        super().__init__(named)
        self.main = main


def same(expected: Any, got: Any) -> bool:
    """Do both mean the same? Amounts compare as numbers, days by their ISO form, moments as
    instants, months by year and month; of a mapping, every expected key must be there. What is
    let pass is listed in the room's README.
    """
    if is_dataclass(got) and not isinstance(got, type):
        got = asdict(got)
    if isinstance(got, Named) and not isinstance(expected, Mapping):
        got = got.main
    if isinstance(expected, Mapping) and len(expected) == 1 and not isinstance(got, Mapping):
        (expected,) = expected.values()  # a single value that the case gives a name
    if isinstance(got, bool) or isinstance(expected, bool) or got is None or expected is None:
        return type(expected) is type(got) and bool(expected == got)
    if isinstance(got, str):
        return isinstance(expected, str) and (
            expected == got or expected in SAME_WORDS.get(got, ())
        )
    if isinstance(got, datetime):
        return _same_moment(expected, got)
    if isinstance(got, date | Decimal | int):
        return _same_measure(expected, got)
    return _same_group(expected, got)


def _same_measure(expected: Any, got: date | Decimal | int) -> bool:
    if not isinstance(got, date):
        return _number(expected) == got
    written = str(expected)
    if isinstance(got, datetime) and "T" in written:
        told = datetime.fromisoformat(written)
        return told == got if told.tzinfo and got.tzinfo else told.time() == got.time()
    precision = len(got.isoformat() if len(written) != MONTH_LENGTH else written)
    return got.isoformat()[:precision] == written


def _same_moment(expected: Any, got: datetime) -> bool:
    """The same instant whatever the offset; of a day alone, its midnight where `got` is."""
    try:
        written = datetime.fromisoformat(str(expected))
    except ValueError:
        return False
    return (written if written.tzinfo else written.replace(tzinfo=got.tzinfo)) == got


def _same_group(expected: Any, got: Any) -> bool:
    if isinstance(got, Mapping):
        return isinstance(expected, Mapping) and all(
            key in got and same(value, got[key]) for key, value in expected.items()
        )
    if isinstance(got, Sequence):
        return (
            isinstance(expected, list)
            and len(expected) == len(got)
            and all(map(same, expected, got))
        )
    return bool(expected == got)


def shown(value: Any) -> str:
    """A value as a line of the report shows it."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    return str(value)


def _number(value: Any) -> Decimal | None:
    try:
        return as_decimal(value)
    except ValueError:
        return None
