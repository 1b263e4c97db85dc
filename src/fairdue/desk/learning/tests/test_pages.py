"""Pages of training open to whom they are for; the desk is closed without a certificate."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.learning.tests.conftest import SignIn
from fairdue.desk.tests.factory import AT
from fairdue.people.models import Role, Staff
from fairdue.training.actions.shipped import shipped
from fairdue.training.actions.sitting import begin
from fairdue.training.models import CourseVersion, Exercise, Sitting
from fairdue.training.rules.content import read
from fairdue.training.tests.records import certified

LEARN = {Role.COLLECTOR, Role.VISITOR, Role.LEAD}
OVERSEE = {Role.LEAD, Role.COMPLIANCE}
PAGES: dict[str, tuple[set[Role], list[Any]]] = {
    "training": (LEARN, []),
    "training-course": (LEARN, ["wording"]),
    "certified": (OVERSEE, []),
    "certified-person": (OVERSEE, ["collector"]),
    "courses": (OVERSEE, []),
    "pay-schemes": (OVERSEE, []),
    "course-version": (OVERSEE, ["version"]),
}
CLOSED = ["workbench", "search", "agreed", "inbound", "my-talks"]


@pytest.fixture
def known(staff: dict[Role, Staff]) -> dict[str, int]:
    version = CourseVersion.objects.get(course__code="wording")
    return {"collector": staff[Role.COLLECTOR].pk, "version": version.pk}


def address(page: str, arguments: list[Any], known: dict[str, int]) -> str:
    return reverse(page, args=[known.get(each, each) for each in arguments])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_its_roles_only(
    as_role: SignIn, known: dict[str, int], page: str, role: Role
) -> None:
    allowed, arguments = PAGES[page]
    answer = as_role(role).get(address(page, arguments, known))
    assert answer.status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_in_chinese(as_role: SignIn, known: dict[str, int], page: str) -> None:
    client = as_role(Role.LEAD)
    client.cookies["django_language"] = "zh-hans"
    answer = client.get(address(page, PAGES[page][1], known))
    assert answer.status_code == 200
    assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.content.decode())


@pytest.mark.parametrize("page", CLOSED)
def test_without_a_certificate_every_page_of_customers_leads_to_training(
    as_role: SignIn, page: str
) -> None:
    client = as_role(Role.COLLECTOR)
    answer = client.get(reverse(page))
    assert (answer.status_code, answer["Location"]) == (302, reverse("training"))
    part = client.get(reverse(page), headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("training")


def test_neither_a_customer_nor_the_next_case_can_be_asked_for(as_role: SignIn) -> None:
    client = as_role(Role.COLLECTOR)
    assert client.get(reverse("customer", args=[1]))["Location"] == reverse("training")
    assert client.post(reverse("work-next"))["Location"] == reverse("training")
    assert client.post(reverse("work-take", args=[1]))["Location"] == reverse("training")


def test_a_lead_oversees_without_but_opens_no_customer(as_role: SignIn) -> None:
    client = as_role(Role.LEAD)
    assert client.get(reverse("lead")).status_code == 200
    assert client.get(reverse("customer", args=[1]))["Location"] == reverse("training")


def test_with_one_the_desk_is_open(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    certified(staff[Role.COLLECTOR])
    assert as_role(Role.COLLECTOR).get(reverse("workbench")).status_code == 200


def sit(client: Client, course: str, staff: Staff) -> Sitting:
    """A whole test by the page, the best said each time."""
    page = client.post(reverse("training-begin", args=[course]))["Location"]
    sitting = Sitting.objects.get(staff=staff, finished_at=None)
    content = read(shipped()[course])
    for place, question in enumerate(content.questions):
        assert question.ask.en in client.get(page).content.decode().replace("&#x27;", "'")
        client.post(page, {"place": place, "choice": question.right})
    name, place = content.talk.start, len(content.questions)
    while name:
        turn = content.talk.turns[name]
        points = [choice.points for choice in turn.choices]
        best = turn.choices[points.index(max(points))] if points else None
        said = {"typed": "I understand. Let us find a time that suits you."}
        given = {"choice": turn.choices.index(best)} if best else said
        client.post(page, {"place": place, **given})
        assert best or turn.free
        name, place = (best.next if best else turn.free.next), place + 1  # type: ignore[union-attr]
    sitting.refresh_from_db()
    return sitting


@pytest.mark.parametrize("course", ["contact", "wording"])
def test_a_test_is_sat_page_by_page(as_role: SignIn, staff: dict[Role, Staff], course: str) -> None:
    client = as_role(Role.COLLECTOR)
    sitting = sit(client, course, staff[Role.COLLECTOR])
    assert sitting.passed
    result = client.get(reverse("training-test", args=[sitting.pk])).content.decode()
    assert "5/5" in result
    assert "On to the next course" in result


def test_nobody_sees_anothers_test(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    theirs = begin("wording", staff=staff[Role.COLLECTOR], at=AT)
    page = reverse("training-test", args=[theirs.pk])
    assert as_role(Role.LEAD).get(page).status_code == 404
    assert as_role(Role.COMPLIANCE).get(page).status_code == 403


def test_a_lead_assigns_an_exercise_in_the_own_team_only(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    client, collector = as_role(Role.LEAD), staff[Role.COLLECTOR]
    assign = reverse("certified-assign", args=[collector.pk])
    client.post(assign, {"course": "wording", "reason": ""})
    assert not Exercise.objects.exists()
    client.post(assign, {"course": "wording", "reason": "calmer"})
    assert Exercise.objects.get().note == "calmer"
    stranger = Staff.objects.create(username="far", role=Role.COLLECTOR)
    assert client.get(reverse("certified-person", args=[stranger.pk])).status_code == 404


def test_a_version_is_written_saved_with_its_faults_named_and_approved_by_two(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    lead, officer = as_role(Role.LEAD), as_role(Role.COMPLIANCE)
    page = lead.post(reverse("course-begin", args=["wording"]))["Location"]
    draft = CourseVersion.objects.get(state="draft")
    save = reverse("course-save", args=[draft.pk])
    for typed, says in (("title: {en: x", "Line"), ("title: 5", "course.questions")):
        wrong = lead.post(save, {"content": typed, "seen": draft.digest})
        assert (wrong.status_code, says in wrong.content.decode()) == (422, True)
    typed = lead.get(page).context["typed"].replace("True, or not said", "Only what is true")
    lead.post(save, {"content": typed, "seen": draft.digest, "note": "n", "submit": "1"})
    approve = reverse("course-step", args=[draft.pk, "approve"])
    lead.post(approve)
    officer.post(approve)
    second = Client()
    second.force_login(Staff.objects.create(username="two", role=Role.LEAD))
    second.post(approve)
    draft.refresh_from_db()
    assert (draft.state, draft.approvals.count()) == ("live", 2)
    assert draft.content["lessons"][0]["title"]["en"] == "Only what is true"


def test_a_pay_scheme_is_refused_with_its_clause_or_kept(as_role: SignIn) -> None:
    page, sent = reverse("pay-schemes"), {"name": "Spring", "from": "2026-04-01"}
    officer = as_role(Role.COMPLIANCE)
    refused = officer.post(page, {**sent, "recovered": "100"})
    assert (refused.status_code, "CN-STAFF-01" in str(refused.context["wrong"])) == (422, True)
    assert officer.post(page, {**sent, "recovered": "101x"}).status_code == 422
    kept = officer.post(page, {**sent, "recovered": "40", "base": "60"}, follow=True)
    assert "Spring" in kept.content.decode()
    assert as_role(Role.LEAD).post(page, {**sent, "base": "100"}).status_code == 422
