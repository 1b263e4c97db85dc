"""Abuse on the workbench, incidents for leads, one's own load for oneself alone."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader

from fairdue.care.actions import report_abuse_on_visit
from fairdue.care.models import Incident, IncidentKind, OwnEntry
from fairdue.contact import queries as contact
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import AT, Clock, clock, signed_in
from fairdue.desk.tests.factory import Worked
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.work.queries import respite_of

__all__ = ["clock", "signed_in"]

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]


@pytest.fixture
def office(clock: Clock) -> tuple[Staff, list[Worked]]:
    factory.a_member("colleague")
    return factory.an_office(3)


@pytest.fixture
def bench(office: tuple[Staff, list[Worked]], signed_in: SignIn) -> Client:
    client = signed_in(office[0])
    client.post("/workbench/next/")
    return client


def abuse(bench: Client, office: tuple[Staff, list[Worked]]) -> str:
    staff, (first, *_others) = office
    bench.post("/workbench/dial/", {"case": first.case.pk, "contact_point": first.phone.pk})
    attempt = contact.open_attempt(staff)
    assert attempt is not None
    sent = {"case": first.case.pk, "attempt": attempt.id, "outcome": "abuse"}
    return bench.post("/workbench/outcome/", sent).content.decode()


def test_one_key_marks_it_and_asks_how_to_go_on_a_reload_later_too(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    page = abuse(bench, office)
    for shown in ("not your fault", "goes to somebody else", "For 15 minutes", 'data-key="1"'):
        assert shown in page
    clock.wait(minutes=1)
    assert "For 14 minutes" in bench.get("/workbench/").content.decode()
    incident = Incident.objects.get()
    page = bench.post(f"/workbench/care/{incident.pk}/", {"kind": "threat"}).content.decode()
    assert "How do you want to go on?" in page
    page = bench.post(f"/workbench/care/{incident.pk}/", {"choice": "talk"}).content.decode()
    assert "On a break" in page
    assert respite_of(office[0], clock.at) is not None
    assert "not your fault" not in bench.get("/workbench/").content.decode()


def test_nobody_answers_for_somebody_else(
    bench: Client, office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    abuse(bench, office)
    incident = Incident.objects.get()
    other = signed_in(factory.a_member("somebody"))
    page = other.post(f"/workbench/care/{incident.pk}/", {"choice": "fine"}).content.decode()
    assert "no such incident of yours" in page
    incident.refresh_from_db()
    assert incident.answered_at is None
    assert other.post(f"/incidents/{incident.pk}/report/pdf/").status_code == 404


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_a_report_for_the_police_says_what_is_on_record(
    file_format: str, bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    abuse(bench, office)
    incident = Incident.objects.get()
    answer = bench.post(f"/incidents/{incident.pk}/report/{file_format}/")
    if file_format == "pdf":
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    else:
        word = Document(BytesIO(answer.content))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        said = " ".join([*cells, *(one.text for one in word.paragraphs)])
    assert "Insult" in said
    assert office[1][0].name not in said
    assert office[1][0].number not in said
    made = Entry.objects.get(action="incident_report_made")
    assert made.details["format"] == file_format


def test_a_lead_looks_after_it_and_another_team_s_lead_finds_nothing(
    bench: Client, office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    abuse(bench, office)
    incident = Incident.objects.get()
    bench.post(f"/workbench/care/{incident.pk}/", {"choice": "talk"})
    lead = signed_in(factory.a_member("lead", Role.LEAD))
    page = lead.get("/incidents/").content.decode()
    assert "wants to talk" in page
    assert "too few people to show" in page
    assert "Listen first" in lead.get(f"/incidents/{incident.pk}/").content.decode()
    lead.post(f"/incidents/{incident.pk}/look/")
    lead.post(f"/incidents/{incident.pk}/close/", {"closing": "talked"})
    incident.refresh_from_db()
    assert (incident.state, incident.closing) == ("closed", "talked")
    other = signed_in(factory.a_member("other", Role.LEAD, factory.a_team("south")))
    assert "No incident is on record" in other.get("/incidents/").content.decode()
    assert other.get(f"/incidents/{incident.pk}/").status_code == 404
    assert other.post(f"/incidents/{incident.pk}/look/").status_code == 404


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.ADMINISTRATOR, Role.STRATEGIST])
def test_incidents_are_closed_to_others(role: Role, signed_in: SignIn) -> None:
    assert signed_in(factory.a_member("who", role)).get("/incidents/").status_code == 403


def test_ones_own_load_shows_nothing_of_anybody_else(
    bench: Client, office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    abuse(bench, office)
    assert '<span class="tile-value">1</span>' in bench.get("/my-load/").content.decode()
    sent = {"kind": "question", "text": "a long day"}
    assert bench.post("/my-load/write/", sent, follow=True).status_code == 200
    assert "a long day" in bench.get("/my-load/").content.decode()
    assert bench.post("/my-load/write/", {"kind": "question", "text": " "}).status_code == 422
    other = signed_in(factory.a_member("somebody"))
    assert "a long day" not in other.get("/my-load/").content.decode()
    entry = OwnEntry.objects.get()
    other.post(f"/my-load/delete/{entry.pk}/")
    assert OwnEntry.objects.filter(pk=entry.pk).exists()
    bench.post(f"/my-load/delete/{entry.pk}/")
    assert not OwnEntry.objects.exists()


def test_a_visitor_finds_their_own_incident_and_its_report_but_no_hours_at_the_desk(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    _collector, worked = office
    pair = [factory.a_member(name, Role.VISITOR) for name in ("visitor", "second")]
    mine, _other = report_abuse_on_visit(
        visit_record=1,
        attempt_id=None,
        case=worked[0].case,
        people=pair,
        kind=IncidentKind.INSULT,
        happened_at=AT,
        staff=pair[0],
        at=AT,
    )
    visitor = signed_in(pair[0])
    page = visitor.get("/my-load/").content.decode()
    assert page.count(f"/incidents/{mine.pk}/report/") == 2
    assert "Severe contacts" in page
    assert "Hours worked" not in page
    assert visitor.post(f"/incidents/{mine.pk}/report/pdf/").status_code == 200
    assert visitor.post(f"/incidents/{mine.pk + 1}/report/pdf/").status_code == 404


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.ADMINISTRATOR])
def test_nobody_else_has_such_a_page(role: Role, signed_in: SignIn) -> None:
    assert signed_in(factory.a_member("who", role)).get("/my-load/").status_code == 403


def test_a_day_too_long_is_told_kindly(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    clock.wait(minutes=111)
    assert "would do you good" in bench.get("/workbench/").content.decode()
    clock.wait(hours=12)
    page = bench.get("/workbench/").content.decode()
    assert "new cases come in the morning" in page
