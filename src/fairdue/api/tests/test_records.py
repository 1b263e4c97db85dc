"""Causes, capacity, disputes, complaints, consents and requests, put on record by a system."""

from __future__ import annotations

from typing import Any

import pytest

from fairdue.api.tests.conftest import System
from fairdue.api.tests.people import a_person
from fairdue.compliance.models import Complaint, ContactRequest, Dispute, Hold
from fairdue.journal.models import Entry
from fairdue.portfolio.models import Customer

CAUSE = {"cause": "lost_work", "said_by": "cardholder", "evidence": "self_report"}
DISPUTE = {"ground": "amount", "statement": "这笔钱我已经还过了。", "account_ref": "A000001"}
COMPLAINT = {"about": "frequency", "statement": "Too many calls."}
CONSENT = {
    "kind": "night_contact",
    "evidence": "call 12",
    "begins": "21:00",
    "ends": "22:00",
}
REQUEST = {"kind": "stop_medium", "channel": "call", "reason": "mail of today"}
WRITES = [
    ("causes", CAUSE),
    ("assessments", {"currency": "CNY", "depth": "quick", "figures": {"high": 80_000}}),
    ("disputes", DISPUTE),
    ("complaints", COMPLAINT),
    ("consents", CONSENT),
    ("requests", REQUEST),
    ("hardship", {"reason": "lost_work", "circumstances": []}),
]


@pytest.mark.parametrize(("what", "body"), WRITES)
def test_a_record_is_made_in_the_system_s_name(
    system: System, person: Customer, what: str, body: dict[str, Any]
) -> None:
    made = system.post(f"/customers/{person.pk}/{what}", body)
    assert made.status_code == 201, made.content
    newest = Entry.objects.filter(customer_id=person.pk).order_by("-id")
    assert "api:core-banking" in newest.values_list("actor", flat=True)


@pytest.mark.parametrize(("what", "body"), WRITES)
def test_nobody_s_records_can_t_be_made(system: System, what: str, body: dict[str, Any]) -> None:
    assert system.post(f"/customers/999/{what}", body).status_code == 404


@pytest.mark.parametrize("what", ["disputes", "complaints", "consents", "requests", "assessments"])
def test_what_was_recorded_is_listed_for_its_customer_alone(
    system: System, person: Customer, what: str
) -> None:
    system.post(f"/customers/{person.pk}/{what}", dict(WRITES)[what])
    assert len(system.get(f"/customers/{person.pk}/{what}").json()["items"]) == 1
    other = a_person(2)
    assert system.get(f"/customers/{other.pk}/{what}").json()["items"] == []


def test_a_dispute_stops_contact_and_keeps_its_words_sealed(
    system: System, person: Customer
) -> None:
    made = system.post(f"/customers/{person.pk}/disputes", DISPUTE).json()
    assert (made["ground"], made["state"], made["account_ref"]) == ("amount", "paused", "A000001")
    assert "还过".encode() not in bytes(Dispute.objects.get().statement_sealed or b"")
    assert Hold.objects.filter(customer=person, released_at=None).exists()


def test_a_dispute_is_about_an_account_of_one_s_own(system: System, person: Customer) -> None:
    other = a_person(2)
    response = system.post(f"/customers/{other.pk}/disputes", DISPUTE)
    assert (response.status_code, response.json()["code"]) == (422, "refused")


def test_a_consent_is_revoked_by_its_customer_alone(system: System, person: Customer) -> None:
    made = system.post(f"/customers/{person.pk}/consents", CONSENT).json()
    assert (made["begins"], made["ends"]) == (CONSENT["begins"], CONSENT["ends"])
    number = made["id"]
    other = a_person(2)
    gone = {"reason": "told us by mail"}
    wrong = system.post(f"/customers/{other.pk}/consents/{number}/revoke", gone)
    assert wrong.status_code == 404
    right = system.post(f"/customers/{person.pk}/consents/{number}/revoke", gone)
    assert right.json()["stands"] is False
    assert system.post(f"/customers/{person.pk}/consents/{number}/revoke", gone).status_code == 422


@pytest.mark.parametrize(
    ("what", "body"), [("disputes", DISPUTE), ("complaints", COMPLAINT), ("requests", REQUEST)]
)
def test_what_a_customer_said_is_taken_back_on_their_word_alone(
    system: System, person: Customer, what: str, body: dict[str, Any]
) -> None:
    number = system.post(f"/customers/{person.pk}/{what}", body).json()["id"]
    path, other = f"/customers/{person.pk}/{what}/{number}/withdraw", a_person(2)
    word = {"evidence": "call 31, 02:10"}
    assert system.post(path, {}).status_code == 422
    assert system.post(f"/customers/{other.pk}/{what}/{number}/withdraw", word).status_code == 404
    gone = system.post(path, word)
    assert gone.status_code == 200, gone.content
    kept = {"disputes": Dispute, "complaints": Complaint, "requests": ContactRequest}[what]
    assert kept.objects.get().withdrawal_reason == word["evidence"]
    assert system.post(path, word).json()["code"] == "refused"
    assert not Hold.objects.filter(customer=person, released_at=None).exists()


def test_a_complaint_that_an_authority_passed_on_is_not_taken_back_here(
    system: System, person: Customer
) -> None:
    path = f"/customers/{person.pk}/complaints"
    number = system.post(path, COMPLAINT | {"channel": "regulator"}).json()["id"]
    told = system.post(f"{path}/{number}/withdraw", {"evidence": "mail of today"})
    assert "authority" in told.json()["detail"]
    assert Complaint.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("causes", {"cause": "laziness"}),
        ("causes", {"said_by": "staff"}),
        ("causes", {"said_at": "2026-03-11T00:00:00+08:00"}),
        ("assessments", {"figures": {"high": 10**15}}),
        ("assessments", {"figures": {"salary_of_wife": 1}}),
        ("disputes", {"amount": {"amount": "0", "currency": "CNY"}}),
        ("disputes", {"received_at": "2027-01-01T00:00:00Z"}),
        ("consents", {"begins": None}),
        ("consents", {"dials_max": 3}),
        ("requests", {"channel": "smoke"}),
        ("requests", {"weekdays": [1]}),
    ],
)
def test_what_makes_no_sense_is_refused_with_reasons(
    system: System, person: Customer, what: str, change: dict[str, Any]
) -> None:
    response = system.post(f"/customers/{person.pk}/{what}", dict(WRITES)[what] | change)
    assert (response.status_code, response.json()["code"]) == (422, "refused")


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("causes", {"said_at": "yesterday"}),
        ("causes", {"note": "a\0"}),
        ("assessments", {"figures": {}}),
        ("assessments", {"figures": {"high": -1}}),
        ("assessments", {"figures": {"high": 1.5}}),
        ("disputes", {"ground": "mood"}),
        ("disputes", {"statement": "x" * 4001}),
        ("disputes", {"received_at": "2026-03-01T00:00:00"}),
        ("consents", {"begins": "25:00"}),
        ("consents", {"dials_max": True}),
        ("requests", {"weekdays": [7]}),
        ("requests", {"phone": "13800000000"}),
    ],
)
def test_what_is_no_such_thing_is_named(
    system: System, person: Customer, what: str, change: dict[str, Any]
) -> None:
    told = system.post(f"/customers/{person.pk}/{what}", dict(WRITES)[what] | change).json()
    assert told["code"] == "invalid"
    assert told["errors"][0]["where"].startswith("body.")
