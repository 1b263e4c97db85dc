"""Papers, evidence and the overdraft page: written, released, taken; each to its roles only."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from fairdue.desk.law.tests.conftest import SignIn
from fairdue.legal.actions.papers import set_batch, start_batch, write_batch, write_paper
from fairdue.legal.models import (
    EvidenceBundle,
    Exhibit,
    Matter,
    OverdraftJudgement,
    Paper,
    PaperBatch,
)
from fairdue.legal.tests.paper_records import NOW, an_approved_matter, an_office
from fairdue.people.models import Role, Staff

INSIDE = {Role.LEGAL, Role.LEAD, Role.COMPLIANCE}
SEE, WRITE = INSIDE | {Role.COUNSEL}, {Role.LEGAL, Role.COUNSEL}
TAKE = {Role.LEGAL, Role.COUNSEL, Role.COMPLIANCE}
PAPER_PAGES: dict[str, tuple[set[Role], list[Any]]] = {
    "papers": (SEE, []),
    "paper": (SEE, ["paper"]),
    "paper-batch": ({Role.LEGAL, Role.COMPLIANCE}, ["batch"]),
    "paper-batch-new": ({Role.LEGAL}, ["payment_order"]),
    "matter-papers": (SEE, ["matter"]),
    "paper-new": (WRITE, ["matter", "payment_order"]),
    "matter-overdraft": (SEE, ["matter"]),
    "matter-evidence": (SEE, ["matter"]),
}
"""Who sees it; counsel what is of their own matters."""
PAPER_POSTS: dict[str, tuple[set[Role], list[Any]]] = {
    "paper-step": (SEE - {Role.LEAD}, ["paper", "release"]),
    "paper-file": (TAKE, ["paper", "pdf"]),
    "paper-court": (WRITE, ["matter", "payment_order"]),
    "paper-batch-step": ({Role.LEGAL, Role.COMPLIANCE}, ["batch", "release"]),
    "overdraft-take-back": ({Role.LEGAL}, ["matter"]),
    "exhibit": (TAKE, ["exhibit", "file"]),
    "exhibit-add": (WRITE, ["matter"]),
    "bundle": (TAKE, ["bundle", "pdf"]),
    "bundle-make": ({Role.LEGAL}, ["matter"]),
}
HIDDEN = {"paper", "paper-batch", "matter-papers", "matter-overdraft", "matter-evidence"}
HIDDEN |= {"paper-new"}


@pytest.fixture
def known(staff: dict[Role, Staff]) -> dict[str, int]:
    """An approved matter that the lawyer of another firm conducts, a paper and a batch of it."""
    office = an_office()
    matter = an_approved_matter(office)
    paper = write_paper(
        matter_id=matter.pk,
        kind="payment_order",
        entered={},
        language="zh-hans",
        staff=office.writer,
        at=NOW,
    )
    batch = start_batch(
        kind="evidence_list",
        matter_ids=[matter.pk],
        entered={},
        language="zh-hans",
        staff=office.writer,
        at=NOW,
    )
    write_batch(batch.pk)
    return {"matter": matter.pk, "paper": paper.pk, "batch": batch.pk, "exhibit": 1, "bundle": 1}


def address(page: str, arguments: list[Any], known: dict[str, int]) -> str:
    return reverse(page, args=[known.get(each, each) for each in arguments])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAPER_PAGES)
def test_a_page_opens_to_its_roles_only(
    as_role: SignIn, known: dict[str, int], page: str, role: Role
) -> None:
    allowed, arguments = PAPER_PAGES[page]
    answer = as_role(role).get(address(page, arguments, known))
    expected = 200 if role in allowed else 403
    if role == Role.COUNSEL and role in allowed and page in HIDDEN:
        expected = 404  # not a matter of theirs
    assert answer.status_code == expected


@pytest.mark.parametrize("page", PAPER_PAGES)
def test_a_page_speaks_chinese(as_role: SignIn, known: dict[str, int], page: str) -> None:
    _allowed, arguments = PAPER_PAGES[page]
    answer = as_role(Role.LEGAL).get(
        address(page, arguments, known), headers={"accept-language": "zh-hans"}
    )
    assert answer.status_code == 200 and "文书" in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", PAPER_POSTS)
def test_an_action_is_refused_to_other_roles(
    as_role: SignIn, known: dict[str, int], action: str, role: Role
) -> None:
    allowed, arguments = PAPER_POSTS[action]
    if role not in allowed:
        answer = as_role(role).post(address(action, arguments, known))
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize("action", PAPER_POSTS)
def test_an_action_is_not_done_by_following_a_link(
    as_role: SignIn, known: dict[str, int], action: str
) -> None:
    _allowed, arguments = PAPER_POSTS[action]
    assert as_role(Role.LEGAL).get(address(action, arguments, known)).status_code == 405


def writes(as_role: SignIn, matter: int, kind: str, **typed: str) -> tuple[Client, Any]:
    client = as_role(Role.LEGAL)
    sent = {"language": "zh-hans", **typed}
    return client, client.post(reverse("paper-new", args=[matter, kind]), sent, follow=True)


def test_a_paper_is_written_and_released_by_two_others_and_taken(
    as_role: SignIn, known: dict[str, int], staff: dict[Role, Staff]
) -> None:
    paper = Paper.objects.get(pk=known["paper"])
    for role in (Role.LEGAL, Role.COMPLIANCE):
        page = as_role(role).get(reverse("paper", args=[paper.pk])).content.decode()
        assert "Read its PDF first." in page
        as_role(role).post(reverse("paper-step", args=[paper.pk, "release"]))
    paper.refresh_from_db()
    assert paper.state == "released"
    answer = as_role(Role.LEGAL).post(reverse("paper-file", args=[paper.pk, "pdf"]))
    assert paper.number in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    assert "支付令申请书" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_a_missing_field_is_marked_where_it_is_missing(
    as_role: SignIn, known: dict[str, int]
) -> None:
    _client, answer = writes(as_role, known["matter"], "power_of_attorney", agent="李代理")
    page = answer.content.decode()
    assert answer.status_code == 422 and "This field is required." in page
    assert Paper.objects.filter(kind="power_of_attorney").count() == 0


def test_what_no_form_can_mend_is_named(as_role: SignIn) -> None:
    matter = an_approved_matter(an_office(), court="")
    _client, answer = writes(as_role, matter.pk, "payment_order")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It lacks: the court, confirmed." in page
    assert "上海市浦东新区人民法院" in page, "suggested by the address"


def test_a_suggested_court_is_confirmed_with_one_click(as_role: SignIn) -> None:
    matter = an_approved_matter(an_office(), court="")
    client = as_role(Role.LEGAL)
    client.post(
        reverse("paper-court", args=[matter.pk, "payment_order"]),
        {"court": "上海市浦东新区人民法院"},
    )
    matter.refresh_from_db()
    assert matter.court == "上海市浦东新区人民法院" and matter.court_confirmed_by


def test_a_batch_is_asked_for_written_released_and_taken(
    as_role: SignIn, known: dict[str, int], staff: dict[Role, Staff]
) -> None:
    more = [an_approved_matter(an_office()) for _ in range(2)]
    without = an_approved_matter(an_office(), court="")
    client = as_role(Role.LEGAL)
    sent = {"language": "zh-hans", "matter": [each.pk for each in (*more, without)]}
    answer = client.post(reverse("paper-batch-new", args=["complaint"]), sent, follow=True)
    batch = PaperBatch.objects.get(kind="complaint")
    assert "Being written" in answer.content.decode()
    write_batch(batch.pk)
    page = client.get(reverse("paper-batch", args=[batch.pk])).content.decode()
    assert "It lacks: the court, confirmed." in page
    assert "Release 2 papers" not in page, "not by who asked for them"
    others = [Client(), Client()]
    for other, member in zip(others, (staff[Role.COMPLIANCE], an_office().first), strict=True):
        other.force_login(member)
        other.post(reverse("paper-batch-step", args=[batch.pk, "release"]))
    assert Paper.objects.filter(batch=batch, state="released").count() == 2
    set_batch(batch.pk)
    taken = client.post(reverse("paper-batch-step", args=[batch.pk, "file"]))
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert sorted(archive.namelist()) == [
            "MSQ-2026-0001.docx",
            "MSQ-2026-0001.pdf",
            "MSQ-2026-0002.docx",
            "MSQ-2026-0002.pdf",
            "manifest.json",
        ]


def a_pdf() -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(written)
    return written.getvalue()


@pytest.mark.django_db(transaction=True)
def test_evidence_is_added_bundled_and_compared(as_role: SignIn, known: dict[str, int]) -> None:
    client, matter = as_role(Role.LEGAL), known["matter"]
    file = SimpleUploadedFile("合约.pdf", a_pdf(), "application/pdf")
    sent = {"kind": "contract", "title": "领用合约", "proves": "合同关系", "file": file}
    client.post(reverse("exhibit-add", args=[matter]), sent)
    assert Exhibit.objects.get().pages == 1
    page = client.post(reverse("bundle-make", args=[matter]), {"for_police": "on"}, follow=True)
    assert "Bundle made." in page.content.decode()
    row = EvidenceBundle.objects.get()
    assert row.for_police
    pdf = client.post(reverse("bundle", args=[row.pk, "pdf"]))
    assert pdf["Content-Type"] == "application/pdf"
    again = client.post(reverse("bundle", args=[row.pk, "check"]), follow=True)
    assert "every file has the same bytes" in again.content.decode()


def test_what_is_no_pdf_is_refused_beside_its_field(as_role: SignIn, known: dict[str, int]) -> None:
    file = SimpleUploadedFile("x.pdf", b"text", "application/pdf")
    sent = {"kind": "contract", "title": "x", "proves": "y", "file": file}
    answer = as_role(Role.LEGAL).post(reverse("exhibit-add", args=[known["matter"]]), sent)
    assert answer.status_code == 422
    assert "opens without a password" in answer.content.decode()


def test_a_judgement_is_kept_and_none_lets_texts_speak_while_a_limb_is_missing(
    as_role: SignIn, known: dict[str, int]
) -> None:
    client, page = as_role(Role.LEGAL), reverse("matter-overdraft", args=[known["matter"]])
    sent = {"reasons": "本金未达标准。", "stated": ["no_disguised_loan"]}
    refused = client.post(page, sent | {"may_be_spoken_of": "on"})
    assert refused.status_code == 422 and "Amount of principal" in refused.content.decode()
    shown = client.post(page, sent, follow=True).content.decode()
    assert "本金未达标准。" in shown and OverdraftJudgement.objects.get().may_be_spoken_of is False
    assert "本金未达标准。" not in as_role(Role.LEAD).get(page).content.decode()
    client.post(reverse("overdraft-take-back", args=[known["matter"]]), {"reason": "改判"})
    assert OverdraftJudgement.objects.get().ended_at is not None


def test_matters_of_other_laws_have_no_such_limbs(as_role: SignIn, known: dict[str, int]) -> None:
    assert Matter.objects.get(pk=known["matter"]).jurisdiction == "CN"
    page = as_role(Role.LEGAL).get(reverse("matter-overdraft", args=[known["matter"]]))
    assert "intent is for a court" in page.content.decode()
