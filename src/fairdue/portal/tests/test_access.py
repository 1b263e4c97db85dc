"""Every page of the portal is the cardholder's own: nobody else gets in, nobody else is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from fairdue.people.models import Role, Staff
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portal.urls import urlpatterns

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {"my-sign-in", "my-code", "my-link", "my-language"}
"""Shown to who isn't signed in."""

DEEDS = {"my-sign-out", "my-language"}
"""Change something, so they can't be opened."""


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


def address_of(pattern: URLPattern) -> str:
    """The pattern's address, with 1 wherever it takes a number."""
    if pattern.name == "my-nothing":
        return "/my/no/such/page/"
    return reverse(pattern.name or "", kwargs=dict.fromkeys(pattern.pattern.converters, 1))


ALL = sorted(patterns(urlpatterns), key=lambda pattern: pattern.name or "")
PAGES = [pattern for pattern in ALL if pattern.name not in DEEDS]
OWN = [pattern for pattern in PAGES if pattern.name not in OPEN_TO_ALL]


@pytest.mark.parametrize("pattern", OWN, ids=lambda pattern: pattern.name)
def test_sends_who_is_not_signed_in_to_the_way_in(stranger: Client, pattern: URLPattern) -> None:
    answer = stranger.get(address_of(pattern))
    if answer.status_code != 405:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("my-sign-in"))


@pytest.mark.parametrize("pattern", OWN, ids=lambda pattern: pattern.name)
def test_staff_are_no_cardholders(clock: Clock, stranger: Client, pattern: URLPattern) -> None:
    member = Staff.objects.create_user("lead", password="a-long-password", role=Role.LEAD)
    stranger.force_login(member)
    answer = stranger.get(address_of(pattern))
    assert answer.status_code in (302, 405)


@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_shows_nothing_of_another_cardholder(signed_in: SignIn, pattern: URLPattern) -> None:
    other = factory.a_cardholder(77)
    me = factory.a_cardholder(2)
    answer = signed_in(me).get(address_of(pattern))
    assert answer.status_code in (200, 302, 404, 405)
    shown = answer.content.decode()
    for theirs in (other.customer_ref, "A000077", "ending 0077", factory.email_of(77)):
        assert theirs not in shown


def test_a_session_too_old_is_over(clock: Clock, signed_in: SignIn) -> None:
    client = signed_in(factory.a_cardholder())
    assert client.get(reverse("my-home")).status_code == 200
    clock.wait(hours=13)
    assert client.get(reverse("my-home")).status_code == 302


def test_signing_out_ends_it(signed_in: SignIn) -> None:
    client = signed_in(factory.a_cardholder())
    client.post(reverse("my-sign-out"))
    assert client.get(reverse("my-home")).status_code == 302


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-cn", "zh-Hans")])
def test_pages_say_their_language(signed_in: SignIn, language: str, lang: str) -> None:
    client = signed_in(factory.a_cardholder(), language)
    for pattern in PAGES:
        answer = client.get(address_of(pattern))
        if answer.status_code == 200:
            assert f'<html lang="{lang}">' in answer.content.decode()


def test_nothing_is_cached(signed_in: SignIn) -> None:
    answer = signed_in(factory.a_cardholder()).get(reverse("my-home"))
    assert "no-store" in answer["Cache-Control"]
