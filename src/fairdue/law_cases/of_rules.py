"""Which cases of the project test which rule. The cases are beside the rooms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import fairdue
from fairdue.law_cases.case import Case, read_cases
from fairdue.rulebook.packs import Pack

PACKAGE = Path(fairdue.__file__).parent


def case_files() -> list[Path]:
    """Every file of cases in the project: `src/fairdue/<room>/cases/<country>.jsonl`."""
    return sorted(PACKAGE.glob("*/cases/*.jsonl"))


def cases_of(rule: str, law: Pack) -> list[tuple[str, Case]]:
    """The cases that name a rule of a country's pack, each with the file that holds it.

    A case may name a part of a rule, as us.regz.13.acknowledge does: it tests the rule with the
    longest name that it begins with.
    """
    country = law.name.removeprefix("law/").upper()
    return [
        (place, case)
        for place, case in _all_cases()
        if case.jurisdiction == country and _rule_of(case, law) == rule
    ]


def _rule_of(case: Case, law: Pack) -> str:
    if case.rule in law.rules:
        return case.rule
    begins = [name for name in law.rules if case.rule.startswith(f"{name}.")]
    return max(begins, key=len, default="")


@cache
def _all_cases() -> tuple[tuple[str, Case], ...]:
    return tuple(
        (str(file.relative_to(PACKAGE)), case) for file in case_files() for case in read_cases(file)
    )
