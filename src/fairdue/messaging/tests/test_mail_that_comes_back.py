"""The whole way: an e-mail goes out, comes back or is answered, and what follows is on record."""

from __future__ import annotations

import smtplib
from datetime import date, datetime, timedelta
from email import message_from_bytes

import pytest

from fairdue.contact.actions import ContactDenied
from fairdue.contact.models import Attempt, Outcome
from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery import Inbound, Report
from fairdue.delivery.mail.smtp import Smtp
from fairdue.delivery.tests import letters
from fairdue.delivery.tests.conftest import Postbox
from fairdue.delivery.tests.letters import letter, report
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.messaging.actions import Letter, deliver, send_message, take_inbound, take_report
from fairdue.messaging.actions.stop_links import stop_address
from fairdue.messaging.actions.stopping import stop_by_link
from fairdue.messaging.models import InboundMessage, Message, MessageState
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MORNING + timedelta(minutes=5)


def queued(address: ContactPoint | None = None, at: datetime = MORNING) -> Message:
    if address is None:
        case, _phones = a_case()
        address = an_address(case.customer)
    values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
    asked = Letter(address.customer_id, address.pk, "payment_reminder", values)
    return Message.objects.get(pk=send_message(asked, actor="reminders", at=at).message_id)


def address_of(message: Message) -> ContactPoint:
    assert message.attempt.contact_point_id is not None
    return ContactPoint.objects.get(pk=message.attempt.contact_point_id)


def bring_back(carrier: Smtp, to: str, content: bytes, sender: str = "") -> None:
    """Hand a letter to our listener, and take what the carrier makes of it."""
    assert carrier.listener is not None
    with smtplib.LMTP("127.0.0.1", carrier.listener.port, "mx.test") as line:
        line.sendmail(sender, [to], content)
    for told in carrier.collect():
        if isinstance(told, Report):
            take_report(told, at=LATER)
        else:
            assert isinstance(told, Inbound)
            take_inbound(told, at=LATER)


@pytest.mark.parametrize(
    ("content", "marked"),
    [
        (letter(letters.QQ, charset="gb18030"), True),
        (report("bounces@bank.example"), True),
        (report("bounces@bank.example", status="5.2.2"), False),
        (report("bounces@bank.example", status="4.4.7"), False),
    ],
    ids=["quotes-nothing", "no-such-user", "mailbox-full", "server-away"],
)
def test_one_that_comes_back_was_not_delivered_and_may_say_nobody_is_there(
    postbox: Postbox, hearing: Smtp, content: bytes, marked: bool
) -> None:
    message = queued()
    assert deliver(message.pk, at=MORNING) == MessageState.SENT
    bring_back(hearing, str(postbox.got[0].mail_from), content)
    message.refresh_from_db()
    assert message.state == MessageState.NOT_DELIVERED
    assert Attempt.objects.get(pk=message.attempt_id).outcome == Outcome.NOT_DELIVERED
    assert (address_of(message).invalid_since is not None) == marked


def test_a_delay_changes_nothing_yet(postbox: Postbox, hearing: Smtp) -> None:
    message = queued()
    deliver(message.pk, at=MORNING)
    delayed = report("bounces@bank.example", action="delayed", status="4.4.1")
    bring_back(hearing, str(postbox.got[0].mail_from), delayed)
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert address_of(message).invalid_since is None


def test_an_address_refused_at_once_is_marked_too(postbox: Postbox, hearing: Smtp) -> None:
    message = queued()
    to = vault().unseal(address_of(message).value_sealed)
    postbox.refuses[to] = "550 5.1.1 no such user"
    assert deliver(message.pk, at=MORNING) == MessageState.NOT_DELIVERED
    assert address_of(message).invalid_since is not None
    entry = Entry.objects.get(action="contact_point_marked_invalid")
    assert entry.details["code"] == "5.1.1" and to not in str(entry.details)


def test_a_forged_report_changes_nothing(postbox: Postbox, hearing: Smtp) -> None:
    message = queued()
    deliver(message.pk, at=MORNING)
    guessed = report("bounces@bank.example", message_id="<guessed@bank.example>")
    bring_back(hearing, "bounces@bank.example", guessed)
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_an_answer_is_kept_for_the_message_it_answers(postbox: Postbox, hearing: Smtp) -> None:
    message = queued()
    deliver(message.pk, at=MORNING)
    message.refresh_from_db()
    to = vault().unseal(address_of(message).value_sealed)
    answer = letter(letters.ANSWER, message_id=message.references[0])
    content = answer.replace(b"Zhang.San@mail.example", to.encode())
    bring_back(hearing, "answers@bank.example", content, to)
    [kept] = InboundMessage.objects.all()
    assert kept.answers_id == message.pk and kept.customer_id == message.customer_id
    assert "请不要再发邮件给我" in vault().unseal(kept.words_sealed)


def test_the_link_it_carries_stops_email_from_then_on(postbox: Postbox, hearing: Smtp) -> None:
    message = queued()
    deliver(message.pk, at=MORNING)
    got = message_from_bytes(postbox.got[0].original_content or b"")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = "".join(str(got["List-Unsubscribe"]).split()).strip("<>")
    assert stop_by_link(link.rstrip("/").rpartition("/")[2], at=LATER)
    with pytest.raises(ContactDenied, match="asked") as told:
        queued(address_of(message), at=MORNING + timedelta(days=1))
    assert "LENDER-FREQ" not in str(told.value)


def test_what_still_waits_when_email_is_stopped_never_leaves(
    postbox: Postbox, hearing: Smtp
) -> None:
    waits, others = queued(), queued()
    token = stop_address(address_of(waits).pk).rstrip("/").rpartition("/")[2]
    assert stop_by_link(token, at=LATER)
    waits.refresh_from_db()
    assert (waits.state, waits.problem) == (MessageState.WITHDRAWN, "opted_out")
    assert deliver(waits.pk, at=LATER) is None
    assert deliver(others.pk, at=MORNING) == MessageState.SENT
    assert len(postbox.got) == 1
