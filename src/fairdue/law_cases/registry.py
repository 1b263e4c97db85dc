"""Which function answers which kind of case. Adapters add themselves by decorating a function."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from fairdue.law_cases.case import Answer, Case, Facts
from fairdue.rulebook.packs import Pack
from fairdue.rulebook.terms import terms


@dataclass(frozen=True)
class Law:
    """One country's pack on one day."""

    pack: Pack
    on: date

    def terms(self, rule: str) -> dict[str, Any]:
        """Parameters of a rule in force that day. Raises NoValueError."""
        return terms(self.pack, rule, self.on)

    def term(self, rule: str, parameter: str) -> Any:
        """One parameter in force that day. Raises NoValueError."""
        return self.terms(rule)[parameter]


Answers = Callable[[Facts, Law], Answer]

ANY = "*"
_registered: dict[tuple[str, str, str], Answers] = {}
_whole: dict[tuple[str, str], Answers] = {}
_otherwise: dict[tuple[str, str], Answers] = {}
_worded: dict[tuple[str, str], list[tuple[tuple[str, ...], Answers]]] = {}
"""By jurisdiction and rule, in the order of asking: tokens of a name, and who answers it."""


def answers(
    jurisdiction: str,
    *names: str,
    rule: str | None = None,
    whole_of: tuple[str, ...] = (),
    otherwise_of: tuple[str, ...] = (),
    asked: tuple[str, ...] = (),
) -> Callable[[Answers], Answers]:
    """Register a function for cases of these names (`what`, `type` or `kind`).

    `rule` narrows the registration to cases of one rule. `whole_of` makes the function answer
    every case of those rules, `otherwise_of` every one whose name nobody else answers; with
    `asked`, only those whose name contains one of these tokens. A rule stands for the rules that
    begin like it: us.regz.13 for us.regz.13.billing_error. Registering the same twice is an
    error, so that two rooms can't both answer.
    """

    def register(function: Answers) -> Answers:
        for name in names:
            _add(_registered, (jurisdiction, rule or ANY, name), function)
        for each in whole_of:
            _add(_whole, (jurisdiction, each), function)
        for each in otherwise_of:
            if asked:
                _worded.setdefault((jurisdiction, each), []).append((asked, function))
            else:
                _add(_otherwise, (jurisdiction, each), function)
        return function

    return register


def _add(known: dict[Any, Answers], key: Any, function: Answers) -> None:
    if key in known:
        raise ValueError(f"{key} is answered by {known[key].__name__} already")
    known[key] = function


def find(case: Case) -> Answers | None:
    """The function for a case's rule and name, for all of its rule, or for its name; else None."""
    load_adapters()
    narrow = _registered.get((case.jurisdiction, case.rule, case.name))
    whole = _nearest(_whole, case)
    return narrow or whole or _registered.get((case.jurisdiction, ANY, case.name))


def find_by_rule(case: Case) -> Answers | None:
    """The function for a case's rule by a token of what the case calls the question, else the
    one for any name; else None.
    """
    load_adapters()
    for tokens, function in _worded.get((case.jurisdiction, case.rule), ()):
        if any(token in case.name for token in tokens):
            return function
    return _nearest(_otherwise, case)


def _nearest(known: dict[tuple[str, str], Answers], case: Case) -> Answers | None:
    """The one for the longest beginning of the case's rule that is known."""
    fitting = [
        rule
        for country, rule in known
        if country == case.jurisdiction and case.rule.startswith(rule)
    ]
    return known[case.jurisdiction, max(fitting, key=len)] if fitting else None


def load_adapters() -> None:
    """Import every module of `adapters/`; each registers what it answers."""
    from fairdue.law_cases import adapters

    for module in pkgutil.iter_modules(adapters.__path__):
        import_module(f"{adapters.__name__}.{module.name}")
