"""Consents, requests, disputes, complaints and marks on the customer's page, and from a call."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.contact import queries as contact
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock
from fairdue.desk.tests.factory import Worked
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]

SENT = {
    "consent": {
        "kind": "night_contact",
        "begins": "22:00",
        "ends": "22:30",
        "given_to": "this_collector",
        "evidence": "recording",
    },
    "request": {
        "kind": "inconvenient_time",
        "manner": "written",
        "weekdays": ["5", "6"],
        "reason": "letter on file",
    },
    "dispute": {"ground": "amount", "manner": "oral", "amount": "120.50", "statement": "too much"},
    "complaint": {
        "about": "frequency",
        "channel": "call",
        "complexity": "simple",
        "statement": "too often",
    },
    "mark": {"kind": "vulnerability", "note": "in hospital", "reason": "told us on the phone"},
}


@pytest.fixture
def worked() -> Worked:
    return factory.a_case(1)


@pytest.fixture
def collector(signed_in: SignIn) -> Client:
    return signed_in(factory.a_member())


@pytest.fixture
def lead(signed_in: SignIn) -> Client:
    return signed_in(factory.a_member("lead", Role.LEAD))


def address(worked: Worked, record: str) -> str:
    return f"/customers/{worked.customer.pk}/record/{record}/"


def page_of(client: Client, worked: Worked) -> str:
    return client.get(f"/customers/{worked.customer.pk}/").content.decode()


@pytest.mark.parametrize("record", SENT)
def test_a_collector_puts_it_on_record_and_the_page_shows_it(
    record: str, collector: Client, worked: Worked, clock: Clock
) -> None:
    assert collector.post(address(worked, record), SENT[record]).status_code == 302
    known = compliance.circumstances(worked.customer.pk, clock.at)
    found = {
        "consent": known.consents,
        "request": known.requests,
        "dispute": known.disputes,
        "complaint": [known.complaints_open] * known.complaints_open,
        "mark": known.marks,
    }
    assert {name for name, records in found.items() if records} == {record}
    shown = {
        "consent": "22:00–22:30",
        "request": "Sat, Sun",
        "dispute": "too much",
        "complaint": "too often",
        "mark": "in hospital",
    }
    assert shown[record] in page_of(collector, worked)


@pytest.mark.parametrize("record", SENT)
def test_an_administrator_puts_nothing_on_record(
    record: str, signed_in: SignIn, worked: Worked, clock: Clock
) -> None:
    client = signed_in(factory.a_member("admin", Role.ADMINISTRATOR))
    assert client.post(address(worked, record), SENT[record]).status_code == 403
    assert compliance.facts_version(worked.customer.pk) == 0


@pytest.mark.parametrize(
    ("record", "change", "says"),
    [
        ("consent", {"evidence": ""}, "This field is required"),
        ("consent", {"begins": ""}, "both hours"),
        ("request", {"weekdays": []}, "days or hours"),
        ("request", {"kind": "stop_point", "weekdays": []}, "which number"),
        ("dispute", {"amount": "a lot"}, "amount in figures"),
        ("dispute", {"received_at": "2026-03-11T09:00"}, "still to come"),
        ("complaint", {"statement": ""}, "This field is required"),
        ("mark", {"reason": ""}, "This field is required"),
    ],
)
def test_what_is_refused_is_shown_in_its_form_with_what_was_typed(
    record: str, change: dict[str, object], says: str, collector: Client, worked: Worked
) -> None:
    answer = collector.post(address(worked, record), SENT[record] | change)
    page = answer.content.decode()
    assert re.search(rf'<dialog[^>]*id="record-{record}"[^>]*data-open-now', page)
    assert says in page
    assert compliance.facts_version(worked.customer.pk) == 0


def test_nothing_else_can_be_put_on_record(collector: Client, worked: Worked) -> None:
    assert collector.post(address(worked, "wish")).status_code == 404
    assert collector.get(address(worked, "consent")).status_code == 405
    assert collector.post("/customers/999999/record/consent/").status_code == 404


def test_another_customers_number_can_not_be_chosen(collector: Client, worked: Worked) -> None:
    other = factory.a_case(2)
    sent = {"kind": "stop_point", "manner": "oral", "reason": "x", "contact_point": other.phone.pk}
    page = collector.post(address(worked, "request"), sent).content.decode()
    assert "Select a valid choice" in page
    assert other.number not in page


def test_a_consent_is_revoked_as_of_when_the_customer_said_so(
    collector: Client, worked: Worked, clock: Clock
) -> None:
    customer_id = worked.customer.pk
    early = {"granted_at": "2026-03-01T09:00"}
    collector.post(address(worked, "consent"), SENT["consent"] | early)
    (consent,) = compliance.consents_of(customer_id)
    revoke = f"/customers/{customer_id}/consent/{consent.id}/revoke/"
    assert revoke in page_of(collector, worked)
    collector.post(revoke, {"reason": "letter", "happened_at": "2026-03-09T12:00"})
    (consent,) = compliance.consents_of(customer_id)
    assert consent.revoked_at is not None
    assert consent.revoked_at.isoformat() == "2026-03-09T04:00:00+00:00"
    assert revoke not in page_of(collector, worked)
    said = collector.post(revoke, {"reason": "again"}, follow=True).content.decode()
    assert "revoked already" in said


def test_the_timeline_names_records_but_no_statements(collector: Client, worked: Worked) -> None:
    for record, sent in SENT.items():
        collector.post(address(worked, record), sent)
    page = page_of(collector, worked)
    moments = page[page.index('id="moments"') : page.index('id="moments-none"')]
    for line in (
        "Consent: Contact at night",
        "Request: Not at certain hours",
        "Disputed: The amount",
        "Complained: How often we made contact",
    ):
        assert line in moments
    assert "too much" not in moments
    assert "too often" not in moments


def test_only_leads_and_compliance_withdraw_a_request(
    collector: Client, lead: Client, worked: Worked, clock: Clock
) -> None:
    customer_id = worked.customer.pk
    collector.post(address(worked, "request"), SENT["request"])
    (asked,) = compliance.requests_of(customer_id)
    withdraw = f"/customers/{customer_id}/request/{asked.id}/withdraw/"
    assert withdraw not in page_of(collector, worked)
    said = collector.post(withdraw, {"reason": "x"}, follow=True).content.decode()
    assert "Your role may not" in said
    lead.post(withdraw, {"reason": "says so by letter"})
    assert compliance.circumstances(customer_id, clock.at).requests == ()


def test_records_are_taken_back_on_their_own_customers_page_only(
    lead: Client, worked: Worked
) -> None:
    lead.post(address(worked, "request"), SENT["request"])
    lead.post(address(worked, "consent"), SENT["consent"])
    (asked,) = compliance.requests_of(worked.customer.pk)
    (given,) = compliance.consents_of(worked.customer.pk)
    other = factory.a_case(2).customer.pk
    for record in (f"request/{asked.id}/withdraw", f"consent/{given.id}/revoke"):
        answer = lead.post(f"/customers/{other}/{record}/", {"reason": "x"})
        assert answer.status_code == 404


def test_a_collector_sees_disputes_but_no_way_to_decide_them(
    collector: Client, lead: Client, worked: Worked
) -> None:
    collector.post(address(worked, "dispute"), SENT["dispute"])
    (dispute,) = compliance.disputes_of(worked.customer.pk)
    assert f"/disputes/{dispute.id}/" not in page_of(collector, worked)
    assert f"/disputes/{dispute.id}/" in page_of(lead, worked)


@pytest.fixture
def bench(worked: Worked, collector: Client) -> Client:
    """The collector's browser with an open call to the customer."""
    collector.post("/workbench/next/")
    collector.post("/workbench/dial/", {"case": worked.case.pk, "contact_point": worked.phone.pk})
    return collector


def say(client: Client, worked: Worked, outcome: str, **more: str) -> str:
    attempt = contact.open_attempt(Staff.objects.get(username="collector"))
    assert attempt is not None
    sent = {"case": worked.case.pk, "attempt": attempt.id, "outcome": outcome} | more
    return client.post("/workbench/outcome/", sent).content.decode()


def test_a_dispute_told_in_a_call_is_a_record_with_one_hold(
    bench: Client, worked: Worked, clock: Clock
) -> None:
    say(bench, worked, "dispute", told="never bought it", ground="billing_error")
    (dispute,) = compliance.disputes_of(worked.customer.pk)
    assert (dispute.statement, dispute.owner) == ("never bought it", "")
    assert str(dispute.ground).startswith("A wrong transaction")
    (hold,) = compliance.holds_in_force(worked.customer.pk, clock.at)
    assert hold.kind == "dispute"


@pytest.mark.parametrize(
    ("outcome", "kind"), [("asks_to_stop", "cease"), ("representative", "representative")]
)
def test_what_is_asked_in_a_call_is_a_request(
    outcome: str, kind: str, bench: Client, worked: Worked, clock: Clock
) -> None:
    say(bench, worked, outcome)
    (asked,) = compliance.circumstances(worked.customer.pk, clock.at).requests
    assert (asked.kind, asked.manner) == (kind, "oral")


def test_a_complaint_in_a_call_names_the_call(bench: Client, worked: Worked) -> None:
    say(bench, worked, "complaint", note="third call today")
    (complaint,) = compliance.complaints_of(worked.customer.pk)
    assert complaint.statement == "third call today"
    assert complaint.attempt_id == contact.attempts_of(worked.customer.pk, 1)[0].id


@pytest.mark.parametrize("outcome", ["dispute", "asks_to_stop", "representative", "complaint"])
def test_undoing_takes_the_record_back(
    outcome: str, bench: Client, worked: Worked, clock: Clock
) -> None:
    page = say(bench, worked, outcome, told="said")
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    clock.wait(seconds=5)
    bench.post("/workbench/undo/", {"token": token.group(1)})
    known = compliance.circumstances(worked.customer.pk, clock.at)
    assert (known.disputes, known.requests, known.complaints_open) == ((), (), 0)
    assert compliance.holds_in_force(worked.customer.pk, clock.at) == []


def test_undoing_is_refused_once_someone_took_the_dispute_on(
    bench: Client, worked: Worked, clock: Clock
) -> None:
    page = say(bench, worked, "dispute", told="said")
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    (dispute,) = compliance.disputes_of(worked.customer.pk)
    lead = factory.a_member("lead", Role.LEAD)
    actions.take_dispute(dispute_id=dispute.id, owner="lead", staff=lead, at=clock.at)
    said = bench.post("/workbench/undo/", {"token": token.group(1)}).content.decode()
    assert "taken it already" in said
    assert compliance.holds_in_force(worked.customer.pk, clock.at)
