"""What people write back is done at once; what is in doubt pauses until somebody has read it."""

from __future__ import annotations

import itertools
import json
from datetime import date, timedelta

import pytest

from fairdue.compliance.actions import grant_consent, record_request
from fairdue.compliance.models import (
    Complaint,
    Consent,
    ContactRequest,
    Dispute,
    Hold,
    HoldKind,
    Mark,
    RequestKind,
)
from fairdue.contact.tests.records import MORNING, a_case, a_member, an_address
from fairdue.delinquency.models import Case
from fairdue.delivery import Inbound
from fairdue.delivery.tests.conftest import Postbox
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import Letter, send_message, take_inbound, take_turns
from fairdue.messaging.actions.correcting import (
    confirm_answer,
    correct_answer,
    open_words,
    take_callback,
)
from fairdue.messaging.models import Answer, AnswerState, AnswerStep, Message, MessageState
from fairdue.people.models import Role
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import vault
from fairdue.work.models import Callback

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(seconds=20)
_numbers = itertools.count(1)


def opened(point: ContactPoint) -> str:
    return vault().unseal(point.value_sealed)


def wrote(point: ContactPoint | str, text: str, kind: str = "sms", **more: str) -> Answer:
    sender = point if isinstance(point, str) else opened(point)
    told = {"carrier": "smpp", "reference": f"in-{next(_numbers)}", "to": "10690"} | more
    row = take_inbound(Inbound(kind=kind, sender=sender, text=text, at=LATER, **told), at=LATER)  # type: ignore[arg-type]
    assert row is not None
    return Answer.objects.get(inbound=row)


def requests(customer_id: int) -> list[tuple[str, str]]:
    rows = ContactRequest.objects.filter(customer_id=customer_id, withdrawn_at=None).order_by("pk")
    return list(rows.values_list("kind", "channel"))


def queued(case: Case, address: ContactPoint) -> Message:
    values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
    letter = Letter(case.customer_id, address.pk, "payment_reminder", values)
    found = send_message(letter, actor="reminders", at=MORNING)
    return Message.objects.get(pk=found.message_id)


@pytest.mark.parametrize("text", ["别再发了", "退订", "TD", "STOP", "please stop texting me"])
def test_a_stop_counts_from_the_moment_it_comes_in(text: str) -> None:
    case, [phone] = a_case()
    answer = wrote(phone, text)
    assert answer.state == AnswerState.DONE
    assert requests(case.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    asked = ContactRequest.objects.get()
    assert asked.received_at == LATER
    assert asked.reason == f"inbound:{answer.inbound_id}"


@pytest.mark.django_db(transaction=True)
def test_what_waits_on_that_channel_is_withdrawn_in_the_same_breath(postbox: Postbox) -> None:
    case, _ = a_case()
    address = an_address(case.customer)
    message = queued(case, address)
    wrote(address, "别再发了", kind="email", carrier="smtp")
    message.refresh_from_db()
    assert (message.state, message.problem) == (MessageState.WITHDRAWN, "opted_out")
    assert not take_turns([], carrier="smtp", channels=["email"], most=9, at=LATER)
    assert not postbox.got


@pytest.mark.django_db(transaction=True)
def test_what_was_put_in_line_elsewhere_is_judged_again_when_its_turn_comes(
    postbox: Postbox,
) -> None:
    case, [phone] = a_case()
    address = an_address(case.customer)
    message = queued(case, address)
    wrote(phone, "别再联系我，停止一切联系")
    message.refresh_from_db()
    assert message.state == MessageState.WITHDRAWN, "all contact, so by e-mail too"
    other, _ = a_case()
    theirs = an_address(other.customer)
    waiting = queued(other, theirs)
    lead = a_member(Role.LEAD)
    record_request(
        customer_id=other.customer_id, kind=RequestKind.STOP_MEDIUM, channel="email",
        reason="on the phone", staff=lead, at=LATER,
    )  # fmt: skip
    assert not take_turns([], carrier="smtp", channels=["email"], most=9, at=LATER)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == (MessageState.WITHDRAWN, "asked_meanwhile")


def test_consent_to_the_channel_and_to_automatic_texts_goes_with_it() -> None:
    case, [phone] = a_case()
    for kind, channel in (("channel", "sms"), ("automated", ""), ("channel", "email")):
        grant_consent(
            customer_id=case.customer_id, kind=kind, channel=channel, given_to="this_collector",
            evidence="a form", staff=a_member(), at=MORNING,
        )  # fmt: skip
    wrote(phone, "STOP")
    left = Consent.objects.filter(revoked_at=None).values_list("kind", "channel")
    assert list(left) == [("channel", "email")]


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("能不能晚点再发?", ["stop_time", "asks"]),
        ("他说“退订”，笑死我了", []),
        ("嗯哼", []),
        ("haha stop", ["stop_channel"]),
    ],
)
def test_doubt_pauses_the_channel_until_somebody_has_read_it(text: str, wants: list[str]) -> None:
    case, [phone] = a_case()
    answer = wrote(phone, text)
    assert (answer.state, answer.wants) == (AnswerState.DOUBTFUL, wants)
    assert requests(case.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    asked = ContactRequest.objects.get()
    assert asked.ends_at is None, "no deadline turns silence into consent"
    assert asked.review_on == date(2026, 3, 11)
    assert answer.read_by_at == LATER + timedelta(hours=24)


def test_doubt_about_all_contact_holds_all_contact() -> None:
    case, [phone] = a_case()
    wrote(phone, "haha leave me alone")
    hold = Hold.objects.get(customer_id=case.customer_id)
    assert (hold.kind, hold.ends_at, hold.released_at) == (HoldKind.MANUAL, None, None)


@pytest.mark.parametrize(
    ("text", "record", "left"),
    [
        ("这不是我欠的", "dispute", []),
        ("我失业了，实在还不起", "mark", ["care"]),
        ("我要投诉你们", "complaint", []),
        ("我父亲上个月去世了", "hold", ["care"]),
        ("请联系我的律师", "request", ["representative"]),
        ("别给我单位打电话", "request", ["place"]),
        ("不要以任何方式联系我", "request", []),
        ("你打错了", "contact_point", []),
        ("我昨天已经还了", "", ["payment"]),
        ("明天发工资就还", "", ["promise"]),
        ("给我回个电话", "", ["callback"]),
    ],
)
def test_each_want_brings_its_record_or_waits_for_a_person(
    text: str, record: str, left: list[str]
) -> None:
    case, [phone] = a_case()
    answer = wrote(phone, text)
    records = [step.record.split(":")[0] for step in AnswerStep.objects.filter(answer=answer)]
    assert records == ([record] if record else [])
    assert answer.left == left
    assert answer.state == (AnswerState.TO_DO if left else AnswerState.DONE)
    stored = str([*Entry.objects.values("details")])
    assert text not in stored
    assert (
        case.customer_id in AnswerStep.objects.values_list("customer_id", flat=True) or not record
    )


def test_records_say_what_was_written_sealed_and_who_acted() -> None:
    case, [phone] = a_case()
    wrote(phone, "这不是我欠的")
    dispute = Dispute.objects.get(customer_id=case.customer_id)
    assert dispute.ground == "not_mine"
    assert dispute.statement_sealed is not None
    assert vault().unseal(bytes(dispute.statement_sealed)) == "这不是我欠的"
    entry = Entry.objects.get(pk=dispute.journal_entry_id)
    assert (entry.actor, dispute.owner) == ("inbound", "")
    again = wrote(phone, "我说了不是我借的")
    assert Dispute.objects.count() == 1
    assert [step.record for step in again.steps.all()] == [""]


def test_somebody_in_danger_is_left_alone_and_seen_to_within_hours() -> None:
    case, [phone] = a_case()
    answer = wrote(phone, "我不想活了")
    assert answer.left[-1:] == ["care"] or "care" in answer.left
    assert Mark.objects.filter(customer_id=case.customer_id, kind="vulnerability").exists()
    assert Hold.objects.filter(customer_id=case.customer_id, ends_at=None).exists()
    assert answer.read_by_at == LATER + timedelta(hours=2)


def test_a_stop_from_a_number_that_several_have_counts_for_all_of_them() -> None:
    case, [phone] = a_case()
    other, _ = a_case()
    ContactPoint.objects.create(
        customer=other.customer, kind="phone", value_masked="1", value_sealed=phone.value_sealed,
        value_index=phone.value_index,
    )  # fmt: skip
    answer = wrote(phone, "别再发了")
    assert answer.inbound.customer_id is None
    for each in (case, other):
        assert requests(each.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    wrote(phone, "这不是我欠的")
    assert not Dispute.objects.exists(), "whose it would be isn't known"
    assert Answer.objects.order_by("-pk")[0].left == ["read"]


def test_strangers_are_shown_and_nothing_else() -> None:
    answer = wrote("+8613900000000", "别再发了")
    assert (answer.state, answer.left) == (AnswerState.TO_DO, ["read"])
    assert not ContactRequest.objects.exists()


def test_an_automatic_reply_never_counts() -> None:
    case, _ = a_case()
    address = an_address(case.customer)
    answer = wrote(address, "Automatic reply: I am out of office", kind="email", carrier="smtp")
    assert answer.state == AnswerState.NOT_COUNTED
    assert not ContactRequest.objects.exists()


def test_a_subject_of_its_own_is_read_too_and_ours_is_not() -> None:
    case, _ = a_case()
    address = an_address(case.customer)
    wrote(address, "", kind="email", carrier="smtp", subject="Unsubscribe")
    assert requests(case.customer_id) == [(RequestKind.STOP_MEDIUM, "email")]
    other, _ = a_case()
    theirs = an_address(other.customer)
    wrote(theirs, "我昨天已经还了", kind="email", carrier="smtp", subject="Re: 退订说明")
    assert not requests(other.customer_id)


def test_a_written_refusal_ends_contact_where_the_law_says_so() -> None:
    case, [phone] = a_case()
    wrote(phone, "I refuse to pay")
    assert not requests(case.customer_id)
    american, [number] = a_case()
    american.customer.jurisdiction, american.customer.time_zones = "US", "America/New_York"
    american.customer.save()
    wrote(number, "I refuse to pay")
    assert requests(american.customer_id) == [(RequestKind.CEASE, "")]


def test_a_pause_that_was_a_stop_stays_one_whoever_reads_it() -> None:
    case, [phone] = a_case()
    answer = wrote(phone, "haha stop")
    confirm_answer(answer_id=answer.pk, staff=a_member(), at=LATER)
    answer.refresh_from_db()
    assert (answer.state, answer.wants_read) == (AnswerState.READ, ["stop_channel"])
    assert requests(case.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    assert AnswerStep.objects.get().does == "stop_medium"


def test_only_who_may_lift_a_stop_lifts_one_by_reading() -> None:
    case, [phone] = a_case()
    answer = wrote(phone, "嗯哼")
    asked = {"answer_id": answer.pk, "wants": [], "reason": "thanks only", "at": LATER}
    with pytest.raises(Refused):
        correct_answer(**asked, staff=a_member())  # type: ignore[arg-type]
    assert requests(case.customer_id)
    with pytest.raises(Refused):
        correct_answer(**(asked | {"reason": " "}), staff=a_member(Role.LEAD))  # type: ignore[arg-type]
    with pytest.raises(Refused):
        correct_answer(**asked, staff=a_member(Role.STRATEGIST))  # type: ignore[arg-type]
    correct_answer(**asked, staff=a_member(Role.LEAD))  # type: ignore[arg-type]
    assert not requests(case.customer_id)
    assert ContactRequest.objects.get().withdrawal_reason == "thanks only"
    assert AnswerStep.objects.get().undone_at == LATER


def test_nothing_understood_is_not_confirmed_but_said() -> None:
    _, [phone] = a_case()
    answer = wrote(phone, "嗯哼")
    with pytest.raises(Refused):
        confirm_answer(answer_id=answer.pk, staff=a_member(Role.LEAD), at=LATER)


@pytest.mark.parametrize(
    "text",
    ["这不是我欠的", "我失业了", "我要投诉你们", "你打错了", "我父亲去世了", "请联系我的律师"],
)
def test_a_correction_takes_back_whatever_was_done_wrongly(text: str) -> None:
    case, [phone] = a_case()
    answer = wrote(phone, text)
    lead = a_member(Role.LEAD)
    correct_answer(
        answer_id=answer.pk, wants=["stop_channel"], reason="a stop", staff=lead, at=LATER
    )
    assert requests(case.customer_id) == [(RequestKind.STOP_MEDIUM, "sms")]
    assert not Dispute.objects.filter(withdrawn_at=None).exists()
    assert not Mark.objects.filter(cleared_at=None).exists()
    assert not Complaint.objects.filter(withdrawn_at=None).exists()
    assert not Hold.objects.filter(released_at=None).exists()
    assert not ContactPoint.objects.exclude(not_theirs_since_at=None).exists()


def test_whoever_reads_the_words_is_journalled_without_them() -> None:
    case, [phone] = a_case()
    answer = wrote(phone, "别再发了")
    staff = a_member()
    assert open_words(answer_id=answer.pk, staff=staff, at=LATER) == ("", "别再发了")
    entry = Entry.objects.get(action="personal_data_revealed")
    assert (entry.actor, entry.customer_id) == (staff.username, case.customer_id)
    assert "别再发" not in json.dumps(entry.details, ensure_ascii=False)
    with pytest.raises(Refused):
        open_words(answer_id=answer.pk, staff=a_member(Role.ADMINISTRATOR), at=LATER)


def test_a_callback_is_taken_on_by_who_read_that_it_is_wanted() -> None:
    case, [phone] = a_case()
    answer = wrote(phone, "给我回个电话")
    staff = a_member()
    take_callback(answer_id=answer.pk, case_id=case.pk, staff=staff, at=LATER)
    callback = Callback.objects.get()
    assert (callback.made_by, callback.due_at) == (staff, LATER + timedelta(minutes=15))
    answer.refresh_from_db()
    assert answer.state == AnswerState.READ
    with pytest.raises(Refused):
        take_callback(answer_id=answer.pk, case_id=case.pk, staff=staff, at=LATER)
