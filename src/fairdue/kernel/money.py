"""Money as integer minor units in one currency. Never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fairdue.kernel.text import Text

MINOR_DIGITS = {"CNY": 2, "USD": 2, "GBP": 2, "EUR": 2, "HKD": 2, "TWD": 2, "JPY": 0, "KRW": 0}
"""Digits after the point by ISO 4217 currency code."""


class UnknownCurrencyError(ValueError):
    """The currency code is not one whose minor unit is known; `text` says which are."""

    def __init__(self, currency: object) -> None:
        known = sorted(MINOR_DIGITS)
        self.text = Text(
            f"currency {currency!r} is unknown; known are {', '.join(known)}",
            f"不支持币种“{currency}”；可用：{'、'.join(known)}",
        )
        super().__init__(self.text.en)


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies were combined."""


def minor_digits(currency: str) -> int:
    """Digits after the decimal point of a currency (ISO 4217).

    Raises UnknownCurrencyError for a code that is not in MINOR_DIGITS.
    """
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise UnknownCurrencyError(currency) from None


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (fen, cents) of one currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """From a decimal amount in major units, rounded half up to the minor unit."""
        scaled = Decimal(amount).scaleb(minor_digits(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatchError(f"{self} and {other} are of different currencies")
        return other.minor
