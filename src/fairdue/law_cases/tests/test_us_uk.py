"""American and British cases: what is beside the point, and the form of questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairdue.law_cases.case import Case, read_cases
from fairdue.law_cases.run import PASS, UNSUPPORTED, check

ROOT = Path(__file__).resolve().parents[4]
PACKS = ROOT / "rulepacks"
CASES = sorted((ROOT / "src" / "fairdue").glob("*/cases/u[ks]*.jsonl"))
ON = date(2026, 11, 24)
BESIDE_THE_POINT = {
    "account_id": "A-1", "currency": "USD", "agent": "A7", "customer_since": "2019-05-05",
    "last_login": "2026-02-02", "autopay": False, "employer_name": "Acme", "segment": "prime",
    "credit_limit": 5000, "score": 640, "apr": 24.9, "description": "an ordinary card debt",
    "notes": "called twice last year", "received_by": "mailroom", "closed": False,
    "statement_balance": 900, "notice_language": "en", "last_statement_sent": "2026-01-05",
}  # fmt: skip


def outcomes(cases: list[Case]) -> list[str]:
    return [result.outcome for result in check(cases, PACKS, ON)]


@pytest.mark.parametrize("file", CASES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_facts_beside_the_point_change_no_answer(file: Path) -> None:
    cases = [replace(case, given={**BESIDE_THE_POINT, **case.given}) for case in read_cases(file)]
    wrong = [case.id for case, told in zip(cases, outcomes(cases), strict=True) if told != PASS]
    assert not wrong


def case_of(rule: str, given: dict[str, Any], action: dict[str, Any], expect: Any) -> Case:
    return Case(
        id="T", rule=rule, jurisdiction=rule[:2].upper(), given=given, action=action,
        expect=expect if expect in ("allow", "deny", "presumed_violation") else "value",
        expect_value=expect, why="", apart=False, asks_value=not isinstance(expect, str),
    )  # fmt: skip


BUYER = {"actor_type": "debt_buyer", "tz": "America/New_York", "debts": [{"id": "D1"}]}
WEEK = [
    {"at": f"2026-04-0{day}T12:00:00-04:00", "kind": "call_out", "to": "consumer",
     "outcome": "no_answer", "counted_debts": ["D1"]} for day in range(1, 8)
]  # fmt: skip
EIGHTH = {"kind": "call_out", "debts": ["D1"], "at": "2026-04-07T15:00:00-04:00"}


@pytest.mark.parametrize("expect", ["deny", "presumed_violation"])
def test_a_call_presumed_a_violation_is_denied(expect: str) -> None:
    case = case_of("us.scope.regf", BUYER | {"events": WEEK}, EIGHTH, expect)
    assert outcomes([case]) == [PASS]


def test_a_permission_asked_as_a_question_is_a_yes_or_no() -> None:
    given = {"agreement": "regulated", "served": "2026-11-02", "date_specified": "2026-11-15"}
    asked = {"kind": "notice_valid"}
    assert outcomes([case_of("uk.cca.88.default_notice", given, asked, False)]) == [PASS]


def test_another_country_s_case_is_unsupported() -> None:
    case = case_of("us.x", {}, {"kind": "call_out", "at": "2026-08-05T12:00:00+00:00"}, "deny")
    others = [replace(case, jurisdiction=country) for country in ("IN", "EU", "HK")]
    assert outcomes(others) == [UNSUPPORTED] * 3
