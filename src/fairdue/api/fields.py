"""What requests and answers are made of. Everything has bounds, so nothing reaches the database
that it can't hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Generic, Protocol, TypeVar

from django.utils.translation import get_language
from ninja import Schema
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from fairdue.kernel.money import MINOR_DIGITS, Money, minor_digits
from fairdue.kernel.text import Text

ID_MAX = 2**63 - 1
YEAR_MIN, YEAR_MAX = 1990, 2199
LINE = r"^[^\x00-\x1f\x7f]+$"
"""Text of one line: no control characters, which PostgreSQL or a log may choke on."""
LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Item = TypeVar("Item")


class HasId(Protocol):
    """A row of a list."""

    @property
    def id(self) -> int:
        """Its number."""


Row = TypeVar("Row", bound=HasId)


class Given(BaseModel):
    """A body sent to us: what we don't know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


def _fault(code: str, text: Text) -> PydanticCustomError:
    return PydanticCustomError(code, text.en.replace("{", "(").replace("}", ")"), {"zh": text.zh})


def _day(value: Any) -> date:
    if type(value) is date:
        return value  # our own, on its way out
    try:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise _fault(
            "date", Text("must be a date such as 2026-01-31", "须为日期，如2026-01-31")
        ) from None
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        raise _fault(
            "date",
            Text(
                f"must lie between {YEAR_MIN} and {YEAR_MAX}", f"年份须在{YEAR_MIN}至{YEAR_MAX}之间"
            ),
        )
    return day


def _moment(value: Any) -> datetime:
    try:
        if not isinstance(value, str) or len(value) > 40 or "T" not in value:
            raise ValueError
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not YEAR_MIN <= moment.year <= YEAR_MAX:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _fault(
            "moment",
            Text(
                "must be a moment with its offset, such as 2026-01-31T09:30:00+08:00",
                "须为带时区的时刻，如2026-01-31T09:30:00+08:00",
            ),
        ) from None


def _clock(value: Any) -> time:
    fits = isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII)
    if not fits:
        raise _fault("clock", Text("must be an hour such as 21:00", "须为时刻，如21:00"))
    return time.fromisoformat(value)


def _currency(value: str) -> str:
    if value not in MINOR_DIGITS:
        known = sorted(MINOR_DIGITS)
        raise _fault(
            "currency",
            Text(f"must be one of {', '.join(known)}", f"须为以下之一：{'、'.join(known)}"),
        )
    return value


Id = Annotated[int, Field(ge=1, le=ID_MAX)]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-31"]}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-01-31T09:30:00+08:00"]}
    ),
]
Clock = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["21:00"]}
    ),
]
Hour = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["21:00"])]
"""A Clock as we answer it."""
Reference = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=LINE)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=LINE)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=LINES)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=LINES)]
Currency = Annotated[
    str,
    AfterValidator(_currency),
    Field(json_schema_extra={"enum": sorted(MINOR_DIGITS)}),
]
Digits = Annotated[
    str,
    StringConstraints(pattern=r"^(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?$"),
    Field(description="Major units, such as 1234.50", examples=["1234.50"]),
]


class Amount(Given):
    """An amount as it is sent: a decimal text in major units, never a float."""

    amount: Digits
    currency: Currency

    @property
    def money(self) -> Money:
        """As we count it."""
        return Money.of(Decimal(self.amount), self.currency)


def _exact(given: Amount) -> Amount:
    _, _, decimals = given.amount.partition(".")
    most = minor_digits(given.currency)
    if len(decimals.rstrip("0")) > most:
        raise _fault(
            "amount",
            Text(
                f"{given.currency} has {most} digits after the point",
                f"{given.currency}的小数位数为{most}",
            ),
        )
    return given


ExactAmount = Annotated[Amount, AfterValidator(_exact)]
"""An Amount with no more decimals than its currency has."""


class Sum(Schema):
    """An amount as we answer it; may be below zero."""

    amount: str = Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")
    currency: str

    @classmethod
    def of(cls, money: Money) -> Sum:
        """From money."""
        return cls(amount=str(money.amount), currency=money.currency)

    @classmethod
    def minor(cls, minor: int, currency: str) -> Sum:
        """From minor units."""
        return cls.of(Money(minor, currency))


def hour_or_none(value: time | None) -> str | None:
    """21:00, as it was given; None stays None."""
    return None if value is None else value.strftime("%H:%M")


def sum_or_none(money: Money | None) -> Sum | None:
    """None stays None."""
    return None if money is None else Sum.of(money)


class Listed(Schema, Generic[Item]):
    """A page of a list. Give `next` as `after` to read on; null at the end."""

    items: list[Item]
    next: str | None = None


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
"""A word of a closed list, which the action checks."""


class Page(BaseModel):
    """Which part of a list: `after` is `next` of the page before."""

    after: Annotated[int | None, Field(ge=1, le=ID_MAX)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


Limit = Annotated[int, Field(ge=1, le=200)]


def window(
    rows: Sequence[Row], asked: Page, shown: Callable[[Row], Item]
) -> tuple[list[Item], str | None]:
    """The rows after the one that the page before ended with, and where the next begins.

    Rows have an `id`. A page after a row that is no longer there begins anew.
    """
    ids = [row.id for row in rows]
    start = ids.index(asked.after) + 1 if asked.after in ids else 0
    kept = rows[start : start + asked.limit]
    more = len(rows) > start + asked.limit
    return [shown(row) for row in kept], str(kept[-1].id) if more else None


def listed(rows: Sequence[Row], asked: Page, shown: Callable[[Row], Item]) -> Listed[Item]:
    """One page of rows."""
    items, following = window(rows, asked, shown)
    return Listed(items=items, next=following)


def words(text: Text) -> str:
    """In the language asked for."""
    return text.in_language(get_language() or "en")
