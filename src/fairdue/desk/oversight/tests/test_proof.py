"""Compliance officers see how far the journal is sealed, prove an entry, and export a customer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from fairdue.contact.models import Attempt, Permit
from fairdue.delinquency.models import Case
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.actions import record
from fairdue.journal.jobs import check as check_job
from fairdue.journal.models import Entry
from fairdue.journal.proving import proof_of
from fairdue.journal.rules.checking import check
from fairdue.journal.sealing import seal
from fairdue.people.models import Role
from fairdue.reporting.tests.records import NOON, make_attempt, make_case
from fairdue.vault.sealing import vault
from fairdue.vault.signing import signing_file, signing_key


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signing key of the test's own; the vault keeps the keys it has."""
    vault()
    monkeypatch.setenv("FAIRDUE_KEYS", str(tmp_path / "keys.json"))


@pytest.fixture
def case(db: None) -> Case:
    return make_case(1)


def write(case: Case, action: str = "note_written", subject: str = "") -> Entry:
    with transaction.atomic():
        return record(
            actor="collector1",
            action=action,
            at=NOON,
            subject=subject,
            customer_id=case.customer_id,
            details={"reason": "asked to"},
        )


def tamper(entry: Entry) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET actor = 'eve' WHERE id = %s", [entry.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")


def search(as_role: SignIn, text: str) -> Any:
    return as_role(Role.COMPLIANCE).post(reverse("proof"), {"text": text})


def found(page: Any) -> list[int]:
    return [each.entry.pk for each in page.context["entries"]]


def test_the_state_of_sealing_and_the_key_are_shown(as_role: SignIn, case: Case) -> None:
    write(case)
    seal(at=NOON)
    write(case)
    page = as_role(Role.COMPLIANCE).get(reverse("proof"))
    assert page.context["last"].number == 1
    assert page.context["waiting"].entries == 1
    assert page.context["fingerprint"].replace(" ", "") == signing_key().fingerprint


def test_an_unreadable_key_is_said_and_not_shown(as_role: SignIn, case: Case) -> None:
    signing_file().write_text("{}")
    text = as_role(Role.COMPLIANCE).get(reverse("proof")).content.decode()
    assert "can&#x27;t be read" in text or "can't be read" in text


def test_a_proof_is_found_by_customer_number_and_digest(as_role: SignIn, case: Case) -> None:
    entry, other = write(case), write(make_case(2))
    seal(at=NOON)
    proof = proof_of(entry.pk)
    assert proof is not None
    assert entry.pk in found(search(as_role, "C-0001"))
    assert other.pk not in found(search(as_role, "C-0001"))
    assert entry.pk in found(search(as_role, str(entry.pk)))
    assert found(search(as_role, proof.leaf.hex()[:10])) == [entry.pk]
    assert found(search(as_role, "nobody")) == []


def test_a_proof_is_found_by_permit_and_by_contact(as_role: SignIn, case: Case) -> None:
    attempt = make_attempt(case)
    permit_entry = write(case, "permit_granted", f"permit:{attempt.permit_id}")
    contact_entry = write(case, "outcome_recorded", f"attempt:{attempt.pk}")
    assert permit_entry.pk in found(search(as_role, str(attempt.permit_id)))
    assert contact_entry.pk in found(search(as_role, f"#{attempt.pk}"))
    assert Permit.objects.count() == Attempt.objects.count() == 1


def test_what_is_searched_for_never_stands_in_the_address(as_role: SignIn, case: Case) -> None:
    page = as_role(Role.COMPLIANCE).get(reverse("proof"), {"text": "C-0001"})
    assert page.context["entries"] is None


def test_an_entry_shows_every_step_and_whether_it_holds(as_role: SignIn, case: Case) -> None:
    entry = write(case)
    client = as_role(Role.COMPLIANCE)
    page = client.get(reverse("proof-entry", args=[entry.pk]))
    assert "not sealed yet" in page.content.decode()
    seal(at=NOON)
    write(case)
    seal(at=NOON)
    page = client.get(reverse("proof-entry", args=[entry.pk]))
    assert [step.holds for step in page.context["steps"]] == [True] * 4
    tamper(entry)
    page = client.get(reverse("proof-entry", args=[entry.pk]))
    assert [step.holds for step in page.context["steps"]] == [False, False, True, True]
    assert page.context["holds"] is False


def test_an_entry_that_is_not_there_is_not_found(as_role: SignIn, case: Case) -> None:
    assert as_role(Role.COMPLIANCE).get(reverse("proof-entry", args=[404])).status_code == 404


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.ADMINISTRATOR])
def test_an_entrys_proof_is_closed_to_other_roles(as_role: SignIn, case: Case, role: Role) -> None:
    assert as_role(role).get(reverse("proof-entry", args=[write(case).pk])).status_code == 403


def test_a_check_is_asked_for_once_and_its_result_shown(as_role: SignIn, case: Case) -> None:
    entry = write(case)
    seal(at=NOON)
    client = as_role(Role.COMPLIANCE)
    client.post(reverse("proof-check"), {"days": "7"})
    page = client.post(reverse("proof-check"), {"days": "7"}, follow=True)
    assert page.context["is_checking"]
    assert "under way already" in page.content.decode()
    tamper(entry)
    check_job(since="", by="compliance1", at=NOON.isoformat())
    page = client.get(reverse("proof"))
    assert page.context["audit"].actor == "compliance1"
    assert page.context["broken"].en == f"entry {entry.pk}"
    shown = client.get(reverse("proof-entry", args=[page.context["audit"].pk]))
    assert ("Broken at", f"entry {entry.pk}") in shown.context["details"]


def test_a_check_whose_worker_died_does_not_bar_the_next(as_role: SignIn, case: Case) -> None:
    client = as_role(Role.COMPLIANCE)
    client.post(reverse("proof-check"), {"days": "7"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert not client.get(reverse("proof")).context["is_checking"]
    page = client.post(reverse("proof-check"), {"days": "7"}, follow=True)
    assert page.context["is_checking"]


def test_a_check_of_other_days_is_not_found(as_role: SignIn, case: Case) -> None:
    response = as_role(Role.COMPLIANCE).post(reverse("proof-check"), {"days": "9999"})
    assert response.status_code == 404


def test_a_customers_proof_is_exported_with_a_reason(as_role: SignIn, case: Case) -> None:
    write(case)
    response = as_role(Role.COMPLIANCE).post(
        reverse("proof-export"), {"customer": case.customer_id, "reason": "court asks"}
    )
    lines = b"".join(response.streaming_content).splitlines(keepends=True)  # type: ignore[attr-defined]
    assert check(lines).records == Entry.objects.filter(customer_id=case.customer_id).count()
    entry = Entry.objects.get(action="proof_exported")
    assert (entry.actor, entry.details) == ("compliance1", {"reason": "court asks"})


@pytest.mark.parametrize(
    "given", [{"reason": " "}, {"customer": "x", "reason": "r"}, {"customer": "9" * 30}]
)
def test_no_export_without_reason_or_customer(
    as_role: SignIn, case: Case, given: dict[str, str]
) -> None:
    sent = {"customer": str(case.customer_id), "reason": "court asks"} | given
    response = as_role(Role.COMPLIANCE).post(reverse("proof-export"), sent)
    assert response.status_code == 302
    assert not Entry.objects.filter(action="proof_exported").exists()


def test_a_lead_exports_no_proof(as_role: SignIn, case: Case) -> None:
    sent = {"customer": case.customer_id, "reason": "curious"}
    assert as_role(Role.LEAD).post(reverse("proof-export"), sent).status_code == 403
    assert not Entry.objects.filter(action="proof_exported").exists()
