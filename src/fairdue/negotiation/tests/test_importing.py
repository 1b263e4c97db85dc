"""Agreements made elsewhere come in under the same rules, and each wrong line says why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from fairdue.negotiation import queries
from fairdue.negotiation.actions.importing import Imported, import_agreements
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.rules.rows import COLUMNS, header_problems
from fairdue.negotiation.tests.records import AT, Debtor, a_debtor, a_member, can_pay
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = {
    "kind": "instalment_plan",
    "currency": "CNY",
    "principal": "5000.00",
    "instalments": "10",
    "every": "month",
    "first_due_on": "2026-04-01",
}


def line_for(debtor: Debtor, **changed: str) -> dict[str, str]:
    return {"customer_ref": debtor.case.customer.customer_ref, **GOOD, **changed}


def imported(*lines: dict[str, str]) -> Imported:
    return import_agreements(enumerate(lines, 2), actor=a_member(Role.LEAD), at=AT)


def test_what_can_be_paid_is_active_and_the_rest_waits_for_a_second_person() -> None:
    able, unable = a_debtor(), a_debtor()
    can_pay(able, 50_000)
    can_pay(unable, 49_999)
    found = imported(line_for(able), line_for(unable), line_for(a_debtor()))
    assert [queries.agreement_known(each).state for each in found.active] == ["active"]
    assert [queries.agreement_known(each).state for each in found.waiting] == ["proposed"] * 2
    again = imported(line_for(able))
    assert again.known == found.active
    assert Agreement.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("customer_ref", "", "This is empty"),
        ("kind", "gift", "Choose one of"),
        ("currency", "XXX", "is unknown"),
        ("principal", "12.345", "is no amount"),
        ("fees", "-1", "is no amount"),
        ("instalments", "0", "no number of instalments"),
        ("every", "often", "Choose month"),
        ("first_due_on", "01.04.2026", "is no date"),
        ("yearly_rate", "12", "is no rate"),
    ],
)
def test_a_wrong_field_is_named_with_its_line_and_stops_no_other(
    field: str, value: str, words: str
) -> None:
    debtor = a_debtor()
    can_pay(debtor, 50_000)
    found = imported(line_for(a_debtor(), **{field: value}), line_for(debtor))
    (problem,) = found.problems
    assert (problem.line, problem.field) == (2, field)
    assert words in problem.reason.en
    assert len(found.active) == 1


def test_what_is_not_allowed_is_named_with_its_line() -> None:
    debtor = a_debtor()
    can_pay(debtor, 50_000)
    nobody = line_for(debtor, customer_ref="nobody")
    found = imported(nobody, line_for(debtor, principal="9999"))
    assert [(each.line, each.field) for each in found.problems] == [(2, ""), (3, "")]
    assert "more than the 5,000.00 CNY owed" in found.problems[1].reason.en


def test_the_header_names_each_column_once() -> None:
    assert header_problems(list(COLUMNS)) == []
    wrong = header_problems(["customer_ref", "customer_ref", "colour"])
    assert {(each.field, each.line) for each in wrong} >= {
        ("kind", 1),
        ("colour", 1),
        ("customer_ref", 1),
    }


def test_the_command_takes_a_file_in_and_fails_where_a_line_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    debtor, lead = a_debtor(), a_member(Role.LEAD)
    file = tmp_path / "agreements.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, [*line_for(debtor)])
        writer.writeheader()
        writer.writerow(line_for(debtor, kind="gift"))
    with override("en"), pytest.raises(CommandError, match="some lines were not taken in"):
        call_command("agreements", "import", str(file), staff=lead.username)
    assert "line 2, kind: Choose one of" in capsys.readouterr().err
    with override("en"), pytest.raises(CommandError, match="no member of staff"):
        call_command("agreements", "import", str(file), staff="nobody")
