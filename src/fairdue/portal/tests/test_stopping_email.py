"""Anyone who holds an e-mail of ours stops e-mail with one click, and learns nothing by it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.actions import grant_consent, withdraw_request
from fairdue.compliance.models import Consent, ContactRequest
from fairdue.contact.models import Channel
from fairdue.journal.models import Entry
from fairdue.messaging.actions.stop_links import stop_address, stop_headers
from fairdue.messaging.actions.stopping import stop_by_link
from fairdue.people.actors import Cardholder
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portal.tests.factory import AT, a_customer
from fairdue.portfolio.models import ContactKind, ContactPoint, Customer

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
REVEALING = re.compile(r"debt|owe|overdue|account|collect|欠|债|逾期|催收|账户", re.I)


def path_for(customer: Customer) -> str:
    point = ContactPoint.objects.get(customer=customer, kind=ContactKind.EMAIL)
    return stop_address(point.pk).removeprefix(settings.PUBLIC_URL)


def standing(customer: Customer) -> list[ContactRequest]:
    return list(ContactRequest.objects.filter(customer=customer, withdrawn_at=None))


def words_of(page: bytes) -> str:
    return re.sub(r"<head>.*?</head>|<[^>]+>", " ", page.decode(), flags=re.S)


def test_looking_shows_one_button_and_changes_nothing(stranger: Client) -> None:
    customer = a_customer()
    path = path_for(customer)
    with CaptureQueriesContext(connection) as asked:
        page = stranger.get(path)
    assert page.status_code == 200
    assert page.content.decode().count('<button class="button primary wide"') == 1
    assert "no-store" in page.headers["Cache-Control"]
    assert not [each for each in asked if re.match("INSERT|UPDATE", each["sql"])]
    assert not [each for each in asked if "portfolio_" in each["sql"]]
    assert not standing(customer)


def test_a_mail_program_stops_it_without_cookie_or_token(clock: Clock) -> None:
    customer = a_customer()
    program = Client(enforce_csrf_checks=True)
    page = program.post(path_for(customer), ONE_CLICK)
    assert page.status_code == 200
    [asked] = standing(customer)
    assert (asked.kind, asked.channel, asked.manner) == ("stop_medium", "email", "electronic")
    assert asked.received_at == clock.at
    entry = Entry.objects.get(pk=asked.journal_entry_id)
    assert entry.actor == f"cardholder:{customer.pk}"


def test_pressing_twice_is_pressing_once(stranger: Client, clock: Clock) -> None:
    customer = a_customer()
    path = path_for(customer)
    first, second = stranger.post(path), stranger.post(path, ONE_CLICK)
    assert (first.status_code, second.status_code) == (200, 200)
    assert words_of(first.content) == words_of(second.content)
    assert len(standing(customer)) == 1
    withdraw_request(
        request_id=standing(customer)[0].pk,
        reason="told so",
        staff=Cardholder(customer.pk),
        at=clock.at,
    )
    clock.wait(minutes=1)
    stranger.post(path)
    assert len(standing(customer)) == 1


def test_consent_to_be_sent_email_ends_with_it(stranger: Client, clock: Clock) -> None:
    customer = a_customer()
    for channel in (Channel.EMAIL, Channel.SMS):
        grant_consent(
            customer_id=customer.pk,
            kind="channel",
            channel=channel,
            evidence="form",
            staff=Cardholder(customer.pk),
            at=clock.at - timedelta(days=1),
        )
    stranger.post(path_for(customer))
    left = Consent.objects.filter(customer=customer, revoked_at=None)
    assert [each.channel for each in left] == ["sms"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_reveals_a_person_or_a_debt(clock: Clock, language: str) -> None:
    customer, other = a_customer(1), a_customer(2)
    visitor = Client(headers={"accept-language": language})
    pages = [
        visitor.get(path_for(customer)),
        visitor.get(path_for(other)),
        visitor.get("/stop/anything/"),
        visitor.post(path_for(customer)),
        visitor.post("/stop/anything/"),
    ]
    texts = [
        re.sub(r"<head>.*?</head>|<[^>]+>", " ", each.content.decode(), flags=re.S)
        for each in pages
    ]
    for text in texts:
        assert not REVEALING.search(text), text
        assert customer.name_masked not in text and "example.org" not in text
    assert texts[0] == texts[1] == texts[2]
    assert [each.status_code for each in pages] == [200, 200, 200, 200, 404]


def test_another_persons_email_goes_on(stranger: Client) -> None:
    customer, other = a_customer(1), a_customer(2)
    stranger.post(path_for(customer))
    assert standing(customer) and not standing(other)


def test_whoever_is_signed_in_stops_for_whom_the_link_was_sent(signed_in: SignIn) -> None:
    customer, other = a_customer(1), a_customer(2)
    signed_in(other).post(path_for(customer))
    assert standing(customer) and not standing(other)


def test_the_headers_are_those_that_mail_programs_know() -> None:
    headers = stop_headers(12)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://[^<>\s]+/stop/[\w-]+/>", headers["List-Unsubscribe"])
    assert headers != stop_headers(12)  # sealed anew each time: two messages can't be linked


@given(st.text(max_size=120))
def test_no_link_can_be_guessed(text: str) -> None:
    assert not stop_by_link(text, at=AT)
