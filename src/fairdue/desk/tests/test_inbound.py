"""What people wrote back, read and put right on the desk by those it is for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.compliance.models import ContactRequest
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.delivery import Inbound
from fairdue.desk.views.inbound import DONE_NAMES, LEFT_NAMES, WANT_NAMES, pieces
from fairdue.journal.models import Entry
from fairdue.messaging.actions import take_inbound, take_up_stops
from fairdue.messaging.models import Answer, AnswerState
from fairdue.messaging.rules.answers import Does, Left
from fairdue.people.models import Role
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import vault
from fairdue.wording import WANTS

pytestmark = pytest.mark.django_db


def wrote(text: str) -> Answer:
    _, [phone] = a_case()
    sender = vault().unseal(phone.value_sealed)
    told = Inbound("sms", sender, "10690", text, MORNING, f"in-{text}", carrier="smpp")
    row = take_inbound(told, at=MORNING - timedelta(minutes=1))
    assert row is not None
    return Answer.objects.get(inbound=row)


def signed_in(client: Client, role: Role) -> Client:
    client.force_login(a_member(role))
    return client


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE])
def test_lists_what_came_in_without_a_word_of_it(client: Client, role: Role) -> None:
    wrote("别再发了")
    page = signed_in(client, role).get(reverse("inbound")).content.decode()
    assert "别再发了" not in page
    assert not Entry.objects.filter(action="personal_data_revealed").exists()


@pytest.mark.parametrize("role", [Role.STRATEGIST, Role.ADMINISTRATOR])
def test_is_for_those_with_customers_only(client: Client, role: Role) -> None:
    answer = wrote("别再发了")
    signed_in(client, role)
    assert client.get(reverse("inbound")).status_code == 403
    assert client.get(reverse("inbound-message", args=[answer.pk])).status_code == 403
    step = reverse("inbound-step", args=[answer.pk, "confirm"])
    assert client.post(step).status_code == 403


def test_opens_the_words_with_their_marks_and_says_so_in_the_journal(client: Client) -> None:
    answer = wrote("别再发了，谢谢")
    url = reverse("inbound-message", args=[answer.pk])
    page = signed_in(client, Role.COLLECTOR).get(url).content.decode()
    assert "<mark" in page
    assert Entry.objects.filter(action="personal_data_revealed").count() == 1


def test_a_lead_puts_right_what_a_collector_may_only_confirm(client: Client) -> None:
    answer = wrote("嗯哼")
    url = reverse("inbound-step", args=[answer.pk, "correct"])
    page = signed_in(client, Role.COLLECTOR).post(url, {"reason": "only a sound"})
    assert page.status_code == 200
    assert ContactRequest.objects.filter(withdrawn_at=None).exists()
    page = signed_in(client, Role.LEAD).post(url, {"reason": "only a sound"})
    assert page.status_code == 302
    assert not ContactRequest.objects.filter(withdrawn_at=None).exists()
    answer.refresh_from_db()
    assert (answer.state, answer.reason) == (AnswerState.READ, "only a sound")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "as this sender was filed"), ("zh-hans", "入档时生效")]
)
def test_says_what_was_done_when_a_strangers_number_became_a_customers(
    client: Client, language: str, words: str
) -> None:
    told = Inbound("sms", "+8613900000000", "10690", "退订", MORNING, "early", carrier="smpp")
    row = take_inbound(told, at=MORNING)
    assert row is not None
    case, _ = a_case()
    ContactPoint.objects.create(
        customer=case.customer, kind="phone", value_masked="139****0000",
        value_sealed=row.sender_sealed, value_index=row.sender_index,
    )  # fmt: skip
    take_up_stops(at=MORNING + timedelta(minutes=1))
    client.cookies["django_language"] = language
    page = signed_in(client, Role.LEAD).get(reverse("inbound-message", args=[row.answer.pk]))
    assert words in page.content.decode()
    assert reverse("customer", args=[case.customer_id]) in page.content.decode()


def test_every_code_has_its_words() -> None:
    assert set(WANT_NAMES) == set(WANTS)
    assert set(DONE_NAMES) == set(Does)
    assert set(LEFT_NAMES) == set(Left)


def test_marks_that_overlap_lose_no_words() -> None:
    cut = pieces("别再发了", (("stop_channel", 0, 3), ("asks", 2, 4)))
    assert "".join(piece.text for piece in cut) == "别再发了"
