"""Messages that were sent with a warning wait for a person beside what was found in talks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdue.contact.tests.records import MORNING, a_case, a_member, a_team, an_address
from fairdue.delivery.tests.conftest import Postbox, postbox
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions import Letter, deliver, send_message
from fairdue.messaging.actions.templates import approve_version
from fairdue.messaging.models import Message, TemplateVersion
from fairdue.messaging.tests.test_templates import GOOD as FINE
from fairdue.messaging.tests.test_templates import Office, with_body
from fairdue.people.models import Role, Staff
from fairdue.quality import actions
from fairdue.quality.models import ReviewTask, SpokenFinding, Transcript
from fairdue.quality.queries import reviews
from fairdue.quality.tests.test_reviewing import THREAT
from fairdue.quality.tests.test_taking_in import GOOD, a_talk, take

__all__ = ["postbox"]

pytestmark = pytest.mark.django_db(transaction=True)
PRESSING = "识相的话今天把钱打过来，不然有你好看。"
SOON, LATER = MORNING + timedelta(seconds=10), MORNING + timedelta(hours=1)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def collector(db: None) -> Staff:
    return a_member(Role.COLLECTOR, a_team())


def live(office: Office, body: str = PRESSING) -> TemplateVersion:
    version = office.submitted(with_body("", body) if body else FINE)
    for staff in (office.lead, office.officer):
        version = approve_version(version.pk, note="to be seen", staff=staff, at=MORNING)
    return version


def sent(by: str, *, go: bool = True) -> Message:
    case, _ = a_case()
    address = an_address(case.customer)
    values = {"due_on": date(2026, 3, 13), "amount": Money.of("950", "CNY")}
    letter = Letter(case.customer_id, address.pk, "a_word", values, channel="email")
    number = send_message(letter, actor=by, at=MORNING).message_id
    if go:
        deliver(number, at=SOON)
    return Message.objects.get(pk=number)


def decide(finding: SpokenFinding, staff: Staff, remedy: str = "") -> SpokenFinding:
    return actions.decide(
        finding_id=finding.pk, confirms=bool(remedy), remedy=remedy, note="read it", staff=staff,
        at=LATER,
    )  # fmt: skip


def test_its_place_is_marked_in_the_very_words_that_were_sent(
    office: Office, collector: Staff, postbox: Postbox
) -> None:
    live(office)
    message = sent(collector.username)
    assert PRESSING not in str(message.warnings)
    assert actions.take_messages(at=LATER) == 1
    finding = SpokenFinding.objects.get()
    assert (finding.kind, finding.severity, finding.state) == ("pressure", "minor", "open")
    lines = actions.open_lines(
        transcript_id=finding.transcript_id, why="call review", staff=office.officer, at=LATER
    )
    assert lines[finding.line].text[finding.start : finding.end] in PRESSING
    entry = Entry.objects.get(action="transcript_taken_in")
    assert (entry.details["template"], entry.details["version"]) == ("a_word", 1)
    assert PRESSING not in str([*Entry.objects.values("details")])


def test_one_decision_is_about_all_that_say_the_same(
    office: Office, collector: Staff, postbox: Postbox
) -> None:
    live(office)
    sent(collector.username)
    sent("reminders")
    assert [actions.take_messages(at=LATER), actions.take_messages(at=LATER)] == [1, 0]
    sent("reminders")
    assert actions.take_messages(at=LATER) == 0
    assert Transcript.objects.count() == 1


def test_what_has_no_warning_or_never_left_is_not_reviewed(
    office: Office, collector: Staff, postbox: Postbox
) -> None:
    live(office)
    sent(collector.username, go=False)
    assert actions.take_messages(at=LATER) == 0


def test_words_without_a_warning_keep_none(
    office: Office, collector: Staff, postbox: Postbox
) -> None:
    live(office, "")
    assert sent(collector.username).warnings is None
    assert actions.take_messages(at=LATER) == 0


@pytest.mark.parametrize(
    ("remedy", "state", "tasks"),
    [
        ("", "not_confirmed", []),
        ("coach", "confirmed", ["coach"]),
        ("template", "confirmed", ["template"]),
    ],
)
def test_it_is_fine_or_talked_through_or_the_template_changes(
    office: Office, collector: Staff, postbox: Postbox, remedy: str, state: str, tasks: list[str]
) -> None:
    live(office)
    sent(collector.username)
    actions.take_messages(at=LATER)
    decided = decide(SpokenFinding.objects.get(), office.officer, remedy)
    assert decided.state == state
    assert list(ReviewTask.objects.values_list("kind", flat=True)) == tasks
    own = reviews.confirmed_of(collector)
    assert bool(own) == (remedy == "coach"), "a template's words are not the collector's own"


def test_a_remedy_is_chosen_for_messages_only_and_a_machine_is_not_coached(
    office: Office, postbox: Postbox
) -> None:
    live(office)
    sent("reminders")
    actions.take_messages(at=LATER)
    finding = SpokenFinding.objects.get()
    with pytest.raises(Refused, match="what follows"):
        actions.decide(
            finding_id=finding.pk, confirms=True, note="so it is", staff=office.officer, at=LATER
        )
    with pytest.raises(Refused, match="No person chose"):
        decide(finding, office.officer, "coach")
    with pytest.raises(Refused, match="not a talk of your team"):
        decide(finding, office.lead, "template")
    assert decide(finding, office.officer, "template").state == "confirmed"


def test_a_talk_takes_its_tasks_from_the_policy_alone(collector: Staff) -> None:
    transcript = take(a_talk(collector), *GOOD, THREAT)
    finding = SpokenFinding.objects.get(transcript=transcript, severity="grave")
    with pytest.raises(Refused, match="what follows"):
        decide(finding, a_member(Role.COMPLIANCE), "template")
