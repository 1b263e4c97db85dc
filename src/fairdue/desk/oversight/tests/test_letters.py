"""The page of letters: gathered, printed, posted and come back, by those who handle them."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfReader

from fairdue.contact.tests.records import MORNING
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.messaging.actions.letters import post_batch, print_batch
from fairdue.messaging.models import BatchState, LetterBatch, PaperLetter
from fairdue.messaging.tests.post import TODAY, a_lead, a_printed_batch, written
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_letters_that_wait_are_gathered_and_printed(as_role: SignIn) -> None:
    lead = as_role(Role.LEAD)
    assert "No letter waits" in lead.get(reverse("letters")).content.decode()
    written(), written()
    assert "Gather 2 letters" in lead.get(reverse("letters")).content.decode()
    page = lead.post(reverse("letters-gather"), follow=True).content.decode()
    assert "2 letters gathered." in page
    assert "Print file being made" in page
    batch = LetterBatch.objects.get()
    assert batch.letters == 2
    print_batch(batch.pk, at=batch.gathered_at)
    part = lead.get(reverse("letters"), headers={"HX-Request": "true"}).content.decode()
    assert "Print file ready" in part
    assert "<html" not in part
    assert "hx-trigger" not in part, "nothing is being made any more"


def test_the_print_file_and_its_manifest_are_handed_out(as_role: SignIn) -> None:
    batch = a_printed_batch(2)
    client = as_role(Role.COMPLIANCE)
    got = {
        kind: client.post(reverse("letters-download", args=[batch.pk, kind]))
        for kind in ("pdf", "csv", "json")
    }
    assert len(PdfReader(io.BytesIO(got["pdf"].content)).pages) == 3
    told = json.loads(got["json"].content)
    assert (told["letters"], told["pages"], told["sheets"]) == (2, 2, 2)
    assert told["sha256"] == batch.sha256
    references = list(PaperLetter.objects.values_list("reference", flat=True).order_by("place"))
    assert [line["reference"] for line in told["contents"]] == references
    lines = got["csv"].content.decode().splitlines()
    assert len(lines) == 3 and lines[1].split(",")[3] == references[0]
    for each in ("csv", "json"):
        assert "张三" not in got[each].content.decode()
    assert client.post(reverse("letters-download", args=[batch.pk, "exe"])).status_code == 404


def test_a_batch_is_noted_as_posted_and_a_return_with_its_reason(as_role: SignIn) -> None:
    batch = a_printed_batch(1)
    client = as_role(Role.LEAD)
    wrong = client.post(reverse("letters-posted", args=[batch.pk]), {"posted_on": ""}, follow=True)
    assert "on which day" in wrong.content.decode()
    post_batch(batch_id=batch.pk, posted_on=TODAY, staff=a_lead(), at=MORNING)
    again = client.post(
        reverse("letters-posted", args=[batch.pk]), {"posted_on": "2026-03-10"}, follow=True
    )
    assert "was posted on" in again.content.decode()
    assert LetterBatch.objects.get().state == BatchState.POSTED
    letter = PaperLetter.objects.get()
    unknown = client.post(
        reverse("letters-returned"), {"typed": "L-NOTHING", "reason": "moved"}, follow=True
    )
    assert "No letter of ours" in unknown.content.decode()
    page = client.post(
        reverse("letters-returned"), {"typed": letter.reference, "reason": "moved"}, follow=True
    ).content.decode()
    assert "is noted as returned" in page
    assert "Moved away" in page


def test_a_customers_file_lists_letters_and_opens_one_for_a_reason(as_role: SignIn) -> None:
    letter = written()
    client = as_role(Role.COLLECTOR)
    part = client.get(reverse("customer-letters", args=[letter.customer_id])).content.decode()
    assert letter.reference in part and "Waits to be printed" in part
    place = reverse("customer-letter", args=[letter.customer_id, letter.pk])
    assert client.post(place, {"reason": "asks what we wrote"}).content.startswith(b"%PDF")
    assert client.post(place, {"reason": ""}).status_code == 302
    strangers = reverse("customer-letter", args=[written().customer_id, letter.pk])
    assert client.post(strangers, {"reason": "x"}).status_code == 404
    assert as_role(Role.STRATEGIST).post(place, {"reason": "x"}).status_code == 403


def test_a_notice_is_refused_by_the_item_it_lacks(as_role: SignIn) -> None:
    """This customer has no account, so there is no balance to state."""
    letter = written()
    point = letter.message.attempt.contact_point_id
    place = reverse("customer-letter-write", args=[letter.customer_id])
    page = as_role(Role.COLLECTOR).post(place, {"contact_point": point}, follow=True)
    assert "lacks what" in page.content.decode()
    assert "the balance" in page.content.decode()
    assert as_role(Role.COMPLIANCE).post(place, {"contact_point": point}).status_code == 403
