"""Every field of the monthly file, in order, with its type and width."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
SEPARATOR = "|"
HEADER, DETAIL, TRAILER = "H", "D", "T"


class Kind(StrEnum):
    """What may stand in a field."""

    TEXT = "text"
    DATE = "date"
    """YYYYMMDD."""
    AMOUNT = "amount"
    """Yuan with two decimals; other currencies with their own."""
    NUMBER = "number"
    CODE = "code"
    """One of some codes."""
    HISTORY = "history"
    """Repayment status characters, this month first."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: name, type, most characters, and whether it must be there."""

    name: str
    kind: Kind
    width: int
    required: bool = True
    codes: frozenset[str] = frozenset()


HEADER_FIELDS = (
    Field("record", Kind.CODE, 1, codes=frozenset({HEADER})),
    Field("institution", Kind.TEXT, 14),
    Field("month", Kind.DATE, 8),
    Field("figures_of", Kind.DATE, 8),
    Field("number", Kind.NUMBER, 5),
    Field("layout_version", Kind.TEXT, 5),
)
HISTORY_MONTHS = 60
STATUS_CODES = frozenset("N1234567CGDZBMA*")
DETAIL_FIELDS = (
    Field("record", Kind.CODE, 1, codes=frozenset({DETAIL})),
    Field("account", Kind.TEXT, 64),
    Field("name", Kind.TEXT, 60),
    Field("id_type", Kind.CODE, 2, codes=frozenset({"10", "99"})),
    Field("id_number", Kind.TEXT, 30),
    Field("currency", Kind.TEXT, 3),
    Field("opened_on", Kind.DATE, 8, required=False),
    Field("credit_limit", Kind.AMOUNT, 18, required=False),
    Field("balance", Kind.AMOUNT, 18),
    Field("past_due", Kind.AMOUNT, 18),
    Field("minimum_due", Kind.AMOUNT, 18, required=False),
    Field("last_payment_on", Kind.DATE, 8, required=False),
    Field("last_payment", Kind.AMOUNT, 18, required=False),
    Field("five_class", Kind.CODE, 1, required=False, codes=frozenset("12345")),
    Field("status", Kind.CODE, 1, codes=STATUS_CODES),
    Field("cycles_past_due", Kind.NUMBER, 3),
    Field("first_missed_on", Kind.DATE, 8, required=False),
    Field("history", Kind.HISTORY, HISTORY_MONTHS),
    Field("special_event", Kind.CODE, 1, codes=frozenset({"0", "1"})),
    Field("objection", Kind.CODE, 1, codes=frozenset({"0", "1"})),
)
"""`id_type` 10 is a resident's identity card, 99 another document. `special_event` 1: an earlier
month is corrected. `objection` 1: the person objects, and it isn't answered yet."""
TRAILER_FIELDS = (
    Field("record", Kind.CODE, 1, codes=frozenset({TRAILER})),
    Field("records", Kind.NUMBER, 12),
)
LINES = {HEADER: HEADER_FIELDS, DETAIL: DETAIL_FIELDS, TRAILER: TRAILER_FIELDS}
