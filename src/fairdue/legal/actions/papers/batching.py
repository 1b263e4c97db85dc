"""Writes papers of one kind for many matters, releases them together, sets them as one archive.

Each step goes on where it stopped: a paper is written, and set, once.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app

from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal import files
from fairdue.legal.actions.papers.handing_out import document_of
from fairdue.legal.actions.papers.releasing import release_paper
from fairdue.legal.actions.papers.writing import write_paper
from fairdue.legal.models import (
    Approval,
    Matter,
    Paper,
    PaperBatch,
    PaperBatchLine,
    PaperKind,
    PaperRelease,
    PaperState,
    Stage,
)
from fairdue.legal.queries.matters import visible
from fairdue.legal.queries.papers.templates import template
from fairdue.legal.rules.papers.allowed import KINDS_OF
from fairdue.legal.rules.papers.typed import read_entered
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.typesetting import document_word, documents_pdf
from fairdue.vault.sealing import vault

WRITE, SET = "legal.write_papers", "legal.set_papers"
"""The jobs that write a batch's papers, and that set them as one archive."""
MATTERS_MAX = 2000
AT_ONCE = 50
DATED = (1980, 1, 1, 0, 0, 0)


def start_batch(
    *,
    kind: str,
    matter_ids: Collection[int],
    entered: Mapping[str, str],
    language: str,
    staff: Staff,
    at: datetime,
) -> PaperBatch:
    """Have papers of a kind written for matters, with the same words entered for all of them.

    What stands against one matter's paper is told on its line and keeps no other back. Raises
    Refused for no matter or too many, for matters that staff may not see, for what can't be read
    and for a role that may not.
    """
    require(staff, "write_papers")
    wanted = sorted(set(matter_ids))
    if not 0 < len(wanted) <= MATTERS_MAX:
        raise Refused(
            Text(f"Choose from 1 to {MATTERS_MAX} matters.", f"请选择1至{MATTERS_MAX}个案件。")
        )
    found = dict(visible(staff).filter(pk__in=wanted).values_list("pk", "currency"))
    if len(found) < len(wanted):
        raise Refused(Text("Some of these matters aren't there.", "所选案件中有不存在的案件。"))
    on = local_day(at, zone())
    version = template(kind, on)
    for currency in sorted(set(found.values())):
        read_entered(version.entered(), entered, currency=currency, language=language)
    kept = {name: entered[name] for name in version.entered() if entered.get(name)}
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="papers_asked",
            at=at,
            subject=f"paper_batch:{kind}",
            details={"kind": kind, "matters": len(wanted)},
        )
        batch = PaperBatch.objects.create(
            kind=PaperKind(kind),
            language=language,
            as_of=on,
            entered_sealed=vault().seal(json.dumps(kept, ensure_ascii=False)),
            asked=len(wanted),
            started_by=staff.username,
            started_at=at,
            journal_entry=entry,
        )
        PaperBatchLine.objects.bulk_create(
            PaperBatchLine(batch=batch, matter_id=matter_id) for matter_id in wanted
        )
        app.configure_task(WRITE).defer(batch_id=batch.pk)
    return batch


def write_batch(batch_id: int) -> PaperBatch:
    """Write the papers of a batch that aren't written yet. For the job; may be run again."""
    batch = PaperBatch.objects.get(pk=batch_id)
    staff = Staff.objects.get(username=batch.started_by)
    entered = json.loads(vault().unseal(batch.entered_sealed))
    for line in _open_lines(batch):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    line.paper = write_paper(
                        matter_id=line.matter_id,
                        kind=batch.kind,
                        entered=entered,
                        language=batch.language,
                        staff=staff,
                        at=batch.started_at,
                        batch=batch,
                    )
            except Refused as refused:
                line.problem_en, line.problem_zh = refused.text.en[:600], refused.text.zh[:600]
            line.save(update_fields=["paper", "problem_en", "problem_zh"])
    with transaction.atomic():
        batch = PaperBatch.objects.select_for_update().get(pk=batch_id)
        if batch.finished_at is None:
            written = PaperBatchLine.objects.filter(batch=batch, paper__isnull=False).count()
            batch.finished_at = batch.started_at  # all of it is as of the moment it was asked
            batch.journal_entry = record(
                actor=batch.started_by,
                action="papers_written",
                at=batch.started_at,
                subject=f"paper_batch:{batch.pk}",
                details={"kind": batch.kind, "written": written, "asked": batch.asked},
            )
            batch.save()
    return batch


def _open_lines(batch: PaperBatch) -> Iterator[PaperBatchLine]:
    rows = PaperBatchLine.objects.filter(batch=batch, paper=None, problem_en="")
    yield from rows.order_by("matter_id")


def release_batch(*, batch_id: int, staff: Staff, at: datetime) -> int:
    """Release every paper of a batch that waits for this person; how many that were.

    With the last of them the archive is made. Raises Refused for one's own batch, for one that
    is still being written, for nothing to release, and for a role that may not.
    """
    require(staff, "release_papers")
    batch = PaperBatch.objects.filter(pk=batch_id).first()
    if batch is None or batch.finished_at is None:
        raise Refused(Text("This batch isn't written yet.", "该批次尚未写完。"))
    with transaction.atomic():
        waiting = Paper.objects.filter(batch=batch, state=PaperState.WRITTEN)
        given = PaperRelease.objects.filter(paper__batch=batch, releaser=staff.username)
        mine = waiting.exclude(pk__in=given.values("paper"))
        released = [
            release_paper(paper_id=number, staff=staff, at=at)
            for number in mine.order_by("pk").values_list("pk", flat=True)
        ]
        if not released:
            raise Refused(
                Text("Nothing of this batch waits for your release.", "该批次没有待您放行的文书。")
            )
        if not Paper.objects.filter(batch=batch, state=PaperState.WRITTEN).exists():
            app.configure_task(SET).defer(batch_id=batch.pk)
    return len(released)


def set_batch(batch_id: int) -> PaperBatch:
    """Set every released paper of a batch as PDF and Word in one archive. For the job.

    The same papers give the same bytes. Raises FontMissingError where no PDF can be set.
    """
    batch = PaperBatch.objects.get(pk=batch_id)
    with files.draft() as plain:
        count = _archive(batch, plain)
        kept = files.keep(plain, name_of(batch))
    with transaction.atomic():
        batch = PaperBatch.objects.select_for_update().get(pk=batch_id)
        batch.sha256, batch.bytes = kept.plain_sha256, kept.length
        batch.journal_entry = record(
            actor=batch.started_by,
            action="papers_set",
            at=batch.started_at,
            subject=f"paper_batch:{batch.pk}",
            details={"papers": count, "sha256": kept.plain_sha256},
        )
        batch.save()
    return batch


def _archive(batch: PaperBatch, to: Path) -> int:
    """Write the archive; its lines are marked as they are set, so that progress can be seen."""
    PaperBatchLine.objects.filter(batch=batch).update(is_set=False)
    rows = Paper.objects.filter(batch=batch, state=PaperState.RELEASED).order_by("serial")
    numbers = list(rows.values_list("pk", flat=True))
    listed = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for begin in range(0, len(numbers), AT_ONCE):
            papers = list(rows.filter(pk__in=numbers[begin : begin + AT_ONCE]))
            documents = [document_of(paper) for paper in papers]
            for paper, document, pdf in zip(
                papers, documents, documents_pdf(documents), strict=True
            ):
                for ending, content in (("pdf", pdf), ("docx", document_word(document))):
                    name = f"{paper.number}.{ending}"
                    archive.writestr(_dated(name), content)
                    digest = hashlib.sha256(content).hexdigest()
                    listed.append({"name": name, "sha256": digest, "bytes": len(content)})
            PaperBatchLine.objects.filter(paper__in=papers).update(is_set=True)
        manifest = json.dumps({"batch": batch.number, "files": listed}, indent=1)
        archive.writestr(_dated("manifest.json"), manifest.encode())
    return len(numbers)


def batch_file(*, batch_id: int, staff: Staff, at: datetime) -> tuple[PaperBatch, bytes]:
    """The archive of a batch whose papers are all released; the journal has who took it.

    Raises Refused where there is none yet, one was withdrawn since, the file is lost, and for a
    role that may not.
    """
    require(staff, "take_papers")
    batch = PaperBatch.objects.filter(pk=batch_id).first()
    if batch is None or not batch.sha256:
        raise Refused(Text("There is no archive of this batch yet.", "该批次尚未生成压缩包。"))
    theirs = Paper.objects.filter(batch=batch)
    if theirs.exclude(matter__in=visible(staff)).exists():
        raise Refused(Text("There is no such batch.", "没有该批次。"))
    if theirs.filter(state=PaperState.WITHDRAWN, released_at__isnull=False).exists():
        raise Refused(
            Text(
                "A paper of this batch was withdrawn since; take the others one by one.",
                "该批次有文书放行后被撤回，请逐份下载其余文书。",
            )
        )
    try:
        content = files.read(name_of(batch))
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise Refused(
            Text(
                "The archive is lost or altered; restore it from a backup.",
                "压缩包缺失或已改动，请从备份恢复。",
            )
        )
    with transaction.atomic():
        record(
            actor=staff.username,
            action="papers_taken",
            at=at,
            subject=f"paper_batch:{batch.pk}",
            details={"sha256": batch.sha256},
        )
    return batch, content


def name_of(batch: PaperBatch) -> str:
    """Where the archive lies, below the folder of legal files."""
    return f"batches/{batch.pk:08d}.zip.sealed"


def matters_for(kind: str, staff: Staff) -> list[Matter]:
    """Approved, open matters of China that have no paper of this kind yet."""
    roads = [road for road, kinds in KINDS_OF.items() if kind in kinds]
    have = Paper.objects.filter(kind=kind).exclude(state=PaperState.WITHDRAWN)
    rows = (
        visible(staff)
        .filter(approval=Approval.APPROVED, road__in=roads, jurisdiction="CN")
        .exclude(stage__in=(Stage.CLOSED, Stage.SETTLEMENT))
        .exclude(pk__in=have.values("matter"))
    )
    return list(rows.select_related("customer").order_by("pk")[:MATTERS_MAX])


def _dated(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, DATED)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member
