"""The lender's own values beside the law's: they may tighten, never loosen.

A policy pack restates a parameter of the law under the same names in
`rulepacks/policy/<name>/law/<country>/…`. Which way is tighter says the law pack (`stricter`).
Values that compare as looser on the day they begin are refused when the pack is loaded; from
then on the stricter of both applies on every day, also when the law changes later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from fairdue.rulebook.values import Rule, RulePackError, RuleValue, in_force

SAID = {
    "lower": "give at most",
    "higher": "give at least",
    "earlier": "give no later than",
    "later": "give no earlier than",
    "subset": "name only what is in",
    "superset": "name at least all of",
    "true": "give",
    "false": "give",
}


def stricter_of(law: Any, policy: Any, direction: str) -> Any:
    """The stricter of two values; of lists, what both allow or either forbids.

    None is "no bound" and the loosest. Numbers may be written as text, times as HH:MM.
    """
    if law is None or policy is None:
        return policy if law is None else law
    return _STRICTER[direction](law, policy)


def loosens(law: Any, policy: Any, direction: str) -> bool:
    """Would the policy's value be looser than the law's in any respect?"""
    if law is None or policy is None:
        return law is not None
    tighter = stricter_of(law, policy, direction)
    if isinstance(tighter, list):
        return set(map(str, tighter)) != set(map(str, policy))
    return bool(_measure(tighter) != _measure(policy))


def tightened(law: RuleValue | None, policy: RuleValue | None, direction: str) -> RuleValue | None:
    """The value that applies on a day on which these two are in force."""
    if law is None or policy is None:
        return law or policy
    value = stricter_of(law.value, policy.value, direction)
    if _same(value, law.value):
        return law
    return replace(policy, value=value, tightens=law)


def refuse_loosening(law: Rule | None, policy: Rule, law_pack: str) -> None:
    """Raise RulePackError for the first value of a restated rule that isn't a tightening."""
    for parameter, values in policy.parameters.items():
        where = f"{values[0].pack}: {policy.place}: {policy.name}.{parameter}"
        if law is None or parameter not in law.parameters:
            raise RulePackError(
                f"{where}: {law_pack} has no such parameter; a policy tightens one by its own name"
            )
        direction = law.stricter.get(parameter)
        if direction is None:
            raise RulePackError(
                f"{where}: {law_pack}: {law.place} doesn't say which way is stricter; "
                f"add `stricter:` to {policy.name}.{parameter} there, or take the value out here"
            )
        if policy.units[parameter] not in ("", law.units[parameter]):
            raise RulePackError(
                f"{where}: unit {policy.units[parameter]!r} is not the law's "
                f"{law.units[parameter]!r}; use the law's unit"
            )
        _refuse_looser_values(law.parameters[parameter], values, direction, where)


def _refuse_looser_values(
    law: Sequence[RuleValue], policy: Sequence[RuleValue], direction: str, where: str
) -> None:
    for value in policy:
        begins = value.citation.in_force_from
        bound = in_force(law, begins)
        if bound is None:
            continue
        try:
            looser = loosens(bound.value, value.value, direction)
        except (ArithmeticError, TypeError, ValueError):
            raise RulePackError(
                f"{where}: {value.value!r} can't be compared with the law's {bound.value!r}; "
                "write it the same way"
            ) from None
        if looser:
            raise RulePackError(
                f"{where}: {value.value} from {begins} would loosen the law's {bound.value} "
                f"(in force since {bound.citation.in_force_from}, stricter is {direction}); "
                f"a policy may only tighten: {SAID[direction]} {bound.value}, or take it out"
            )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return set(map(str, one)) == set(map(str, other))
    return one is other or bool(one == other)


def _measure(value: Any) -> Any:
    """A value in a form that compares: number, day, or time of day."""
    if isinstance(value, bool | int | Decimal | date | time):
        return value
    text = str(value)
    if ":" in text:
        return time.fromisoformat(text)
    return date.fromisoformat(text) if text.count("-") == 2 else Decimal(text)


_STRICTER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lower": lambda law, policy: min(law, policy, key=_measure),
    "earlier": lambda law, policy: min(law, policy, key=_measure),
    "higher": lambda law, policy: max(law, policy, key=_measure),
    "later": lambda law, policy: max(law, policy, key=_measure),
    "subset": lambda law, policy: [item for item in law if item in policy],
    "superset": lambda law, policy: [*law, *(item for item in policy if item not in law)],
    "true": lambda law, policy: bool(law or policy),
    "false": lambda law, policy: bool(law and policy),
}
"""min and max give the first of equals, so the law's own value stands where both are the same."""
