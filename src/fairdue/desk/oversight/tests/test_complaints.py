"""Complaints, disputes and reviews on the desk: lists with clocks, and every step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from fairdue.compliance import actions, queries
from fairdue.compliance.models import Complaint, Dispute
from fairdue.delinquency.models import Case
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role, Staff
from fairdue.reporting.tests.records import NOON, make_case, make_permit

MORNING = NOON - timedelta(hours=3)


@pytest.fixture
def complaint(staff: dict[Role, Staff]) -> Complaint:
    return actions.record_complaint(
        customer_id=make_case(1).customer_id,
        about="conduct",
        channel="call",
        statement="rude on the phone",
        staff=staff[Role.COLLECTOR],
        at=MORNING,
    )


@pytest.fixture
def dispute(staff: dict[Role, Staff]) -> Dispute:
    return actions.open_dispute(
        customer_id=make_case(2).customer_id,
        ground="fees",
        statement="charged twice",
        staff=staff[Role.COLLECTOR],
        at=MORNING,
    )


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.ADMINISTRATOR])
def test_a_complaint_and_a_dispute_are_closed_to_other_roles(
    as_role: SignIn, role: Role, complaint: Complaint, dispute: Dispute
) -> None:
    client = as_role(role)
    for page in (
        reverse("complaint", args=[complaint.pk]),
        reverse("dispute", args=[dispute.pk]),
    ):
        answer = client.get(page)
        assert answer.status_code == 403
        assert "rude" not in answer.content.decode()


def test_what_is_not_there_is_not_found(as_role: SignIn, complaint: Complaint) -> None:
    client = as_role(Role.LEAD)
    assert client.get(reverse("complaint", args=[404])).status_code == 404
    assert client.get(reverse("dispute", args=[404])).status_code == 404
    wish = reverse("complaint-step", args=[complaint.pk, "wish"])
    assert client.post(wish).status_code == 404


def test_a_complaint_goes_its_whole_way_in_the_browser(
    as_role: SignIn, complaint: Complaint
) -> None:
    client = as_role(Role.COMPLIANCE)

    def step(name: str, **sent: str) -> str:
        address = reverse("complaint-step", args=[complaint.pk, name])
        return client.post(address, sent, follow=True).content.decode()

    page = client.get(reverse("complaint", args=[complaint.pk])).content.decode()
    assert "rude on the phone" in page
    assert "CN-CMPL-01" in page
    step("take", owner="compliance1")
    step("acknowledge")
    page = step("decide", decision="upheld", reason="the recording shows it")
    assert "needs a remedy" in page
    assert "the recording shows it" in page, "what was typed is kept"
    step(
        "decide",
        decision="upheld",
        reason="the recording shows it",
        remedy="apology",
        remedy_owner="compliance1",
        remedy_due_on="2026-03-12",
    )
    page = step("answer")
    assert "Remedy outstanding" in page
    page = step("remedy")
    assert "Nothing is left to do" in page
    complaint.refresh_from_db()
    assert complaint.remedied_at is not None
    for words in ("Complaint recorded", "Complaint taken on", "Complaint answered"):
        assert words in page


def test_more_time_is_approved_by_someone_else_only(as_role: SignIn, complaint: Complaint) -> None:
    lead, officer = as_role(Role.LEAD), as_role(Role.COMPLIANCE)
    page = reverse("complaint", args=[complaint.pk])
    judge = reverse("complaint-step", args=[complaint.pk, "judge"])
    extend = reverse("complaint-step", args=[complaint.pk, "extend"])
    approve = reverse("complaint-step", args=[complaint.pk, "approve"])
    lead.post(judge, {"complexity": "complex", "reason": "two agencies"})
    lead.post(extend, {"reason": "recordings are elsewhere"})
    assert approve not in lead.get(page).content.decode()
    assert "Someone else must approve" in lead.post(approve, follow=True).content.decode()
    assert approve in officer.get(page).content.decode()
    officer.post(approve)
    complaint.refresh_from_db()
    assert (complaint.complexity, complaint.extension_approved_by) == ("special", "compliance1")


def test_only_the_customers_own_permit_can_be_at_fault(
    as_role: SignIn, complaint: Complaint
) -> None:
    client = as_role(Role.LEAD)
    case = Case.objects.get(customer_id=complaint.customer_id)
    own = make_permit(case, MORNING)
    other = make_permit(make_case(3), MORNING)
    link = reverse("complaint-step", args=[complaint.pk, "link"])
    refused = client.post(link, {"permit_id": other.pk}).content.decode()
    assert "not a permit of the customer" in refused
    client.post(link, {"permit_id": own.pk, "strategy_table": "first", "strategy_row": "r4"})
    complaint.refresh_from_db()
    assert (complaint.permit_id, complaint.strategy_row) == (own.pk, "r4")
    page = client.get(reverse("complaint", args=[complaint.pk])).content.decode()
    assert reverse("permit", args=[own.pk]) in page
    verdict = client.get(reverse("permit", args=[own.pk])).content.decode()
    assert reverse("complaint", args=[complaint.pk]) in verdict


def test_the_overdue_come_first_and_the_owner_is_reminded(
    as_role: SignIn, staff: dict[Role, Staff], complaint: Complaint
) -> None:
    late = actions.record_complaint(
        customer_id=complaint.customer_id,
        about="privacy",
        channel="letter",
        statement="read by a neighbour",
        received_at=MORNING - timedelta(days=20),
        owner="compliance1",
        staff=staff[Role.COMPLIANCE],
        at=MORNING,
    )
    client = as_role(Role.COMPLIANCE)
    page = client.get(reverse("complaints"))
    assert [each.id for each in page.context["rows"]] == [late.pk, complaint.pk]
    assert [each.id for each in page.context["mine"]] == [late.pk]
    assert "5 days overdue" in page.content.decode()
    assert "neighbour" not in page.content.decode()

    def found(**query: str) -> list[int]:
        rows = client.get(reverse("complaints"), query).context["rows"]
        return [each.id for each in rows]

    assert found(overdue="1") == [late.pk]
    assert found(owner="-") == [complaint.pk]
    assert found(owner="compliance1") == [late.pk]
    assert found(state="closed") == []


def test_a_dispute_goes_its_whole_way_in_the_browser(as_role: SignIn, dispute: Dispute) -> None:
    client = as_role(Role.LEAD)
    assert [each.id for each in client.get(reverse("disputes")).context["rows"]] == [dispute.pk]

    def step(name: str, **sent: str) -> str:
        address = reverse("dispute-step", args=[dispute.pk, name])
        return client.post(address, sent, follow=True).content.decode()

    step("take", owner="lead1")
    step("annotate")
    step("verify")
    assert "Investigate it before" in step("decide", decision="upheld", reason="x")
    step("investigate")
    step("decide", decision="partly", reason="half of it")
    assert queries.holds_in_force(dispute.customer_id, NOON)
    assert "Nothing is left to do" in step("answer")
    assert queries.holds_in_force(dispute.customer_id, NOON) == []
    assert client.get(reverse("disputes")).context["rows"] == []


def test_a_record_is_reviewed_and_comes_again_when_it_is_due(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    hold = actions.place_hold(
        customer_id=make_case(1).customer_id,
        kind="manual",
        reason="asked by the branch",
        review_on=MORNING.date(),
        staff=staff[Role.LEAD],
        at=MORNING,
    )
    client = as_role(Role.LEAD)

    def due(**query: str) -> list[tuple[str, int]]:
        rows = client.get(reverse("reviews"), query).context["rows"]
        return [(each.record, each.id) for each in rows]

    assert due() == [("hold", hold.pk)]
    assert due(record="consent") == []
    address = reverse("reviewed", args=["hold", hold.pk])
    client.post(address, {"next_on": "2026-03-15", "reason": ""})
    client.post(address, {"next_on": "2026-03-01", "reason": "still waiting"})
    assert due() == [("hold", hold.pk)]
    client.post(address, {"next_on": "2026-03-15", "reason": "still waiting for the branch"})
    assert due() == []
    assert due(within="7") == [("hold", hold.pk)]
