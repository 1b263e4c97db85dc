"""Reviewing what was said: the queue, one talk with its place marked, the decision, one's own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairdue.delivery.tests.conftest import Postbox, postbox
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.messaging.tests.test_templates import Office
from fairdue.people.models import Role, Staff
from fairdue.quality import actions
from fairdue.quality.models import ReviewTask, SpokenFinding, Transcript
from fairdue.quality.tests.test_taking_in import GOOD, a_talk, take
from fairdue.quality.tests.test_taking_messages import LATER, live, sent
from fairdue.wording import Line

__all__ = ["postbox"]


@pytest.fixture
def grave(staff: dict[Role, Staff]) -> SpokenFinding:
    said = Line("collector", "不还就告诉你单位领导和你父母。", 20, 22)
    transcript = take(a_talk(staff[Role.COLLECTOR]), *GOOD, said)
    return SpokenFinding.objects.get(transcript=transcript, severity="grave")


def page(client: Client, name: str, *arguments: int) -> str:
    answer = client.get(
        reverse(name, args=arguments), HTTP_ACCEPT_LANGUAGE="en", headers={"accept-language": "en"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_queue_names_the_finding_but_no_words_of_it(
    as_role: SignIn, grave: SpokenFinding
) -> None:
    shown = page(as_role(Role.LEAD), "talks")
    assert "Third-party disclosure" in shown
    assert "父母" not in shown


def test_one_finding_marks_its_place_cites_the_rule_and_is_journalled_as_a_reveal(
    as_role: SignIn, grave: SpokenFinding
) -> None:
    shown = page(as_role(Role.COMPLIANCE), "talk-finding", grave.pk)
    assert "<mark>" in shown
    assert "CN-3P-03" in shown
    entry = Entry.objects.get(action="personal_data_revealed")
    assert entry.details["what"] == f"transcript:{grave.transcript_id}"


@pytest.fixture
def written(staff: dict[Role, Staff], postbox: Postbox) -> SpokenFinding:
    live(Office())
    sent(staff[Role.COLLECTOR].username)
    actions.take_messages(at=LATER)
    return SpokenFinding.objects.get()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.django_db(transaction=True)
def test_a_message_with_a_warning_is_shown_marked_and_its_template_named(
    as_role: SignIn, written: SpokenFinding, language: str
) -> None:
    officer = as_role(Role.COMPLIANCE)
    officer.cookies["django_language"] = language
    badge, remedy = {"en": ("Message", "Change the template"), "zh-hans": ("信息", "修改模板")}[
        language
    ]
    assert badge in officer.get(reverse("talks")).content.decode()
    shown = officer.get(reverse("talk-finding", args=[written.pk])).content.decode()
    assert "<mark>" in shown
    assert "<code>a_word</code>" in shown
    assert remedy in shown


@pytest.mark.django_db(transaction=True)
def test_what_follows_from_a_message_is_chosen(as_role: SignIn, written: SpokenFinding) -> None:
    officer, url = as_role(Role.COMPLIANCE), reverse("talk-decide", args=[written.pk])
    assert officer.post(url, {"confirms": "yes", "note": "read it"}).status_code == 422
    assert officer.post(url, {"confirms": "template", "note": "read it"}).status_code == 302
    assert ReviewTask.objects.get().kind == "template"
    assert as_role(Role.COLLECTOR).post(url, {"confirms": "no", "note": "x"}).status_code == 403


def test_two_people_confirm_and_the_tasks_are_there(as_role: SignIn, grave: SpokenFinding) -> None:
    answer = {"confirms": "yes", "note": "heard it"}
    lead, officer = as_role(Role.LEAD), as_role(Role.COMPLIANCE)
    assert lead.post(reverse("talk-decide", args=[grave.pk]), answer).status_code == 302
    grave.refresh_from_db()
    assert grave.state == "second_look"
    assert lead.post(reverse("talk-decide", args=[grave.pk]), answer).status_code == 422
    officer.post(reverse("talk-decide", args=[grave.pk]), answer)
    task = ReviewTask.objects.get(finding=grave, kind="inform")
    officer.post(reverse("talk-task", args=[grave.pk, task.pk]), {"note": "called and said sorry"})
    task.refresh_from_db()
    assert task.note == "called and said sorry"


@pytest.mark.parametrize("sent", [{"confirms": "yes", "note": ""}, {"note": "x"}])
def test_a_decision_without_answer_or_reason_is_refused(
    as_role: SignIn, grave: SpokenFinding, sent: dict[str, str]
) -> None:
    client = as_role(Role.COMPLIANCE)
    assert client.post(reverse("talk-decide", args=[grave.pk]), sent).status_code == 422
    grave.refresh_from_db()
    assert grave.state == "open"


def test_a_lead_of_another_team_finds_nothing(as_role: SignIn, grave: SpokenFinding) -> None:
    client = as_role(Role.LEAD)
    Staff.objects.filter(role=Role.LEAD).update(team=None)
    assert client.get(reverse("talk-finding", args=[grave.pk])).status_code == 404


def test_a_collector_sees_their_own_confirmed_findings_with_a_hint(
    as_role: SignIn, grave: SpokenFinding, staff: dict[Role, Staff]
) -> None:
    collector, lead = as_role(Role.COLLECTOR), as_role(Role.LEAD)
    assert collector.get(reverse("my-talk", args=[grave.pk])).status_code == 404
    answer = {"confirms": "yes", "note": "heard it"}
    for client in (lead, as_role(Role.COMPLIANCE)):
        client.post(reverse("talk-decide", args=[grave.pk]), answer)
    assert "others are never drawn in" in page(collector, "my-talks")
    assert "<mark>" in page(collector, "my-talk", grave.pk)
    assert lead.get(reverse("my-talk", args=[grave.pk])).status_code == 404


def test_a_file_is_taken_in_and_a_faulty_one_says_where(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    talk = a_talk(staff[Role.COLLECTOR])
    client = as_role(Role.LEAD)
    for content, status in ((b"speaker,text\nnobody,hi", 422), (b"speaker,text\n0,hi", 200)):
        file = SimpleUploadedFile("a.csv", content)
        sent = {"file": file, "reference": str(talk.pk)}
        answer = client.post(reverse("talks-import"), sent, headers={"accept-language": "en"})
        assert answer.status_code == status
        assert ("line 2" in answer.content.decode()) == (status == 422)
    assert Transcript.objects.get().attempt_id == talk.pk
