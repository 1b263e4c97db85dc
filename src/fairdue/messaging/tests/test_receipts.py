"""What comes back: taken once, in any order, and given to its message and person."""

from __future__ import annotations

import itertools
import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from fairdue.contact.models import Attempt, Outcome
from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery import Inbound, Report
from fairdue.delivery.tests.conftest import Postbox
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.messaging.actions import (
    Handed,
    Letter,
    deliver,
    end_lost,
    match_receipts,
    send_message,
    take_inbound,
    take_report,
    take_turns,
    withdraw_from,
)
from fairdue.messaging.models import InboundMessage, Message, MessageState, Receipt
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db(transaction=True)

LATER = MORNING + timedelta(minutes=5)


def queued() -> Message:
    case, _ = a_case()
    address = an_address(case.customer)
    values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
    letter = Letter(case.customer_id, address.pk, "payment_reminder", values)
    found = send_message(letter, actor="reminders", at=MORNING)
    return Message.objects.get(pk=found.message_id)


def sent(*references: str) -> Message:
    """A message whose carrier took it in so many parts."""
    message = queued()
    [claimed] = take_turns([], carrier="smtp", channels=["email"], most=1, at=MORNING)
    done = Handed(
        claimed.message_id, MessageState.SENT, carried_by="smtp", references=references or ("r1",)
    )
    assert not take_turns([done], carrier="smtp", channels=["email"], most=0, at=MORNING)
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    return message


def told(state: str, reference: str = "r1", key: str = "") -> Report:
    return Report("smtp", reference, key, state, "5.1.1", LATER)  # type: ignore[arg-type]


def now_of(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, Attempt.objects.get(pk=message.attempt_id).outcome


def test_a_message_that_came_back_is_not_delivered_and_its_attempt_says_so(
    postbox: Postbox,
) -> None:
    message = sent()
    assert take_report(told("not_delivered"), at=LATER)
    assert now_of(message) == (MessageState.NOT_DELIVERED, Outcome.NOT_DELIVERED)
    assert message.problem == "returned"
    entry = Entry.objects.get(pk=Attempt.objects.get(pk=message.attempt_id).journal_entry_id)
    assert (entry.action, entry.subject) == ("outcome_recorded", f"attempt:{message.attempt_id}")


def test_receipts_of_all_orders_end_alike(postbox: Postbox) -> None:
    reports = [told("accepted"), told("not_delivered"), told("delivered")]
    for order in itertools.permutations(reports):
        message = sent(f"r{message_number()}")
        for report in order:
            mine = Report("smtp", message.references[0], "", report.state, "", LATER)
            assert take_report(mine, at=LATER)
            assert not take_report(mine, at=LATER), "the same is taken once"
        assert now_of(message) == (MessageState.DELIVERED, Outcome.SENT)
        assert Receipt.objects.filter(message=message).count() == 3


def message_number() -> int:
    return Message.objects.count()


def test_a_long_text_is_delivered_when_all_its_parts_are(postbox: Postbox) -> None:
    message = sent("a", "b")
    take_report(told("delivered", "a"), at=LATER)
    assert now_of(message)[0] == MessageState.SENT
    take_report(told("delivered", "b"), at=LATER)
    assert now_of(message)[0] == MessageState.DELIVERED


def test_a_receipt_that_is_quicker_than_our_own_note_waits_for_it(postbox: Postbox) -> None:
    message = queued()
    take_turns([], carrier="smtp", channels=["email"], most=1, at=MORNING)
    assert take_report(told("delivered", "early"), at=MORNING)
    assert take_report(told("delivered", "", message.key), at=MORNING)
    assert now_of(message)[0] == MessageState.SENDING, "whoever sends it settles it"
    done = Handed(message.pk, MessageState.SENT, carried_by="smtp", references=("early",))
    take_turns([done], carrier="smtp", channels=["email"], most=0, at=MORNING)
    assert now_of(message) == (MessageState.DELIVERED, Outcome.SENT)
    assert match_receipts(at=LATER) == 1
    assert match_receipts(at=LATER) == 0
    assert not Receipt.objects.filter(message=None).exists()


def test_one_whose_sender_was_killed_is_named_and_settled_by_what_is_told(
    postbox: Postbox,
) -> None:
    message = queued()
    take_turns([], carrier="smtp", channels=["email"], most=1, at=MORNING)
    assert end_lost(at=MORNING, carrier="other") == 0
    assert end_lost(at=MORNING, carrier="smtp") == 1
    assert now_of(message) == (MessageState.UNCONFIRMED, Outcome.UNCONFIRMED)
    assert message.problem == "sender_killed"
    assert deliver(message.pk, at=MORNING) is None, "it may have left"
    assert take_report(told("delivered", "", message.key), at=LATER)
    assert now_of(message) == (MessageState.DELIVERED, Outcome.SENT)
    assert message.problem == ""


def test_what_was_told_before_a_message_was_given_up_counts(postbox: Postbox) -> None:
    message = queued()
    take_turns([], carrier="smtp", channels=["email"], most=1, at=MORNING)
    take_report(told("not_delivered", "", message.key), at=MORNING)
    end_lost(at=MORNING, carrier="smtp")
    assert now_of(message) == (MessageState.NOT_DELIVERED, Outcome.NOT_DELIVERED)


def test_a_sender_thought_dead_may_still_tell_what_it_did(postbox: Postbox) -> None:
    message = queued()
    take_turns([], carrier="smtp", channels=["email"], most=1, at=MORNING)
    end_lost(at=MORNING, carrier="smtp")
    done = Handed(message.pk, MessageState.SENT, carried_by="smtp", references=("late",))
    take_turns([done], carrier="smtp", channels=["email"], most=0, at=LATER)
    assert now_of(message) == (MessageState.SENT, Outcome.SENT)


def test_one_that_waits_again_though_it_was_taken_is_not_sent_twice(postbox: Postbox) -> None:
    message = queued()
    take_turns([], carrier="smtp", channels=["email"], most=1, at=MORNING)
    again = Handed(message.pk, MessageState.WAITING, "server_away")
    take_turns([again], carrier="smtp", channels=["email"], most=0, at=MORNING)
    assert now_of(message)[0] == MessageState.WAITING
    take_report(told("accepted", "", message.key), at=MORNING)
    assert now_of(message)[0] == MessageState.SENT
    soon = MORNING + timedelta(seconds=30)
    assert not take_turns([], carrier="smtp", channels=["email"], most=5, at=soon)


def test_what_still_waits_can_be_taken_back(postbox: Postbox) -> None:
    message = queued()
    asked = {"why": "opted_out", "actor": "answers", "at": MORNING}
    assert withdraw_from(message.customer_id, channel="sms", **asked) == 0  # type: ignore[arg-type]
    assert withdraw_from(message.customer_id, channel="email", **asked) == 1  # type: ignore[arg-type]
    assert now_of(message) == (MessageState.WITHDRAWN, Outcome.NOT_DELIVERED)
    assert deliver(message.pk, at=MORNING) is None
    assert not postbox.got


def test_a_receipt_of_no_message_of_ours_is_kept(postbox: Postbox) -> None:
    assert take_report(told("delivered", "stranger"), at=LATER)
    assert Receipt.objects.get().message is None
    assert match_receipts(at=LATER) == 0


def test_words_of_the_other_side_never_reach_the_journal(postbox: Postbox) -> None:
    message = sent()
    code = "550 <zhang@customer.example> unknown"
    take_report(Report("smtp", "r1", "", "not_delivered", code, LATER), at=LATER)
    assert "@" not in str([*Entry.objects.values("details", "subject")])
    assert message.receipts.get().code.startswith("550-")


def test_the_database_refuses_a_receipt_without_its_entry(postbox: Postbox) -> None:
    message = sent()
    take_report(told("delivered"), at=LATER)
    with pytest.raises(DatabaseError, match="journal entry"), transaction.atomic():
        Receipt.objects.filter(message=message).update(state="unknown")


def written(sender: str, **changes: str) -> Inbound:
    told = {"reference": "in-1", "carrier": "smpp", "kind": "sms", "text": "别再发了"} | changes
    return Inbound(sender=sender, to="10690", at=LATER, **told)  # type: ignore[arg-type]


def opened(point: ContactPoint) -> str:
    return vault().unseal(point.value_sealed)


def test_what_someone_writes_is_sealed_and_theirs() -> None:
    case, [phone] = a_case()
    row = take_inbound(written("+86" + opened(phone)), at=LATER)
    assert row is not None
    assert (row.customer_id, row.contact_point_id) == (case.customer_id, phone.pk)
    assert json.loads(vault().unseal(row.words_sealed))["body"] == "别再发了"
    assert opened(phone) not in row.sender_masked
    stored = str(InboundMessage.objects.values().get()) + str([*Entry.objects.values("details")])
    assert "别再发了" not in stored
    assert opened(phone) not in stored


def test_the_same_is_taken_once_and_strangers_are_kept() -> None:
    assert take_inbound(written("+8613900000000"), at=LATER) is not None
    assert take_inbound(written("+8613900000000"), at=LATER) is None
    row = InboundMessage.objects.get()
    assert (row.customer_id, row.customers) == (None, 0)


def test_what_several_may_have_written_is_nobodys_unless_it_answers_one(postbox: Postbox) -> None:
    message = sent()
    mine = Attempt.objects.get(pk=message.attempt_id).contact_point
    assert mine is not None
    other, _ = a_case()
    twin = an_address(other.customer, opened(mine))
    assert twin.customer_id != message.customer_id
    mail = {"kind": "email", "carrier": "smtp"}
    row = take_inbound(written(opened(mine), **mail), at=LATER)
    assert row is not None
    assert (row.customer_id, row.customers) == (None, 2)
    answer = take_inbound(
        written(opened(mine), reference="in-2", key=message.key, **mail), at=LATER
    )
    assert answer is not None
    assert (answer.customer_id, answer.answers_id) == (message.customer_id, message.pk)
