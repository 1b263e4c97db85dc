"""Makes bundles of evidence: one PDF and one folder, kept sealed, the same for the same moment."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Max

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.journal.sealing import newest_seal, seal
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal import files
from fairdue.legal.actions.bundles.exhibits import pages_of
from fairdue.legal.actions.bundles.gathering import Asked, about, pieces
from fairdue.legal.actions.recording import enter, matter_to_change
from fairdue.legal.models import EvidenceBundle, Matter
from fairdue.legal.queries.matters import matter_for
from fairdue.legal.rules.bundle import Piece, index, manifest
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.typesetting import document_pdf

Form = Literal["folder", "pdf"]
DATED = (1980, 1, 1, 0, 0, 0)
"""Every file of a folder is dated alike, so that its bytes depend on its contents alone."""


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle in its two forms."""

    pieces: Sequence[Piece]
    pages: int
    pdf: bytes
    folder: bytes


def make_bundle(
    *, matter_id: int, language: str, for_police: bool, staff: Staff, at: datetime
) -> EvidenceBundle:
    """Make and keep the bundle of a matter as of now. What the journal has is sealed first.

    `for_police`: with places for the staff's signature and the bank's seal. Raises Refused for a
    matter that isn't there, an exhibit whose file is lost, and for a role that may not.
    """
    require(staff, "bundle_evidence")
    matter = matter_for(staff, matter_id)
    if matter is None:
        raise Refused(Text("There is no such matter.", "没有此案件。"))
    seal(at=at)
    head = newest_seal()
    asked = Asked(
        matter=matter,
        language=language,
        as_of_at=at,
        last_entry=Entry.objects.aggregate(last=Max("pk"))["last"] or 0,
        last_seal=head.number if head else 0,
        made_by=staff.username,
        for_police=for_police,
    )
    made = _made(asked)
    with transaction.atomic():
        locked = matter_to_change(matter_id, staff, "bundle_evidence", closed=True)
        number = next_id(EvidenceBundle)
        for form, content in (("folder", made.folder), ("pdf", made.pdf)):
            files.keep_bytes(content, _name(number, form))
        row = EvidenceBundle(
            pk=number,
            matter=locked,
            customer_id=locked.customer_id,
            language=language,
            as_of_at=at,
            last_entry=asked.last_entry,
            last_seal=asked.last_seal,
            contents=[each.listed() for each in made.pieces],
            pages=made.pages,
            bytes=len(made.folder),
            folder_sha256=_sha256(made.folder),
            pdf_sha256=_sha256(made.pdf),
            for_police=for_police,
            made_by=staff.username,
            made_at=at,
        )
        row.journal_entry = enter(
            locked,
            "evidence_bundled",
            staff,
            at,
            {
                "files": len(made.pieces),
                "folder_sha256": row.folder_sha256,
                "pdf_sha256": row.pdf_sha256,
                "last_seal": asked.last_seal,
                "for_police": for_police,
            },
            subject=f"bundle:{number}",
        )
        row.save()
    return row


def bundle_file(
    *, bundle_id: int, form: Form, staff: Staff, at: datetime
) -> tuple[EvidenceBundle, bytes]:
    """A bundle as it was made; the journal has who took it.

    Raises Refused for one that isn't there or that they may not see, and for a lost file.
    """
    require(staff, "take_papers")
    row = EvidenceBundle.objects.filter(pk=bundle_id).select_related("matter").first()
    if row is None or matter_for(staff, row.matter_id) is None:
        raise Refused(Text("There is no such bundle.", "没有该证据包。"))
    try:
        content = files.read(_name(row.pk, form))
    except FileNotFoundError:
        content = b""
    digest = row.folder_sha256 if form == "folder" else row.pdf_sha256
    if _sha256(content) != digest:
        raise Refused(
            Text(
                "The file is lost or altered; restore it from a backup, or make the bundle again.",
                "文件缺失或已改动，请从备份恢复，或重新生成证据包。",
            )
        )
    with transaction.atomic():
        record(
            actor=staff.username,
            action="evidence_taken",
            at=at,
            subject=f"bundle:{row.pk}",
            customer_id=row.customer_id,
            details={"matter": row.matter_id, "form": form, "sha256": digest},
        )
    return row, content


def check_bundle(*, bundle_id: int, staff: Staff, at: datetime) -> tuple[str, ...]:
    """Make a bundle again from the records as of its moment; the files that differ by now.

    Nothing differs while the records of then are what they were. Raises Refused as `bundle_file`.
    """
    require(staff, "bundle_evidence")
    row = EvidenceBundle.objects.filter(pk=bundle_id).select_related("matter").first()
    if row is None or matter_for(staff, row.matter_id) is None:
        raise Refused(Text("There is no such bundle.", "没有该证据包。"))
    again = _made(asked_again(row.matter, row))
    then = {each["name"]: each["sha256"] for each in row.contents}
    now = {each.name: each.sha256 for each in again.pieces}
    differing = tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))
    with transaction.atomic():
        record(
            actor=staff.username,
            action="evidence_checked",
            at=at,
            subject=f"bundle:{row.pk}",
            customer_id=row.customer_id,
            details={
                "matter": row.matter_id,
                "differing": list(differing),
                "same_bytes": _sha256(again.folder) == row.folder_sha256
                and _sha256(again.pdf) == row.pdf_sha256,
            },
        )
    return differing


def asked_again(matter: Matter, row: EvidenceBundle) -> Asked:
    """What a bundle was asked by."""
    return Asked(
        matter=matter,
        language=row.language,
        as_of_at=row.as_of_at,
        last_entry=row.last_entry,
        last_seal=row.last_seal,
        made_by=row.made_by,
        for_police=row.for_police,
    )


def _made(asked: Asked) -> Made:
    found, what = pieces(asked), about(asked)
    front = document_pdf(index(what, found, asked.language))
    pdf, pages = _merged(front, found, asked.language)
    listed = [
        ("index.pdf", front),
        *((each.name, each.content) for each in found),
        ("manifest.json", manifest(what, found)),
    ]
    return Made(found, pages, pdf, _archive(listed))


def _merged(front: bytes, found: Sequence[Piece], language: str) -> tuple[bytes, int]:
    """The index, then the pages of every PDF in order, each with a bookmark.

    One that was given with a step and can't be read, or is locked, is in the folder only.
    """
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(front)), import_outline=False)
    for number, each in enumerate(found, start=1):
        if each.is_pdf and pages_of(each.content):
            title = f"{number}. {each.title.in_language(language)}"
            pages = PdfReader(io.BytesIO(each.content))
            writer.append(pages, outline_item=title, import_outline=False)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue(), len(writer.pages)


def _archive(listed: Sequence[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in listed:
            member = zipfile.ZipInfo(name, DATED)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return written.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _name(number: int, form: str) -> str:
    return f"bundles/{number:08d}.{'zip' if form == 'folder' else 'pdf'}.sealed"
