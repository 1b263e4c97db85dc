"""A rule's parameters on a day, typed by their unit, ready to hand to a pure rule.

A pure rule takes its parameters as keyword arguments named like the pack's parameters:
`court_fee(claim, **terms(pack, "CN-FEE-01", on))`. So a pack and a rule can't drift apart unseen:
a missing or unknown parameter is an error of the first call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from fairdue.kernel.verdict import Citation
from fairdue.rulebook.packs import NoValueError, Pack

Bracket = tuple[Decimal | None, Decimal]
"""Upper edge of a bracket in the pack's currency (None: no edge), and the rate within it."""


def _brackets(value: Any) -> tuple[Bracket, ...]:
    return tuple(
        (None if row["up_to"] is None else Decimal(str(row["up_to"])), Decimal(str(row["rate"])))
        for row in value
    )


def _tiers(value: Any) -> tuple[tuple[Decimal, str], ...]:
    return tuple((Decimal(str(row["from"])), str(row["name"])) for row in value)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


READERS: Mapping[str, Callable[[Any], Any]] = {
    "CNY": _decimal,
    "USD": _decimal,
    "GBP": _decimal,
    "share": _decimal,
    "share per day": _decimal,
    "share per year": _decimal,
    "share of pay": _decimal,
    "brackets": _brackets,
    "tiers": _tiers,
    "list": tuple,
    "words": tuple,
    "date": lambda value: value if isinstance(value, date) else date.fromisoformat(value),
    "local time": lambda value: time.fromisoformat(str(value)),
}
"""How a value is read, by its unit. Other units (days, months, …) are whole numbers or flags,
read as they stand. Money and shares are written as text in a pack, never as floats."""


def terms(pack: Pack, rule: str, on: date, known_on: date | None = None) -> dict[str, Any]:
    """All parameters of a rule as in force on a day, as one could know by `known_on`.

    An explicit null is None.

    Raises NoValueError when the rule is unknown or a parameter has no value in force that day.
    """
    if rule not in pack.rules:
        raise NoValueError(f"pack {pack.name} has no {rule}")
    known = pack.rules[rule]
    values = {name: pack.value(rule, name, on, known_on).value for name in known.parameters}
    return {
        name: None if value is None else READERS.get(known.units[name], lambda as_is: as_is)(value)
        for name, value in values.items()
    }


def citation(pack: Pack, rule: str, on: date, known_on: date | None = None) -> Citation | None:
    """The citation of a rule's first parameter in force on a day, or None when none is."""
    values = pack.values_on(rule, on, known_on) if rule in pack.rules else {}
    return next((value.citation for value in values.values()), None)
