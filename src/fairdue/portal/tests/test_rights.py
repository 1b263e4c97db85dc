"""Disputing, complaining and choosing how one is reached: allowed, refused, somebody else's."""

from __future__ import annotations

import re
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.compliance.models import Complaint, Consent, ContactRequest, Dispute
from fairdue.contact.models import Channel
from fairdue.contact.queries import may_i
from fairdue.journal.queries import entries
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portfolio.models import ContactPoint, Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> Customer:
    return factory.a_cardholder(2)


@pytest.fixture
def browser(signed_in: SignIn, me: Customer) -> Client:
    return signed_in(me)


def a_dispute_of(customer: Customer) -> Dispute:
    return actions.open_dispute(
        customer_id=customer.pk,
        ground="amount",
        statement="a secret of theirs",
        staff=Cardholder(customer.pk),
        at=factory.AT,
    )


def a_complaint_of(customer: Customer) -> Complaint:
    return actions.record_complaint(
        customer_id=customer.pk,
        about="conduct",
        channel="online",
        statement="a secret of theirs",
        staff=Cardholder(customer.pk),
        at=factory.AT,
    )


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_dispute_is_on_record_stops_contact_and_shows_by_when_it_is_answered(
    browser: Client, me: Customer
) -> None:
    sent = {"ground": "fees", "account": "", "amount": "120.50", "statement": "Too much interest"}
    answer = browser.post(reverse("my-disputes"), sent, follow=True)
    shown = text_of(answer.content.decode())
    made = Dispute.objects.get()
    assert (made.owner, made.amount_minor, made.currency) == ("", 12_050, "CNY")
    assert entries(me.pk, action="dispute_opened")[0].actor == f"cardholder:{me.pk}"
    assert "Collection is stopped." in shown
    assert "Too much interest" in shown
    assert not any(verdict.allowed for verdict in may_i(customer_id=me.pk, at=factory.AT).values())


def test_the_same_words_sent_twice_are_one_dispute_and_one_complaint(browser: Client) -> None:
    for _ in range(2):
        browser.post(reverse("my-disputes"), {"ground": "amount", "statement": "wrong"})
        browser.post(reverse("my-complaints"), {"about": "conduct", "statement": "rude"})
    assert (Dispute.objects.count(), Complaint.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ground": ""}, "required"),
        ({"statement": " "}, "required"),
        ({"amount": "-3"}, "above zero"),
        ({"amount": "much"}, "above zero"),
        ({"account": "987654"}, "Select a valid choice"),
    ],
)
def test_refuses_a_dispute_that_makes_no_sense_and_keeps_what_was_written(
    browser: Client, change: dict[str, str], says: str
) -> None:
    sent = {"ground": "amount", "account": "", "amount": "", "statement": "kept words"} | change
    answer = browser.post(reverse("my-disputes"), sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert sent["statement"].strip() in answer.content.decode()
    assert not Dispute.objects.exists()


def test_an_amount_needs_its_card_where_cards_have_different_currencies(
    browser: Client, me: Customer
) -> None:
    factory.an_account(me, 3, currency="USD")
    sent = {"ground": "amount", "account": "", "amount": "5", "statement": "wrong"}
    answer = browser.post(reverse("my-disputes"), sent)
    assert "Choose the card" in answer.content.decode()


def test_a_dispute_taken_back_lets_contact_go_on(browser: Client, me: Customer) -> None:
    made = a_dispute_of(me)
    browser.post(reverse("my-dispute-withdraw", args=[made.pk]))
    made.refresh_from_db()
    assert made.withdrawn_at == factory.AT
    assert compliance.holds_in_force(me.pk, factory.AT) == []


def test_a_complaint_shows_its_clock_the_rule_and_who_else_can_be_asked(
    browser: Client, me: Customer
) -> None:
    answer = browser.post(
        reverse("my-complaints"), {"about": "conduct", "statement": "He shouted"}, follow=True
    )
    shown = text_of(answer.content.decode())
    assert "15 days left" in shown
    assert "CBIRC Decree 2020 No. 3" in shown
    assert "12378" in shown
    browser.post(reverse("my-complaint-withdraw", args=[Complaint.objects.get().pk]))
    assert Complaint.objects.get().withdrawn_at is not None


def test_an_overdue_complaint_says_so_and_names_the_authority(
    signed_in: SignIn, me: Customer, clock: Clock
) -> None:
    made = a_complaint_of(me)
    clock.wait(days=16)
    page = signed_in(me).get(reverse("my-complaint", args=[made.pk])).content.decode()
    assert "We should have decided" in page
    assert "12378" in page


@pytest.mark.parametrize("name", ["my-dispute", "my-complaint"])
def test_somebody_elses_record_is_not_there(browser: Client, name: str) -> None:
    other = factory.a_cardholder(77)
    theirs = a_dispute_of(other) if name == "my-dispute" else a_complaint_of(other)
    for answer in (
        browser.get(reverse(name, args=[theirs.pk])),
        browser.get(reverse(name, args=[987654])),
        browser.post(reverse(f"{name}-withdraw", args=[theirs.pk])),
    ):
        assert answer.status_code == 404
        assert "a secret of theirs" not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_channels_that_are_unticked_are_refused_by_the_verdict_until_ticked_again(
    browser: Client, me: Customer
) -> None:
    browser.post(reverse("my-channels"), {"channels": ["email", "sms", "letter"]})
    stopped = {each.channel for each in ContactRequest.objects.all()}
    assert stopped == {"call", "visit"}
    assert not may_i(customer_id=me.pk, at=factory.AT)[Channel.CALL].allowed
    browser.post(reverse("my-channels"), {"channels": list(Channel.values)})
    assert may_i(customer_id=me.pk, at=factory.AT)[Channel.CALL].allowed
    assert "Sel" in browser.post(reverse("my-channels"), {"channels": ["pigeon"]}).content.decode()


def test_hours_and_work_are_kept_and_taken_back(browser: Client) -> None:
    browser.post(reverse("my-times"), {"begins": "12:00", "ends": "14:00", "weekdays": ["0", "1"]})
    browser.post(reverse("my-not-at-work"))
    asked = ContactRequest.objects.get(kind="inconvenient_time")
    assert (asked.begins, asked.weekdays, asked.owner) == (time(12), [0, 1], "")
    page = text_of(browser.get(reverse("my-contact")).content.decode())
    assert "Not between 12:00 and 14:00" in page
    browser.post(reverse("my-request-withdraw", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.withdrawn_at is not None
    assert browser.post(reverse("my-times"), {"begins": "x", "ends": ""}).status_code == 422


def test_stopping_says_what_it_means_and_stops_once(browser: Client, me: Customer) -> None:
    assert "The debt stays as it is" in browser.get(reverse("my-stop")).content.decode()
    for _ in range(2):
        browser.post(reverse("my-stop"))
    assert ContactRequest.objects.count() == 1
    assert not may_i(customer_id=me.pk, at=factory.AT)[Channel.CALL].allowed


def test_a_representative_is_sealed_and_stands_between(browser: Client, me: Customer) -> None:
    sent = {"name": "Advice Centre", "reach": "advice@example.org"}
    answer = browser.post(reverse("my-representative"), sent, follow=True)
    assert "Advice Centre" in answer.content.decode()
    row = ContactRequest.objects.get()
    assert b"Advice" not in bytes(row.representative_sealed or b"")
    assert "Advice" not in str([each.details for each in entries(me.pk)])
    assert not may_i(customer_id=me.pk, at=factory.AT)[Channel.CALL].allowed
    assert browser.post(reverse("my-representative"), {"name": ""}).status_code == 422


def test_consents_are_given_and_taken_back(browser: Client, me: Customer) -> None:
    browser.post(reverse("my-allow", args=["email"]))
    browser.post(reverse("my-allow-hours"), {"begins": "21:30", "ends": "22:30"})
    assert Consent.objects.filter(customer_id=me.pk, evidence="portal").count() == 2
    given = Consent.objects.get(kind="channel")
    browser.post(reverse("my-consent-revoke", args=[given.pk]))
    given.refresh_from_db()
    assert given.revoked_at == factory.AT
    assert browser.post(reverse("my-allow", args=["visit"])).status_code == 404


def test_a_number_that_is_somebody_elses_now_is_used_no_more(browser: Client, me: Customer) -> None:
    phone, email = ContactPoint.objects.filter(customer=me).order_by("pk")
    browser.post(reverse("my-point-not-mine", args=[phone.pk]))
    phone.refresh_from_db()
    assert phone.not_theirs_since_at == factory.AT
    answer = browser.post(reverse("my-point-not-mine", args=[email.pk]), follow=True)
    assert "last way to reach you" in answer.content.decode()


def test_nothing_of_anothers_is_changed(browser: Client) -> None:
    other = factory.a_cardholder(77)
    theirs = Cardholder(other.pk)
    asked = actions.record_request(
        customer_id=other.pk, kind="cease", reason="x", staff=theirs, at=factory.AT
    )
    given = actions.grant_consent(
        customer_id=other.pk,
        kind="channel",
        channel="email",
        evidence="x",
        staff=theirs,
        at=factory.AT,
    )
    point = ContactPoint.objects.filter(customer=other).first()
    assert point is not None
    for name, number in (
        ("my-request-withdraw", asked.pk),
        ("my-consent-revoke", given.pk),
        ("my-point-not-mine", point.pk),
    ):
        assert browser.post(reverse(name, args=[number])).status_code == 404
    assert len(entries(other.pk)) == 2


def test_the_desk_shows_that_the_cardholder_said_it(browser: Client, me: Customer) -> None:
    browser.post(reverse("my-complaints"), {"about": "privacy", "statement": "told my boss"})
    lead = Staff.objects.create_user("lead", password="a-long-password", role=Role.LEAD)
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(lead)
    page = desk.get(reverse("complaint", args=[Complaint.objects.get().pk])).content.decode()
    assert "the cardholder" in page
    assert f"cardholder:{me.pk}" not in text_of(page)
