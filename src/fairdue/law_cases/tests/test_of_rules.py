"""The rooms' cases are found for the rule that they test."""

from __future__ import annotations

from fairdue.law_cases.of_rules import case_files, cases_of
from fairdue.rulebook.packs import pack


def test_finds_a_rule_s_cases_with_the_file_that_holds_them() -> None:
    found = cases_of("CN-CR-01", pack("law/cn"))
    assert found and all(case.rule == "CN-CR-01" for _, case in found)
    assert "credit_record/cases/cn.jsonl" in {place for place, _ in found}
    assert all(place.startswith("credit_record/cases/cn") for place, _ in found)
    assert cases_of("CN-CR-01", pack("law/us")) == []


def test_a_case_of_a_part_tests_the_rule_it_is_part_of() -> None:
    us = pack("law/us")
    for rule in us.rules:
        for _, case in cases_of(rule, us):
            assert case.rule == rule or case.rule.startswith(f"{rule}.")


def test_there_are_cases_of_every_country() -> None:
    assert {file.stem for file in case_files()} >= {"cn", "us", "uk"}
