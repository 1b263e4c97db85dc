"""The inbox is everybody's, the calendar a lead's; a colleague reads a case and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fairdue.contact.queries import open_attempt
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock, clock, signed_in
from fairdue.desk.tests.factory import AT, Worked
from fairdue.people.models import Role, Staff
from fairdue.reporting.queries.team_aims import aims_of
from fairdue.work import actions, queries
from fairdue.work.models import InboxEntry, Roster
from fairdue.work.rules.goals import Share

__all__ = ["clock", "signed_in"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]
LEADS_OWN = ("/team/plan/", "/team/planned/1/withdraw/", "/team/abilities/1/", "/team/goal/")


@pytest.fixture
def office() -> tuple[Staff, list[Worked]]:
    return factory.an_office(2)


@pytest.fixture
def lead(office: tuple[Staff, list[Worked]]) -> Staff:
    return factory.a_member("boss", Role.LEAD)


@pytest.mark.parametrize("role", Role)
def test_the_inbox_opens_to_everybody_and_the_team_to_leads(role: Role, signed_in: SignIn) -> None:
    client = signed_in(factory.a_member(f"one-{role}", role))
    assert client.get("/inbox/").status_code == client.get("/inbox/count/").status_code == 200
    is_lead = role == Role.LEAD
    assert client.get("/team/").status_code == (200 if is_lead else 403)
    for address in LEADS_OWN:
        assert client.get(address).status_code in (403, 405)
        assert (client.post(address).status_code == 403) is not is_lead
    asks = client.post("/inbox/shift/", {"words": "x"}).status_code
    assert asks == (302 if role in (Role.COLLECTOR, Role.LEAD) else 403)


def test_a_colleague_asked_reads_the_case_and_answers(
    office: tuple[Staff, list[Worked]], lead: Staff, signed_in: SignIn
) -> None:
    holder, [worked, _other] = office
    colleague, stranger = factory.a_member("colleague"), factory.a_member("stranger")
    holders = signed_in(holder)
    holders.post("/workbench/next/")
    form = holders.get(f"/inbox/case/{worked.case.pk}/").content.decode()
    assert "Leave a handover note" in form and "Ask to take it over" not in form
    sent = {"kind": "opinion", "colleague": colleague.pk, "words": "a pause, or a plan?"}
    holders.post(f"/inbox/case/{worked.case.pk}/", sent)
    [entry] = InboxEntry.objects.all()
    asked = signed_in(colleague)
    assert "a pause, or a plan?" in asked.get("/inbox/").content.decode()
    page = asked.get(f"/inbox/{entry.pk}/").content.decode()
    assert "to read only" in page and worked.customer.name_masked in page
    for secret in (worked.name, worked.number, worked.id_number):
        assert secret not in page
    assert "workbench/dial" not in page and "/reveal/" not in page
    for other in (stranger, lead):
        assert signed_in(other).get(f"/inbox/{entry.pk}/").status_code == 404
    asked.post(f"/inbox/{entry.pk}/answer/", {"words": "a pause"})
    assert "a pause" in holders.get("/inbox/").content.decode()
    assert holders.post(f"/inbox/{entry.pk}/burn/").status_code == 404


def test_a_refusal_keeps_what_was_typed_in_the_dialog(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    holder, [worked, _other] = office
    client = signed_in(holder)
    client.post("/workbench/next/")
    sent = {"kind": "escalation", "words": "may I?"}
    address = f"/inbox/case/{worked.case.pk}/"
    refused = client.post(address, sent, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "no lead to ask" in refused.content.decode() and "may I?" in refused.content.decode()


def test_a_case_is_not_taken_over_during_a_call(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    holder, [worked, _other] = office
    colleague = factory.a_member("colleague")
    holders = signed_in(holder)
    holders.post("/workbench/next/")
    theirs = signed_in(colleague)
    assert "Ask to take it over" in theirs.get(f"/inbox/case/{worked.case.pk}/").content.decode()
    theirs.post(f"/inbox/case/{worked.case.pk}/", {"kind": "takeover", "words": "mine?"})
    sent = {"case": worked.case.pk, "contact_point": worked.phone.pk}
    holders.post("/workbench/dial/", sent)
    [entry] = InboxEntry.objects.all()
    kept = holders.post(f"/inbox/{entry.pk}/agree/", follow=True).content.decode()
    assert "has a call open" in kept and queries.taken(holder) is not None


def test_the_next_holder_sees_the_handover_on_the_workbench_until_it_is_read(
    office: tuple[Staff, list[Worked]], signed_in: SignIn, clock: Clock
) -> None:
    holder, [worked, _other] = office
    client = signed_in(holder)
    client.post("/workbench/next/")
    sent = {"kind": "handover", "words": "expects a call at three"}
    client.post(f"/inbox/case/{worked.case.pk}/", sent)
    client.post("/workbench/break/")
    clock.wait(minutes=1)
    following = signed_in(factory.a_member("following"))
    following.post("/workbench/next/")
    assert "expects a call at three" in following.get("/workbench/").content.decode()
    [entry] = InboxEntry.objects.all()
    following.post(f"/inbox/{entry.pk}/see/", headers={"HX-Request": "true"})
    assert "expects a call at three" not in following.get("/workbench/").content.decode()


def test_a_lead_plans_a_week_and_takes_a_day_out(
    office: tuple[Staff, list[Worked]], lead: Staff, signed_in: SignIn
) -> None:
    holder, _cases = office
    client = signed_in(lead)
    days = {"staff": holder.pk, "first": "2026-03-09", "last": "2026-03-11", "week": "2026-03-09"}
    hours = {"kind": "shift", "begins": "09:00", "ends": "17:00"}
    page = client.post("/team/plan/", days | hours, follow=True).content.decode()
    assert page.count("09:00–17:00") == 3 and "The shifts are in the calendar." in page
    assert "09:00–17:00" in signed_in(holder).get("/inbox/").content.decode()
    row = Roster.objects.order_by("pk")[0]
    client.post(f"/team/planned/{row.pk}/withdraw/")
    assert client.get("/team/").content.decode().count("09:00–17:00") == 2
    refused = client.post("/team/plan/", days | hours | {"begins": "x"}, follow=True)
    assert "Give the hours as 09:00." in refused.content.decode()


def test_a_team_is_measured_by_shares_of_the_team_alone(
    office: tuple[Staff, list[Worked]], lead: Staff, signed_in: SignIn
) -> None:
    assert lead.team is not None
    holder, [worked, _other] = office
    client = signed_in(holder)
    client.post("/workbench/next/")
    client.post("/workbench/dial/", {"case": worked.case.pk, "contact_point": worked.phone.pk})
    attempt = number_of_open_call(holder)
    sent = {"case": worked.case.pk, "attempt": attempt, "outcome": "refuses"}
    client.post("/workbench/outcome/", sent)
    found = aims_of(lead.team.pk, AT)
    assert found.complaint_free == Share(1, 1) and found.kept == Share(0, 0)
    leads = signed_in(lead)
    leads.post("/team/goal/", {"kept": "60", "complaint_free": "99"})
    page = leads.get("/team/").content.decode()
    assert "goal 99%" in page and "met" in page and holder.username not in page.split("goals")[1]
    assert aims_of(lead.team.pk, AT).complaint_free_met is True


def number_of_open_call(staff: Staff) -> int:
    attempt = open_attempt(staff)
    assert attempt is not None
    return attempt.id


def test_a_mention_reaches_the_inbox(
    office: tuple[Staff, list[Worked]], lead: Staff, signed_in: SignIn
) -> None:
    holder, [worked, _other] = office
    client = signed_in(holder)
    client.post("/workbench/next/")
    client.post("/workbench/note/", {"case": worked.case.pk, "note": f"@{lead.username} 请看"})
    client.post("/workbench/break/")
    assert "@boss 请看" in signed_in(lead).get("/inbox/").content.decode()
    assert actions.see_answers(staff=holder, at=AT) == 0
