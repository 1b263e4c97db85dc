"""Records as JSON for the person they are about: without whoever works for the lender."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.functional import Promise

from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.text import Text

STAFF_FIELDS = ("_by", "owner", "author", "actor", "assigned_to")
"""How the names of fields end that say who did something, where they hold a name."""
ABOUT_THE_PERSON = frozenset({"said_by"})
INNER = frozenset(
    {"review_on", "customer_id", "name_masked", "customer_ref", "entry", "journal_entry"}
)
"""What a lender's desk needs and the person has elsewhere in the file, or has no use for."""


def plain(value: Any, language: str, staff: Collection[str]) -> Any:
    """A record as JSON has it, texts in `language`, with names in `staff` out of free text."""
    if is_dataclass(value) and not isinstance(value, type | Money | Text):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return {
            str(name): plain(inner, language, staff)
            for name, inner in value.items()
            if not _is_about_staff(str(name), inner) and str(name) not in INNER
        }
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return [plain(inner, language, staff) for inner in value]
    said = _said(value, language)
    return without(said, staff) if isinstance(said, str) else said


def _said(value: Any, language: str) -> Any:
    """A single value as JSON has it."""
    match value:
        case Money():
            amount = Decimal(value.minor).scaleb(-minor_digits(value.currency))
            return {"amount": str(amount), "currency": value.currency}
        case Text():
            return value.in_language(language)
        case Enum():
            return str(value.value)
        case datetime() | date() | time():
            return value.isoformat()
        case Promise() | Decimal():
            return str(value)
    return value


def without(text: str, staff: Collection[str]) -> str:
    """Free text with the names of staff replaced by an ellipsis."""
    for name in staff:
        text = text.replace(name, "…")
    return text


def _is_about_staff(name: str, value: Any) -> bool:
    """A field that names who did something. Days such as `decide_by` are kept."""
    names = name.endswith(STAFF_FIELDS) or name.removesuffix("_before").endswith("owner")
    return names and name not in ABOUT_THE_PERSON and isinstance(value, str)
