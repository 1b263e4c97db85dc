"""Since when the values of rules have been in force, by the law's packs and the lender's own."""

from __future__ import annotations

from collections.abc import Collection

from fairdue.rulebook.packs import pack, pack_names
from fairdue.training.rules.changes import Began


def values_that_began(rules: Collection[str]) -> list[Began]:
    """Every value of these rules and the day it came into force."""
    found = []
    for name in pack_names():
        known = pack(name)
        for rules_of in (known.rules, known.tightenings):
            found += [
                Began(rule, value.citation.in_force_from)
                for rule in rules
                if rule in rules_of
                for values in rules_of[rule].parameters.values()
                for value in values
            ]
    return found


def unknown_rules(rules: Collection[str]) -> tuple[str, ...]:
    """Those of these rules that no pack has."""
    known = {rule for name in pack_names() for rule in pack(name).rules}
    return tuple(rule for rule in rules if rule not in known)
