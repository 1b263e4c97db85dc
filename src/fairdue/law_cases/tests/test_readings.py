"""Choosing another reading of an open text changes the answer, and only there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairdue.law_cases.case import read_cases
from fairdue.law_cases.run import PASS, check
from fairdue.rulebook.packs import load_pack
from fairdue.rulebook.profile import STRICT

PACKS = Path(__file__).resolve().parents[4] / "rulepacks"
ON = date(2026, 11, 24)


def a_call(moment: str, country: str = "CN", rule: str = "CN-HOURS-01") -> dict[str, Any]:
    return {
        "rule": rule,
        "jurisdiction": country,
        "given": {"now": moment, "consents": [], "contact_log": []},
        "action": {"type": "call", "to": "debtor", "number": "P1"},
    }


def dials(number: int) -> dict[str, Any]:
    case = a_call("2026-05-12T19:00:00+08:00", rule="CN-FREQ-02")
    case["given"]["contact_log"] = [
        {
            "at": f"2026-05-12T{9 + hour:02}:00:00+08:00",
            "to": "debtor",
            "number": "P1",
            "outcome": "no_answer",
            "mode": "interactive",
            "by": "bank",
        }
        for hour in range(number)
    ]
    return case


def asks(country: str, rule: str, what: str, **given: Any) -> dict[str, Any]:
    return {
        "rule": rule,
        "jurisdiction": country,
        "given": given,
        "action": {"type": "compute", "what": what},
    }


COLLECTIONS = [
    {"date": day, "after_overdue": True, "receipt_confirmed": True, "lawful": True}
    for day in ("2026-03-01", "2026-03-31")
]
ROWS: list[tuple[str, str, dict[str, Any], Any, str, Any]] = [
    # rule.parameter, strict answer under the strict reading, other reading and its answer
    (
        "CN-HOURS-01.night_begins",
        "inside",
        a_call("2026-05-12T22:00:00+08:00"),
        "deny",
        "outside",
        "allow",
    ),
    (
        "CN-HOURS-01.night_ends",
        "inside",
        a_call("2026-05-12T08:00:00+08:00"),
        "deny",
        "outside",
        "allow",
    ),
    ("CN-FREQ-02.unanswered_dials_per_day_max", "binding", dials(6), "deny", "advice", "allow"),
    (
        "CN-CLS-01.doubtful_from_days",
        "both",
        asks("CN", "CN-CLS-01", "five_class_card_2011", days_past_due=150),
        "doubtful",
        "replaced",
        "substandard",
    ),
    (
        "CN-CLS-01.loss_from_days",
        "both",
        asks("CN", "CN-CLS-01", "five_class_card_2011", days_past_due=181),
        "loss",
        "replaced",
        "doubtful",
    ),
    (
        "CN-LIM-01.starts_after_days",
        "due_day",
        asks("CN", "CN-LIM-01", "limitation_last_day", due_date="2023-05-15", events=[]),
        "2026-05-15",
        "next_day",
        "2026-05-16",
    ),
    (
        "CN-CR-01.notice_before",
        "every",
        {
            "rule": "CN-CR-01",
            "jurisdiction": "CN",
            "given": {"first_adverse_report": False, "notified_cardholder": False},
            "action": {"type": "report_to_credit_db"},
        },
        "deny",
        "first",
        "allow",
    ),
    (
        "us.regf.6b1.time.boundary_policy",
        "conservative",
        {
            "rule": "us.regf.6b1.time",
            "jurisdiction": "US",
            "given": {"collector_type": "fdcpa_debt_collector", "consumer_tz": "America/New_York"},
            "action": {"kind": "call_out", "at": "2026-05-12T21:00:00-04:00"},
        },
        "deny",
        "reg_text",
        "allow",
    ),
    (
        "us.regf.30a.furnish_wait.wait_days",
        "after_mailing",
        {
            "rule": "us.regf.30a.furnish_wait",
            "jurisdiction": "US",
            "given": {
                "collector_type": "fdcpa_debt_collector",
                "events": [{"at": "2026-05-01", "kind": "letter_mailed_about_debt"}],
                "monitored": True,
            },
            "action": {"kind": "furnish_to_cra", "at": "2026-05-15"},
        },
        "deny",
        "as_examples",
        "allow",
    ),
    (
        "us.regf.34b5.validation_period.holidays_observed",
        "observed",
        {
            "rule": "us.regf.34b5.validation_period",
            "jurisdiction": "US",
            "given": {
                "collector_type": "fdcpa_debt_collector",
                "events": [{"at": "2026-07-01", "kind": "validation_notice_mailed"}],
            },
            "action": {"kind": "validation_period_end"},
        },
        {"end": "2026-08-08"},
        "own_days",
        {"end": "2026-08-07"},
    ),
    (
        "uk.conc.6.7.27.persistent_debt.equal_counts",
        "equal_too",
        asks(
            "UK",
            "uk.conc.6.7.27.persistent_debt",
            "is_persistent_debt",
            months=18,
            principal_paid="500.00",
            interest_fees_charges_paid="500.00",
            min_balance="900.00",
        ),
        True,
        "less_only",
        False,
    ),
    (
        "CN-LIM-03.reviving_kinds",
        "agreement_only",
        asks(
            "CN",
            "CN-LIM-03",
            "limitation_last_day",
            due_date="2020-05-15",
            events=[{"date": "2024-01-10", "type": "partial_repayment"}],
        ),
        "2023-05-15",
        "payment_too",
        "2027-01-10",
    ),
    (
        "us.metro2.dofd.reported",
        "first_missed",
        asks("US", "us.metro2.dofd", "dofd", missed_due_date="2026-03-15", status="78"),
        "2026-03-15",
        "metro2",
        "2026-04-14",
    ),
    (
        "uk.cca.88.default_notice.notice_days",
        "clear_days",
        asks("UK", "uk.cca.88.default_notice", "earliest_remedy_date", served="2026-11-02"),
        "2026-11-17",
        "at_least",
        "2026-11-16",
    ),
]


def answer_is(folder: Path, case: dict[str, Any], expected: Any, name: str, reading: str) -> str:
    rule, _, parameter = name.rpartition(".")
    labelled = expected in ("allow", "deny")
    whole = case | {
        "id": "T-1",
        "why": "a reading",
        "expect": expected if labelled else "value",
        **({} if labelled else {"expect_value": expected}),
    }
    file = folder / "case.jsonl"
    file.write_text(json.dumps(whole), encoding="utf-8")
    profile = STRICT.choosing({(rule, parameter): reading})
    (result,) = check(read_cases(file), PACKS, ON, profile=profile)
    return PASS if result.outcome == PASS else result.line


@pytest.mark.parametrize(
    ("name", "strict", "case", "strictly", "other", "otherwise"), ROWS, ids=[row[0] for row in ROWS]
)
def test_another_reading_gives_another_answer(
    tmp_path: Path,
    name: str,
    strict: str,
    case: dict[str, Any],
    strictly: Any,
    other: str,
    otherwise: Any,
) -> None:
    assert answer_is(tmp_path, case, strictly, name, strict) == PASS
    assert answer_is(tmp_path, case, otherwise, name, other) == PASS


@pytest.mark.parametrize("folder", sorted(PACKS.glob("law/*")), ids=lambda folder: folder.name)
def test_each_reading_says_something_else_than_the_others(folder: Path) -> None:
    law = load_pack(folder, f"law/{folder.name}")
    for rule in law.rules.values():
        for parameter, readings in rule.readings.items():
            written = rule.parameters[parameter][-1].written
            said = [each.value if each.changes_value else written for each in readings]
            assert len(set(map(str, said))) == len(said), f"{rule.name}.{parameter}"
