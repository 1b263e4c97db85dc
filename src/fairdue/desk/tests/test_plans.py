"""Plans at the desk: agreed within a call, sent for approval, followed and taken back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from fairdue.contact import queries as contact
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock
from fairdue.desk.tests.factory import Worked
from fairdue.desk.tests.test_workbench import dial, outcome, undo
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.actions import record_promise
from fairdue.negotiation.queries import examining
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.plan_terms import matrix_on
from fairdue.negotiation.rules.authority import Matrix
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]
Office = tuple[Staff, list[Worked]]


@pytest.fixture
def office() -> Office:
    return factory.an_office(3)


@pytest.fixture
def bench(office: Office, signed_in: SignIn) -> Client:
    client = signed_in(office[0])
    client.post("/workbench/next/")
    return client


def ask(client: Client, worked: Worked, **sent: str) -> str:
    figures = {"currency": "CNY", "cause": "lost_work"} | sent
    return client.post(f"/workbench/plan/{worked.case.pk}/figures/", figures).content.decode()


def first_offer(page: str) -> str:
    found = re.search(r'name="offer" value="(\w+)" checked', page)
    assert found, "nothing is suggested"
    return found.group(1)


def agree(client: Client, office: Office, **sent: str) -> tuple[str, AgreementFacts]:
    staff, (first, *_) = office
    dial(client, first)
    offer = first_offer(ask(client, first, high="900"))
    page = outcome(client, staff, first, "plan", offer=offer, currency="CNY", **sent)
    return page, negotiation.agreements_of(first.customer.pk)[0]


def test_asks_cause_and_figure_then_suggests_and_agrees(bench: Client, office: Office) -> None:
    _staff, (first, *_) = office
    asked = bench.get(f"/workbench/plan/{first.case.pk}/").content.decode()
    assert "Why did they fall behind?" in asked
    page, found = agree(bench, office)
    assert "Agreed:" in page
    assert (found.state, found.accepted_how) == ("active", "call")
    assert found.ceiling is not None
    assert found.monthly.minor <= 90_000
    cause = negotiation.cause_of(first.customer.pk)
    assert cause is not None
    assert cause.cause == "lost_work"


def test_what_is_on_record_is_not_asked_again(bench: Client, office: Office) -> None:
    _staff, (first, *_) = office
    ask(bench, first, high="900")
    assert 'name="offer"' in bench.get(f"/workbench/plan/{first.case.pk}/").content.decode()
    assert "Can set aside" in bench.get("/workbench/").content.decode()
    line = bench.get(f"/workbench/plan/{first.case.pk}/suggested/").content.decode()
    assert "×" in line


@pytest.mark.parametrize("high", ["-1", "abc", "99999999999999"])
def test_bad_figures_say_what_to_mend(high: str, bench: Client, office: Office) -> None:
    _staff, (first, *_) = office
    page = ask(bench, first, high=high)
    assert 'role="alert"' in page
    assert f'value="{high}"' in page
    assert negotiation.capacity(first.customer.pk, "CNY", factory.AT) is None


def test_a_plan_is_taken_back_within_seconds(bench: Client, office: Office, clock: Clock) -> None:
    staff, (first, *_) = office
    page, found = agree(bench, office)
    clock.wait(seconds=5)
    undo(bench, page)
    assert negotiation.agreements_of(first.customer.pk)[0].state == "withdrawn"
    assert contact.open_attempt(staff) is not None
    assert found.state == "active"


def test_more_than_can_be_set_aside_waits_for_a_second_person(
    bench: Client, office: Office, signed_in: SignIn
) -> None:
    _staff, (first, *_) = office
    page, found = agree(bench, office, amount="2500", changed="amount")
    assert "Sent for approval" in page
    assert found.state == "proposed"
    lead = signed_in(factory.a_member("boss", Role.LEAD))
    assert "more than they can pay" in lead.get("/approvals/").content.decode()
    sent = {"decision": "approve", "version": str(found.version), "reason": "a bonus is due"}
    lead.post(f"/approvals/{found.id}/", sent)
    approved = negotiation.agreement(found.id)
    assert approved is not None
    assert (approved.state, approved.override_by) == ("approved", "boss")
    bench.post(
        f"/customers/{first.customer.pk}/agreements/{found.id}/accept/",
        {"how": "call", "cost_shown": "yes", "version": str(approved.version)},
    )
    accepted = negotiation.agreement(found.id)
    assert accepted is not None
    assert accepted.state == "active"


def test_an_approval_beyond_ones_authority_says_who_can_and_offers_no_buttons(
    bench: Client, office: Office, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(bench, office, amount="2500", changed="amount")
    lead = signed_in(factory.a_member("boss", Role.LEAD))
    assert 'value="approve"' in lead.get("/approvals/").content.decode()
    nothing = replace(matrix_on(factory.AT.date()).rows["lead"][0], kinds=frozenset())
    rows = {**matrix_on(factory.AT.date()).rows, "lead": (nothing,)}
    monkeypatch.setattr(examining, "matrix_on", lambda on: Matrix(rows))
    page = lead.get("/approvals/").content.decode()
    assert "Ask compliance to approve it." in page
    assert 'value="approve"' not in page
    officer = signed_in(factory.a_member("officer", Role.COMPLIANCE))
    assert 'value="approve"' in officer.get("/approvals/").content.decode()


def test_a_stale_approval_says_who_changed_it(
    bench: Client, office: Office, signed_in: SignIn
) -> None:
    _page, found = agree(bench, office, amount="2500", changed="amount")
    lead = signed_in(factory.a_member("boss", Role.LEAD))
    sent = {"decision": "approve", "version": "99", "reason": "late"}
    page = lead.post(f"/approvals/{found.id}/", sent, follow=True).content.decode()
    assert "changed this at" in page
    again = negotiation.agreement(found.id)
    assert again is not None
    assert again.state == "proposed"


def test_the_document_is_handed_out_and_journalled(bench: Client, office: Office) -> None:
    _staff, (first, *_) = office
    _page, found = agree(bench, office)
    address = f"/customers/{first.customer.pk}/agreements/{found.id}/document/"
    answer = bench.post(f"{address}pdf/")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert f"{found.id:06d}" in text
    assert bench.post(f"{address}docx/").content[:2] == b"PK"
    assert bench.post(f"{address}exe/").status_code == 404
    assert Entry.objects.filter(action="agreement_document_taken").count() == 2


def test_agreements_stand_in_the_file_and_other_peoples_dont(bench: Client, office: Office) -> None:
    _staff, (first, second, _third) = office
    _page, found = agree(bench, office)
    page = bench.get(f"/customers/{first.customer.pk}/").content.decode()
    assert "being performed" in page
    other = f"/customers/{second.customer.pk}/agreements/{found.id}/withdraw/"
    assert bench.post(other).status_code == 404


def test_due_and_broken_are_listed(bench: Client, office: Office) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    outcome(bench, staff, first, "promise", amount="500", due_on="2026-03-10", currency="CNY")
    page = bench.get("/agreed/?tab=due").content.decode()
    assert first.customer.customer_ref in page
    assert "today" in page
    assert "Nothing is broken" in bench.get("/agreed/").content.decode()


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("/approvals/", Role.COLLECTOR),
        ("/agreed/", Role.ADMINISTRATOR),
        ("/workbench/plan/1/", Role.COMPLIANCE),
        ("/workbench/proof/1/", Role.COMPLIANCE),
    ],
)
def test_pages_are_closed_to_other_roles(address: str, role: Role, signed_in: SignIn) -> None:
    assert signed_in(factory.a_member("someone", role)).get(address).status_code == 403


def test_a_case_of_somebody_elses_shows_no_plan(office: Office, bench: Client) -> None:
    _staff, (_first, second, _third) = office
    page = bench.get(f"/workbench/plan/{second.case.pk}/").content.decode()
    assert "no longer in your hands" in page


def test_a_call_is_proved_both_ways(bench: Client, office: Office) -> None:
    _staff, (first, *_) = office
    address = f"/workbench/proof/{first.case.pk}/"
    assert "No call is open" in bench.get(address).content.decode()
    dial(bench, first)
    page = bench.get(address).content.decode()
    assert re.search(r"\d{3}.\d{3}", page)
    challenge = re.search(r'name="challenge" value="(\d+)"', page)
    assert challenge
    wrong = bench.post(address, {"challenge": challenge.group(1), "typed": "000000"})
    assert "Not the number" in wrong.content.decode()


def test_a_visitors_card_has_a_code_and_tells_of_no_debt(bench: Client, office: Office) -> None:
    _staff, (first, *_) = office
    answer = bench.post(f"/customers/{first.customer.pk}/visitor-card/")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "/genuine/" in text
    assert first.customer.customer_ref not in text
    assert Entry.objects.filter(action="contact_code_issued").count() == 1
    assert bench.post("/customers/999999/visitor-card/").status_code == 404


def test_compliance_makes_no_visitors_card(signed_in: SignIn, office: Office) -> None:
    client = signed_in(factory.a_member("officer", Role.COMPLIANCE))
    _staff, (first, *_) = office
    assert client.post(f"/customers/{first.customer.pk}/visitor-card/").status_code == 403


def test_reminders_are_listed_with_what_came_of_them(office: Office, signed_in: SignIn) -> None:
    staff, [worked, *_others] = office
    record_promise(
        case_id=worked.case.pk,
        amount=Money(10_000, "CNY"),
        due_on=factory.AT.date() + timedelta(days=3),
        staff=staff,
        at=factory.AT,
    )
    page = signed_in(staff).get("/agreed/?tab=reminders").content.decode()
    assert worked.customer.customer_ref in page
    assert "coming" in page
    stranger = factory.a_member("planner", Role.STRATEGIST)
    assert signed_in(stranger).get("/agreed/?tab=reminders").status_code == 403
