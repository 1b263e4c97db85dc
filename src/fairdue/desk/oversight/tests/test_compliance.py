"""Compliance officers' pages: denials, holds, journal, reveals, rules."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from fairdue.compliance.actions import place_hold
from fairdue.compliance.models import Hold
from fairdue.desk.oversight.rule_pages import written
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.reporting.tests.records import NOON, make_case, make_permit
from fairdue.rulebook.packs import pack, pack_names

MORNING = NOON - timedelta(hours=3)


def test_denials_are_counted_by_clause_and_open_to_their_verdict(as_role: SignIn) -> None:
    case = make_case(1)
    make_permit(case, MORNING)
    denied = make_permit(case, MORNING, failing=["CN-HOURS-01"])
    client = as_role(Role.COMPLIANCE)
    page = client.get(reverse("compliance"))
    assert (page.context["denied"], page.context["asked"]) == (1, 2)
    [(rule, title, number, _width)] = page.context["clauses"]
    assert (rule, number) == ("CN-HOURS-01", 1)
    assert title != rule
    verdict = client.get(reverse("permit", args=[denied.pk])).content.decode()
    assert "No calls at night" in verdict
    assert "22:00" in verdict


def test_denials_of_one_clause_only(as_role: SignIn) -> None:
    case = make_case(1)
    make_permit(case, MORNING, failing=["CN-HOURS-01"])
    make_permit(case, MORNING, failing=["CN-FREQ-01"])
    page = as_role(Role.COMPLIANCE).get(reverse("compliance"), {"clause": "CN-FREQ-01"})
    assert [row.row.failing for row in page.context["rows"]] == [["CN-FREQ-01"]]


def test_a_permit_that_is_not_there_is_not_found(as_role: SignIn) -> None:
    assert as_role(Role.COMPLIANCE).get(reverse("permit", args=[404])).status_code == 404


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.ADMINISTRATOR])
def test_a_verdict_is_closed_to_other_roles(as_role: SignIn, role: Role) -> None:
    denied = make_permit(make_case(1), failing=["CN-HOURS-01"])
    assert as_role(role).get(reverse("permit", args=[denied.pk])).status_code == 403


@pytest.fixture
def hold(staff: dict[Role, Staff]) -> Hold:
    return place_hold(
        customer_id=make_case(1).customer_id,
        kind="dispute",
        reason="says the amount is wrong",
        staff=staff[Role.LEAD],
        at=MORNING,
    )


def test_holds_in_force_are_listed_and_released_with_a_reason(as_role: SignIn, hold: Hold) -> None:
    client = as_role(Role.COMPLIANCE)
    assert "says the amount is wrong" in client.get(reverse("holds")).content.decode()
    client.post(reverse("hold-release", args=[hold.pk]), {"reason": "settled with the issuer"})
    hold.refresh_from_db()
    assert hold.release_reason == "settled with the issuer"
    assert Entry.objects.filter(action="hold_released", actor="compliance1").exists()
    assert client.get(reverse("holds")).context["rows"] == []


def test_a_hold_is_not_released_without_a_reason(as_role: SignIn, hold: Hold) -> None:
    as_role(Role.COMPLIANCE).post(reverse("hold-release", args=[hold.pk]), {"reason": " "})
    hold.refresh_from_db()
    assert hold.released_at is None


def test_a_hold_that_has_ended_is_not_in_force(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    place_hold(
        customer_id=make_case(1).customer_id,
        kind="complaint",
        reason="over soon",
        staff=staff[Role.LEAD],
        at=MORNING - timedelta(days=2),
        ends_at=MORNING - timedelta(days=1),
    )
    assert as_role(Role.COMPLIANCE).get(reverse("holds")).context["rows"] == []


def note(action: str, actor: str, customer_id: int | None = None, **details: object) -> None:
    with transaction.atomic():
        record(
            actor=actor, action=action, at=MORNING, customer_id=customer_id, details=dict(details)
        )


def test_the_journal_is_searched_by_action_actor_customer_and_day(as_role: SignIn) -> None:
    one, other = make_case(1), make_case(2)
    note("hold_placed", "lead1", one.customer_id)
    note("hold_placed", "collector1", other.customer_id)
    note("mark_raised", "lead1", other.customer_id)
    client = as_role(Role.COMPLIANCE)

    def found(**query: str) -> list[str]:
        page = client.get(reverse("journal"), query)
        return [each.entry.action for each in page.context["entries"]]

    assert len(found()) == 3
    assert found(action="mark_raised") == ["mark_raised"]
    assert found(actor="lead1", action="hold_placed") == ["hold_placed"]
    assert found(customer="C-0001") == ["hold_placed"]
    assert found(customer="C-9999") == []
    assert found(first="2026-03-01", last="2026-03-09") == []


def test_the_journal_goes_on_to_older_entries(as_role: SignIn) -> None:
    for number in range(60):
        note("hold_placed", f"collector{number}")
    client = as_role(Role.COMPLIANCE)
    first = client.get(reverse("journal"))
    assert len(first.context["entries"]) == 50
    rest = client.get(reverse("journal"), {"before": first.context["older"]})
    assert len(rest.context["entries"]) == 10
    assert rest.context["older"] is None


def test_reveals_show_who_saw_what_and_why_but_not_the_value(as_role: SignIn) -> None:
    case = make_case(1)
    note(
        "personal_data_revealed",
        "collector1",
        case.customer_id,
        what="id_number",
        reason="caller must be verified",
    )
    text = as_role(Role.COMPLIANCE).get(reverse("reveals")).content.decode()
    assert "caller must be verified" in text
    assert "ID number" in text


@pytest.mark.parametrize("name", pack_names())
def test_every_pack_is_listed(as_role: SignIn, name: str) -> None:
    page = as_role(Role.COMPLIANCE).get(reverse("rules"), {"pack": name})
    assert len(page.context["shown"]) == len(pack(name).rules)


def test_a_pack_that_is_not_there_is_not_found(as_role: SignIn) -> None:
    assert as_role(Role.COMPLIANCE).get(reverse("rules"), {"pack": "../x"}).status_code == 404


def test_rules_due_for_another_look_are_named(
    as_role: SignIn, settings: object, tmp_path: Path
) -> None:
    settings.CLOCK = "2030-01-01T10:00:00+08:00"  # type: ignore[attr-defined]
    page = as_role(Role.COMPLIANCE).get(reverse("rules"), {"due": "1"})
    assert page.context["overdue"] == len(page.context["shown"]) > 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"),
        (None, "–"),
        ({"CNY": 10}, "CNY 10"),
        ([1, 2], "1, 2"),
        ([{"up_to": 5, "rate": "0.1"}, {"up_to": None}], "up to 5, rate 0.1\nup to –"),
        (
            {"lead": [{"amount": {"CNY": 1, "USD": 2}, "months": 6}, {"months": 3}]},
            "lead:\namount: CNY 1, USD 2; months: 6\nmonths 3",
        ),
    ],
)
def test_a_value_is_written_in_words(value: object, words: str) -> None:
    assert written(value) == words
