"""Takes papers from outside into a matter: checked to be a readable PDF, sealed."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from django.db import transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal import files
from fairdue.legal.actions.recording import enter, matter_to_change
from fairdue.legal.models import Exhibit, ExhibitKind
from fairdue.legal.queries.matters import matter_for
from fairdue.people.models import Staff
from fairdue.people.rules import require

BYTES_MAX = 20_000_000
PAGES_MAX = 500


def add_exhibit(
    *,
    matter_id: int,
    kind: str,
    title: str,
    proves: str,
    content: bytes,
    staff: Staff,
    at: datetime,
) -> Exhibit:
    """Keep a PDF that proves something, such as the signed contract.

    Raises Refused for a file that is no readable PDF, too large, locked by a password or there
    already, without a title or what it proves, and for a role that may not.
    """
    named, shows = title.strip(), proves.strip()
    if kind not in ExhibitKind.values or not 0 < len(named) <= 120 or not 0 < len(shows) <= 200:
        raise Refused(
            Text(
                "Choose what it is; give it a title within 120 characters and say what it proves "
                "within 200.",
                "请选择材料类别，填写名称（120字以内）和证明内容（200字以内）。",
            )
        )
    pages = _checked(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        matter = matter_to_change(matter_id, staff, "write_papers")
        if Exhibit.objects.filter(matter=matter, sha256=digest, withdrawn_at=None).exists():
            raise Refused(Text("This file is there already.", "该文件已存在。"))
        number = next_id(Exhibit)
        name = f"exhibits/{number:08d}.pdf.sealed"
        entry = enter(
            matter,
            "exhibit_added",
            staff,
            at,
            {"kind": kind, "sha256": digest, "pages": pages},
            subject=f"exhibit:{number}",
        )
        row = Exhibit.objects.create(
            pk=number,
            matter=matter,
            customer_id=matter.customer_id,
            kind=kind,
            title=named,
            proves=shows,
            pages=pages,
            bytes=len(content),
            sha256=digest,
            path=name,
            added_by=staff.username,
            added_at=at,
            journal_entry=entry,
        )
        files.keep_bytes(content, name)
    return row


def withdraw_exhibit(*, exhibit_id: int, reason: str, staff: Staff, at: datetime) -> None:
    """Leave an exhibit out from now on; its file is kept. Raises Refused without a reason, for one
    that isn't there or was withdrawn, and for a role that may not.
    """
    because = reason_given(reason)
    with transaction.atomic():
        row = Exhibit.objects.select_for_update().filter(pk=exhibit_id, withdrawn_at=None).first()
        if row is None:
            raise Refused(Text("There is no such exhibit.", "没有该材料。"))
        matter = matter_to_change(row.matter_id, staff, "write_papers")
        row.journal_entry = enter(
            matter, "exhibit_withdrawn", staff, at, {}, subject=f"exhibit:{row.pk}"
        )
        row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = at, staff.username, because
        row.save()


def exhibit_file(*, exhibit_id: int, staff: Staff, at: datetime) -> tuple[Exhibit, bytes]:
    """An exhibit's file; the journal has who took it. Raises Refused for none, and who may not."""
    require(staff, "take_papers")
    row = Exhibit.objects.filter(pk=exhibit_id).first()
    if row is None or matter_for(staff, row.matter_id) is None:
        raise Refused(Text("There is no such exhibit.", "没有该材料。"))
    content = opened(row)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="exhibit_taken",
            at=at,
            subject=f"exhibit:{row.pk}",
            customer_id=row.customer_id,
            details={"matter": row.matter_id, "sha256": row.sha256},
        )
    return row, content


def opened(row: Exhibit) -> bytes:
    """An exhibit's content, which is the one that was added. Raises Refused for a lost file."""
    try:
        content = files.read(row.path)
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Refused(
            Text(
                f"The file of exhibit “{row.title}” is lost or altered; restore it from a backup.",
                f"材料“{row.title}”的文件缺失或已改动，请从备份恢复。",
            )
        )
    return content


def pages_of(content: bytes) -> int:
    """How many pages a PDF has; 0 for what can't be read or is locked by a password."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        return 0 if reader.is_encrypted else len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 0


def _checked(content: bytes) -> int:
    """How many pages an exhibit has. Raises Refused."""
    if len(content) > BYTES_MAX:
        raise Refused(
            Text(
                f"The file has {len(content) / 1e6:.0f} MB; at most {BYTES_MAX // 1_000_000} are "
                "taken. Scan it with less resolution, or in parts.",
                f"文件大小为{len(content) / 1e6:.0f}MB，上限为{BYTES_MAX // 1_000_000}MB。"
                "请降低扫描分辨率或分份上传。",
            )
        )
    pages = pages_of(content)
    if not 0 < pages <= PAGES_MAX:
        raise Refused(
            Text(
                f"Give a PDF of 1 to {PAGES_MAX} pages that opens without a password.",
                f"请上传无密码、1至{PAGES_MAX}页的PDF文件。",
            )
        )
    return pages
