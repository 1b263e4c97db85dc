"""Messages: words under a permit, sent once, whatever fails or is killed in between."""

from __future__ import annotations

import email
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from email.policy import SMTP

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from fairdue.compliance.actions import place_hold
from fairdue.contact.actions import ContactDenied, record_outcome
from fairdue.contact.models import Attempt, Outcome, Permit
from fairdue.contact.tests.records import MORNING, NIGHT, a_case, a_member, an_address
from fairdue.delivery import DeliveryError
from fairdue.delivery.tests.conftest import Postbox
from fairdue.identity.actions.signing_in import ask_code
from fairdue.identity.models import SignInLink, SignInRequest
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import (
    Claimed,
    Letter,
    deliver,
    send_message,
    settle_messages,
    take_turns,
)
from fairdue.messaging.actions.rendering import words_for
from fairdue.messaging.actions.storing import HANDED_OVER
from fairdue.messaging.models import Message, MessageState
from fairdue.messaging.queries import messages_to
from fairdue.people.models import Role
from fairdue.portfolio.models import ContactPoint

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, WAIT = timedelta(seconds=1), timedelta(seconds=10)
VALUES = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}


def a_letter(address: ContactPoint | None = None, **changes: object) -> Letter:
    if address is None:
        case, _ = a_case()
        address = an_address(case.customer)
    asked = {
        "customer_id": address.customer_id,
        "contact_point_id": address.pk,
        "template": "payment_reminder",
        "values": VALUES,
    }
    return Letter(**(asked | changes))  # type: ignore[arg-type]


def text_of(box: Postbox) -> tuple[str, str]:
    [envelope] = box.got
    read = email.message_from_bytes(envelope.original_content or b"", policy=SMTP)
    body = read.get_body(("plain",))
    assert body is not None
    return str(read["Subject"]), body.get_content()


def test_a_message_is_sent_under_a_permit_for_its_very_words(postbox: Postbox) -> None:
    queued = send_message(a_letter(), actor="reminders", at=MORNING)
    assert not postbox.got, "nothing leaves before it is committed"
    assert deliver(queued.message_id, at=MORNING) == MessageState.SENT

    subject, body = text_of(postbox)
    assert "人民币950.00元" in body
    assert "950.00" not in subject
    attempt = Attempt.objects.get(pk=queued.attempt_id)
    permit = Permit.objects.get(pk=queued.permit_id)
    assert attempt.outcome == Outcome.SENT
    assert attempt.content_digest == permit.content_digest != ""
    assert attempt.template == "payment_reminder"
    assert Message.objects.get().state == MessageState.SENT
    told = str([*Entry.objects.values("details", "subject")])
    assert "customer.example" not in told
    assert "950.00" not in told


def test_a_denied_message_is_kept_with_its_reason_and_not_sent(postbox: Postbox) -> None:
    letter = a_letter()
    place_hold(
        customer_id=letter.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING,
    )
    with pytest.raises(ContactDenied) as denied:
        send_message(letter, actor="reminders", at=MORNING)
    permit = Permit.objects.get(pk=denied.value.permit_id)
    assert permit.failing == ["LENDER-HOLD"]
    assert not Message.objects.exists()
    assert not SignInLink.objects.exists()
    assert not postbox.got


def test_its_link_stands_for_the_address_it_went_to_and_tells_nothing(postbox: Postbox) -> None:
    letter = a_letter()
    deliver(send_message(letter, actor="reminders", at=MORNING).message_id, at=MORNING)
    _subject, body = text_of(postbox)
    [token] = re.findall(r"/my/sign-in/([\w-]+)/", body)
    assert "/my/?" not in body
    assert "/my/" in body.split("STOP")[0].rsplit("turn them off", 1)[-1], "it needs no fresh link"
    ask_code(
        contact="", second_fact="123X", client="192.0.2.1", language="en", at=MORNING, link=token
    )
    link = SignInRequest.objects.get().link
    assert link is not None
    assert link.contact_point_id == letter.contact_point_id
    assert token not in str([*Entry.objects.values("details", "subject")])


def test_at_night_nothing_is_written(postbox: Postbox) -> None:
    with pytest.raises(ContactDenied, match=r"."):
        send_message(a_letter(), actor="reminders", at=NIGHT)
    assert Permit.objects.get().failing == ["CN-HOURS-01"]


def test_no_second_e_mail_on_the_same_day(postbox: Postbox) -> None:
    letter = a_letter()
    deliver(send_message(letter, actor="reminders", at=MORNING).message_id, at=MORNING)
    with pytest.raises(ContactDenied):
        send_message(letter, actor="reminders", at=MORNING + timedelta(hours=2))


def test_what_never_arrived_does_not_count_as_the_days_e_mail(postbox: Postbox) -> None:
    letter = a_letter()
    postbox.refuses[an_opened(letter)] = "550 no such person"
    queued = send_message(letter, actor="reminders", at=MORNING)
    assert deliver(queued.message_id, at=MORNING) == MessageState.NOT_DELIVERED
    assert Attempt.objects.get(pk=queued.attempt_id).outcome == Outcome.NOT_DELIVERED
    assert Message.objects.get().problem == "refused"
    postbox.refuses.clear()
    later = MORNING + timedelta(hours=1)
    again = send_message(letter, actor="reminders", at=later)
    assert deliver(again.message_id, at=later) == MessageState.SENT


def an_opened(letter: Letter) -> str:
    from fairdue.portfolio.actions import open_for_sending

    return open_for_sending(letter.contact_point_id)


def test_a_server_that_is_busy_is_tried_again_and_not_for_ever(postbox: Postbox) -> None:
    letter = a_letter()
    postbox.refuses[an_opened(letter)] = "450 later"
    queued = send_message(letter, actor="reminders", at=MORNING)
    for place in range(3):
        with pytest.raises(DeliveryError):
            deliver(queued.message_id, at=MORNING + place * WAIT)
        assert Message.objects.get().state == MessageState.WAITING
        assert deliver(queued.message_id, at=MORNING + place * WAIT) is None, "not at once"
    assert deliver(queued.message_id, at=MORNING + 3 * WAIT) == MessageState.NOT_DELIVERED
    assert Message.objects.get().problem == "server_away"


def test_nothing_leaves_once_its_permit_is_void(postbox: Postbox) -> None:
    queued = send_message(a_letter(), actor="reminders", at=MORNING)
    late = MORNING + timedelta(seconds=61)
    assert settle_messages(at=late) == {"unconfirmed": 0, "withdrawn": 1}
    assert Message.objects.get().state == MessageState.WITHDRAWN
    assert deliver(queued.message_id, at=MORNING) is None
    assert not postbox.got


def test_a_killed_worker_neither_loses_nor_doubles_a_message(postbox: Postbox) -> None:
    queued = send_message(a_letter(), actor="reminders", at=MORNING)
    [claimed] = claim(MORNING)  # and killed here
    assert claimed.message_id == queued.message_id
    assert deliver(queued.message_id, at=MORNING + SECOND) is None
    assert settle_messages(at=MORNING + SECOND)["unconfirmed"] == 0
    assert settle_messages(at=MORNING + HANDED_OVER)["unconfirmed"] == 1
    assert Attempt.objects.get(pk=queued.attempt_id).outcome == Outcome.UNCONFIRMED
    assert not postbox.got


def claim(at: datetime) -> list[Claimed]:
    return take_turns([], carrier="smtp", channels=["email"], most=1, at=at)


def test_many_workers_send_one_message_once(postbox: Postbox) -> None:
    queued = send_message(a_letter(), actor="reminders", at=MORNING)
    start = threading.Barrier(8)

    def work() -> MessageState | None:
        try:
            start.wait(timeout=30)
            return deliver(queued.message_id, at=MORNING)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = [each.result() for each in [pool.submit(work) for _ in range(8)]]
    assert sorted(answers, key=str) == [None] * 7 + [MessageState.SENT]
    assert len(postbox.got) == 1


def test_the_database_refuses_other_words_than_the_permits() -> None:
    queued = 0
    letter = a_letter()
    with pytest.raises(DatabaseError, match="other words"), transaction.atomic():
        queued = use_with_other_words(letter)
    assert not queued


def use_with_other_words(letter: Letter) -> int:
    from fairdue.contact.actions import Contact, use_permit
    from fairdue.contact.actions.asking import Wish, ask
    from fairdue.portfolio import queries as portfolio

    [point] = [
        each
        for each in portfolio.contact_points(letter.customer_id)
        if each.id == letter.contact_point_id
    ]
    asked = {"customer_id": letter.customer_id, "at": MORNING}
    words = words_for("payment_reminder", "email", values=VALUES | PLACES, **asked)
    wish = Wish(
        letter.customer_id, None, point, "x", MORNING, channel="email", content=words.content
    )
    permit = ask(wish, use=False).permit_id
    other_values = VALUES | PLACES | {"amount": Money.of("1", "CNY")}
    other = words_for("payment_reminder", "email", values=other_values, **asked)
    contact = Contact(None, point.id, channel="email", content=other.content)
    return use_permit(permit_id=permit, contact=contact, actor="x", at=MORNING).pk


PLACES = {
    "code": "K7QM",
    "genuine": "https://x/genuine",
    "portal": "https://x/my/sign-in/T/",
    "home": "https://x/my/",
}


def test_another_persons_address_and_a_missing_gateway_are_refused(settings: Settings) -> None:
    case, [phone] = a_case()
    stranger = an_address(a_case()[0].customer)
    settings.OUTBOX, settings.SMTP_URL = False, ""
    with pytest.raises(Refused, match="not an address of this customer"):
        send_message(a_letter(stranger, customer_id=case.customer_id), actor="x", at=MORNING)
    with pytest.raises(Refused, match="administrator"):
        send_message(a_letter(phone, channel="sms"), actor="x", at=MORNING)


def test_nobody_records_by_hand_that_a_message_was_sent(postbox: Postbox) -> None:
    queued = send_message(a_letter(), actor="collector", at=MORNING)
    staff = a_member()
    with pytest.raises(Refused):
        record_outcome(attempt_id=queued.attempt_id, outcome="sent", staff=staff, at=MORNING)


def test_a_person_is_shown_the_words_written_to_them_and_nobody_elses(postbox: Postbox) -> None:
    letter, other = a_letter(), a_letter(values=VALUES | {"amount": Money.of("7", "CNY")})
    send_message(letter, actor="reminders", at=MORNING)
    send_message(other, actor="reminders", at=MORNING)
    [told] = messages_to(letter.customer_id)
    assert "人民币950.00元" in told.body
    assert "币7.00元" not in told.body
    assert (told.channel, told.state) == ("email", MessageState.WAITING)
    assert told.content_digest == Attempt.objects.get(customer_id=letter.customer_id).content_digest
