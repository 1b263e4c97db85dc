"""What was stopped from a number that nobody had counts from the moment somebody has it."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdue.compliance.actions import grant_consent
from fairdue.compliance.models import Consent, ContactRequest, Dispute, Hold, RequestKind
from fairdue.contact.actions import ContactDenied
from fairdue.contact.tests.records import MORNING, a_case, a_member, an_address
from fairdue.delivery import Inbound
from fairdue.delivery.tests.conftest import Postbox
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.messaging.actions import Letter, send_message, take_inbound, take_up_stops
from fairdue.messaging.actions.correcting import confirm_answer, correct_answer
from fairdue.messaging.models import Answer, AnswerState, AnswerStep, Message, UnfiledSender
from fairdue.people.models import Role
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.masking import mask_phone
from fairdue.vault.sealing import vault

pytestmark = pytest.mark.django_db
SOON, LATER = MORNING + timedelta(seconds=20), MORNING + timedelta(minutes=5)
NUMBER, MAIL = "+8613900000000", "someone@customer.example"
_numbers = itertools.count(1)


def wrote(text: str, sender: str = NUMBER, kind: str = "sms") -> Answer:
    told = {"carrier": "smpp", "reference": f"early-{next(_numbers)}", "to": "10690"}
    row = take_inbound(Inbound(kind=kind, sender=sender, text=text, at=SOON, **told), at=SOON)  # type: ignore[arg-type]
    assert row is not None
    return Answer.objects.get(inbound=row)


def filed(number: str = "139 0000 0000") -> ContactPoint:
    case, _ = a_case(phones=0)
    return ContactPoint.objects.create(
        customer=case.customer, kind="phone", value_masked=mask_phone(number),
        value_sealed=vault().seal(number), value_index=vault().blind_index("phone", number),
    )  # fmt: skip


def stops(customer_id: int) -> list[tuple[str, str]]:
    rows = ContactRequest.objects.filter(customer_id=customer_id, withdrawn_at=None).order_by("pk")
    return list(rows.values_list("kind", "channel"))


def test_a_stop_waits_for_its_number_and_counts_once_it_is_filed() -> None:
    answer = wrote("别再发了")
    assert take_up_stops(at=SOON) == 0
    point = filed()
    grant_consent(
        customer_id=point.customer_id, kind="channel", channel="sms", given_to="this_collector",
        evidence="a form", staff=a_member(), at=MORNING,
    )  # fmt: skip
    assert take_up_stops(at=LATER) == 1
    assert stops(point.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    assert not Consent.objects.filter(revoked_at=None).exists()
    asked = ContactRequest.objects.get()
    assert (asked.received_at, asked.reason) == (LATER, f"inbound:{answer.inbound_id}")
    entry = Entry.objects.get(action="answer_taken_up")
    assert (entry.customer_id, entry.details["records"]) == (
        point.customer_id, [f"request:{asked.pk}"],
    )  # fmt: skip
    assert "139" not in str([*Entry.objects.values("details", "subject")])


def test_taking_up_again_does_nothing_more() -> None:
    wrote("STOP")
    point = filed()
    assert [take_up_stops(at=LATER), take_up_stops(at=LATER)] == [1, 0]
    assert len(stops(point.customer_id)) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_first_finds_the_stop_on_record(postbox: Postbox) -> None:
    wrote("unsubscribe", sender=MAIL, kind="email")
    case, _ = a_case()
    address = an_address(case.customer, MAIL)
    values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
    letter = Letter(case.customer_id, address.pk, "payment_reminder", values)
    with pytest.raises(ContactDenied):
        send_message(letter, actor="reminders", at=LATER)
    assert stops(case.customer_id) == [(RequestKind.STOP_MEDIUM, "email")]
    assert not Message.objects.exists()


def test_everybody_who_gets_the_number_is_left_in_peace_and_nobody_else() -> None:
    wrote("不要以任何方式联系我")
    one, two, other = filed(), filed("0086 13900000000"), filed("13900000001")
    assert take_up_stops(at=LATER, customers=[one.customer_id, other.customer_id]) == 1
    assert take_up_stops(at=LATER) == 1
    for point in (one, two):
        assert stops(point.customer_id) == [(RequestKind.CEASE, "")]
    assert stops(other.customer_id) == []


def test_only_what_stops_is_taken_up_as_it_may_be_another_who_wrote() -> None:
    wrote("这不是我欠的")
    wrote("你打错了")
    point = filed()
    assert take_up_stops(at=LATER) == 0
    point.refresh_from_db()
    assert (Dispute.objects.count(), point.not_theirs_since_at) == (0, None)


def test_what_was_in_doubt_pauses_unless_somebody_has_read_it() -> None:
    unread, read, meant = wrote("haha stop"), wrote("haha stop"), wrote("能不能晚点再发?")
    lead = a_member(Role.LEAD)
    correct_answer(answer_id=read.pk, wants=[], reason="joking", staff=lead, at=SOON)
    correct_answer(answer_id=meant.pk, wants=["stop_all"], reason="clear", staff=lead, at=SOON)
    point = filed()
    take_up_stops(at=LATER)
    steps = AnswerStep.objects.order_by("pk").values_list("answer_id", "does")
    assert list(steps) == [(unread.pk, "suspend"), (meant.pk, "cease")]
    assert stops(point.customer_id) == [
        (RequestKind.STOP_MEDIUM, "sms"), (RequestKind.CEASE, ""),
    ]  # fmt: skip
    assert not Hold.objects.exists()


def test_reading_it_afterwards_keeps_what_was_asked_or_takes_it_back() -> None:
    answer = wrote("STOP")
    point = filed()
    take_up_stops(at=LATER)
    lead = a_member(Role.LEAD)
    assert confirm_answer(answer_id=answer.pk, staff=lead, at=LATER).state == AnswerState.READ
    assert stops(point.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    correct_answer(
        answer_id=answer.pk, wants=[], reason="a test of ours", staff=a_member(Role.COMPLIANCE),
        at=LATER,
    )  # fmt: skip
    assert stops(point.customer_id) == []
    assert take_up_stops(at=LATER) == 0, "what was taken back isn't done again"


def test_an_automatic_reply_and_a_known_sender_wait_for_nothing() -> None:
    point = filed("13900000002")
    wrote("STOP", sender="+8613900000002")
    assert not UnfiledSender.objects.exists()
    wrote("Automatic reply: I am out of office", sender=MAIL, kind="email")
    case, _ = a_case()
    an_address(case.customer, MAIL)
    assert take_up_stops(at=LATER) == 0
    assert len(stops(point.customer_id)) == 1


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(
        st.sampled_from(["STOP", "退订", "别再联系我", "haha stop", "嗯哼"]), max_size=3
    ),
    number=st.from_regex(r"13[0-9]{9}", fullmatch=True),
    spelled=st.sampled_from(["{}", "+86 {}", "0086{}", "86-{}"]),
)
def test_filed_before_or_after_the_same_is_stopped(
    texts: list[str], number: str, spelled: str
) -> None:
    """Whatever is wanted stopped, and however the number is written."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT each")
    before = filed("14" + number[2:])
    for text in texts:
        wrote(text, sender="+8614" + number[2:])
        wrote(text, sender=f"+86{number}")
    after = filed(spelled.format(number))
    take_up_stops(at=LATER)
    assert stops(after.customer_id) == stops(before.customer_id)
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT each")
