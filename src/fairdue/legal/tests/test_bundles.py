"""Bundles of evidence: complete, indexed with digests, the same bytes for the same moment."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pypdf import PdfReader, PdfWriter
from pytest_django import Settings

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.journal.verify import main as verify
from fairdue.kernel.refusal import Refused
from fairdue.legal import files
from fairdue.legal.actions import Proof, record_step
from fairdue.legal.actions.bundles import (
    add_exhibit,
    bundle_file,
    check_bundle,
    exhibit_file,
    make_bundle,
    withdraw_exhibit,
)
from fairdue.legal.actions.bundles.making import _made, asked_again
from fairdue.legal.actions.papers import release_paper, write_paper
from fairdue.legal.models import EvidenceBundle, Exhibit, Matter
from fairdue.legal.tests.paper_records import (
    NAME,
    NOW,
    Office,
    a_known_debtor,
    an_approved_matter,
    an_office,
    demand,
)
from fairdue.legal.tests.records import TODAY, a_member, pay
from fairdue.people.models import Role

LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def matter(office: Office) -> Matter:
    return an_approved_matter(office)


def a_pdf(pages: int = 2, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def exhibit(office: Office, matter: Matter, content: bytes | None = None, **given: str) -> Exhibit:
    return add_exhibit(
        **{  # type: ignore[arg-type]
            "matter_id": matter.pk,
            "kind": "contract",
            "title": "领用合约签署页",
            "proves": "双方信用卡合同关系",
            "content": a_pdf() if content is None else content,
            "staff": office.writer,
            "at": NOW,
            **given,
        }
    )


def bundled(office: Office, matter: Matter, **given: object) -> EvidenceBundle:
    return make_bundle(
        **{  # type: ignore[arg-type]
            "matter_id": matter.pk,
            "language": "zh-hans",
            "for_police": False,
            "staff": office.writer,
            "at": LATER,
            **given,
        }
    )


def folder_of(office: Office, row: EvidenceBundle) -> dict[str, bytes]:
    _, content = bundle_file(bundle_id=row.pk, form="folder", staff=office.writer, at=LATER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def full(office: Office, matter: Matter) -> EvidenceBundle:
    exhibit(office, matter)
    paper = write_paper(
        matter_id=matter.pk,
        kind="payment_order",
        entered={},
        language="zh-hans",
        staff=office.writer,
        at=NOW,
    )
    for each in (office.first, office.second):
        release_paper(paper_id=paper.pk, staff=each, at=NOW)
    record_step(
        matter_id=matter.pk,
        kind="order_applied",
        on=TODAY,
        staff=office.writer,
        at=NOW,
        proof=Proof(file_name="回执.pdf", content=a_pdf(1)),
    )
    return bundled(office, matter)


def test_a_bundle_has_everything_with_its_digest(office: Office, matter: Matter) -> None:
    row = full(office, matter)
    found = folder_of(office, row)
    listed = json.loads(found.pop("manifest.json"))["files"]
    found.pop("index.pdf")
    assert [each["name"] for each in listed] == list(found)
    for each in listed:
        assert hashlib.sha256(found[each["name"]]).hexdigest() == each["sha256"]
    kinds = {name.partition("/")[0] for name in found}
    assert kinds == {
        "01-exhibits", "03-balance", "04-contacts", "06-papers", "07-proceedings", "proof.jsonl",
    }  # fmt: skip


def test_the_one_pdf_has_the_index_and_the_pages_of_every_pdf(
    office: Office, matter: Matter
) -> None:
    row = full(office, matter)
    _, content = bundle_file(bundle_id=row.pk, form="pdf", staff=office.writer, at=LATER)
    reader = PdfReader(io.BytesIO(content))
    pdfs = [each for each in row.contents if each["name"].endswith(".pdf")]
    assert len(reader.pages) == row.pages and len(reader.outline) == len(pdfs)
    first = reader.pages[0].extract_text()
    assert matter.number in first and pdfs[0]["sha256"] in "".join(first.split())


def test_the_proof_in_a_bundle_checks_offline(
    office: Office, matter: Matter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = folder_of(office, full(office, matter))
    proof = tmp_path / "proof.jsonl"
    proof.write_bytes(found["proof.jsonl"])
    assert verify([str(proof)]) == 0, capsys.readouterr().out
    proof.write_bytes(found["proof.jsonl"].replace(b'"channel":"call"', b'"channel":"sms"', 1))
    assert verify([str(proof)]) == 1


def test_the_same_moment_gives_the_same_bytes_whatever_happens_later(
    office: Office, matter: Matter
) -> None:
    row = full(office, matter)
    customer = matter.customer
    demand_later = LATER + timedelta(hours=1)

    with transaction.atomic():
        record(actor="test", action="x", at=demand_later, customer_id=customer.pk)
    exhibit(office, matter, a_pdf(3), at=demand_later)  # type: ignore[arg-type]
    bundled(office, matter, at=demand_later)
    assert check_bundle(bundle_id=row.pk, staff=office.writer, at=demand_later) == ()
    again = _made(asked_again(row.matter, row))
    assert hashlib.sha256(again.folder).hexdigest() == row.folder_sha256
    assert hashlib.sha256(again.pdf).hexdigest() == row.pdf_sha256


def test_records_of_then_that_changed_are_named(office: Office) -> None:
    debtor = a_known_debtor()
    demand(debtor)
    matter = an_approved_matter(office, debtor)
    row = bundled(office, matter)
    pay(debtor, TODAY - timedelta(days=1), 100)
    differing = check_bundle(bundle_id=row.pk, staff=office.writer, at=LATER)
    assert "03-balance/payments.csv" in differing and "04-contacts/contacts.pdf" not in differing


def test_a_bundle_for_the_police_has_places_for_signature_and_seal(
    office: Office, matter: Matter
) -> None:
    plain, police = bundled(office, matter), bundled(office, matter, for_police=True)

    def words(row: EvidenceBundle) -> str:
        _, content = bundle_file(bundle_id=row.pk, form="pdf", staff=office.writer, at=LATER)
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    assert "经办人（签名）" in words(police) and "公章" in words(police)
    assert "经办人（签名）" not in words(plain)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pdf",
        b"%PDF-1.7\n",
        a_pdf(501),
        a_pdf(1, password="x"),
        b"%PDF" + bytes(20_000_001),
    ],
    ids=["empty", "text", "header only", "too many pages", "locked", "too large"],
)
def test_what_is_no_readable_pdf_is_refused(office: Office, matter: Matter, content: bytes) -> None:
    with pytest.raises(Refused):
        exhibit(office, matter, content)
    assert not Exhibit.objects.exists()


def test_the_same_exhibit_is_taken_once_and_left_out_when_withdrawn(
    office: Office, matter: Matter
) -> None:
    row = exhibit(office, matter)
    with pytest.raises(Refused, match="already"):
        exhibit(office, matter)
    withdraw_exhibit(exhibit_id=row.pk, reason="签署页不清晰", staff=office.writer, at=NOW)
    found = folder_of(office, bundled(office, matter))
    assert not [name for name in found if name.startswith("01-")]
    assert exhibit(office, matter), "the same file may come back"


def test_an_altered_exhibit_is_not_handed_on(office: Office, matter: Matter) -> None:
    row = exhibit(office, matter)
    other = exhibit(office, matter, a_pdf(3))
    (files.folder() / row.path).write_bytes((files.folder() / other.path).read_bytes())
    with pytest.raises(Refused, match="lost or altered"):
        exhibit_file(exhibit_id=row.pk, staff=office.writer, at=NOW)
    with pytest.raises(Refused, match="lost or altered"):
        bundled(office, matter)


def test_files_lie_sealed(office: Office, matter: Matter) -> None:
    row = full(office, matter)
    lying = [path for path in files.folder().rglob("*") if path.is_file()]
    assert len(lying) >= 4
    for path in lying:
        assert b"%PDF" not in path.read_bytes() and NAME.encode() not in path.read_bytes()
    assert row.bytes


def test_counsel_takes_bundles_of_their_own_matters_only(office: Office, matter: Matter) -> None:
    row = bundled(office, matter)
    assert bundle_file(bundle_id=row.pk, form="pdf", staff=office.lawyer, at=LATER)
    with pytest.raises(Refused, match="no such bundle"):
        bundle_file(bundle_id=row.pk, form="pdf", staff=an_office().lawyer, at=LATER)
    with pytest.raises(Refused):
        bundled(office, matter, staff=office.lawyer)
    taken = Entry.objects.filter(action="evidence_taken")
    assert [each.actor for each in taken] == [office.lawyer.username]


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.ADMINISTRATOR])
def test_others_take_no_evidence(office: Office, matter: Matter, role: Role) -> None:
    row = bundled(office, matter)
    with pytest.raises(Refused):
        bundle_file(bundle_id=row.pk, form="pdf", staff=a_member(role), at=LATER)
