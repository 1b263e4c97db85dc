"""What a figure is: one definition, and its values for a day or a span of days.

A definition says in words what is divided by what, over whom, and who is left out. A value keeps
its numerator and denominator, so that it can be checked, never only the quotient.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairdue.kernel.text import Text


class Unit(StrEnum):
    """What a figure's value is measured in."""

    COUNT = "count"
    """A number of things; a denominator, where given, makes it a share as well."""
    MONEY = "money"
    """Minor units of one currency; a denominator, where given, is money of the same currency."""
    SHARE = "share"
    """Numerator over denominator, between 0 and 1."""
    RATIO = "ratio"
    """Numerator over denominator, from 0 upwards: so many per one."""
    PER_TEN_THOUSAND = "per_ten_thousand"
    """Numerator over denominator, so many per ten thousand."""
    PER_HUNDRED_HOURS = "per_hundred_hours"
    """Numerator over minutes in the denominator, so many per hundred hours."""
    DAYS = "days"
    """An estimate in days; both parts are counts. So are the parts of the other estimates."""
    POINTS = "points"
    """An estimate in points of pressure."""
    MINUTES = "minutes"
    """An estimate in minutes."""
    INDEX = "index"
    """An estimate between 0 and 1 that is no share of anything."""
    PROBABILITY = "probability"
    """An estimate between 0 and 1."""
    MONEY_EACH = "money_each"
    """An estimate in minor units per customer."""


ESTIMATES = frozenset(
    {Unit.DAYS, Unit.POINTS, Unit.MINUTES, Unit.INDEX, Unit.PROBABILITY, Unit.MONEY_EACH}
)
"""What is worked out from the rows behind, and not the quotient of their numbers."""

PER = {Unit.SHARE: 1, Unit.RATIO: 1, Unit.PER_TEN_THOUSAND: 10_000, Unit.PER_HUNDRED_HOURS: 6_000}
"""Of how many of the denominator the quotient speaks."""


class Family(StrEnum):
    """Figures that are counted together, and where."""

    BUCKETS = "buckets"
    """The whole portfolio at the end of a day, from the lake."""
    ROLL = "roll"
    """The whole portfolio between the ends of two days, from the lake."""
    CONTACTS = "contacts"
    """Attempts over a span of days, from the database; so are the rest."""
    PROMISES = "promises"
    PERMITS = "permits"
    ENDS = "ends"
    """How cases end, and who comes back."""
    PLANS = "plans"
    PROTECTION = "protection"
    """Complaints, disputes, hardship, pressure."""
    FIELD = "field"
    """Visits and matters before courts."""
    BOARD = "board"
    """What a Chinese board looks at, without ranking anybody."""
    PEOPLE = "people"
    """What the work asks of collectors: groups of five or more, never one person."""
    EXPERIMENTS = "experiments"
    """What a challenger brought in over the champion."""
    QUEUE = "queue"
    """The queue at this moment."""

    @property
    def of_portfolio(self) -> bool:
        """True when counted over the whole portfolio in the lake."""
        return self in (Family.BUCKETS, Family.ROLL)


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure, in words. `docs/figures.md` lists them all."""

    key: str
    family: Family
    title: Text
    formula: Text
    numerator: Text
    denominator: Text | None
    unit: Unit
    cohort: Text
    exclusions: Text
    money_parts: bool = False
    """True when numerator and denominator are amounts, also where the unit is a share."""


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from `first` to `last`, both included. A single day is a span of one."""

    first: date
    last: date

    def __str__(self) -> str:
        return str(self.last) if self.first == self.last else f"{self.first} – {self.last}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A definition's value. Numerator and denominator are counts or minor units."""

    definition: Definition
    span: Span
    numerator: int
    denominator: int | None = None
    currency: str | None = None
    slice: tuple[tuple[str, str], ...] = ()
    """Which part of the whole: (("bucket", "3"),). Empty for the whole."""
    estimate: float | None = None
    """The value of a unit of ESTIMATES; None where too few rows tell."""
    interval: tuple[float, float] | None = None
    """From where to where the estimate's true value lies, at 95 of 100."""

    def __post_init__(self) -> None:
        needs = self.definition.unit in PER
        if needs and self.denominator is None:
            raise ValueError(f"{self.definition.key} needs a denominator")

    @property
    def quotient(self) -> float | None:
        """Numerator over denominator; None where there is nothing to divide by."""
        if not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def value(self) -> float | int | None:
        """What is shown first: the number itself, or the quotient for shares and ratios,
        or the estimate."""
        unit = self.definition.unit
        if unit in (Unit.COUNT, Unit.MONEY):
            return self.numerator
        if unit in ESTIMATES:
            return self.estimate
        return None if self.quotient is None else self.quotient * PER[unit]

    def part(self, name: str) -> str:
        """One value of the slice by name; "" when the figure is not sliced by it."""
        return dict(self.slice).get(name, "")
