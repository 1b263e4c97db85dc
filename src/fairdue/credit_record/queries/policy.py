"""What law and policy say of reporting on a day, typed for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdue.credit_record.rules.reporting import LAW_OF_FORMAT, PBOC, Terms
from fairdue.rulebook.packs import law_in_force, pack
from fairdue.rulebook.terms import terms

POLICY = "policy/default"
RULE = "LENDER-CREDIT-REPORTING"
NOTICE_RULE = "CN-CR-01"
FIRST_DELINQUENCY = "us.metro2.dofd"


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports, as files name them."""

    institution_code: str
    metro2_identification: str
    name: str
    address: str


def reporting_terms(format_name: str, on: date) -> Terms:
    """By what accounts of a format are held back."""
    known = _policy(on)
    noticed = terms(law_in_force("CN"), NOTICE_RULE, on) if format_name == PBOC else {}
    return Terms(
        notice_before=str(noticed.get("notice_before", "")),
        consented=bool(known["consent_in_contract"]),
        while_disputed=str(known["while_disputed"]),
    )


def reporter(on: date) -> Reporter:
    """Who reports."""
    known = _policy(on)
    return Reporter(
        str(known["institution_code"]),
        str(known["metro2_identification"]),
        str(known["reporter_name"]),
        str(known["reporter_address"]),
    )


def notice_templates(on: date) -> Sequence[str]:
    """Messages that tell a person what will be reported."""
    found: Sequence[str] = _policy(on)["notice_templates"]
    return found


def days_after_due(on: date) -> int:
    """Days from the first missed due day to the date of first delinquency that is reported."""
    known = terms(law_in_force("US"), FIRST_DELINQUENCY, on)
    reading = "ftc" if known["reported"] == "first_missed" else "metro2"
    return int(known[f"{reading}_days_after_due"])


def rules_of(format_name: str, on: date) -> list[dict[str, str]]:
    """What a file was made by, for the journal."""
    law = law_in_force(LAW_OF_FORMAT[format_name])
    rule = NOTICE_RULE if format_name == PBOC else FIRST_DELINQUENCY
    parameter = "notice_before" if format_name == PBOC else "reported"
    return [
        law.value(rule, parameter, on).reference,
        pack(POLICY).value(RULE, "while_disputed", on).reference,
    ]


def _policy(on: date) -> dict[str, Any]:
    return terms(pack(POLICY), RULE, on)
