"""One customer's proof holds all that was done, and nothing of anybody else."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from fairdue.calls.actions import upload_recording
from fairdue.calls.tests.telephone import a_wav
from fairdue.contact.actions import ContactDenied, dial, record_outcome, undo_outcome
from fairdue.contact.models import Attempt, Outcome
from fairdue.contact.tests.records import MORNING, NIGHT, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.models import Entry
from fairdue.journal.rules.canonical import parse
from fairdue.journal.rules.checking import check
from fairdue.journal.rules.faults import Fault, Report
from fairdue.journal.sealing import seal
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Staff
from fairdue.portfolio.models import ContactPoint
from fairdue.reporting.exports import proof
from fairdue.reporting.exports.proof import export_proof
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NIGHT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signing key of the test's own; the vault keeps the keys it has."""
    vault()
    monkeypatch.setenv("FAIRDUE_KEYS", str(tmp_path / "keys.json"))


@pytest.fixture
def customer_id() -> int:
    """Called twice: answered and taken back, then busy; and denied once at night."""
    case, [phone] = a_case()
    staff = a_member()
    for minute, outcomes in enumerate([(Outcome.REFUSES, Outcome.BUSY), (Outcome.PROMISE,)]):
        at = MORNING + timedelta(minutes=minute)
        attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=at)
        for place, outcome in enumerate(outcomes):
            if place:
                undo_outcome(attempt_id=attempt.pk, staff=staff, at=at)
            record_outcome(attempt_id=attempt.pk, outcome=outcome, staff=staff, at=at)
    seal(at=MORNING)
    with pytest.raises(ContactDenied):
        dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=NIGHT)
    return int(case.customer_id)


def exported(customer_id: int) -> list[str]:
    export = export_proof(customer_id=customer_id, reason="court asks", actor="cora", at=LATER)
    return list(export.lines)


def checked(lines: list[str]) -> Report:
    return check(line.encode() for line in lines)


def test_every_contact_permit_and_outcome_is_there_and_sound(customer_id: int) -> None:
    lines = exported(customer_id)
    assert checked(lines).problems == []
    kinds = [parse(line)["kind"] for line in lines]
    assert (kinds.count("permit"), kinds.count("contact"), kinds.count("outcome")) == (3, 2, 2)
    assert kinds.count("record") == Entry.objects.filter(customer_id=customer_id).count()
    actions = {parse(line)["entry"]["action"] for line in lines if '"kind":"record"' in line}
    assert {"permit_denied", "outcome_undone", "proof_exported"} <= actions


def test_what_is_written_meanwhile_is_in_it_or_not_at_all(
    customer_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that comes about between sealing and reading would have a row without a record."""
    attempts = iter(range(10))

    def busy(*, at: datetime) -> None:
        seal(at=at)
        if next(attempts) < 2:
            case = Case.objects.get(customer_id=customer_id)
            [point] = ContactPoint.objects.filter(customer_id=customer_id)
            with suppress(ContactDenied):
                dial(case_id=case.pk, contact_point_id=point.pk, staff=a_member(), at=NIGHT)

    monkeypatch.setattr(proof, "seal", busy)
    lines = exported(customer_id)
    assert checked(lines).problems == []
    assert sum('"kind":"permit"' in line for line in lines) == 5


def test_no_export_of_a_record_that_will_not_stand_still(
    customer_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "seal", lambda *, at: None)
    with pytest.raises(Refused, match="keeps changing"):
        exported(customer_id)


def test_the_export_is_journalled_with_its_reason(customer_id: int) -> None:
    exported(customer_id)
    entry = Entry.objects.get(action="proof_exported")
    assert (entry.actor, entry.customer_id) == ("cora", customer_id)
    assert entry.details == {"reason": "court asks"}


def test_only_masked_forms_are_in_it(customer_id: int) -> None:
    text = "".join(exported(customer_id))
    points = ContactPoint.objects.filter(customer_id=customer_id)
    assert points
    for point in points:
        assert point.value_masked in text
        assert vault().unseal(point.value_sealed) not in text


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_no_export_without_a_fitting_reason(customer_id: int, reason: str) -> None:
    with pytest.raises(Refused):
        export_proof(customer_id=customer_id, reason=reason, actor="cora", at=LATER)
    assert not Entry.objects.filter(action="proof_exported").exists()


def test_no_export_of_an_unknown_customer() -> None:
    with pytest.raises(Refused):
        export_proof(customer_id=404, reason="court asks", actor="cora", at=LATER)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contact_attempt SET outcome = 'busy' WHERE outcome = 'promise'",
        "UPDATE contact_permit SET asked_by = 'eve' WHERE granted",
        "UPDATE contact_permit SET failing = '[]' WHERE NOT granted",
        "UPDATE contact_permit SET verdict = jsonb_set(verdict, '{missing}', '[1]')",
        "UPDATE contact_permit SET content_digest = 'x' WHERE granted",
        "UPDATE contact_permit SET expires_at = expires_at + interval '1 second'",
        "UPDATE contact_attempt SET agency = 'x'",
        "UPDATE contact_attempt SET made_at = made_at + interval '1 second'",
    ],
)
def test_a_record_altered_behind_the_triggers_differs_from_what_was_sealed(
    customer_id: int, change: str
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change)
    report = checked(exported(customer_id))
    assert report.problems
    assert {problem.fault for problem in report.problems} == {Fault.ROW_DIFFERS}


@pytest.mark.parametrize("table", ["contact_attempt", "contact_permit"])
def test_a_record_removed_behind_the_triggers_is_missed(customer_id: int, table: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"DELETE FROM {table}")
    assert Fault.MISSING in {problem.fault for problem in checked(exported(customer_id)).problems}


def test_a_recording_is_there_by_its_digest_and_another_digest_is_found_out(
    customer_id: int, tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path
    attempt = Attempt.objects.filter(customer_id=customer_id, outcome="promise").get()
    staff = Staff.objects.get(username=attempt.made_by)
    with a_wav(tmp_path / "made.wav").open("rb") as file:
        kept = upload_recording(
            attempt_id=attempt.pk, file=file, size=9, staff=staff, at=MORNING + timedelta(minutes=9)
        )
    lines = exported(customer_id)
    assert checked(lines).problems == []
    [row] = [line for line in lines if '"kind":"recording"' in line]
    assert parse(row)["plain_sha256"] == kept.plain_sha256
    forged = row.replace(kept.plain_sha256, "0" * 64)
    found = checked([forged if line == row else line for line in lines])
    assert Fault.ROW_DIFFERS in {problem.fault for problem in found.problems}
