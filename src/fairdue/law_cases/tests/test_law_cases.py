from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fairdue.law_cases.case import Answer, CaseFileError, Facts, MissingFactError, read_cases
from fairdue.law_cases.compare import same, shown
from fairdue.law_cases.registry import answers
from fairdue.law_cases.run import FAIL, PASS, UNSUPPORTED, Result, check, summary
from fairdue.law_cases.thresholds import read
from fairdue.rulebook.packs import NoValueError, RulePackError, load_pack
from fairdue.rulebook.terms import citation, terms

ROOT = Path(__file__).resolve().parents[4]
PACKS = ROOT / "rulepacks"
CASES = sorted((ROOT / "src" / "fairdue").glob("*/cases/*.jsonl"))
DEVELOPMENT = sorted((ROOT.parent / "shared" / "cases").glob("*.jsonl"))
ON = date(2026, 11, 24)
FEE = {
    "id": "T-1",
    "rule": "CN-FEE-01",
    "jurisdiction": "CN",
    "given": {"claim": "100000.00"},
    "action": {"type": "compute", "what": "first_instance_fee"},
    "expect": "value",
    "expect_value": "2300.00",
    "why": "art. 13",
}


def results(file: Path) -> list[Result]:
    return list(check(read_cases(file), PACKS, ON))


def result_of(folder: Path, **changes: Any) -> Result:
    file = folder / "case.jsonl"
    file.write_text(json.dumps(FEE | changes), encoding="utf-8")
    return results(file)[0]


@pytest.mark.parametrize("file", CASES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_every_case_of_the_rooms_passes(file: Path) -> None:
    wrong = [result.line for result in results(file) if result.outcome != PASS]
    assert not wrong, wrong


def test_the_rooms_have_cases() -> None:
    assert len(CASES) >= 10


@pytest.mark.skipif(not DEVELOPMENT, reason="the development cases are not beside the project")
def test_no_development_case_fails() -> None:
    failed = [
        result.line for file in DEVELOPMENT for result in results(file) if result.outcome == FAIL
    ]
    assert not failed, failed


def test_a_wrong_expectation_fails_with_both_values(tmp_path: Path) -> None:
    result = result_of(tmp_path, expect_value="2300.01")
    assert result.line == "fail T-1 expected value 2300.01 got value 2300.00 because art. 13"


def test_a_denial_says_why(tmp_path: Path) -> None:
    result = result_of(
        tmp_path,
        rule="CN-PO-01",
        given={"debtor_missing": True},
        action={"type": "apply_payment_order"},
        expect="allow",
    )
    assert "The debtor must not be missing." in result.line


def test_an_unknown_action_country_and_rule_are_unsupported(tmp_path: Path) -> None:
    unknown = {"action": {"type": "levitate"}, "rule": "CN-NONE-01"}
    assert result_of(tmp_path, **unknown).line == "unsupported T-1 CN-NONE-01"
    assert result_of(tmp_path, jurisdiction="FR").outcome == UNSUPPORTED


def test_a_missing_fact_fails_and_names_the_fact(tmp_path: Path) -> None:
    assert "doesn't tell claim" in result_of(tmp_path, given={}).line


def test_a_rule_not_yet_in_force_forbids_nothing(tmp_path: Path) -> None:
    asked = {
        "rule": "CN-COST-01",
        "action": {"type": "offer_bill_installment"},
        "given": {"disclosure_popup_confirmed": False, "now": "2026-07-31T23:59:59+08:00"},
        "expect": "allow",
    }
    assert result_of(tmp_path, **asked).outcome == PASS
    asked["given"] = asked["given"] | {"now": "2026-07-31T16:00:00Z"}  # type: ignore[operator]
    assert result_of(tmp_path, **asked).outcome == FAIL


def test_marked_cases_are_apart(tmp_path: Path) -> None:
    assert not result_of(tmp_path).case.apart
    assert result_of(tmp_path, ambiguous=True).case.apart
    assert result_of(tmp_path, confidence="C").case.apart


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text(json.dumps(FEE) + "\n{oops\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="line 2"):
        list(read_cases(file))
    with pytest.raises(CaseFileError):
        list(read_cases(tmp_path / "absent.jsonl"))


def test_two_adapters_may_not_answer_the_same() -> None:
    def other(facts: Facts, law: object) -> Answer:
        return Answer("allow")

    with pytest.raises(ValueError, match="already"):
        answers("CN", "limitation_last_day")(other)


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        ("1260.00", Decimal("1260.0000"), True),
        ("1260.01", Decimal(1260), False),
        (15, Decimal(15), True),
        (True, True, True),
        (1, True, False),
        ("2026-03-15", date(2026, 3, 15), True),
        ("2026-03", date(2026, 3, 15), True),
        ("2026", date(2026, 3, 15), False),
        (None, None, True),
        (None, date(2026, 3, 15), False),
        ({"a": "1.00"}, {"a": Decimal(1), "b": Decimal(2)}, True),
        ({"c": "1.00"}, {"a": Decimal(1)}, False),
        (["11", "71"], ["11", "71"], True),
        (["11"], ["11", "71"], False),
        ("by_consent", "by_agreement", True),
        ("mandatory", "by_agreement", False),
        ("nonsense", Decimal(1), False),
    ],
)
def test_answers_compare_by_meaning(expected: Any, got: Any, equal: bool) -> None:
    assert same(expected, got) is equal


def test_values_are_shown_readably() -> None:
    assert shown({"end": date(2026, 3, 15), "of": [Decimal("1.50"), None]}) == (
        "{end: 2026-03-15, of: [1.50, None]}"
    )


def test_facts_are_told_or_missed() -> None:
    facts = Facts({"at": "2026-05-12T16:30:00Z", "claim": "1.50", "no": None})
    assert facts.day("at") == date(2026, 5, 12)
    assert facts.amount("amount", "claim") == Decimal("1.50")
    with pytest.raises(MissingFactError, match="no or none"):
        facts.need("no", "none")
    with pytest.raises(ValueError, match="no amount"):
        Facts({"claim": "much"}).amount("claim")


def test_a_threshold_needs_one_comparison(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "thresholds:\n  - {rule: R, action: a, fact: f, otherwise: {en: x, zh: x}}\n",
        encoding="utf-8",
    )
    with pytest.raises(RulePackError, match="exactly one"):
        read(tmp_path)


def test_the_vacated_late_fee_amounts_are_not_used() -> None:
    pack = load_pack(PACKS / "law" / "us", "law/us")
    found = terms(pack, "us.regz.52b1ii.safe_harbour", ON)
    assert found == {"first": Decimal(30), "repeat": Decimal(41)}
    assert len(pack.rules["us.regz.52b1ii.safe_harbour"].parameters["first"]) == 2


WAIVED_UNTIL = {"us.tcpa.revoke_all": date(2027, 1, 31)}


@pytest.mark.parametrize("country", ["cn", "us", "uk"])
def test_every_rule_has_typed_terms_and_a_citation(country: str) -> None:
    pack = load_pack(PACKS / "law" / country, f"law/{country}")
    for rule in pack.rules:
        on = WAIVED_UNTIL.get(rule, ON)
        assert terms(pack, rule, on), rule
        assert citation(pack, rule, on) is not None, rule


def test_terms_of_another_day_are_another_days() -> None:
    pack = load_pack(PACKS / "law" / "cn", "law/cn")
    assert terms(pack, "CN-INT-01", date(2020, 12, 31))["maximum"] == Decimal("0.0005")
    assert terms(pack, "CN-INT-01", date(2021, 1, 1))["maximum"] is None
    with pytest.raises(NoValueError):
        terms(pack, "CN-INT-01", date(2016, 12, 31))
    with pytest.raises(NoValueError):
        terms(pack, "CN-NONE-01", ON)


def test_the_command_prints_a_line_a_case_and_the_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    apart = FEE | {"id": "T-2", "confidence": "C"}
    file.write_text(f"{json.dumps(FEE)}\n\n{json.dumps(apart)}\n", encoding="utf-8")
    call_command("law", "check", str(file))
    assert capsys.readouterr().out.splitlines() == [
        "pass T-1 CN-FEE-01",
        "pass T-2 CN-FEE-01",
        "apart (ambiguous or confidence C): 1 passed, 0 failed, 0 unsupported",
        "1 passed, 0 failed, 0 unsupported",
    ]


@pytest.mark.parametrize(
    "changes", [{"expect_value": "1.00"}, {"action": {"type": "levitate"}, "rule": "X"}]
)
def test_the_command_exits_with_one_when_not_all_pass(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(FEE | changes), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("law", "check", str(file))
    assert stopped.value.code == 1


def test_the_command_refuses_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="absent"):
        call_command("law", "check", str(tmp_path / "absent.jsonl"))


def test_a_summary_counts_by_outcome(tmp_path: Path) -> None:
    found = [result_of(tmp_path), result_of(tmp_path, expect_value="1")]
    assert summary(found) == "1 passed, 1 failed, 0 unsupported"
