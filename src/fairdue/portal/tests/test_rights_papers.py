"""Letters and agreements, word for word: one's own and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fairdue.journal.models import Entry
from fairdue.legal.actions import Proof, papers, record_step
from fairdue.legal.models import Paper
from fairdue.legal.tests.paper_records import NOW, a_known_debtor, an_approved_matter, an_office
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


def a_lawyers_letter(*, sent: bool) -> Paper:
    """Released by two, and on record as sent or not."""
    office = an_office()
    matter = an_approved_matter(office, a_known_debtor(2_000_056), road="letter", court="")
    written = papers.write_paper(
        matter_id=matter.pk,
        kind="lawyers_letter",
        entered={"pay_by": "2026-03-25"},
        language="zh-hans",
        staff=office.writer,
        at=NOW,
    )
    for each in (office.first, office.second):
        papers.release_paper(paper_id=written.pk, staff=each, at=NOW)
    if sent:
        record_step(
            matter_id=matter.pk,
            kind="letter_sent",
            on=NOW.date(),
            staff=office.writer,
            at=NOW,
            proof=Proof(f"paper:{written.number}"),
        )
    return written


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_lawyers_letter_is_there_once_it_was_sent(
    signed_in: SignIn, form: str, begins: bytes
) -> None:
    written = a_lawyers_letter(sent=True)
    browser = signed_in(written.customer)
    address = reverse("my-letter-file", args=[written.pk, form])
    page = browser.get(reverse("my-papers")).content.decode()
    assert address in page and written.number in page
    letter = browser.get(address)
    assert letter.content.startswith(begins)
    taken = Entry.objects.filter(action="paper_taken").latest("pk")
    assert taken.actor == f"cardholder:{written.customer_id}"


def test_a_letter_that_is_not_sent_or_somebody_elses_is_not_there(signed_in: SignIn) -> None:
    unsent, theirs = a_lawyers_letter(sent=False), a_lawyers_letter(sent=True)
    for written in (unsent, theirs):
        browser = signed_in(unsent.customer)
        assert written.number not in browser.get(reverse("my-papers")).content.decode()
        assert browser.get(reverse("my-letter-file", args=[written.pk, "pdf"])).status_code == 404


def test_somebody_elses_papers_are_not_listed(signed_in: SignIn) -> None:
    theirs = signed_in(factory.a_cardholder(77))
    tell(theirs)
    agree(theirs)
    page = signed_in(factory.a_cardholder(2)).get(reverse("my-papers")).content.decode()
    assert "Nothing is agreed yet." in page
    assert "Nothing was written to you." in page
