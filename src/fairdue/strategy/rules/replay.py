"""What came of replaying past days with another table: figures only, no customer's name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from fairdue.strategy.rules.estimators import Comparison, Estimate, Method, Overlap, Told

OUTCOME_DAYS = 30
"""An outcome counts when it comes within so many days of the decision."""

SAMPLE = 20
"""Accounts shown as examples."""


class Outcome(StrEnum):
    """What is looked at after a decision."""

    PAID = "paid"
    CURED = "cured"
    AMOUNT = "amount"


class Silence(StrEnum):
    """Why history can't tell."""

    TOO_RECENT = "too_recent"
    """No replayed day lies far enough back for its outcomes to be known."""
    NEVER_DONE = "never_done"
    """History never, or hardly ever, did what the challenger would have done."""
    TOO_FEW = "too_few"
    """It did, but for too few customers."""
    TOO_UNEVEN = "too_uneven"
    """A handful of customers decide the figure; its interval could not be trusted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases that go from one treatment to another (or stay), summed over the days."""

    champion: str
    challenger: str
    cases: int
    past_due_minor: Mapping[str, int]
    """By currency, of the accounts of these cases."""


@dataclass(frozen=True, slots=True)
class Example:
    """An account that would have been treated differently. `account` is masked."""

    account: str
    day: str
    bucket: int
    currency: str
    past_due_minor: int
    champion: str
    challenger: str
    champion_row: str
    challenger_row: str


@dataclass(frozen=True, slots=True)
class Planned:
    """Contacts that a policy plans by one treatment, summed over the days."""

    treatment: str
    cases: int
    blocked: int
    """Of them, without any lawful moment all of the next day."""
    unknown: int
    """Of them, days of which it was not kept what the law allows."""
    because: Mapping[str, int]
    """By rule, or missing fact, how many it blocks."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Pressure that a policy's lawful plans would put on people, were every contact to reach."""

    contacts: int
    people: int
    over_budget: int
    """People for whom it plans more than their budget allows, on some day. The door refuses it."""
    index_mean_milli: int
    """Mean index at the end, over everyone replayed, in thousandths of a point."""
    index_max_milli: int
    by_day: tuple[int, ...]
    """Mean index of each day, in thousandths."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one of the two tables plans."""

    planned: tuple[Planned, ...]
    pressed: Pressed


@dataclass(frozen=True, slots=True)
class Found:
    """What history tells of one outcome among the cases that would be treated differently.

    Shares are of one; amounts are minor units of `currency`.
    """

    outcome: Outcome
    currency: str
    days: int
    overlap: Overlap
    told: Told
    silence: Silence | None
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """How much of one kind of capacity there was and each policy would use, a day."""

    kind: str
    available: float
    champion: float
    challenger: float


@dataclass(frozen=True, slots=True)
class Replayed:
    """All of it. `days` are ISO dates; `unlike`: decisions that their own table no longer makes."""

    days: tuple[str, ...]
    missing: tuple[str, ...]
    """Days of the period that the lake does not have."""
    accounts: int
    cases: int
    customers: int
    differing: int
    """Cases, summed over the days, that would be treated differently."""
    differing_customers: int
    differing_by_day: tuple[int, ...]
    unlike: int
    unknown_inputs: tuple[str, ...]
    """Inputs the challenger asks for that were not kept on some of the days."""
    experiments: int
    """Days on which history split customers by chance."""
    cells: tuple[Cell, ...]
    examples: tuple[Example, ...]
    champion: Policy
    challenger: Policy
    room: tuple[Room, ...]
    found: tuple[Found, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Replayed:
        """A result as it was stored."""
        return cls(
            **dict(stored)
            | {
                **{name: tuple(stored[name]) for name in _LISTS},
                "cells": tuple(Cell(**one) for one in stored["cells"]),
                "examples": tuple(Example(**one) for one in stored["examples"]),
                "champion": _policy(stored["champion"]),
                "challenger": _policy(stored["challenger"]),
                "room": tuple(Room(**one) for one in stored["room"]),
                "found": tuple(_found(one) for one in stored["found"]),
            }
        )


_LISTS = ("days", "missing", "differing_by_day", "unknown_inputs")


def _policy(stored: Mapping[str, Any]) -> Policy:
    pressed = stored["pressed"] | {"by_day": tuple(stored["pressed"]["by_day"])}
    return Policy(tuple(Planned(**one) for one in stored["planned"]), Pressed(**pressed))


def _found(stored: Mapping[str, Any]) -> Found:
    return Found(
        outcome=Outcome(stored["outcome"]),
        currency=stored["currency"],
        days=stored["days"],
        overlap=Overlap(**stored["overlap"]),
        told=Told(stored["told"]),
        silence=Silence(stored["silence"]) if stored["silence"] else None,
        comparisons=tuple(
            Comparison(
                Method(one["method"]),
                *(Estimate(**one[part]) for part in ("champion", "challenger", "difference")),
            )
            for one in stored["comparisons"]
        ),
    )
