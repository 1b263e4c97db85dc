"""What was written to a customer is in their proof, however often its fate changed, and holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from fairdue.contact.models import Outcome
from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery import Inbound, Report, outbox
from fairdue.journal.rules.canonical import parse
from fairdue.journal.rules.checking import check
from fairdue.kernel.money import Money
from fairdue.messaging.actions import (
    Letter,
    deliver,
    end_lost,
    send_message,
    take_inbound,
    take_report,
    take_turns,
    withdraw,
)
from fairdue.messaging.actions.letters import (
    gather_letters,
    post_batch,
    print_batch,
    return_letter,
)
from fairdue.messaging.models import Message
from fairdue.messaging.tests.post import TODAY, a_lead, an_addressee, written
from fairdue.portfolio.actions import open_for_sending
from fairdue.reporting.exports.proof import export_proof
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MORNING + timedelta(days=2)
VALUES = {"due_on": date(2026, 3, 13), "amount": Money(95_000, "CNY")}


@pytest.fixture(autouse=True)
def _only_the_folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a signing key of the test's own; the vault keeps the keys it has."""
    settings.SMTP_URL, settings.SMS_URL, settings.OUTBOX, settings.VAR = "", "", True, tmp_path
    vault()
    monkeypatch.setenv("FAIRDUE_KEYS", str(tmp_path / "keys.json"))


def proven(customer_id: int) -> list[dict[str, object]]:
    """The rows and records of a proof that has no fault."""
    export = export_proof(customer_id=customer_id, reason="court asks", actor="cora", at=LATER)
    lines = list(export.lines)
    assert check(line.encode() for line in lines).problems == []
    return [parse(line) for line in lines]


def outcomes(lines: list[dict[str, object]]) -> list[object]:
    return [line["outcome"] for line in lines if line["kind"] == "outcome"]


def queued() -> Message:
    case, _ = a_case()
    address = an_address(case.customer)
    asked = Letter(case.customer_id, address.pk, "payment_reminder", VALUES)
    found = send_message(asked, actor="reminders", at=MORNING)
    return Message.objects.get(pk=found.message_id)


def sent() -> Message:
    message = queued()
    deliver(message.pk, at=MORNING)
    message.refresh_from_db()
    return message


def told(state: str) -> Message:
    message = sent()
    report = Report(outbox.NAME, message.references[0], "", state, "5.1.1", LATER)  # type: ignore[arg-type]
    assert take_report(report, at=LATER)
    return message


def lost() -> Message:
    message = queued()
    take_turns([], carrier=outbox.NAME, channels=["email"], most=1, at=MORNING)
    end_lost(carrier=outbox.NAME, at=MORNING + timedelta(minutes=1))
    return message


def found_again() -> Message:
    message = lost()
    assert take_report(Report(outbox.NAME, "", message.key, "delivered", "", LATER), at=LATER)
    return message


def taken_back() -> Message:
    message = queued()
    withdraw([message.pk], why="opted_out", actor="carriers", at=MORNING)
    return message


@pytest.mark.parametrize(
    ("make", "outcome"),
    [
        (sent, Outcome.SENT),
        (lambda: told("delivered"), Outcome.SENT),
        (lambda: told("not_delivered"), Outcome.NOT_DELIVERED),
        (lost, Outcome.UNCONFIRMED),
        (found_again, Outcome.SENT),
        (taken_back, Outcome.NOT_DELIVERED),
    ],
)
def test_a_message_is_proven_with_the_last_that_is_known_of_it(
    make: Callable[[], Message], outcome: Outcome
) -> None:
    message = make()
    lines = proven(message.customer_id)
    assert outcomes(lines) == [outcome]
    [contact] = [line for line in lines if line["kind"] == "contact"]
    assert contact["content_digest"] == message.attempt.content_digest


def test_a_letter_is_proven_from_its_permit_to_its_return() -> None:
    letter, lead = written(an_addressee()), a_lead()
    [batch_id] = gather_letters(staff=lead, at=MORNING).batches
    print_batch(batch_id, at=MORNING)
    assert outcomes(proven(letter.customer_id)) == [], "it has not left"
    post_batch(batch_id=batch_id, posted_on=TODAY, staff=lead, at=MORNING)
    assert outcomes(proven(letter.customer_id)) == [Outcome.SENT]
    return_letter(typed=letter.reference, reason="moved", staff=lead, at=LATER)
    assert outcomes(proven(letter.customer_id)) == [Outcome.NOT_DELIVERED]


def test_an_answer_is_among_the_records_without_its_words() -> None:
    message = sent()
    address = open_for_sending(message.attempt.contact_point_id)
    answer = Inbound("email", address, "", "我失业了", LATER, "1", carrier=outbox.NAME)
    assert take_inbound(answer, at=LATER) is not None
    lines = proven(message.customer_id)
    actions = [line["entry"]["action"] for line in lines if line["kind"] == "record"]  # type: ignore[index]
    assert "message_received" in actions
    assert "失业" not in str(lines)
    assert address not in str(lines)
