"""A letter or a message that is planned: every screen says so in words, and who is to send it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from fairdue.desk.planned import planned_for
from fairdue.desk.tests import factory
from fairdue.desk.tests.factory import Worked
from fairdue.desk.tests.test_planned import an_allotment
from fairdue.people.models import Role, Staff
from fairdue.work.actions import reallocate
from fairdue.work.models import QueueItem

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]
WORDS = [
    ("letter", "en", "Letter", "A letter is planned"),
    ("letter", "zh-hans", "信函", "本案计划寄送信函"),
    ("message", "en", "Message", "A message is planned"),
    ("message", "zh-hans", "消息", "本案计划发送消息"),
]
told_in_both = pytest.mark.parametrize(("treatment", "language", "label", "told"), WORDS)


@pytest.fixture
def office() -> tuple[Staff, list[Worked]]:
    return factory.an_office(1)


def planned(office: tuple[Staff, list[Worked]], treatment: str) -> QueueItem:
    item = QueueItem.objects.get(case=office[1][0].case)
    item.treatment = treatment
    item.save()
    return item


def given(item: QueueItem, member: Staff) -> None:
    lead = factory.a_member("lead", Role.LEAD, team=member.team)
    reallocate(item_ids=[item.pk], to=member, reason="sends them", staff=lead, at=factory.AT)


@told_in_both
def test_the_workbench_lists_it_once_it_is_assigned_and_tells_to_send_it_by_hand(
    office: tuple[Staff, list[Worked]],
    signed_in: SignIn,
    treatment: str,
    language: str,
    label: str,
    told: str,
) -> None:
    member, client = office[0], signed_in(office[0])
    asked = {"accept-language": language}
    item = planned(office, treatment)
    assert client.get("/workbench/", headers=asked).context["side"].rows == []
    given(item, member)
    [row] = client.get("/workbench/", headers=asked).context["side"].rows
    assert row.what.endswith(f" · {label}")
    client.post("/workbench/next/")
    page = client.get("/workbench/", headers=asked)
    assert page.context["work"].treatment == label
    assert told in page.content.decode()


def test_what_is_done_by_telephone_says_nothing_of_sending(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    client = signed_in(office[0])
    client.post("/workbench/next/")
    page = client.get("/workbench/")
    assert page.context["work"].to_send == ""
    assert "Fairdue sends none" not in page.content.decode()


@told_in_both
def test_a_case_found_by_its_number_is_worked_with_the_same_words(
    office: tuple[Staff, list[Worked]],
    signed_in: SignIn,
    treatment: str,
    language: str,
    label: str,
    told: str,
) -> None:
    planned(office, treatment)
    client, worked = signed_in(office[0]), office[1][0]
    asked = {"accept-language": language}
    found = client.post("/search/", {"text": worked.case.number}, headers=asked)
    address = f"/customers/{worked.customer.pk}/"
    assert address in found.content.decode()
    take = f"/workbench/take/{worked.case.pk}/"
    assert take in client.get(address, headers=asked).content.decode()
    page = client.post(take, headers=asked, follow=True)
    assert page.context["work"].treatment == label
    assert told in page.content.decode()


@pytest.mark.parametrize(("treatment", "language", "label", "_told"), WORDS)
def test_the_why_panel_names_it_and_says_why_it_is_not_what_the_table_decided(
    treatment: str, language: str, label: str, _told: str
) -> None:
    case = an_allotment(
        treatment=treatment,
        reason="capacity",
        team="",
        considered={f"worth_{treatment}": 1_000, "worth_visit": 96_100},
    )
    with override(language):
        shown = planned_for(case)
    assert shown is not None and not shown.waits
    assert shown.label == label
    assert [(each.label, each.chosen) for each in shown.alternatives][-1] == (label, True)
    assert ("not enough" if language == "en" else "产能不足") in shown.because
