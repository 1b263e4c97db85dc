"""What is said of a malicious overdraft: objective elements, never guilt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fairdue.law_cases.case import read_cases
from fairdue.law_cases.compare import shown
from fairdue.law_cases.of_rules import case_files, cases_of
from fairdue.law_cases.registry import Law, find, find_by_rule
from fairdue.law_cases.run import PASS, check
from fairdue.rulebook.packs import pack

ROOT = Path(__file__).resolve().parents[4]
PACKS = ROOT / "rulepacks"
ON = date(2026, 11, 24)
MIN_CASES = 2
"""One on each side of the edge."""
GUILT = ("crime", "guilty", "offender", "convict", "fraudster", "犯罪", "有罪", "构成", "诈骗")
PATTERNS = ("guilt_wording", "penal_wording")
"""The wording that is searched for and refused has to name it."""


def test_no_answer_about_an_overdraft_speaks_of_guilt() -> None:
    law = pack("law/cn")
    said = []
    for file in case_files():
        for case in read_cases(file):
            if case.rule.startswith("CN-CRIM"):
                answering = find(case) or find_by_rule(case)
                assert answering is not None, case.id
                answer = answering(case.facts, Law(law, case.day(ON)))
                reasons = [f"{clause.reason.en} {clause.reason.zh}" for clause in answer.clauses]
                said += [answer.label, shown(answer.value), *reasons]
    assert len(said) > 100
    assert not [text for text in said if any(word in text.lower() for word in GUILT)]


def test_no_rule_about_an_overdraft_is_put_in_words_of_guilt() -> None:
    for name, rule in pack("law/cn").rules.items():
        if not name.startswith("CN-CRIM"):
            continue
        for parameter, values in rule.parameters.items():
            told = [] if parameter in PATTERNS else [str(value.value) for value in values]
            notes = [value.note for value in values if value.note]
            told += [rule.title.en, rule.title.zh]
            told += [f"{note.en} {note.zh}" for note in notes if parameter not in PATTERNS]
            assert not [text for text in told if any(word in text.lower() for word in GUILT)], name


def test_every_rule_of_the_pack_is_tried_by_cases() -> None:
    law = pack("law/cn")
    few = [name for name in law.rules if len(cases_of(name, law)) < MIN_CASES]
    assert not few


QUESTIONS = [
    ("CN-FEE-03", {"claim": "100000.00"}, "the_balance_when_converted", "1533.33"),
    ("CN-LIM-01", {"date_due": "2023-05-15"}, "limitation_last_day", "2026-05-15"),
    ("CN-CR-02", {"settled_on": "2021-06-30"}, "when_it_must_be_deleted_from", "2026-07-01"),
    ("CN-INT-01", {"date": "2020-12-31"}, "the_daily_rate_cap", "0.05%"),
    ("CN-PO-01", {"debtor_missing": True}, "may_a_payment_order_be_applied_for", False),
    ("CN-HOURS-01", {"now": "2026-05-12T22:30:00+08:00"}, "next_moment", "2026-05-13T00:00:00Z"),
]


@pytest.mark.parametrize(("rule", "given", "what", "value"), QUESTIONS)
def test_a_question_is_answered_however_it_is_called(
    tmp_path: Path, rule: str, given: dict[str, object], what: str, value: object
) -> None:
    case = {
        "id": "Q-1",
        "rule": rule,
        "jurisdiction": "CN",
        "given": given,
        "action": {"type": "compute", "what": what},
        "expect": "value",
        "expect_value": value,
        "why": "as asked",
    }
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(case), encoding="utf-8")
    (result,) = check(read_cases(file), PACKS, ON)
    assert result.outcome == PASS, result.line


BESIDE_THE_POINT = {
    "currency": "CNY",
    "case_id": "K-1",
    "province": "广东",
    "court": "某区人民法院",
    "bank": "某银行",
    "card_last4": "1234",
    "note": "无",
    "debtor_name": "张某",
    "language": "zh-CN",
    "number_of_accounts": 2,
    "vip": True,
    "hardship": False,
    "email_verified": True,
    "opened_on": "2019-03-03",
}


def test_facts_beside_the_point_change_no_answer() -> None:
    cases = [
        case for file in case_files() for case in read_cases(file) if case.jurisdiction == "CN"
    ]
    talkative = [replace(case, given={**BESIDE_THE_POINT, **case.given}) for case in cases]
    changed = [result.line for result in check(talkative, PACKS, ON) if result.outcome != PASS]
    assert len(talkative) > 1000
    assert not changed, changed[:5]


def test_an_odd_shape_fails_its_case_and_no_other(tmp_path: Path) -> None:
    odd = {
        "id": "O-1",
        "rule": "CN-CRIM-01",
        "jurisdiction": "CN",
        "given": {"collections": ["2026-03-01"]},
        "action": {"type": "compute", "what": "effective_collection_count"},
        "expect": "value",
        "expect_value": 1,
        "why": "art. 7",
    }
    file = tmp_path / "cases.jsonl"
    file.write_text(f"{json.dumps(odd)}\n{json.dumps(odd | {'id': 'O-2'})}", encoding="utf-8")
    lines = [result.line for result in check(read_cases(file), PACKS, ON)]
    assert [line.split()[:2] for line in lines] == [["fail", "O-1"], ["fail", "O-2"]]
