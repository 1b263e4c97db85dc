"""Letters and agreements, word for word: one's own and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import SignIn
from fairdue.portal.tests.test_plans import agree, tell

pytestmark = pytest.mark.django_db


def test_an_agreement_is_listed_and_can_be_had_as_word(signed_in: SignIn) -> None:
    browser = signed_in(factory.a_cardholder(2))
    assert "Nothing is agreed yet." in browser.get(reverse("my-papers")).content.decode()
    tell(browser)
    agreed = agree(browser)
    address = reverse("my-agreement-file", args=[agreed.pk, "docx"])
    assert address in browser.get(reverse("my-papers")).content.decode()
    paper = browser.get(address)
    assert paper["Content-Type"].startswith("application/vnd.openxmlformats")
    assert paper.content.startswith(b"PK")


def test_somebody_elses_papers_are_not_listed(signed_in: SignIn) -> None:
    theirs = signed_in(factory.a_cardholder(77))
    tell(theirs)
    agree(theirs)
    page = signed_in(factory.a_cardholder(2)).get(reverse("my-papers")).content.decode()
    assert "Nothing is agreed yet." in page
    assert "Nothing was written to you." in page
