"""The page of what was found late: listed by state and rule, opened, and put right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from fairdue.compliance.actions import place_hold, record_request, withdraw_request
from fairdue.contact.actions import rejudge
from fairdue.contact.models import Finding, Remedy
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role, Staff
from fairdue.reporting.tests.records import NOON, make_attempt, make_case

MORNING = NOON - timedelta(hours=4)
HOUR = timedelta(hours=1)


@pytest.fixture
def finding(staff: dict[Role, Staff]) -> Finding:
    case = make_case(1)
    make_attempt(case, "refuses", MORNING)
    place_hold(
        customer_id=case.customer_id,
        kind="deceased",
        reason="certificate",
        staff=staff[Role.COMPLIANCE],
        at=MORNING + HOUR,
        since=MORNING - HOUR,
    )
    rejudge(case.customer_id, at=MORNING + HOUR)
    return Finding.objects.get()


def test_findings_are_listed_with_rule_and_first_day_due(as_role: SignIn, finding: Finding) -> None:
    page = as_role(Role.COMPLIANCE).get(reverse("found"))
    [line] = page.context["rows"]
    assert line.found.id == finding.pk
    assert line.rules[0][0] == "LENDER-HOLD"
    assert (page.context["unlawful"], page.context["made"]) == (1, 1)
    assert "张" not in page.content.decode() or "*" in page.content.decode()


def test_findings_are_filtered_by_state_and_rule(as_role: SignIn, finding: Finding) -> None:
    client = as_role(Role.LEAD)
    assert client.get(reverse("found"), {"state": "withdrawn"}).context["rows"] == []
    assert client.get(reverse("found"), {"rule": "CN-HOURS-01"}).context["rows"] == []
    assert len(client.get(reverse("found"), {"state": "all"}).context["rows"]) == 1


def test_a_finding_tells_what_was_known_then_and_now(as_role: SignIn, finding: Finding) -> None:
    page = as_role(Role.COMPLIANCE).get(reverse("finding", args=[finding.pk])).content.decode()
    assert "On hold: Deceased" in page
    assert reverse("permit", args=[finding.permit_id]) in page
    assert reverse("customer", args=[finding.customer_id]) in page
    assert reverse("proof-entry", args=[finding.journal_entry_id]) in page
    assert "A hold began before it was put on record" in page


def test_a_lead_sees_no_way_into_the_journal(as_role: SignIn, finding: Finding) -> None:
    page = as_role(Role.LEAD).get(reverse("finding", args=[finding.pk])).content.decode()
    assert reverse("proof-entry", args=[finding.journal_entry_id]) not in page
    assert "Waive" not in page


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.ADMINISTRATOR])
def test_a_finding_is_closed_to_other_roles(as_role: SignIn, finding: Finding, role: Role) -> None:
    assert as_role(role).get(reverse("finding", args=[finding.pk])).status_code == 403


def test_a_finding_that_is_not_there_is_not_found(as_role: SignIn) -> None:
    assert as_role(Role.COMPLIANCE).get(reverse("finding", args=[404])).status_code == 404
    assert as_role(Role.COMPLIANCE).post(reverse("remedy-take", args=[404])).status_code == 404


def test_a_task_is_taken_and_done_with_a_note(as_role: SignIn, finding: Finding) -> None:
    client = as_role(Role.LEAD)
    remedy = Remedy.objects.get(kind="inform")
    client.post(reverse("remedy-take", args=[remedy.pk]))
    page = client.post(reverse("remedy-done", args=[remedy.pk]), {"note": " "}, follow=True)
    assert "Say why" in page.content.decode()
    client.post(reverse("remedy-done", args=[remedy.pk]), {"note": "wrote to the family"})
    remedy.refresh_from_db()
    assert (remedy.owner, remedy.ended_by, remedy.note) == (
        "lead1",
        "lead1",
        "wrote to the family",
    )


def test_a_finding_is_put_right_once_every_task_is_over(as_role: SignIn, finding: Finding) -> None:
    client = as_role(Role.COMPLIANCE)
    for remedy in Remedy.objects.all():
        client.post(reverse("remedy-waive", args=[remedy.pk]), {"note": "done with another"})
    assert client.get(reverse("found")).context["rows"] == []
    [line] = client.get(reverse("found"), {"state": "remedied"}).context["rows"]
    assert line.found.state == "remedied"


def test_a_withdrawn_finding_asks_for_nothing(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    case = make_case(1)
    make_attempt(case, "refuses", MORNING)
    asked = record_request(
        customer_id=case.customer_id,
        kind="cease",
        reason="x",
        staff=staff[Role.COMPLIANCE],
        at=MORNING + HOUR,
        received_at=MORNING - HOUR,
    )
    rejudge(case.customer_id, at=MORNING + HOUR)
    withdraw_request(
        request_id=asked.pk,
        reason="x",
        staff=staff[Role.COMPLIANCE],
        at=MORNING + HOUR,
        withdrawn_at=MORNING - HOUR,
    )
    rejudge(case.customer_id, at=MORNING + 2 * HOUR)
    client = as_role(Role.COMPLIANCE)
    [line] = client.get(reverse("found"), {"state": "withdrawn"}).context["rows"]
    page = client.get(reverse("finding", args=[line.found.id])).content.decode()
    assert "task-form" not in page
    customer = client.get(reverse("customer", args=[case.customer_id])).content.decode()
    assert "withdrawn since" in customer


def test_the_timeline_of_the_customer_shows_a_finding(as_role: SignIn, finding: Finding) -> None:
    page = as_role(Role.LEAD).get(reverse("customer", args=[finding.customer_id]))
    assert "Found late: Unlawful after all" in page.content.decode()
